"""Sums of whole numbers stay exact beyond 64 bits, on both engines."""

import pytest
from sqlalchemy import BigInteger, Column, MetaData, Table, insert, select

from salesforce_lite.kernel.db import writing
from salesforce_lite.kernel.sums import exact_sum

_numbers = Table("number", MetaData(), Column("n", BigInteger))


@pytest.fixture
def summed(app):
    def add_up(*numbers):
        with writing(), app.engine.connect() as connection:
            _numbers.create(connection)
            if numbers:
                connection.execute(insert(_numbers), [{"n": number} for number in numbers])
            return connection.scalar(select(exact_sum(_numbers.c.n)))

    return add_up


@pytest.mark.parametrize(
    "numbers",
    [
        [2**63 - 1] * 5,
        [-(2**63) + 1] * 5,
        [10**18 + 7, -1, 10**9 - 1, -(10**9) - 1],
        [-5, 3, 0],
    ],
)
def test_a_sum_is_exact_at_any_size(summed, numbers):
    assert summed(*numbers) == sum(numbers)


def test_what_is_empty_does_not_count(summed):
    assert summed(None, 3) == 3


def test_no_rows_have_no_sum(summed):
    assert summed() is None


def test_arithmetic_within_the_sum_keeps_its_order(app):
    with writing(), app.engine.connect() as connection:
        _numbers.create(connection)
        connection.execute(insert(_numbers), [{"n": 10**17}] * 100)
        assert connection.scalar(select(exact_sum(_numbers.c.n - 1))) == 100 * (10**17 - 1)

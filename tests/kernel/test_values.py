"""Ids, money and moments mean the same everywhere."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.money import CurrencyMismatchError, Money, UnknownCurrencyError
from salesforce_lite.kernel.notes import Note

MINOR = st.integers(min_value=-(10**15), max_value=10**15)
CURRENCY = st.sampled_from(["EUR", "MXN", "CLP", "COP", "PEN", "ARS", "USD", "JPY", "KWD"])


def test_ids_follow_the_order_in_which_they_were_made():
    made = [new_id() for _ in range(5000)]
    assert made == sorted(made)
    assert {id_.version for id_ in made} == {7}
    assert {id_.variant for id_ in made} == {"specified in RFC 4122"}
    assert abs((made[0].int >> 80) / 1000 - datetime.now(UTC).timestamp()) < 5


def test_ids_made_by_many_threads_differ():
    made: list = []

    def make() -> None:
        mine = [new_id() for _ in range(5000)]
        assert mine == sorted(mine)
        made.extend(mine)

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == len(made) == 40_000


def test_ids_go_on_when_the_clock_is_set_back(monkeypatch):
    before = new_id()
    monkeypatch.setattr("time.time_ns", lambda: 1_000_000_000_000_000_000)
    later = [new_id() for _ in range(1000)]
    assert [before, *later] == sorted([before, *later])
    assert {id_.version for id_ in later} == {7}


@given(minor=MINOR, currency=CURRENCY)
def test_money_is_written_and_read_without_loss(minor, currency):
    money = Money(minor, currency)
    assert Money.of(money.amount, currency) == money
    document = money.as_json()
    assert Money.of(document["amount"], document["currency"]) == money
    assert "E" not in document["amount"].upper()


@given(left=MINOR, right=MINOR, currency=CURRENCY)
def test_sums_of_money_are_exact(left, right, currency):
    together = Money(left, currency) + Money(right, currency)
    assert together.amount == Money(left, currency).amount + Money(right, currency).amount


@given(minor=MINOR, percent=st.integers(min_value=0, max_value=100))
def test_a_share_and_its_rest_are_the_whole_but_for_one_cent(minor, percent):
    money = Money(minor, "EUR")
    together = money.share(percent) + money.share(100 - percent)
    assert abs(together.minor - minor) <= 1
    assert money.share(100) == money
    assert money.share(0).minor == 0


def test_money_knows_how_many_decimals_its_currency_has():
    assert Money.of("1234.50", "EUR").minor == 123450
    assert Money.of("1234.5", "CLP").minor == 1234  # half to even
    assert Money.of("1235.5", "CLP").minor == 1236
    assert Money(1234, "CLP").amount == Decimal(1234)


def test_currencies_do_not_mix_and_must_exist():
    with pytest.raises(CurrencyMismatchError):
        Money(1, "EUR") + Money(1, "USD")
    with pytest.raises(UnknownCurrencyError):
        Money.of(1, "XYZ")


def test_a_moment_without_zone_is_refused(work):
    def keep_naive():
        with work("admin") as uow:
            uow.session.add(Note(kind="x", subject="", at=datetime(2026, 1, 1)))  # noqa: DTZ001

    with pytest.raises(StatementError, match="zone"):
        keep_naive()


def test_a_moment_comes_back_in_utc(work):
    there = timezone(timedelta(hours=-6))
    with work("admin") as uow:
        uow.session.add(
            Note(kind="zone", subject="", at=datetime(2026, 1, 1, 18, 30, tzinfo=there))
        )
    with work("admin") as uow:
        at = uow.session.scalars(select(Note.at).where(Note.kind == "zone")).one()
        assert at == datetime(2026, 1, 2, 0, 30, tzinfo=UTC)
        assert at.tzinfo is UTC


def test_an_amount_of_many_digits_is_exact():
    assert Money.of("1" + "0" * 36 + ".01", "EUR").minor == 10**38 + 1

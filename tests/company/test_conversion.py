"""Converting and adding money: exact, and the same in whatever order."""

from decimal import Decimal
from fractions import Fraction

import pytest
from babel.numbers import get_currency_precision
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salesforce_lite.company.totals import _sums, convert, total_of
from salesforce_lite.kernel.money import Money

CURRENCIES = ("EUR", "MXN", "CLP", "KWD", "COP")
minors = st.integers(min_value=-(2**62), max_value=2**62)
rates = st.decimals(min_value="0.00000001", max_value="100000", places=8)
monies = st.builds(Money, minors, st.sampled_from(CURRENCIES))


@given(monies, st.sampled_from(CURRENCIES), rates)
def test_a_conversion_is_exact_to_half_a_cent_and_rounds_half_to_even(amount, currency, rate):
    exact = Fraction(amount.amount) * Fraction(rate)
    unit = Fraction(1, 10 ** get_currency_precision(currency))
    converted = convert(amount, currency, rate)
    assert abs(Fraction(converted.amount) - exact) <= unit / 2
    assert converted.minor == round(exact / unit)


@pytest.mark.parametrize(("minor", "becomes"), [(1, 0), (3, 2), (5, 2), (-1, 0), (-3, -2)])
def test_half_a_cent_goes_to_the_even_one(minor, becomes):
    assert convert(Money(minor, "USD"), "EUR", Decimal("0.5")) == Money(becomes, "EUR")


# A machine that is busy makes examples slowly; that says nothing about totals.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(monies, max_size=12), st.randoms(use_true_random=False), rates)
def test_a_total_does_not_depend_on_the_order(parts, random, rate):
    shuffled = list(parts)
    random.shuffle(shuffled)
    known = {currency: rate for currency in CURRENCIES if currency not in ("EUR", "COP")}
    assert total_of(_sums(parts), "EUR", known) == total_of(_sums(shuffled), "EUR", known)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(monies, min_size=1, max_size=12), rates)
def test_a_total_is_the_sum_of_its_parts_and_names_the_rest(parts, rate):
    total = total_of(_sums(parts), "EUR", {"MXN": rate})
    assert total.amount.minor == sum(p.converted.minor for p in total.parts if p.converted)
    assert set(total.missing_rates) == {p.currency for p in parts} - {"EUR", "MXN"}
    for part in total.parts:
        same = [one.minor for one in parts if one.currency == part.amount.currency]
        assert part.amount.minor == sum(same)


def test_rounding_once_is_not_rounding_each():
    halves = [Money(1, "USD")] * 10
    total = total_of(_sums(halves), "EUR", {"USD": Decimal("0.5")})
    assert total.amount == Money(5, "EUR")

"""Days, hours and distances are written exactly as Babel writes them, amounts nearly so."""

import random
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.core import Locale
from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.numbers import format_currency

from salesforce_lite.kernel.locales import LOCALES
from salesforce_lite.kernel.money import Money
from salesforce_lite.web.formats import (
    amount_words,
    day_words,
    distance_words,
    hour_words,
    moment_words,
)

EACH_LOCALE = pytest.mark.parametrize(
    "locale", [Locale.parse(code, sep="-") for code in LOCALES], ids=str
)
_RANDOM = random.Random(7)


@EACH_LOCALE
@pytest.mark.parametrize("currency", ["EUR", "MXN", "ARS", "CLP", "COP", "PEN", "JPY", "TND"])
def test_an_amount_is_written_as_the_language_writes_it(locale: Locale, currency: str) -> None:
    for minor in (0, 1, -1, 99, -100, 123_456_789_012, *_numbers(40, 10**9)):
        value = Money(minor, currency)
        written = format_currency(value.amount, currency, locale=locale)
        assert amount_words(value, locale) == _spaced(written)


@EACH_LOCALE
def test_a_short_amount_leaves_out_cents_only_where_there_are_none(locale: Locale) -> None:
    pattern = locale.currency_formats["standard"].pattern.replace(".00", "")
    for whole in (0, 7, -1_234, 1_234_567):
        written = format_currency(whole, "EUR", pattern, locale=locale, currency_digits=False)
        assert amount_words(Money(whole * 100, "EUR"), locale, short=True) == _spaced(written)
    with_cents = Money(123_405, "EUR")
    assert amount_words(with_cents, locale, short=True) == amount_words(with_cents, locale)


@EACH_LOCALE
def test_a_distance_is_told_in_the_unit_babel_chooses(locale: Locale) -> None:
    lengths = (1, 60, 3_600, 86_400, 7 * 86_400, 30 * 86_400, 365 * 86_400)
    for seconds in (0, *(length * n / 100 for length in lengths for n in range(-200, 200, 3))):
        distance = timedelta(seconds=seconds)
        assert distance_words(distance, locale) == format_timedelta(
            distance, add_direction=True, locale=locale
        )


@EACH_LOCALE
def test_a_moment_is_written_on_the_clock_it_carries(locale: Locale) -> None:
    for minutes in _numbers(200, 10**6):
        at = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)).astimezone(
            ZoneInfo("America/Monterrey")
        )
        assert hour_words(at, locale) == format_time(at, "short", tzinfo=at.tzinfo, locale=locale)
        assert day_words(at.date(), "long", locale) == format_date(at, "long", locale=locale)
        for form in ("short", "medium"):
            assert moment_words(at, form, locale) == format_datetime(
                at, form, tzinfo=at.tzinfo, locale=locale
            )


def _numbers(count: int, largest: int) -> list[int]:
    return [_RANDOM.randint(-largest, largest) for _ in range(count)]


def _spaced(amount: str) -> str:
    """Letters and digits apart: “EUR 5” where Babel writes “EUR5”."""
    return re.sub(r"(?<=[A-Za-z])(?=\d)", "\u00a0", amount)

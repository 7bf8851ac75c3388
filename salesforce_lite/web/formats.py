"""How days, hours, distances and amounts are written in a language; what repeats is kept.

Babel says how; asking it for every cell of a list takes longer than reading the list.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from babel.core import Locale
from babel.dates import (
    TIMEDELTA_UNITS,
    format_date,
    format_datetime,
    format_time,
    format_timedelta,
    get_datetime_format,
)
from babel.numbers import (
    format_currency,
    get_currency_precision,
    get_decimal_symbol,
    get_group_symbol,
)

from salesforce_lite.kernel.money import Money

# A unit is used from 85 % of it on: 20 hours are hours, 21 hours are a day.
_FROM = 0.85


@lru_cache(maxsize=4096)
def day_words(day: date, form: str, locale: Locale) -> str:
    """A day, in one of the language's forms or by a pattern."""
    return format_date(day, form, locale=locale)


def moment_words(at: datetime, form: str, locale: Locale) -> str:
    """Day and hour of a moment, on the clock it carries."""
    if form != "short":
        return format_datetime(at, form, tzinfo=at.tzinfo, locale=locale)
    hour, day = hour_words(at, locale), day_words(at.date(), form, locale)
    return _moment_frame(locale).replace("{0}", hour).replace("{1}", day)


@lru_cache(maxsize=32)
def _moment_frame(locale: Locale) -> str:
    return str(get_datetime_format("short", locale=locale)).replace("'", "")


def hour_words(at: datetime, locale: Locale) -> str:
    """Hour and minute of a moment, on the clock it carries."""
    return _hour_words(at.hour, at.minute, locale)


@lru_cache(maxsize=2 * 24 * 60)
def _hour_words(hour: int, minute: int, locale: Locale) -> str:
    return format_time(time(hour, minute), "short", locale=locale)


def distance_words(distance: timedelta, locale: Locale) -> str:
    """“3 days ago”, “in 2 hours”."""
    seconds = distance.days * 86_400 + distance.seconds
    for _, length in TIMEDELTA_UNITS:
        if abs(seconds) >= _FROM * length:
            whole = round(abs(seconds) / length) * length
            return _distance_words(whole if seconds > 0 else -whole, locale)
    return _distance_words(seconds, locale)


@lru_cache(maxsize=1024)
def _distance_words(seconds: int, locale: Locale) -> str:
    """Of a whole number of units, which is that unit and not nearly one of the next."""
    whole: Any = timedelta(seconds=seconds)
    return format_timedelta(whole, add_direction=True, threshold=1, locale=locale)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What stands around the digits of an amount, and between them."""

    scale: int
    digits: int
    before: tuple[str, str]
    after: tuple[str, str]
    group: str
    point: str


def amount_words(value: Money, locale: Locale, *, short: bool = False) -> str:
    """An amount with its currency; short leaves out cents where there are none."""
    shape = _shape(value.currency, locale)
    is_negative = value.minor < 0
    whole, part = divmod(abs(value.minor), shape.scale)
    written = f"{whole:,}".replace(",", shape.group)
    if shape.digits and (part or not short):
        written += f"{shape.point}{part:0{shape.digits}}"
    return f"{shape.before[is_negative]}{written}{shape.after[is_negative]}"


@lru_cache(maxsize=512)
def _shape(currency: str, locale: Locale) -> _Shape:
    """Read off what Babel makes of a 1 and a −1."""
    digits = get_currency_precision(currency)
    one = f"1{get_decimal_symbol(locale)}{'0' * digits}" if digits else "1"
    plus, minus = (format_currency(n, currency, locale=locale).partition(one) for n in (1, -1))
    return _Shape(
        scale=10**digits,
        digits=digits,
        before=(_spaced(plus[0]), _spaced(minus[0])),
        after=(plus[2], minus[2]),
        group=get_group_symbol(locale),
        point=get_decimal_symbol(locale),
    )


def _spaced(before: str) -> str:
    """A sign of letters stands off the digits, as CLDR asks and Babel does not: “EUR 5”, “$5”."""
    return f"{before}\u00a0" if before[-1:].isalpha() else before

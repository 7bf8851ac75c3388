"""When and whom the law of a country lets companies call, and its public holidays by rule."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_MONDAY, _TUESDAY, _WEDNESDAY, _THURSDAY, _FRIDAY, _SATURDAY = range(6)
_DAY = re.compile(r"(\d{2})-(\d{2})( monday| nearest-monday| week-monday| bridge-friday)?")
_ONLY = re.compile(r"(\d{2})-(\d{2}) only( monday)?( friday)?")
_SOLSTICE = re.compile(r"june-solstice (\w+/\w+)")
_OF_EASTER = re.compile(r"easter([+-]\d{1,2})")
_NTH = re.compile(r"(\d{2}) (\d)\. monday")


class HolidayRuleError(ValueError):
    """A rule in a pack that nobody can read."""


@dataclass(frozen=True, slots=True)
class HolidayRule:
    """One public holiday: `05-01`, `01-06 monday` (or the next one), `06-17 nearest-monday` (from
    Tuesday and Wednesday back, from Thursday and Friday on), `06-29 week-monday` (from Thursday
    back too), `10-31 bridge-friday` (from Tuesday back, from Wednesday on), `09-17 only monday
    friday` (no holiday on another day of the week), `easter-2`, `02 1. monday`, `june-solstice
    America/Santiago` (by the clock there)."""

    rule: str

    def day_in(self, year: int) -> date | None:
        """The day on which it is celebrated in a year; None where it is not in that year."""
        if match := _OF_EASTER.fullmatch(self.rule):
            return easter(year) + timedelta(days=int(match[1]))
        if match := _NTH.fullmatch(self.rule):
            first = date(year, int(match[1]), 1)
            return _next_monday(first) + timedelta(weeks=int(match[2]) - 1)
        if match := _SOLSTICE.fullmatch(self.rule):
            return june_solstice(year).astimezone(ZoneInfo(match[1])).date()
        if match := _ONLY.fullmatch(self.rule):
            day = date(year, int(match[1]), int(match[2]))
            wanted = [_MONDAY] * bool(match[3]) + [_FRIDAY] * bool(match[4])
            return day if day.weekday() in wanted else None
        match = _DAY.fullmatch(self.rule)
        if match is None:
            raise HolidayRuleError(self.rule)
        return _moved(date(year, int(match[1]), int(match[2])), (match[3] or "").strip())


@dataclass(frozen=True, slots=True)
class CallingHours:
    """From when to when commercial calls may be made on a day of the week; Monday is 0."""

    weekday: int
    begins: time
    ends: time


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionList:
    """A public list of numbers that may not be called for commercial purposes."""

    code: str
    name: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerNumberRule:
    """Which numbers, in E.164, companies may show when they call for a purpose (`commercial`,
    `service`). Those of `agreed` only where the person called has agreed to it; where neither
    `allowed` nor `agreed` is stated, every number that is not `forbidden`."""

    purposes: tuple[str, ...]
    allowed: re.Pattern[str] | None = None
    agreed: re.Pattern[str] | None = None
    forbidden: re.Pattern[str] | None = None
    must_be_shown: bool = False
    source: str
    as_of: date

    def permits(self, number: str, *, is_agreed: bool) -> bool:
        """Whether this number may be shown. Without one the line's own is, which nobody knows
        here: it is refused only where the law wants a certain range."""
        if not number:
            return self.allowed is None and self.agreed is None
        if self.forbidden is not None and self.forbidden.fullmatch(number):
            return False
        ranges = [self.allowed, self.agreed if is_agreed else None]
        if self.allowed is None and self.agreed is None:
            return True
        return any(one.fullmatch(number) for one in ranges if one is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallingRules:
    """What the law says of commercial calls to consumers, as far as a source states it.

    `hours` is empty where none is stated: then the company's own hold. All of it is for the
    company's counsel to confirm; `as_of` is the day on which it was entered.
    """

    hours: tuple[CallingHours, ...]
    calls_on_holidays: bool
    needs_consent: bool
    exclusion_lists: tuple[ExclusionList, ...]
    holidays: tuple[HolidayRule, ...]
    caller_numbers: tuple[CallerNumberRule, ...] = ()
    source: str
    as_of: date

    def caller_number_rule(self, purpose: str) -> CallerNumberRule | None:
        """What the law says of the number shown for this purpose; None where no source does."""
        return next((one for one in self.caller_numbers if purpose in one.purposes), None)

    def is_holiday(self, day: date) -> bool:
        """Whether it is a public holiday of the whole country."""
        return any(rule.day_in(day.year) == day for rule in self.holidays)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm)."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap, left = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leap - correction + 15) % 30
    week = (32 + 2 * left + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def june_solstice(year: int) -> datetime:
    """The moment of the June solstice in UTC, for years from 1000 to 3000, to a quarter of an hour
    (Meeus, Astronomical Algorithms, table 27.B, without the periodic terms)."""
    y = (year - 2000) / 1000
    days = 2451716.56767 + 365241.62603 * y + 0.00325 * y**2 + 0.00888 * y**3 - 0.00030 * y**4
    # Julian days begin at noon; that of 2000-01-01 is 2,451,545.
    return datetime(2000, 1, 1, 12, tzinfo=UTC) + timedelta(days=days - 2451545)


def _next_monday(day: date) -> date:
    """The day itself where it is one."""
    return day + timedelta(days=-day.weekday() % 7)


def _moved(day: date, how: str) -> date:
    if how == "monday":
        return _next_monday(day)
    if how == "nearest-monday" and day.weekday() in (_TUESDAY, _WEDNESDAY):
        return day - timedelta(days=day.weekday())
    if how == "week-monday" and day.weekday() in (_TUESDAY, _WEDNESDAY, _THURSDAY):
        return day - timedelta(days=day.weekday())
    if how == "week-monday" and day.weekday() == _FRIDAY:
        return _next_monday(day)
    if how == "bridge-friday" and day.weekday() in (_TUESDAY, _WEDNESDAY):
        return day + timedelta(days=-4 if day.weekday() == _TUESDAY else 2)
    if how == "nearest-monday" and _WEDNESDAY < day.weekday() < _SATURDAY:
        return _next_monday(day)
    return day

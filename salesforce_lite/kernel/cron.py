"""Times that come again: the five fields of cron, in a time zone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from salesforce_lite.kernel.errors import N_, DomainError

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
# Name, smallest, largest, names of values from the smallest on.
_FIELDS = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day", 1, 31, ()),
    ("month", 1, 12, _MONTHS),
    ("weekday", 0, 7, _WEEKDAYS),
)
_PART = re.compile(r"(?P<first>\*|\w+)(-(?P<last>\w+))?(/(?P<step>[0-9]+))?")
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
# A 29th of February that falls on one weekday comes every 28 years, or after 40 around 2100.
_FURTHEST = 41 * 366


class WrongScheduleError(DomainError):
    code = "wrong_schedule"
    sentence = N_("“%(cron)s” is not a time that comes again: %(reason)s.")


@dataclass(frozen=True)
class Cron:
    """`minute hour day month weekday`, with lists, ranges, steps and English names.

    Where both day and weekday are restricted, either will do, as everywhere. When the clock is put
    forward, a time that does not exist is made up for at the end of the gap. When it is put back,
    a named hour comes once, and “every hour” (`*`) goes on through both.
    """

    expression: str
    zone: str = "UTC"

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.zone)
        except (ValueError, OSError, ZoneInfoNotFoundError):
            raise self._wrong(f"there is no time zone {self.zone}") from None
        if len(self._texts) != len(_FIELDS):
            raise self._wrong("it needs five fields: minute, hour, day, month, weekday")
        self.after(datetime(2000, 1, 1, tzinfo=UTC))

    def after(self, moment: datetime) -> datetime:
        """The next time, in UTC."""
        zone = ZoneInfo(self.zone)
        # What the day before has in a gap at its end would come today.
        start = moment.astimezone(zone).date() - _DAY
        for day in (start + _DAY * number for number in range(_FURTHEST)):
            if self._comes_on(day):
                for found in self._times(day, zone):
                    if found > moment:
                        return found
        raise self._wrong("it never comes")

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return tuple(self.expression.lower().split())

    @cached_property
    def _values(self) -> tuple[tuple[int, ...], ...]:
        """The values of each field, in order."""
        return tuple(
            tuple(sorted(self._field(text, *field)))
            for text, field in zip(self._texts, _FIELDS, strict=True)
        )

    def _comes_on(self, day: date) -> bool:
        _, _, days, months, weekdays = self._values
        if day.month not in months:
            return False
        is_day = day.day in days
        is_weekday = day.isoweekday() in weekdays or (day.isoweekday() == 7 and 0 in weekdays)
        if self._texts[2].startswith("*") or self._texts[4].startswith("*"):
            return is_day and is_weekday
        return is_day or is_weekday

    def _times(self, day: date, zone: ZoneInfo) -> Iterator[datetime]:
        """The times of one day, in UTC and in order."""
        minutes, hours = self._values[:2]
        if self._texts[1].startswith("*"):
            yield from _passing(day, zone, hours, minutes)
            return
        for hour in hours:
            for minute in minutes:
                yield _moment(datetime.combine(day, time(hour, minute)), zone)

    def _field(
        self, text: str, name: str, smallest: int, largest: int, names: tuple[str, ...]
    ) -> set[int]:
        found: set[int] = set()
        for part in text.split(","):
            match = _PART.fullmatch(part)
            if match is None:
                raise self._wrong(f"“{part}” says no {name}")
            first, last, step = match["first"], match["last"], int(match["step"] or 1)
            if step == 0 or (first == "*" and last):
                raise self._wrong(f"“{part}” says no {name}")
            if first == "*":
                low, high = smallest, largest
            else:
                low = self._value(first, name, smallest, largest, names)
                high = self._value(last, name, smallest, largest, names) if last else low
                if match["step"] and not last:
                    high = largest
            if low > high:
                raise self._wrong(f"“{part}” goes backwards")
            found.update(range(low, high + 1, step))
        return found

    def _value(
        self, text: str, name: str, smallest: int, largest: int, names: tuple[str, ...]
    ) -> int:
        value = smallest + names.index(text) if text in names else _number(text)
        if value is None or not smallest <= value <= largest:
            raise self._wrong(f"“{text}” says no {name} ({smallest} to {largest})")
        return value

    def _wrong(self, reason: str) -> WrongScheduleError:
        return WrongScheduleError(cron=self.expression, reason=reason)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _moment(wall: datetime, zone: ZoneInfo) -> datetime:
    """When the clock on the wall shows this for the first time, or has passed over it."""
    there = wall.replace(tzinfo=zone)
    moment = there.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    # It does not exist. Read with the offset that comes later it is before the gap.
    moment = there.replace(fold=1).astimezone(UTC)
    while moment.astimezone(zone).replace(tzinfo=None) < wall:
        moment += _MINUTE
    return moment


def _passing(
    day: date, zone: ZoneInfo, hours: tuple[int, ...], minutes: tuple[int, ...]
) -> Iterator[datetime]:
    """Every minute of the day as it passes, hours that come twice included."""
    moment = _moment(datetime.combine(day, time()), zone)
    while (wall := moment.astimezone(zone)).date() <= day:
        if wall.date() == day and wall.hour in hours and wall.minute in minutes:
            yield moment
        moment += _MINUTE

"""Days, months and their ends where a program is, whatever the clock does there."""

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def day_of(moment: datetime, zone: str) -> date:
    """The date of the moment in the zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def begin_of(day: date, zone: str) -> datetime:
    """The first moment of that day in the zone, in UTC."""
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def end_of(day: date, zone: str) -> datetime:
    """The moment at which that day is over in the zone: the first of the next one."""
    return begin_of(day + timedelta(days=1), zone)


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last of its month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_after(moment: datetime, months: int, zone: str) -> datetime:
    """The end of the day that comes so many months after that of the moment."""
    return end_of(months_later(day_of(moment, zone), months), zone)


def cohort_of(moment: datetime, zone: str) -> int:
    """The month of the moment, such as 202605."""
    day = day_of(moment, zone)
    return day.year * 100 + day.month


def is_cohort(number: int) -> bool:
    """Whether it says a month, as `cohort_of` does."""
    year, month = divmod(number, 100)
    return MINYEAR <= year <= MAXYEAR and 1 <= month <= 12

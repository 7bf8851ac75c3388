"""What addresses and forms say, read as ids, days and moments; what is none of these is nothing."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from salesforce_lite.kernel.errors import N_, InvalidInputError

_FAR = N_("Choose a day between 1900 and 2199.")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


def id_sent(said: str | None) -> UUID | None:
    try:
        return UUID(said or "")
    except ValueError:
        return None


def day_sent(said: str | None) -> date | None:
    """One so far off that days around it may be none is none."""
    try:
        found = date.fromisoformat(said or "")
    except ValueError:
        return None
    return found if is_reckoned_with(found) else None


def is_reckoned_with(day: date) -> bool:
    """Whether there are days enough before and after it to reckon with."""
    return _FIRST_YEAR <= day.year <= _LAST_YEAR


def moment_sent(said: str | None) -> datetime | None:
    """One without a zone is none."""
    try:
        found = datetime.fromisoformat(said or "")
    except ValueError:
        return None
    return found if found.tzinfo else None


def bounds_of(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """From when, and until before when, these days last by the clock of a zone, in UTC.

    Where clocks skip midnight, as in Chile, the day begins with the first hour that there is.
    Raises InvalidInputError for days of other centuries.
    """
    far = [name for name, day in (("first", first), ("last", last)) if not is_reckoned_with(day)]
    if far:
        raise InvalidInputError(fields=dict.fromkeys(far, _FAR))
    begins, ends = (
        datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)
        for day in (first, last + timedelta(days=1))
    )
    return begins, ends

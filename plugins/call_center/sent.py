"""What addresses and forms say, read as ids, days and moments; what is none of these is nothing."""

from datetime import date, datetime
from uuid import UUID

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

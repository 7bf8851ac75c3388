"""Between which moments and days something may have happened, or hold."""

from datetime import UTC, date, datetime, timedelta

from salesforce_lite.kernel.errors import N_, InvalidInputError

_FIRST_DAY = date(1990, 1, 1)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
# Clocks go wrong, and a day begins earlier elsewhere.
_TOLERANCE = timedelta(days=1)
_MOST_YEARS = 100
_EARLY = N_("This is before 1990. Write a later day.")
_LATE = N_("This lies in the future. Write a moment that has passed.")
_FAR = N_("This day is more than 100 years away. Write a nearer one.")


def wrong_moment(at: datetime | None, now: datetime) -> str | None:
    """What is wrong with when something happened; None where nothing is, and where none is said."""
    if at is None:
        return None
    if at < _EARLIEST:
        return _EARLY
    return _LATE if at > now + _TOLERANCE else None


def wrong_day(day: date | None, today: date) -> str | None:
    """What is wrong with a day from or to which something holds; that may be one to come."""
    if day is None:
        return None
    if day < _FIRST_DAY:
        return _EARLY
    return _FAR if day.year > today.year + _MOST_YEARS else None


def check_moment(at: datetime | None, now: datetime, field: str) -> None:
    """Raises InvalidInputError that names the field."""
    if wrong := wrong_moment(at, now):
        raise InvalidInputError(fields={field: wrong})

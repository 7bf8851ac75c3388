"""The one place that knows what time it is, so that tests can hold it still."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def today(zone: str = "UTC") -> date:
    """The date where the given IANA zone is."""
    return now().astimezone(ZoneInfo(zone)).date()

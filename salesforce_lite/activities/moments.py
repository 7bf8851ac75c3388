"""What was done has been: no moment of it lies ahead."""

from datetime import datetime, timedelta
from typing import Any

from salesforce_lite.kernel.errors import N_, InvalidInputError

NOT_YET = N_("This has not been yet: say a moment that is over.")
# Clocks of people and programs are minutes ahead, and mean now.
_TOLERANCE = timedelta(minutes=5)


def done_by(moment: datetime, now: datetime, *, field: str = "completed_at") -> datetime:
    """The moment that was said, and now where a clock is ahead by minutes.

    Raises InvalidInputError at the field for what is still to come.
    """
    if moment > now + _TOLERANCE:
        raise InvalidInputError(fields={field: NOT_YET})
    return min(moment, now)


def settle_done(
    fields: dict[str, Any], now: datetime, *, changed: tuple[str, ...] | None = None
) -> None:
    """Bring what is said of something done to now at the latest; of what is planned, nothing.

    Only the `changed` fields are looked at, where they are named: what stood there before stays.
    """
    if fields.get("completed_at") is None:
        return
    for name in ("completed_at", "started_at"):
        if fields.get(name) is not None and (changed is None or name in changed):
            fields[name] = done_by(fields[name], now, field=name)

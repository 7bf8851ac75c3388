"""Status callbacks of Twilio, read as events of calls."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from .errors import MappingError
from .receiving import Told
from .state import CallEvent, Direction, EventKind

SOURCE = "twilio"
# Twilio: what a status means for the first leg of a call, and for one that was dialled from it.
_KINDS = {
    "queued": (EventKind.OFFERED, EventKind.OFFERED),
    "initiated": (EventKind.OFFERED, EventKind.OFFERED),
    "ringing": (EventKind.RINGING, EventKind.RINGING),
    "in-progress": (EventKind.ANSWERED, EventKind.ANSWERED),
    "completed": (EventKind.ENDED, EventKind.LEFT),
    "busy": (EventKind.ENDED, EventKind.LEFT),
    "failed": (EventKind.ENDED, EventKind.LEFT),
    "no-answer": (EventKind.ENDED, EventKind.LEFT),
    "canceled": (EventKind.ENDED, EventKind.LEFT),
}
_AT_THE_DESK = ("client:", "sip:")


def read_twilio(
    form: Mapping[str, str], *, now: datetime, is_line: Callable[[str], bool]
) -> list[Told]:
    """What one callback tells. `is_line` says whether a number is that of somebody at the desk."""
    call_sid = form.get("CallSid", "")
    if not call_sid:
        raise MappingError(problem="CallSid")
    parent = form.get("ParentCallSid", "")
    if form.get("RecordingUrl"):
        event = CallEvent(
            key=f"{form.get('RecordingSid') or call_sid}:recording",
            kind=EventKind.RECORDED,
            at=_moment(form, now),
            leg=call_sid,
            recording=form["RecordingUrl"],
        )
        return [Told(call_key=parent or call_sid, event=event, payload=dict(form))]
    status = form.get("CallStatus", "")
    if status not in _KINDS:
        raise MappingError(problem="CallStatus")
    came_in = form.get("Direction", "") == "inbound"
    party = form.get("From" if came_in else "To", "")
    other = form.get("To" if came_in else "From", "")
    is_agent = party.startswith(_AT_THE_DESK) or is_line(party)
    direction = "" if parent else Direction.IN if came_in and not is_agent else Direction.OUT
    length = form.get("CallDuration", "")
    event = CallEvent(
        key=f"{call_sid}:{status}",
        kind=_KINDS[status][bool(parent)],
        at=_moment(form, now),
        leg=call_sid,
        direction=direction,
        number="" if is_agent else party,
        own_number="" if is_agent or parent else other,
        extension=party if is_agent else "",
        is_agent=is_agent,
        seconds=int(length) if length.isdigit() and not parent else None,
    )
    return [Told(call_key=parent or call_sid, event=event, payload=dict(form))]


def _moment(form: Mapping[str, str], now: datetime) -> datetime:
    try:
        return parsedate_to_datetime(form["Timestamp"]).astimezone(UTC)
    except (KeyError, ValueError, TypeError):
        return now

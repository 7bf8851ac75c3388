"""What exchanges tell is kept as it came, and the call is reckoned anew from all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from salesforce_lite.kernel.uow import UnitOfWork

from .following import News, follow_calls
from .model import LONGEST_KEY, Call, CallEventRow
from .state import CallEvent, EventKind, state_of
from .turns import take_turns
from .upserting import insert_new

RECEIVE = "call_center.receive"
# Some engines take only so many values in one statement.
_AT_ONCE = 500
_SAID = [one.name for one in fields(CallEvent) if one.name not in ("key", "kind", "at", "leg")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event, the call that it is of as the exchange calls it, and what the exchange sent."""

    call_key: str
    event: CallEvent
    payload: Mapping[str, Any]


def receive(uow: UnitOfWork, source: str, told: Sequence[Told]) -> list[Call]:
    """Keep what an exchange told and bring its calls up to date; what was told before changes
    nothing. However many are told at once, their calls are read and reckoned together. Answers
    the calls that are other now."""
    uow.actor.require(RECEIVE)
    take_turns(uow, (f"{source}:{one.call_key[:LONGEST_KEY]}" for one in told))
    new = _keep(uow, source, told)
    found: list[News] = []
    for call_key, events in sorted(events_of(uow, source, sorted(new)).items()):
        state = state_of(events)
        before = state_of(one for one in events if one.key not in new[call_key])
        # Much of what exchanges tell says again what was known.
        if state is not None and state != before:
            found.append(News(call_key=call_key, state=state, before=before))
    return follow_calls(uow, source, found)


def events_of(uow: UnitOfWork, source: str, call_keys: Sequence[str]) -> dict[str, list[CallEvent]]:
    """Call → what was told of it so far."""
    row = CallEventRow
    query = select(row.call_key, row.event_key, row.kind, row.at, row.leg, row.said)
    found: dict[str, list[CallEvent]] = {}
    for start in range(0, len(call_keys), _AT_ONCE):
        keys = call_keys[start : start + _AT_ONCE]
        wanted = query.where(row.source == source, row.call_key.in_(keys))
        for call_key, key, kind, at, leg, said in uow.session.execute(wanted):
            event = CallEvent(key=key, kind=EventKind(kind), at=at, leg=leg, **said)
            found.setdefault(call_key, []).append(event)
    return found


def _keep(uow: UnitOfWork, source: str, told: Sequence[Told]) -> dict[str, set[str]]:
    """Call → the keys of those of its events that are new."""
    new: dict[str, set[str]] = {}
    kept = insert_new(uow, CallEventRow.__table__, "call_key", "event_key")
    for start in range(0, len(told), _AT_ONCE):
        rows = [_row(uow, source, one) for one in told[start : start + _AT_ONCE]]
        for call_key, event_key in uow.session.execute(kept, rows):
            new.setdefault(call_key, set()).add(event_key)
    return new


def _row(uow: UnitOfWork, source: str, told: Told) -> dict[str, Any]:
    event = told.event
    said = {name: value for name in _SAID if (value := getattr(event, name))}
    return {
        "id": uuid4(),
        "source": source,
        "event_key": event.key[:LONGEST_KEY],
        "call_key": told.call_key[:LONGEST_KEY],
        "leg": event.leg[:LONGEST_KEY],
        "kind": str(event.kind),
        "at": event.at,
        "arrived_at": uow.now,
        "said": said,
        "payload": dict(told.payload),
    }

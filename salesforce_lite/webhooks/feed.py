"""Events for programs: read on from a cursor, in the order of the server."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.kernel.errors import InvalidCursorError
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.order import server_epoch, settled_number
from salesforce_lite.kernel.paging import LARGEST_PAGE
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.webhooks.errors import OldEpochError
from salesforce_lite.webhooks.sight import seen_payloads

# One call looks at so many events at most, however few of them the actor may see or has asked for.
_MOST_LOOKS = 10
_ROWS = 200
_WINDOW = 5000
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenEvent:
    """One event as far as the actor may know of it; `data` are its fields as JSON."""

    id: UUID
    position: int
    type: str
    version: int
    occurred_at: datetime
    actor_id: UUID | None
    actor_name: str
    surface: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    """Events in the order of the server. `next_cursor` is where to read on, always: now if there
    `is_more`, later if not. A page may be empty although there is more."""

    items: Sequence[SeenEvent]
    next_cursor: str
    is_more: bool


def events_after(
    uow: UnitOfWork,
    cursor: str | None = None,
    *,
    limit: int = 100,
    types: Collection[str] = (),
) -> EventPage:
    """What happened after the cursor, to records that the actor sees; from the beginning without.

    `types` are names of events; none means all. Nothing that commits later is ever passed by.
    Raises InvalidCursorError, and OldEpochError for a cursor of before the database was restored.
    """
    limit = max(1, min(limit, LARGEST_PAGE))
    position = _position_of(uow, cursor)
    settled = settled_number(uow.session)
    found: list[SeenEvent] = []
    for _ in range(_MOST_LOOKS):
        if position >= settled:
            break
        until = min(settled, position + _WINDOW)
        rows = _rows(uow, position, until, types)
        told = seen_payloads(uow, rows)
        for row in rows:
            if len(found) == limit:
                return _page(uow, found, position, is_more=True)
            if row.id in told:
                found.append(_seen(row, told[row.id]))
            position = row.position
        if len(rows) < _ROWS:
            position = until
    return _page(uow, found, position, is_more=position < settled)


def newest_cursor(uow: UnitOfWork) -> str:
    """Where to begin for what happens from now on."""
    return _cursor(uow, settled_number(uow.session))


def _rows(uow: UnitOfWork, after: int, until: int, types: Collection[str]) -> Sequence[EventRecord]:
    query = (
        select(EventRecord)
        .where(EventRecord.position > after, EventRecord.position <= until)
        .order_by(EventRecord.position)
        .limit(_ROWS)
    )
    if types:
        query = query.where(EventRecord.name.in_(sorted(types)))
    return uow.session.scalars(query).all()


def _seen(row: EventRecord, data: dict[str, Any]) -> SeenEvent:
    return SeenEvent(
        id=row.id,
        position=row.position,
        type=row.name,
        version=row.payload_version,
        occurred_at=row.occurred_at,
        actor_id=row.actor_id,
        actor_name=row.actor_name,
        surface=row.surface,
        data=data,
    )


def _page(uow: UnitOfWork, found: list[SeenEvent], position: int, *, is_more: bool) -> EventPage:
    return EventPage(items=found, next_cursor=_cursor(uow, position), is_more=is_more)


def _cursor(uow: UnitOfWork, position: int) -> str:
    document = json.dumps([server_epoch(uow.session).hex, position], separators=(",", ":"))
    return urlsafe_b64encode(document.encode()).decode().rstrip("=")


def _position_of(uow: UnitOfWork, cursor: str | None) -> int:
    if not cursor:
        return 0
    try:
        epoch, position = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError, RecursionError):
        raise InvalidCursorError from None
    if type(position) is not int or not 0 <= position <= _LARGEST:
        raise InvalidCursorError
    if epoch != server_epoch(uow.session).hex:
        raise OldEpochError
    return position

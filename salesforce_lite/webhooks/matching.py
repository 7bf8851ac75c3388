"""Looks through what has happened, in the order of the server, and writes down what is to be sent.

One look is one short transaction; of several workers one looks at a time, so that the deliveries of
a record stand in the order of its events.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Table, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from salesforce_lite.kernel.actor import Actor
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.order import settled_number
from salesforce_lite.kernel.rows import insert_rows
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import GoOn
from salesforce_lite.webhooks.filtering import chosen
from salesforce_lite.webhooks.model import (
    TRIED_FOR,
    DeliveryState,
    EventReader,
    Webhook,
    WebhookDelivery,
)
from salesforce_lite.webhooks.owners import active_webhooks
from salesforce_lite.webhooks.sight import record_of
from salesforce_lite.webhooks.waking import call_senders

_READER = "webhooks"
# Small enough that a writer on SQLite waits less than 200 ms.
_MOST_ROWS = 500
_MOST_EVENTS = 120
_deliveries = cast(Table, WebhookDelivery.__table__)


def match_events(uow: UnitOfWork, _payload: Mapping[str, Any]) -> GoOn | None:
    """The job: look at the next events, for all webhooks; called again until there are no more."""
    # In this order: a webhook that comes meanwhile is among them, or begins after what is settled.
    before = _take_place(uow)
    settled = settled_number(uow.session)
    webhooks = active_webhooks(uow)
    if not webhooks:
        _move_to(uow, settled)
        return None
    # What happened before the first of them was there is for nobody.
    after = max(before, min(webhook.since_position for webhook, _ in webhooks))
    most = max(1, min(_MOST_EVENTS, _MOST_ROWS // len(webhooks)))
    events = _events(uow, after, settled, most)
    for webhook, owner in webhooks:
        _write_down(uow, webhook, owner, events)
    if len(events) == most:
        _move_to(uow, events[-1].position)
        return GoOn({})
    _move_to(uow, settled)
    call_senders(uow)
    return None


def _write_down(
    uow: UnitOfWork, webhook: Webhook, owner: Actor, events: Sequence[EventRecord]
) -> None:
    with uow.acting_as(owner, uow.now):
        wanted = chosen(uow, webhook, events)
    insert_rows(uow.session, _deliveries, [_row(uow, webhook, event) for event in wanted])


def _row(uow: UnitOfWork, webhook: Webhook, event: EventRecord) -> dict[str, Any]:
    return {
        "id": new_id(),
        "webhook_id": webhook.id,
        "event_id": event.id,
        "type": event.name,
        "record": record_of(event),
        "position": event.position,
        "state": DeliveryState.WAITING,
        "next_at": uow.now,
        "until": uow.now + TRIED_FOR,
        "held_until": None,
        "token": 0,
        "attempts": 0,
        "status": None,
        "problem": "",
        "answer": "",
        "created_at": uow.now,
        "last_at": None,
        "ended_at": None,
    }


def _events(uow: UnitOfWork, after: int, until: int, most: int) -> Sequence[EventRecord]:
    return uow.session.scalars(
        select(EventRecord)
        .where(EventRecord.position > after, EventRecord.position <= until)
        .order_by(EventRecord.position)
        .limit(most)
    ).all()


def _take_place(uow: UnitOfWork) -> int:
    """How far was looked so far; nobody else looks until this transaction has ended."""
    is_postgresql = uow.session.get_bind().dialect.name == "postgresql"
    insert = postgresql_insert if is_postgresql else sqlite_insert
    first = insert(EventReader).values(name=_READER, position=0)
    uow.session.execute(first.on_conflict_do_nothing())
    query = select(EventReader.position).where(EventReader.name == _READER)
    return uow.session.scalars(query.with_for_update()).one()


def _move_to(uow: UnitOfWork, position: int) -> None:
    """Never back: the reader of another worker may have been further."""
    uow.session.execute(
        update(EventReader)
        .where(EventReader.name == _READER, EventReader.position < position)
        .values(position=position)
    )

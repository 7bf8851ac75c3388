"""The rows that a unit of work writes last: what happened, who is told of it, and what changed."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from sqlalchemy import Table

from salesforce_lite.kernel.changes import write_changes
from salesforce_lite.kernel.events import Event, EventRecord
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.job_rows import Job, delivery_row
from salesforce_lite.kernel.order import take_numbers
from salesforce_lite.kernel.rows import insert_rows

if TYPE_CHECKING:
    from salesforce_lite.kernel.uow import UnitOfWork

# The tables, not the classes: rows are written by the hundred and held by nobody.
_event_rows = cast(Table, EventRecord.__table__)
_job_rows = cast(Table, Job.__table__)


def write_last(
    uow: "UnitOfWork",
    told: Sequence[tuple[Event, Sequence[str]]],
    changes: Sequence[Mapping[str, Any]],
) -> list[tuple[UUID, int]]:
    """Events with their subscribers, and rows of the feed of changes; answers (job, priority) of
    each delivery.

    As late as possible: readers wait for whoever took a number and has not committed.
    """
    numbers = list(take_numbers(uow.session, len(told) + len(changes)))
    rows = [
        _event_row(uow, fact, number)
        for (fact, _), number in zip(told, numbers[: len(told)], strict=True)
    ]
    deliveries = [
        delivery_row(row, subscriber, is_system=uow.actor.everything)
        for row, (_, subscribers) in zip(rows, told, strict=True)
        for subscriber in subscribers
    ]
    insert_rows(uow.session, _event_rows, rows)
    insert_rows(uow.session, _job_rows, deliveries)
    write_changes(uow.session, changes, numbers[len(told) :])
    return [(each["id"], each["priority"]) for each in deliveries]


def _event_row(uow: "UnitOfWork", fact: Event, position: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "name": type(fact).__name__,
        "payload_version": fact.payload_version,
        "payload": fact.payload(),
        "surface": uow.surface,
        "actor_id": uow.actor.user_id,
        "actor_name": uow.actor.name,
        "occurred_at": uow.now,
        "position": position,
    }

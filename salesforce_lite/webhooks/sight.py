"""What of an event the actor of a unit may know: it follows the record that the event is about."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select

from salesforce_lite.activities import Activity
from salesforce_lite.audit import VIEW_HISTORY
from salesforce_lite.customers import Contact, ContactLink, Customer, known_contacts
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.scope import scope_condition
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity

# The fields by which events name records, the one that an event is about first.
_FIELDS = {
    "activity_id": "activity",
    "opportunity_id": "opportunity",
    "contact_id": "contact",
    "customer_id": "customer",
    "from_id": "customer",
    "to_id": "customer",
    "merged_id": "customer",
}
# Of what passed to another customer, these name the customers.
_MOVED = {"OpportunityMoved", "ActivityMoved"}
_MOVED_FIELDS = {"before": "customer", "after": "customer"}
_BATCH = 900

Key = tuple[str, UUID]


def subject_of(name: str, payload: Mapping[str, Any]) -> Key | None:
    """The record that an event is about; None for what concerns the company or the server."""
    return next(((kind, uid) for _, kind, uid in _references(name, payload)), None)


def record_of(event: EventRecord) -> str:
    """What keeps events in order: those of the same record, or of the same anything else."""
    subject = subject_of(event.name, event.payload)
    if subject is not None:
        return str(subject[1])
    named = (value for field, value in event.payload.items() if field.endswith("_id"))
    return str(next(named, event.name))[:80]


def seen_payloads(uow: UnitOfWork, events: Sequence[EventRecord]) -> Mapping[UUID, dict[str, Any]]:
    """Event → what it says, of those that the actor may know of. Other records that it names and
    that are out of sight are left empty.

    Records that were deleted are told of to those whose they were. What concerns no record is for
    those who may read the history of everything.
    """
    seen = visible_records(uow, {
        (kind, uid)
        for event in events
        for _, kind, uid in _references(event.name, event.payload)
    })  # fmt: skip
    knows_all = uow.actor.sees_everybody() and uow.actor.may(VIEW_HISTORY)
    told: dict[UUID, dict[str, Any]] = {}
    for event in events:
        subject = subject_of(event.name, event.payload)
        if subject in seen if subject else knows_all:
            told[event.id] = {**event.payload, **_hidden(event, seen)}
    return told


def visible_records(uow: UnitOfWork, wanted: set[Key]) -> set[Key]:
    """Those of them that the actor sees, deleted ones included."""
    by_kind: dict[str, list[UUID]] = defaultdict(list)
    for kind, uid in sorted(wanted):
        by_kind[kind].append(uid)
    return {
        (kind, uid)
        for kind, ids in by_kind.items()
        for query in [_query(uow, kind)]
        if query is not None
        for start in range(0, len(ids), _BATCH)
        for uid in uow.session.scalars(query.where(_ID[kind].in_(ids[start : start + _BATCH])))
    }


def narrowed(
    uow: UnitOfWork,
    subjects: set[Key],
    *,
    people: frozenset[UUID] | None,
    portfolio_id: UUID | None,
) -> set[Key]:
    """Those of the records that belong to one of the people, and to a customer of the portfolio."""
    found = set()
    for kind in {kind for kind, _ in subjects}:
        ids = sorted(uid for of, uid in subjects if of == kind)
        query = select(_ID[kind]).where(_ID[kind].in_(ids))
        if people is not None:
            query = query.where(_belongs(kind, people))
        if portfolio_id is not None:
            query = query.where(_is_in(kind, portfolio_id))
        found |= {(kind, uid) for uid in uow.session.scalars(query)}
    return found


_MODELS: dict[str, Any] = {
    "activity": Activity,
    "opportunity": Opportunity,
    "contact": Contact,
    "customer": Customer,
}
_ID: dict[str, Any] = {kind: model.id for kind, model in _MODELS.items()}
_VIEW = {
    "activity": "activities.view",
    "opportunity": "opportunities.view",
    "contact": "customers.view",
    "customer": "customers.view",
}


def _query(uow: UnitOfWork, kind: str) -> Select[Any] | None:
    """The ids of the records of a kind that the actor sees; None where they see none."""
    if not uow.actor.may(_VIEW[kind]):
        return None
    if kind == "contact":
        return known_contacts(uow).with_only_columns(Contact.id)
    return select(_ID[kind]).where(scope_condition(uow.actor, _MODELS[kind]))


def _belongs(kind: str, people: frozenset[UUID]) -> ColumnElement[bool]:
    if kind == "contact":
        return exists().where(
            ContactLink.contact_id == Contact.id, ContactLink.scope_owner_id.in_(sorted(people))
        )
    condition: ColumnElement[bool] = _MODELS[kind].scope_owner_id.in_(sorted(people))
    return condition


def _is_in(kind: str, portfolio_id: UUID) -> ColumnElement[bool]:
    if kind == "customer":
        return Customer.portfolio_id == portfolio_id
    if kind == "contact":
        return exists().where(
            ContactLink.contact_id == Contact.id,
            ContactLink.customer_id == Customer.id,
            Customer.portfolio_id == portfolio_id,
        )
    return exists().where(
        Customer.id == _MODELS[kind].customer_id, Customer.portfolio_id == portfolio_id
    )


def _references(name: str, payload: Mapping[str, Any]) -> Iterator[tuple[str, str, UUID]]:
    """(field, kind of record, id) of the records that an event names."""
    fields = {**_FIELDS, **_MOVED_FIELDS} if name in _MOVED else _FIELDS
    for field, kind in fields.items():
        uid = _id(payload.get(field))
        if uid is not None:
            yield field, kind, uid


def _id(value: object) -> UUID | None:
    """Plugins may call anything an id."""
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _hidden(event: EventRecord, seen: set[Key]) -> dict[str, None]:
    return {
        field: None
        for field, kind, uid in _references(event.name, event.payload)
        if (kind, uid) not in seen
    }

"""What a person saw before and does not see any more."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, select

from salesforce_lite.activities import Activity, visible_activities
from salesforce_lite.customers import (
    Contact,
    ContactLink,
    Customer,
    visible_contacts,
    visible_customers,
)
from salesforce_lite.kernel.history import AuditEntry, Tombstone
from salesforce_lite.kernel.scope import guard_session
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity, visible_opportunities

_MOST_SAVES = 500
# The tables, not the classes: also of what is out of sight.
_TABLES = {
    kind.history_name: cast(Table, kind.__table__)
    for kind in (Customer, Contact, Opportunity, Activity)
}
_SEEN: dict[str, tuple[Callable[[UnitOfWork], Select[Any]], Any]] = {
    Customer.history_name: (visible_customers, Customer),
    Contact.history_name: (visible_contacts, Contact),
    Opportunity.history_name: (visible_opportunities, Opportunity),
    Activity.history_name: (visible_activities, Activity),
}
_links = cast(Table, ContactLink.__table__)


def is_in_sight(uow: UnitOfWork, kind: str, record_id: UUID) -> bool:
    """Whether the actor sees the record, asked in one small query."""
    select_of, model = _SEEN[kind]
    query = select_of(uow).where(model.id == record_id).with_only_columns(model.id)
    return uow.session.scalar(query) is not None


def hold(uow: UnitOfWork, kind: str, record_id: UUID) -> Any:
    """The record as it stands, which nobody else saves until the unit ends; None out of sight.

    To be kept in a variable as long as that matters: what is read afterwards was there with it.
    """
    select_of, model = _SEEN[kind]
    query = select_of(uow).where(model.id == record_id).with_for_update(of=model)
    return uow.session.scalar(query.execution_options(populate_existing=True))


def was_deleted(uow: UnitOfWork, kind: str, record_id: UUID) -> bool:
    """Whether the record was deleted, and the actor knew it."""
    stone = uow.session.get(Tombstone, record_id)
    return stone is not None and stone.record_kind == kind and _knew(uow, kind, record_id)


def lost_sight_of(uow: UnitOfWork, kind: str, record_id: UUID) -> bool:
    """Whether the record is there, and the actor saw it once: of what they never saw they are told
    nothing."""
    table = _TABLES.get(kind)
    if table is None:
        return False
    standing = select(table.c.id).where(table.c.id == record_id, table.c.deleted_at.is_(None))
    return uow.session.scalar(standing) is not None and _knew(uow, kind, record_id)


def is_out_of_sight(uow: UnitOfWork, kind: str, record_id: UUID) -> bool:
    """Whether the actor knew the record, and does not see it any more."""
    return was_deleted(uow, kind, record_id) or lost_sight_of(uow, kind, record_id)


def customer_of_sale(uow: UnitOfWork, opportunity_id: UUID) -> UUID | None:
    """Whose sale it is, in sight or not."""
    sales = _TABLES[Opportunity.history_name]
    return uow.session.scalar(select(sales.c.customer_id).where(sales.c.id == opportunity_id))


def widen(uow: UnitOfWork) -> None:
    """For the rest of the unit the actor writes where they see nothing any more: what they did
    there has happened."""
    uow.actor = replace(uow.actor, scope=None)
    guard_session(uow.session, uow.actor)


def _knew(uow: UnitOfWork, kind: str, record_id: UUID) -> bool:
    """Whether they owned it or its customer, or have changed one of the two."""
    if uow.actor.sees_everybody():
        return True
    mine = {str(uid) for uid in uow.actor.scope or ()} | {str(uow.actor.user_id)}
    ids = [record_id, *_customers_of(uow, kind, record_id)]
    saves = uow.session.execute(
        select(AuditEntry.actor_id, AuditEntry.changes)
        .where(AuditEntry.record_id.in_(ids))
        .order_by(AuditEntry.id.desc())
        .limit(_MOST_SAVES)
    )
    customers = _TABLES["customer"]
    owners = select(customers.c.owner_id).where(customers.c.id.in_(ids))
    if any(str(owner) in mine for owner in uow.session.scalars(owners)):
        return True
    return any(
        actor_id == uow.actor.user_id or (changes.get("owner_id") or [None])[0] in mine
        for actor_id, changes in saves
    )


def _customers_of(uow: UnitOfWork, kind: str, record_id: UUID) -> list[UUID]:
    if kind == "contact":
        query = select(_links.c.customer_id).where(_links.c.contact_id == record_id)
    elif kind in ("opportunity", "activity"):
        table = _TABLES[kind]
        query = select(table.c.customer_id).where(table.c.id == record_id)
    else:
        return []
    return [one for one in uow.session.scalars(query) if one is not None]

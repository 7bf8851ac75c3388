"""Use cases of the relations between customers: agents, beneficiaries, who referred whom."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from salesforce_lite.customers.errors import RelationExistsError, SelfRelationError
from salesforce_lite.customers.events import (
    CustomerRelationChanged,
    CustomersRelated,
    CustomersUnrelated,
)
from salesforce_lite.customers.model import Customer, CustomerRelation, RelationKind
from salesforce_lite.customers.service import get_customer, visible_customers
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version

_NOT_A_CHOICE = N_("This is none of the choices.")
_ENDS_BEFORE = N_("The end lies before the beginning.")
_TOO_LONG = N_("This is too long. Shorten it.")
LONGEST_RELATION_NOTE = 500
_MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class RelationLine:
    """A relation as read from one of its ends: `is_forward` where that end is the “from”."""

    relation: CustomerRelation
    other: Customer
    is_forward: bool


def relate_customers(
    uow: UnitOfWork,
    from_id: UUID,
    kind: RelationKind | str,
    to_id: UUID,
    *,
    is_captive: bool | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    note: str = "",
) -> CustomerRelation:
    """Say how one customer stands to another; the actor must see both."""
    uow.actor.require("customers.edit")
    _check(kind, starts_on, ends_on, note)
    if from_id == to_id:
        raise SelfRelationError
    get_customer(uow, from_id)
    get_customer(uow, to_id)
    _refuse_double(uow, from_id, kind, to_id)
    relation = CustomerRelation(
        from_id=from_id,
        to_id=to_id,
        kind=RelationKind(kind),
        is_captive=is_captive if kind == RelationKind.AGENT_OF else None,
        starts_on=starts_on,
        ends_on=ends_on,
        note=note.strip(),
    )
    uow.session.add(relation)
    uow.session.flush()
    uow.record(
        CustomersRelated(relation_id=relation.id, from_id=from_id, to_id=to_id, kind=relation.kind)
    )
    return relation


def get_relation(uow: UnitOfWork, relation_id: UUID) -> CustomerRelation:
    """For a change: the relation, both of whose ends the actor sees."""
    uow.actor.require("customers.edit")
    relation = uow.session.get(CustomerRelation, relation_id)
    if relation is None:
        raise NotFoundError
    get_customer(uow, relation.from_id)
    get_customer(uow, relation.to_id)
    return relation


def get_relation_of(uow: UnitOfWork, customer_id: UUID, relation_id: UUID) -> CustomerRelation:
    """The same, of the customer at whom one is."""
    relation = get_relation(uow, relation_id)
    if customer_id not in (relation.from_id, relation.to_id):
        raise NotFoundError
    return relation


def change_relation(
    uow: UnitOfWork,
    relation_id: UUID,
    *,
    kind: RelationKind | str,
    is_reversed: bool = False,
    is_captive: bool | None,
    starts_on: date | None,
    ends_on: date | None,
    note: str,
    version: int | None = None,
) -> CustomerRelation:
    """Say the relation anew, between the same two; `is_reversed` exchanges “from” and “to”."""
    relation = get_relation(uow, relation_id)
    check_version(relation, version)
    _check(kind, starts_on, ends_on, note)
    ends = (relation.from_id, relation.to_id)
    from_id, to_id = reversed(ends) if is_reversed else ends
    if ends_on is None or ends_on >= uow.today:
        _refuse_double(uow, from_id, kind, to_id, besides=relation.id)
    values = {
        "from_id": from_id,
        "to_id": to_id,
        "kind": RelationKind(kind),
        "is_captive": is_captive if kind == RelationKind.AGENT_OF else None,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "note": note.strip(),
    }
    changed = {name: value for name, value in values.items() if getattr(relation, name) != value}
    for name, value in changed.items():
        setattr(relation, name, value)
    if changed:
        _tell_changed(uow, relation)
    return relation


def end_relation(
    uow: UnitOfWork, relation_id: UUID, *, on: date, version: int | None = None
) -> CustomerRelation:
    """The relation was true until that day; it stays in the history."""
    relation = get_relation(uow, relation_id)
    check_version(relation, version)
    _check_dates(relation.starts_on, on)
    relation.ends_on = on
    _tell_changed(uow, relation)
    return relation


def remove_relation(uow: UnitOfWork, relation_id: UUID, *, version: int | None = None) -> None:
    """Take away a relation that never was."""
    relation = get_relation(uow, relation_id)
    check_version(relation, version)
    uow.session.delete(relation)
    uow.record(
        CustomersUnrelated(
            relation_id=relation.id,
            from_id=relation.from_id,
            to_id=relation.to_id,
            kind=relation.kind,
        )
    )


def relations_of(uow: UnitOfWork, customer_id: UUID) -> list[RelationLine]:
    """The customer's relations to customers the actor sees too; those that ended come last."""
    get_customer(uow, customer_id)
    relation = CustomerRelation
    other_end = or_(
        (relation.from_id == customer_id) & (relation.to_id == Customer.id),
        (relation.to_id == customer_id) & (relation.from_id == Customer.id),
    )
    rows = uow.session.execute(
        visible_customers(uow)
        .with_only_columns(relation, Customer)
        .join(relation, other_end)
        .where(or_(relation.from_id == customer_id, relation.to_id == customer_id))
        .order_by(Customer.sort_name, relation.id)
        .limit(_MOST_SHOWN)
    )
    lines = [RelationLine(one, other, one.from_id == customer_id) for one, other in rows]
    today = uow.today
    return sorted(lines, key=lambda line: line.relation.has_ended(today))


def _tell_changed(uow: UnitOfWork, relation: CustomerRelation) -> None:
    uow.record(
        CustomerRelationChanged(
            relation_id=relation.id,
            from_id=relation.from_id,
            to_id=relation.to_id,
            kind=relation.kind,
        )
    )


def _check(kind: str, starts_on: date | None, ends_on: date | None, note: str) -> None:
    if kind not in set(RelationKind):
        raise InvalidInputError(fields={"kind": _NOT_A_CHOICE})
    if len(note.strip()) > LONGEST_RELATION_NOTE:
        raise InvalidInputError(fields={"note": _TOO_LONG})
    _check_dates(starts_on, ends_on)


def _refuse_double(
    uow: UnitOfWork, from_id: UUID, kind: str, to_id: UUID, *, besides: UUID | None = None
) -> None:
    """The same relation may come again once it has ended."""
    same = select(CustomerRelation).where(
        CustomerRelation.from_id == from_id,
        CustomerRelation.to_id == to_id,
        CustomerRelation.kind == kind,
    )
    today = uow.today
    others = (one for one in uow.session.scalars(same) if one.id != besides)
    if any(not relation.has_ended(today) for relation in others):
        raise RelationExistsError


def _check_dates(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise InvalidInputError(fields={"ends_on": _ENDS_BEFORE})

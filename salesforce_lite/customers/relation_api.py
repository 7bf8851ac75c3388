"""Relations between customers for programs: added to the resource of customers."""

from datetime import date
from typing import Annotated, Literal, cast
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from salesforce_lite.api import Input, Listed, Record, expected_version
from salesforce_lite.customers.api import resource
from salesforce_lite.customers.model import CustomerRelation
from salesforce_lite.customers.relations import (
    change_relation,
    get_relation_of,
    relate_customers,
    relations_of,
    remove_relation,
)
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.web import current_uow

_ONE_END = N_("Send either from_id or to_id: the other end is the customer of the address.")

RelationName = Literal["agent_of", "beneficiary_of", "referred_by"]
Note = Annotated[str, Meta(max_length=500)]


class RelationView(Record, kw_only=True, frozen=True):
    """How one customer stands to another, read as “from … kind … to”."""

    from_id: UUID
    to_id: UUID
    kind: RelationName
    is_captive: bool | None
    starts_on: date | None
    ends_on: date | None
    note: str


class RelationWrite(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What can be changed of a relation; with `ends_on` it was true until that day."""

    kind: RelationName | UnsetType = UNSET
    is_captive: bool | UnsetType | None = UNSET
    starts_on: date | UnsetType | None = UNSET
    ends_on: date | UnsetType | None = UNSET
    note: Note | UnsetType = UNSET


class NewRelation(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A new relation; one end is the customer of the address, the other one is sent."""

    kind: RelationName
    from_id: UUID | UnsetType = UNSET
    to_id: UUID | UnsetType = UNSET
    is_captive: bool | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    note: Note = ""


def _view(relation: CustomerRelation) -> RelationView:
    current_uow().session.flush()
    return RelationView(
        id=relation.id,
        version=relation.version,
        from_id=relation.from_id,
        to_id=relation.to_id,
        kind=cast(RelationName, relation.kind),
        is_captive=relation.is_captive,
        starts_on=relation.starts_on,
        ends_on=relation.ends_on,
        note=relation.note,
    )


@resource.get("/<uuid:customer_id>/relations", needs="customers.view")
def relations(customer_id: UUID) -> Listed[RelationView]:
    """Relations to customers that may be seen too; those that ended come last."""
    lines = relations_of(current_uow(), customer_id)
    return Listed(items=[_view(line.relation) for line in lines])


@resource.post("/<uuid:customer_id>/relations", needs="customers.edit", status=201)
def relate(customer_id: UUID, body: NewRelation) -> RelationView:
    """Say how the customer stands to another."""
    if (body.from_id is UNSET) == (body.to_id is UNSET):
        raise InvalidInputError(fields={"to_id": _ONE_END})
    relation = relate_customers(
        current_uow(),
        customer_id if body.from_id is UNSET else body.from_id,
        body.kind,
        customer_id if body.to_id is UNSET else body.to_id,
        is_captive=body.is_captive,
        starts_on=body.starts_on,
        ends_on=body.ends_on,
        note=body.note,
    )
    return _view(relation)


@resource.get("/<uuid:customer_id>/relations/<uuid:relation_id>", needs="customers.view")
def relation(customer_id: UUID, relation_id: UUID) -> RelationView:
    """One relation."""
    lines = relations_of(current_uow(), customer_id)
    found = next((one.relation for one in lines if one.relation.id == relation_id), None)
    if found is None:
        raise NotFoundError
    return _view(found)


@resource.patch("/<uuid:customer_id>/relations/<uuid:relation_id>", needs="customers.edit")
def change_relation_of(customer_id: UUID, relation_id: UUID, body: RelationWrite) -> RelationView:
    """Change what is sent, or end it with `ends_on`; the rest stays as it is."""
    uow = current_uow()
    known = get_relation_of(uow, customer_id, relation_id)
    changed = change_relation(
        uow,
        relation_id,
        kind=known.kind if body.kind is UNSET else body.kind,
        is_captive=known.is_captive if body.is_captive is UNSET else body.is_captive,
        starts_on=known.starts_on if body.starts_on is UNSET else body.starts_on,
        ends_on=known.ends_on if body.ends_on is UNSET else body.ends_on,
        note=known.note if body.note is UNSET else body.note,
        version=expected_version(),
    )
    return _view(changed)


@resource.delete("/<uuid:customer_id>/relations/<uuid:relation_id>", needs="customers.edit")
def unrelate(customer_id: UUID, relation_id: UUID) -> None:
    """Take away a relation that never was; one that was true is ended."""
    uow = current_uow()
    get_relation_of(uow, customer_id, relation_id)
    remove_relation(uow, relation_id, version=expected_version())

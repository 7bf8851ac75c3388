"""What changed of what a phone carries, and what it must not carry any more."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, or_, select

from salesforce_lite.activities import Activity
from salesforce_lite.customers import Contact, ContactLink, Customer
from salesforce_lite.kernel.changes import RecordChange
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity
from salesforce_lite.sync.carried import KINDS, Shelf, own_among, parts_of
from salesforce_lite.sync.folders import folders
from salesforce_lite.sync.schemas import Change

LINK = ContactLink.history_name
_TABLES = {
    kind.history_name: cast(Table, kind.__table__)
    for kind in (Customer, Contact, Opportunity, Activity)
}
_links = cast(Table, ContactLink.__table__)
# A customer with one of these is new to the phone, with all that hangs on it.
_ARRIVALS = ("created", "restored")


@dataclass(slots=True)
class _Touched:
    """What the rows of the feed say of one kind."""

    ids: dict[UUID, None] = field(default_factory=dict)
    deleted: set[UUID] = field(default_factory=set)
    given_away: set[UUID] = field(default_factory=set)
    """It was the person's, and is somebody else's or nobody's by now."""
    arrived: set[UUID] = field(default_factory=set)
    left_customers: dict[UUID, set[UUID]] = field(default_factory=dict)
    """Record → the customers on which it hung before."""


def changes_of(
    uow: UnitOfWork,
    shelf: Shelf,
    rows: Sequence[RecordChange],
    *,
    activities: int,
    whole: bool,
) -> list[Change]:
    """The records of these rows that the phone is to have, as they are now, and those that it must
    not have any more.

    `whole`: of every customer that is touched the whole folder, for a phone that did not get all.
    """
    touched = _sorted_out(uow, rows)
    customers = touched["customer"]
    rest = _rest(uow, touched)
    hung = {one.customer_id for found in rest.values() for one in found if one.customer_id}
    before = {
        customer
        for each in touched.values()
        for several in each.left_customers.values()
        for customer in several
    }
    own = own_among(uow, {*customers.ids, *hung, *before})
    arrived = {one for one in customers.ids if one in own and (whole or one in customers.arrived)}
    if whole:
        arrived |= {
            one.customer_id
            for found in rest.values()
            for one in found
            if one.customer_id in own and one.is_there
        }
    items = folders(uow, shelf, sorted(arrived), activities=activities)
    sent = {one.id for one in items}
    mine = {
        "customer": [one for one in customers.ids if one in own],
        **{
            kind: [one.id for one in found if _is_mine(uow, one, own)]
            for kind, found in rest.items()
        },
    }
    parents = {
        one.customer_id
        for found in rest.values()
        for one in found
        if one.customer_id in own and _is_mine(uow, one, own)
    }
    for kind in KINDS:
        wanted = dict.fromkeys(one for one in mine[kind] if one not in sent)
        if kind == "customer":
            # A child comes with its parent, which may have been beyond what the phone carries.
            wanted |= dict.fromkeys(one for one in parents if one and one not in sent)
        found = shelf.changes(kind, wanted)
        items += found
        sent |= {one.id for one in found}
    return [*_gone(uow, touched, own, sent), *items]


@dataclass(frozen=True, slots=True)
class _Hung:
    """A record as far as it says whose it is."""

    id: UUID
    customer_id: UUID | None
    owner_id: UUID | None
    is_there: bool


def _is_mine(uow: UnitOfWork, one: _Hung, own: Collection[UUID]) -> bool:
    return one.is_there and (one.owner_id == uow.actor.user_id or one.customer_id in own)


def _sorted_out(uow: UnitOfWork, rows: Iterable[RecordChange]) -> dict[str, _Touched]:
    touched = {kind: _Touched() for kind in KINDS}
    me = str(uow.actor.user_id)
    links: list[UUID] = []
    for row in rows:
        left = row.left or {}
        if row.record_kind == LINK:
            _note_link(touched["contact"], row, left, links)
            continue
        if row.record_kind not in touched:
            continue
        one = touched[row.record_kind]
        one.ids[row.record_id] = None
        if row.action in _ARRIVALS or "owner_id" in left:
            one.arrived.add(row.record_id)
        if row.action == "deleted":
            one.deleted.add(row.record_id)
        if left.get("owner_id") == me:
            one.given_away.add(row.record_id)
        if left.get("customer_id"):
            one.left_customers.setdefault(row.record_id, set()).add(UUID(str(left["customer_id"])))
    for part in parts_of(links):
        query = select(_links.c.contact_id).where(_links.c.id.in_(part))
        touched["contact"].ids |= dict.fromkeys(uow.session.scalars(query))
    return touched


def _note_link(
    contacts: _Touched, row: RecordChange, left: dict[str, str | None], links: list[UUID]
) -> None:
    """A contact that does something at a customer, or does it no more."""
    links.append(row.record_id)
    if left.get("contact_id"):
        contact_id = UUID(str(left["contact_id"]))
        contacts.ids[contact_id] = None
        if left.get("customer_id"):
            contacts.left_customers.setdefault(contact_id, set()).add(
                UUID(str(left["customer_id"]))
            )


def _rest(uow: UnitOfWork, touched: dict[str, _Touched]) -> dict[str, list[_Hung]]:
    """Where contacts, opportunities and activities hang, in a query for each kind."""
    found: dict[str, list[_Hung]] = {"contact": _contacts(uow, touched["contact"].ids)}
    for kind in ("opportunity", "activity"):
        table = _TABLES[kind]
        found[kind] = []
        for part in parts_of(touched[kind].ids):
            query = select(
                table.c.id, table.c.customer_id, table.c.owner_id, table.c.deleted_at
            ).where(table.c.id.in_(part))
            found[kind] += [
                _Hung(row.id, row.customer_id, row.owner_id, row.deleted_at is None)
                for row in uow.session.execute(query)
            ]
    return found


def _contacts(uow: UnitOfWork, ids: Collection[UUID]) -> list[_Hung]:
    """A contact hangs on every customer at whom they do something."""
    contacts = _TABLES["contact"]
    found: list[_Hung] = []
    for part in parts_of(ids):
        query = (
            select(contacts.c.id, _links.c.customer_id, contacts.c.deleted_at)
            .outerjoin(_links, _links.c.contact_id == contacts.c.id)
            .where(contacts.c.id.in_(part))
        )
        found += [
            _Hung(row.id, row.customer_id, None, row.deleted_at is None)
            for row in uow.session.execute(query)
        ]
    return found


def _gone(
    uow: UnitOfWork, touched: dict[str, _Touched], own: Collection[UUID], sent: set[UUID]
) -> list[Change]:
    """What the phone may have and must not have any more; nobody is told of what was never
    theirs."""
    found = []
    for kind, one in touched.items():
        left = {uid for uid, customers in one.left_customers.items() if customers & set(own)}
        had = left | one.given_away | _deleted_of_mine(uow, kind, one.deleted)
        found += [
            Change(kind=cast(Any, kind), id=uid, is_gone=True)
            for uid in one.ids
            if uid in had and uid not in sent
        ]
    return found


def _deleted_of_mine(uow: UnitOfWork, kind: str, ids: Collection[UUID]) -> set[UUID]:
    """Those that are deleted, and were the person's or hung on a customer of theirs."""
    table, customers, me = _TABLES[kind], _TABLES["customer"], uow.actor.user_id
    if kind == "customer":
        is_of_mine = table.c.owner_id == me
    elif kind == "contact":
        is_of_mine = table.c.id.in_(
            select(_links.c.contact_id)
            .join(customers, customers.c.id == _links.c.customer_id)
            .where(customers.c.owner_id == me)
        )
    else:
        mine = select(customers.c.id).where(customers.c.owner_id == me)
        is_of_mine = or_(table.c.owner_id == me, table.c.customer_id.in_(mine))
    found: set[UUID] = set()
    for part in parts_of(ids):
        query = select(table.c.id).where(
            table.c.id.in_(part), table.c.deleted_at.is_not(None), is_of_mine
        )
        found.update(uow.session.scalars(query))
    return found

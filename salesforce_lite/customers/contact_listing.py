"""Lists contacts: page by page, narrowed by filters; and the customers for whom they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select, union_all

from salesforce_lite.custom_fields import CustomCondition, narrowed_by_custom
from salesforce_lite.customers.contact_model import Contact, ContactLink
from salesforce_lite.customers.contact_service import visible_contacts
from salesforce_lite.customers.model import Customer, LookUpKey
from salesforce_lite.customers.service import visible_customers
from salesforce_lite.kernel.among import are_few, looked_up
from salesforce_lite.kernel.paging import Order, Page, page_of
from salesforce_lite.kernel.scope import scope_condition
from salesforce_lite.kernel.uow import UnitOfWork

# What programs sort by; `-` turns it round.
ORDERS = {
    "name": (Order(Contact.sort_name), Order(Contact.id)),
    "-name": (Order(Contact.sort_name, descending=True), Order(Contact.id, descending=True)),
    "updated_at": (Order(Contact.updated_at), Order(Contact.id)),
    "-updated_at": (
        Order(Contact.updated_at, descending=True),
        Order(Contact.id, descending=True),
    ),
}
# Shown along with one customer; the rest is listed by `customer_id`.
MOST_INCLUDED = 100
_BATCH = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFilter:
    """What narrows the list; what is empty does not.

    `keys` are (kind, value) that contacts are found by exactly, such as `("email", …)`; `ids` are
    those among which they are, None for all.
    """

    customer_id: UUID | None = None
    updated_since: datetime | None = None
    keys: tuple[tuple[str, str], ...] = ()
    ids: tuple[UUID, ...] | None = None
    custom: tuple[CustomCondition, ...] = ()


def find_contacts(
    uow: UnitOfWork,
    wanted: ContactFilter,
    *,
    order: Sequence[Order],
    name: str,
    cursor: str | None = None,
    limit: int = 25,
) -> Page[Contact]:
    """One page of those that the filter wants; `name` is that of the list in its cursors."""
    query, is_short = _narrowed(uow, wanted)
    if not is_short:
        query = _of_few_links(uow, query)
    return page_of(uow.session, query, order, cursor=cursor, limit=limit, name=name)


def links_of_contacts(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, list[ContactLink]]:
    """Contact → what they do at the customers that the actor sees, in order of their names."""
    found: dict[UUID, list[ContactLink]] = {}
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        # One after the other: joined, SQLite walks all customers that the actor sees.
        links = uow.session.scalars(
            select(ContactLink).where(
                ContactLink.contact_id.in_(part), scope_condition(uow.actor, ContactLink)
            )
        ).all()
        places = _places_in_order(uow, {link.customer_id for link in links})
        for link in sorted(
            (link for link in links if link.customer_id in places),
            key=lambda link: places[link.customer_id],
        ):
            found.setdefault(link.contact_id, []).append(link)
    return found


def _places_in_order(uow: UnitOfWork, ids: set[UUID]) -> dict[UUID, tuple[str, UUID]]:
    """Customer that the actor sees → where it stands in a list of them."""
    found: dict[UUID, tuple[str, UUID]] = {}
    ordered = list(ids)
    for start in range(0, len(ordered), _BATCH):
        query = visible_customers(uow).where(Customer.id.in_(ordered[start : start + _BATCH]))
        rows = uow.session.execute(query.with_only_columns(Customer.id, Customer.sort_name))
        found |= {uid: (name, uid) for uid, name in rows}
    return found


def contacts_of_customers(uow: UnitOfWork, customer_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Customer → its contacts, the primary one first and no more than a hundred of each."""
    place = func.row_number().over(
        partition_by=ContactLink.customer_id,
        order_by=(ContactLink.is_primary.desc(), Contact.sort_name, Contact.id),
    )
    ranked = (
        select(ContactLink.customer_id, ContactLink.contact_id, place.label("place"))
        .join(Contact, Contact.id == ContactLink.contact_id)
        .where(
            ContactLink.customer_id.in_(customer_ids),
            Contact.deleted_at.is_(None),
            scope_condition(uow.actor, ContactLink),
        )
        .subquery()
    )
    rows = uow.session.execute(
        select(ranked.c.customer_id, ranked.c.contact_id)
        .where(ranked.c.place <= MOST_INCLUDED)
        .order_by(ranked.c.customer_id, ranked.c.place)
    )
    found: dict[UUID, list[UUID]] = {}
    for customer_id, contact_id in rows:
        found.setdefault(customer_id, []).append(contact_id)
    return found


def customers_of_contacts(uow: UnitOfWork, contact_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Contact → the customers for whom they stand, as far as the actor sees them."""
    found = links_of_contacts(uow, contact_ids)
    return {one: [link.customer_id for link in links] for one, links in found.items()}


def _narrowed(uow: UnitOfWork, wanted: ContactFilter) -> tuple[Select[Contact], bool]:
    """The query, and whether what it asks for leaves but a few."""
    query, is_short = visible_contacts(uow), False
    if wanted.customer_id:
        theirs = select(ContactLink.contact_id).where(
            ContactLink.customer_id == wanted.customer_id, scope_condition(uow.actor, ContactLink)
        )
        query, is_short = query.where(Contact.id.in_(theirs)), True
    if wanted.updated_since:
        query = query.where(Contact.updated_at >= wanted.updated_since)
    if wanted.ids is not None:
        query, is_short = query.where(Contact.id.in_(wanted.ids)), True
    for kind, value in wanted.keys:
        filed = select(LookUpKey.record_id).where(
            LookUpKey.kind == kind, LookUpKey.value == value, LookUpKey.record_kind == "contact"
        )
        query, is_short = query.where(Contact.id.in_(filed)), True
    query, leaves_few = narrowed_by_custom(uow, query, Contact.id, wanted.custom)
    return query, is_short or leaves_few


def _of_few_links(uow: UnitOfWork, query: Select[Contact]) -> Select[Contact]:
    """Whoever has few contacts is spared the walk along those of everybody else."""
    if uow.actor.sees_everybody():
        return query
    linked = select(ContactLink.contact_id).where(scope_condition(uow.actor, ContactLink))
    held = select(Contact.id).where(Contact.holder_id.in_(sorted(uow.actor.scope or ())))
    if not (are_few(uow.session, linked) and are_few(uow.session, held)):
        return query
    own = union_all(linked, held).subquery()
    return query.where(looked_up(uow.session, Contact.id, select(own.c[0])))

"""How contacts are found: once for each customer they stand for, in that customer's row scope."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import inspect, select

from salesforce_lite.custom_fields import searched_texts
from salesforce_lite.customers.contact_model import Contact, ContactLink
from salesforce_lite.customers.events import CustomerChanged
from salesforce_lite.customers.model import Customer
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.search import Hit, SearchEntryDraft, index_records

# Columns of the tables, not of the classes: what one actor sees must not decide what is filed.
_links = inspect(ContactLink).local_table.c
_customers = inspect(Customer).local_table.c

_BATCH = 900
_SHOWN = 3  # customers of one contact
_Place = tuple[UUID | None, UUID | None, str]


def contact_entries(uow: UnitOfWork, contacts: Sequence[Contact]) -> list[SearchEntryDraft]:
    """What the search keeps of the contacts."""
    custom = searched_texts(uow, "contact", contacts)
    places = _places(uow, [contact.id for contact in contacts])
    return [
        SearchEntryDraft(
            kind="contact",
            record_id=contact.id,
            customer_id=customer_id,
            scope_owner_id=scope_owner_id,
            title=contact.name,
            texts=(
                customer_name,
                *(email.address for email in contact.emails),
                *custom.get(contact.id, ()),
            ),
            phones=tuple(phone.number or phone.typed for phone in contact.phones),
        )
        for contact in contacts
        for customer_id, scope_owner_id, customer_name in places.get(contact.id)
        or [(None, contact.holder_id, "")]
    ]


def shown_contacts(uow: UnitOfWork, hits: Sequence[Hit]) -> list[Hit]:
    """The hits with the names, as they are now, of the customers for whom the actor sees them."""
    rows = uow.session.execute(
        select(ContactLink.contact_id, Customer.name)
        .join(Customer, Customer.id == ContactLink.customer_id)
        .where(ContactLink.contact_id.in_([hit.id for hit in hits]), Customer.deleted_at.is_(None))
        .order_by(Customer.sort_name, Customer.id)
    )
    names: dict[UUID, list[str]] = {}
    for contact_id, name in rows:
        names.setdefault(contact_id, []).append(name)
    return [replace(hit, subtitle=", ".join(names.get(hit.id, ())[:_SHOWN])) for hit in hits]


def follow_name(uow: UnitOfWork, event: CustomerChanged) -> None:
    """Contacts are found by their customer's name, so by the new one too."""
    if "name" in event.fields:
        theirs = select(_links.contact_id).where(_links.customer_id == event.customer_id)
        there = select(Contact).where(Contact.id.in_(theirs), Contact.deleted_at.is_(None))
        index_records(uow, contact_entries(uow, list(uow.session.scalars(there))))


def _places(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, list[_Place]]:
    """Contact → (customer, its owner, its name) of every link."""
    places: dict[UUID, list[_Place]] = {}
    for start in range(0, len(ids), _BATCH):
        rows = uow.session.execute(
            select(_links.contact_id, _customers.id, _links.scope_owner_id, _customers.name)
            .join_from(inspect(ContactLink).local_table, inspect(Customer).local_table)
            .where(_links.contact_id.in_(ids[start : start + _BATCH]))
        )
        for contact_id, *place in rows:
            places.setdefault(contact_id, []).append((place[0], place[1], place[2]))
    return places

"""How contacts are found: once for each customer they stand for, in that customer's row scope."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import inspect, select

from salesforce_lite.customers.contact_model import Contact, ContactLink
from salesforce_lite.customers.model import Customer
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.search import SearchEntryDraft

# Columns of the tables, not of the classes: what one actor sees must not decide what is filed.
_links = inspect(ContactLink).local_table.c
_customers = inspect(Customer).local_table.c

_BATCH = 900
_Place = tuple[UUID | None, UUID | None, str]


def contact_entries(uow: UnitOfWork, contacts: Sequence[Contact]) -> list[SearchEntryDraft]:
    """What the search keeps of the contacts."""
    places = _places(uow, [contact.id for contact in contacts])
    return [
        SearchEntryDraft(
            kind="contact",
            record_id=contact.id,
            customer_id=customer_id,
            scope_owner_id=scope_owner_id,
            title=contact.name,
            subtitle=customer_name,
            texts=(customer_name, *(email.address for email in contact.emails)),
            phones=tuple(phone.number or phone.typed for phone in contact.phones),
        )
        for contact in contacts
        for customer_id, scope_owner_id, customer_name in places.get(contact.id)
        or [(None, contact.created_by, "")]
    ]


def _places(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, list[_Place]]:
    """Contact → (customer, its owner, its name) of every link."""
    places: dict[UUID, list[_Place]] = {}
    for start in range(0, len(ids), _BATCH):
        rows = uow.session.execute(
            select(_links.contact_id, _customers.id, _links.scope_owner_id, _customers.name)
            .join_from(inspect(ContactLink).local_table, inspect(Customer).local_table)
            .where(
                _links.contact_id.in_(ids[start : start + _BATCH]), _customers.deleted_at.is_(None)
            )
        )
        for contact_id, *place in rows:
            places.setdefault(contact_id, []).append((place[0], place[1], place[2]))
    return places

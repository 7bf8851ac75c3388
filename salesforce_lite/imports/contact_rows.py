"""Contacts as rows of our own export, from which they come back unchanged."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from salesforce_lite.company import get_company
from salesforce_lite.customers import Contact, ContactLink, Customer, visible_customers
from salesforce_lite.imports.assignment import OWN_ID_COLUMN
from salesforce_lite.imports.customer_rows import (
    EMAIL_COLUMNS,
    PHONE_COLUMNS,
    email_cells,
    more_cell,
    phone_cells,
)
from salesforce_lite.imports.directory import Directory
from salesforce_lite.imports.importer import Exporter
from salesforce_lite.imports.reaching import MOST
from salesforce_lite.imports.references import references_by_record
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.tabular import Cell

_LINK = ("function", "is_primary", "since", "until")
COLUMNS = (
    *(OWN_ID_COLUMN, "name", "salutation"),
    *("customer", "customer_name", *_LINK),
    *EMAIL_COLUMNS,
    *PHONE_COLUMNS,
    *("language", "note", "person", "references", "more"),
)


def rows(
    uow: UnitOfWork, _people: Directory, contacts: Sequence[Contact]
) -> list[Mapping[str, Cell]]:
    ids = [contact.id for contact in contacts]
    references = references_by_record(uow, "contact", ids)
    links = _links(uow, ids)
    home = get_company(uow).country
    return [
        {
            OWN_ID_COLUMN: str(contact.id),
            "name": contact.name,
            "salutation": contact.salutation,
            **_first_link(links.get(contact.id, [])),
            **email_cells(contact.emails),
            **phone_cells(contact.phones, home),
            "language": contact.language,
            "note": contact.note,
            "person": str(contact.person_id) if contact.person_id else None,
            "references": references.get(contact.id),
            "more": more_cell(
                emails=contact.emails[MOST:],
                phones=contact.phones[MOST:],
                links=[_document(link) for link, _name in links.get(contact.id, [])[1:]],
            ),
        }
        for contact in contacts
    ]


def _links(uow: UnitOfWork, ids: list[UUID]) -> dict[UUID, list[tuple[ContactLink, str]]]:
    """Contact → functions at customers the actor sees, with the customer's name."""
    found: dict[UUID, list[tuple[ContactLink, str]]] = {}
    query = (
        visible_customers(uow)
        .with_only_columns(ContactLink, Customer.name)
        .join(ContactLink, ContactLink.customer_id == Customer.id)
        .where(ContactLink.contact_id.in_(ids))
        .order_by(ContactLink.contact_id, ContactLink.customer_id)
    )
    for link, name in uow.session.execute(query):
        found.setdefault(link.contact_id, []).append((link, name))
    return found


def _first_link(links: Sequence[tuple[ContactLink, str]]) -> dict[str, Cell]:
    if not links:
        return {}
    link, name = links[0]
    return {
        "customer": str(link.customer_id),
        "customer_name": name,
        **{part: getattr(link, part) for part in _LINK},
    }


def _document(link: ContactLink) -> dict[str, Any]:
    return {
        "customer": str(link.customer_id),
        "function": link.function,
        "is_primary": link.is_primary,
        "since": link.since.isoformat() if link.since else None,
        "until": link.until.isoformat() if link.until else None,
    }


CONTACT_EXPORT = Exporter(columns=COLUMNS, rows=rows)

"""From contacts to what programs see, and from what they send to drafts."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from msgspec import UNSET

from salesforce_lite.company import get_company
from salesforce_lite.custom_fields import told_custom
from salesforce_lite.customers.api_shapes import email_views, phone_views, ways_to_reach
from salesforce_lite.customers.contact_drafts import (
    ContactDraft,
    ContactFields,
    ContactLinkDraft,
)
from salesforce_lite.customers.contact_listing import links_of_contacts
from salesforce_lite.customers.contact_model import Contact, ContactLink
from salesforce_lite.customers.contact_schemas import (
    ContactView,
    ContactWrite,
    LinkView,
    LinkWrite,
)
from salesforce_lite.customers.contact_service import visible_contacts
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.references import told_references, unknown_references

_PLAIN = ("name", "salutation", "language", "note", "person_id", "custom")
_BATCH = 900


def contact_views(uow: UnitOfWork, contacts: Sequence[Contact]) -> list[ContactView]:
    """As programs see them, in a fixed number of queries."""
    # The version that a change makes is known now.
    uow.session.flush()
    ids = [contact.id for contact in contacts]
    references, links = told_references(uow, "contact", ids), links_of_contacts(uow, ids)
    return [_view(uow, one, links.get(one.id, []), references.get(one.id, [])) for one in contacts]


def contact_view(uow: UnitOfWork, contact: Contact) -> ContactView:
    return contact_views(uow, [contact])[0]


def contacts_by_id(uow: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, ContactView]:
    """Those that the actor sees, to be shown along with other records."""
    found: list[Contact] = []
    for start in range(0, len(ids), _BATCH):
        query = visible_contacts(uow).where(Contact.id.in_(ids[start : start + _BATCH]))
        found += uow.session.scalars(query)
    return {view.id: view for view in contact_views(uow, found)}


def link_view(link: ContactLink) -> LinkView:
    return LinkView(
        customer_id=link.customer_id,
        function=link.function,
        is_primary=link.is_primary,
        since=link.since,
        until=link.until,
        version=link.version,
    )


def link_draft(customer_id: UUID, body: LinkWrite) -> ContactLinkDraft:
    return ContactLinkDraft(
        customer_id=customer_id,
        function=body.function,
        is_primary=body.is_primary,
        since=body.since,
        until=body.until,
    )


def contact_draft(
    uow: UnitOfWork,
    body: ContactWrite,
    *,
    contact: Contact | None = None,
    new_id: UUID | None = None,
    version: int | None = None,
) -> ContactDraft:
    """The draft of what a program says, about this contact or a new one."""
    said: dict[str, Any] = {
        name: value for name in _PLAIN if (value := getattr(body, name)) is not UNSET
    }
    said |= ways_to_reach(
        body,
        get_company(uow).country,
        contact.emails if contact else (),
        contact.phones if contact else (),
    )
    links = () if body.links is UNSET else body.links
    references = [] if body.external_ref is UNSET else [body.external_ref]
    record_id = contact.id if contact else new_id
    return ContactDraft.of(
        cast(ContactFields, said),
        links=[link_draft(one.customer_id, one) for one in links],
        id=contact.id if contact else None,
        new_id=None if contact else new_id,
        version=version,
        references=unknown_references(uow, "contact", record_id, references),
    )


def _view(
    uow: UnitOfWork, contact: Contact, links: Sequence[ContactLink], references: list[str]
) -> ContactView:
    return ContactView(
        id=contact.id,
        version=contact.version,
        name=contact.name,
        salutation=contact.salutation,
        email=contact.email,
        emails=email_views(contact.emails),
        phone=contact.phone,
        phones=phone_views(contact.phones),
        language=contact.language,
        note=contact.note,
        person_id=contact.person_id,
        links=[link_view(link) for link in links],
        external_ref=references[0] if references else None,
        external_refs=references,
        custom=told_custom(uow, "contact", contact.custom),
        created_at=contact.created_at,
        updated_at=contact.updated_at,
    )

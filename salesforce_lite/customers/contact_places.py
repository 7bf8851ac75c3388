"""Use cases of what a contact does at one customer: say it, and take them off."""

from uuid import UUID

from sqlalchemy import inspect, select

from salesforce_lite.customers.contact_drafts import ContactDraft, ContactLinkDraft
from salesforce_lite.customers.contact_linking import renew_versions
from salesforce_lite.customers.contact_model import Contact, ContactLink
from salesforce_lite.customers.contact_search import contact_entries
from salesforce_lite.customers.contact_service import get_contact, save_contact
from salesforce_lite.customers.events import ContactChanged
from salesforce_lite.customers.service import get_customer
from salesforce_lite.kernel.errors import NotFoundError, StaleVersionError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version
from salesforce_lite.search import index_records

# The columns of the table: on the class, the session would hide links that others see.
_all_links = inspect(ContactLink).local_table.c


def get_link(uow: UnitOfWork, contact_id: UUID, customer_id: UUID) -> ContactLink:
    """What the contact does at the customer; raises NotFoundError unless the actor sees both."""
    get_contact(uow, contact_id)
    get_customer(uow, customer_id)
    link = _find_link(uow, contact_id, customer_id)
    if link is None:
        raise NotFoundError
    return link


def link_contact(
    uow: UnitOfWork, contact_id: UUID, link: ContactLinkDraft, *, version: int | None = None
) -> Contact:
    """Give the contact a function at one more customer, or another one where they stand already.

    `version` is that of the link; raises StaleVersionError where there is none (any more).
    """
    uow.actor.require("customers.edit")
    if version is not None:
        get_contact(uow, contact_id)
        known = _find_link(uow, contact_id, link.customer_id)
        if known is None:
            raise StaleVersionError
        check_version(known, version)
    return save_contact(uow, ContactDraft.of({}, id=contact_id, links=[link]))


def unlink_contact(
    uow: UnitOfWork, contact_id: UUID, customer_id: UUID, *, version: int | None = None
) -> Contact:
    """Take the contact off the customer; elsewhere they stay what they are.

    Taken off the last one, they belong to whoever did it, and to no one who had them before.
    `version` is that of the link.
    """
    uow.actor.require("customers.edit")
    contact, link = get_contact(uow, contact_id), get_link(uow, contact_id, customer_id)
    check_version(link, version)
    uow.session.delete(link)
    uow.session.flush()
    contact.holder_id = None if _has_links(uow, contact_id) else uow.actor.user_id
    # Of two who each take off what seems to be the last but one, one is told.
    renew_versions(uow, [contact])
    uow.session.flush()
    index_records(uow, contact_entries(uow, [contact]))
    uow.record(ContactChanged(contact_id=contact_id, fields=("links",)))
    return contact


def _find_link(uow: UnitOfWork, contact_id: UUID, customer_id: UUID) -> ContactLink | None:
    return uow.session.scalar(
        select(ContactLink).where(
            ContactLink.contact_id == contact_id, ContactLink.customer_id == customer_id
        )
    )


def _has_links(uow: UnitOfWork, contact_id: UUID) -> bool:
    """Whether any customer has the contact, be it one that the actor does not see."""
    links = select(_all_links.id).where(_all_links.contact_id == contact_id)
    return uow.session.execute(links.limit(1)).first() is not None

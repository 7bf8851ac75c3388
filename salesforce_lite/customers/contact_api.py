"""Contacts for programs."""

from collections.abc import Sequence
from uuid import UUID

from salesforce_lite.api import (
    Listed,
    Query,
    Resource,
    Results,
    Saving,
    chosen,
    expected_version,
    known_by_id,
    list_name,
)
from salesforce_lite.company import get_company
from salesforce_lite.custom_fields import asked_conditions
from salesforce_lite.customers.asking import asked_ids
from salesforce_lite.customers.contact_drafts import ContactDraft
from salesforce_lite.customers.contact_listing import ORDERS, ContactFilter, find_contacts
from salesforce_lite.customers.contact_places import get_link, link_contact, unlink_contact
from salesforce_lite.customers.contact_schemas import (
    ContactPatch,
    ContactPatches,
    ContactQuery,
    ContactView,
    ContactWrite,
    LinkView,
    LinkWrite,
    NewContact,
    NewContacts,
)
from salesforce_lite.customers.contact_service import (
    delete_contact,
    get_contact,
    restore_contact,
    save_contact,
    save_contacts,
    visible_contacts,
)
from salesforce_lite.customers.contact_shapes import (
    contact_draft,
    contact_view,
    contact_views,
    contacts_by_id,
    link_draft,
    link_view,
)
from salesforce_lite.customers.drafts import phone_of
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import current_uow

resource = Resource(
    weight=20,
    name="contacts",
    title=N_("Contacts"),
    about="contact",
    shape=ContactView,
    load=contacts_by_id,
)
_saving = Saving(save_one=save_contact, save_all=save_contacts, show=contact_views)


@resource.get("", needs="customers.view")
def index(query: ContactQuery) -> Listed[ContactView]:
    """Contacts that the filters leave, a page at a time."""
    uow = current_uow()
    page = find_contacts(
        uow,
        _wanted(uow, query),
        cursor=query.cursor or None,
        limit=query.limit,
        order=ORDERS[query.sort or ("updated_at" if query.updated_since else "name")],
        name=list_name("contacts", query),
    )
    return Listed(items=contact_views(uow, page.items), next_cursor=page.next_cursor)


def _wanted(uow: UnitOfWork, query: ContactQuery) -> ContactFilter:
    keys = []
    if query.email:
        keys.append(("email", query.email.strip().lower()))
    if query.phone:
        phone = phone_of(query.phone, get_company(uow).country)
        keys.append(("phone", phone.number or query.phone))
    return ContactFilter(
        customer_id=query.customer_id,
        updated_since=query.updated_since,
        keys=tuple(keys),
        ids=asked_ids(uow, "contact", query.q, query.external_ref),
        custom=asked_conditions(uow, "contact", query.custom),
    )


@resource.post("", needs="customers.edit", status=201)
def create(body: NewContact) -> ContactView:
    """Add a contact."""
    uow = current_uow()
    return _saving.one(uow, contact_draft(uow, body, new_id=chosen(body.id)))


@resource.post("/batch", needs="customers.edit")
def create_many(body: NewContacts) -> Results[ContactView]:
    """Add up to 1,000 contacts; each has a result of its own."""
    uow = current_uow()

    def drafts_of(items: Sequence[NewContact]) -> Sequence[ContactDraft]:
        return [contact_draft(uow, one, new_id=chosen(one.id)) for one in items]

    return _saving.each(uow, body.items, drafts_of, status=201)


@resource.patch("/batch", needs="customers.edit")
def change_many(body: ContactPatches) -> Results[ContactView]:
    """Change up to 1,000 contacts; each has a result of its own."""
    uow = current_uow()

    def drafts_of(items: Sequence[ContactPatch]) -> Sequence[ContactDraft]:
        known = known_by_id(uow, visible_contacts(uow), [one.id for one in items])
        return [
            contact_draft(uow, one, contact=known[one.id], version=chosen(one.version))
            for one in items
        ]

    return _saving.each(uow, body.items, drafts_of, status=200)


@resource.get("/<uuid:contact_id>", needs="customers.view")
def show(contact_id: UUID, query: Query) -> ContactView:
    """One contact."""
    uow = current_uow()
    return contact_view(uow, get_contact(uow, contact_id))


@resource.patch("/<uuid:contact_id>", needs="customers.edit")
def change(contact_id: UUID, body: ContactWrite) -> ContactView:
    """Change what is sent; the rest stays as it is."""
    uow = current_uow()
    contact = get_contact(uow, contact_id)
    draft = contact_draft(uow, body, contact=contact, version=expected_version())
    return _saving.one(uow, draft)


@resource.delete("/<uuid:contact_id>", needs="customers.edit")
def delete(contact_id: UUID) -> None:
    """Delete the contact at all their customers; it can be restored."""
    delete_contact(current_uow(), contact_id, version=expected_version())


@resource.post("/<uuid:contact_id>/restoration", needs="customers.edit")
def restore(contact_id: UUID) -> ContactView:
    """Take back a deletion."""
    uow = current_uow()
    return contact_view(uow, restore_contact(uow, contact_id))


@resource.put("/<uuid:contact_id>/links/<uuid:customer_id>", needs="customers.edit")
def link(contact_id: UUID, customer_id: UUID, body: LinkWrite) -> LinkView:
    """Say what the contact does at the customer.

    `If-Match` and the version answered are those of the link.
    """
    uow = current_uow()
    link_contact(uow, contact_id, link_draft(customer_id, body), version=expected_version())
    return link_view(get_link(uow, contact_id, customer_id))


@resource.delete("/<uuid:contact_id>/links/<uuid:customer_id>", needs="customers.edit")
def unlink(contact_id: UUID, customer_id: UUID) -> None:
    """Take the contact off the customer; `If-Match` is the version of the link."""
    unlink_contact(current_uow(), contact_id, customer_id, version=expected_version())

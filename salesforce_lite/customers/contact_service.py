"""Use cases of contacts: find, save in batches, delete and restore."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, inspect, or_, select, true

from salesforce_lite.audit import made_before
from salesforce_lite.custom_fields import keep_custom, settle_custom
from salesforce_lite.customers.contact_drafts import ContactDraft
from salesforce_lite.customers.contact_linking import (
    links_say_otherwise,
    renew_versions,
    save_links,
)
from salesforce_lite.customers.contact_model import Contact, ContactLink
from salesforce_lite.customers.contact_search import contact_entries
from salesforce_lite.customers.errors import ContactSharedError
from salesforce_lite.customers.events import (
    ContactChanged,
    ContactCreated,
    ContactDeleted,
    ContactRestored,
)
from salesforce_lite.customers.look_up import renew_look_up_keys
from salesforce_lite.customers.model import Customer
from salesforce_lite.customers.service import get_customer, visible_customers
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.scope import scope_condition
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version
from salesforce_lite.references import set_references
from salesforce_lite.search import index_records, remove_records

_NO_SUCH = N_("This does not exist (any more).")
_MOST_SHOWN = 200

# The columns of the table: on the class, the session would hide links that others see.
_all_links = inspect(ContactLink).local_table.c


@dataclass(frozen=True, slots=True)
class ContactPlace:
    """A contact and their function at one customer."""

    contact: Contact
    link: ContactLink
    customer: Customer


def visible_contacts(uow: UnitOfWork) -> Select[Contact]:
    """The contacts the actor sees: through customers, or because nobody else has them yet."""
    return known_contacts(uow).where(Contact.deleted_at.is_(None))


def known_contacts(uow: UnitOfWork) -> Select[Contact]:
    """These and the deleted ones, whose names stand where something was dealt with them."""
    uow.actor.require("customers.view")
    return select(Contact).where(_is_visible(uow))


def get_contact(uow: UnitOfWork, contact_id: UUID) -> Contact:
    """The contact; raises NotFoundError for whom the actor may not see."""
    contact = uow.session.scalar(visible_contacts(uow).where(Contact.id == contact_id))
    if contact is None:
        raise NotFoundError
    return contact


def contacts_of(uow: UnitOfWork, customer_id: UUID) -> list[ContactPlace]:
    """The customer's contacts: the primary one first, those who left last."""
    get_customer(uow, customer_id)
    places = _places(uow, ContactLink.customer_id == customer_id)
    today = uow.today
    return sorted(
        places,
        key=lambda place: (
            place.link.has_ended(today),
            not place.link.is_primary,
            place.contact.sort_name,
        ),
    )


def places_of(uow: UnitOfWork, contact_id: UUID) -> list[ContactPlace]:
    """Where the contact stands, as far as the actor sees it."""
    get_contact(uow, contact_id)
    return _places(uow, ContactLink.contact_id == contact_id)


def save_contact(uow: UnitOfWork, draft: ContactDraft) -> Contact:
    """Save one contact: a batch of one. Sent again, it is the one that was made at first."""
    uow.actor.require("customers.edit")

    def has_other_links(contact: Contact) -> bool:
        return links_say_otherwise(uow, contact, draft.links)

    known = made_before(uow, draft, get_contact, differs=has_other_links)
    return known or save_contacts(uow, [draft])[0]


def save_contacts(uow: UnitOfWork, drafts: Sequence[ContactDraft]) -> list[Contact]:
    """Make or change contacts with their links, all or none, in a constant number of queries."""
    uow.actor.require("customers.edit")
    known = _load(uow, [draft.id for draft in drafts if draft.id])
    drafts = settle_custom(uow, "contact", drafts, known)
    _check_persons(uow, drafts)
    saved: list[Contact] = []
    changes: list[tuple[str, ...]] = []
    for draft in drafts:
        contact = known[draft.id] if draft.id else _create(uow, draft)
        changes.append(_change(contact, draft) if draft.id else ())
        if draft.links:
            contact.holder_id = None
        saved.append(contact)
    uow.session.flush()
    linked = save_links(uow, [(c, d.links) for c, d in zip(saved, drafts, strict=True)])
    made = [c for c, d in zip(saved, drafts, strict=True) if d.id is None]
    changed = _tell_changes(uow, saved, drafts, changes, linked)
    renew_look_up_keys(uow, made, is_new=True)
    renew_look_up_keys(uow, changed, is_new=False)
    index_records(uow, contact_entries(uow, made), are_new=True)
    index_records(uow, contact_entries(uow, changed))
    named = ((one.id, draft.references) for one, draft in zip(saved, drafts, strict=True))
    set_references(uow, "contact", named)
    keep_custom(uow, "contact", saved, drafts)
    return saved


def delete_contact(uow: UnitOfWork, contact_id: UUID, *, version: int | None = None) -> Contact:
    """Mark the contact deleted at all their customers; it can be restored."""
    uow.actor.require("customers.edit")
    contact = get_contact(uow, contact_id)
    check_version(contact, version)
    if not uow.actor.sees_everybody() and _has_hidden_links(uow, contact_id):
        raise ContactSharedError(name=contact.name)
    contact.deleted_at = uow.now
    remove_records(uow, [contact.id])
    uow.record(ContactDeleted(contact_id=contact.id))
    return contact


def restore_contact(uow: UnitOfWork, contact_id: UUID) -> Contact:
    """Take back a deletion."""
    uow.actor.require("customers.edit")
    contact = uow.session.scalar(
        select(Contact).where(
            Contact.id == contact_id, Contact.deleted_at.is_not(None), _is_visible(uow)
        )
    )
    if contact is None:
        raise NotFoundError
    contact.deleted_at = None
    index_records(uow, contact_entries(uow, [contact]))
    uow.record(ContactRestored(contact_id=contact.id))
    return contact


def _is_visible(uow: UnitOfWork) -> ColumnElement[bool]:
    if uow.actor.sees_everybody():
        return true()
    seen = exists().where(
        ContactLink.contact_id == Contact.id, scope_condition(uow.actor, ContactLink)
    )
    linked = exists().where(_all_links.contact_id == Contact.id)
    # Not who made or changed them once: they may have passed through other hands since.
    held = Contact.holder_id.in_(sorted(uow.actor.scope or ()))
    return or_(seen, and_(held, ~linked))


def _places(uow: UnitOfWork, condition: ColumnElement[bool]) -> list[ContactPlace]:
    """Visible links with both ends, in one query."""
    rows = uow.session.execute(
        visible_customers(uow)
        .with_only_columns(Contact, ContactLink, Customer)
        .join(ContactLink, ContactLink.customer_id == Customer.id)
        .join(Contact, Contact.id == ContactLink.contact_id)
        .where(Contact.deleted_at.is_(None), condition)
        .order_by(Customer.sort_name, Contact.sort_name)
        .limit(_MOST_SHOWN)
    )
    return [ContactPlace(contact, link, customer) for contact, link, customer in rows]


def _has_hidden_links(uow: UnitOfWork, contact_id: UUID) -> bool:
    scope = sorted(uow.actor.scope or ())
    hidden = select(_all_links.id).where(
        _all_links.contact_id == contact_id,
        or_(_all_links.scope_owner_id.is_(None), _all_links.scope_owner_id.not_in(scope)),
    )
    return uow.session.execute(hidden.limit(1)).first() is not None


def _load(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Contact]:
    if not ids:
        return {}
    query = visible_contacts(uow).where(Contact.id.in_(ids))
    found = {contact.id: contact for contact in uow.session.scalars(query)}
    if len(found) < len(set(ids)):
        raise NotFoundError
    return found


def _check_persons(uow: UnitOfWork, drafts: Sequence[ContactDraft]) -> None:
    """Whoever is a customer too must be a customer whom the actor sees."""
    persons = {draft.fields["person_id"] for draft in drafts if draft.fields.get("person_id")}
    if persons:
        query = visible_customers(uow).where(Customer.id.in_(persons))
        if persons - set(uow.session.scalars(query.with_only_columns(Customer.id))):
            raise InvalidInputError(fields={"person_id": _NO_SUCH})


def _create(uow: UnitOfWork, draft: ContactDraft) -> Contact:
    contact = Contact(**draft.fields, is_sample=draft.is_sample)
    if draft.new_id:
        contact.id = draft.new_id
    contact.holder_id = uow.actor.user_id
    contact.refresh_derived()
    uow.session.add(contact)
    uow.record(ContactCreated(contact_id=contact.id))
    return contact


def _change(contact: Contact, draft: ContactDraft) -> tuple[str, ...]:
    """Apply the draft; the names of the fields that are different now."""
    check_version(contact, draft.version)
    names = tuple(name for name, value in draft.fields.items() if getattr(contact, name) != value)
    for name in names:
        setattr(contact, name, draft.fields[name])
    if names:
        contact.refresh_derived()
    return names


def _tell_changes(
    uow: UnitOfWork,
    saved: Sequence[Contact],
    drafts: Sequence[ContactDraft],
    changes: Sequence[tuple[str, ...]],
    linked: set[UUID],
) -> list[Contact]:
    """Record what is different at contacts that were there before; answers those contacts."""
    changed: list[Contact] = []
    for contact, draft, names in zip(saved, drafts, changes, strict=True):
        fields = (*names, "links") if contact.id in linked else names
        if draft.id and fields and not names:
            renew_versions(uow, [contact])
        if draft.id and fields:
            uow.record(ContactChanged(contact_id=contact.id, fields=fields))
            changed.append(contact)
    return changed

"""Finds contacts who may be the person being written: a warning, never a refusal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from rapidfuzz import fuzz
from sqlalchemy.orm import aliased

from salesforce_lite.countries import match_name
from salesforce_lite.customers.contact_drafts import ContactFields
from salesforce_lite.customers.contact_model import Contact, ContactLink
from salesforce_lite.customers.contact_service import visible_contacts
from salesforce_lite.customers.duplicates import Reason
from salesforce_lite.customers.model import Customer, LookUpKey
from salesforce_lite.customers.service import visible_customers
from salesforce_lite.kernel.uow import UnitOfWork

# An office shares its telephone: the number counts only under a name that is alike, from 0 to 100.
_LEAST_NAME = 75
_MOST_FILED = 100
_MOST_AT_ONE = 1_000
_MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ContactTwin:
    """A contact who may be the same person, why, and for whom they stand (as the actor sees it)."""

    contact: Contact
    reasons: tuple[Reason, ...]
    customers: tuple[Customer, ...]


def find_contact_twins(
    uow: UnitOfWork,
    fields: ContactFields,
    *,
    customer_id: UUID | None = None,
    exclude_id: UUID | None = None,
) -> list[ContactTwin]:
    """Contacts the actor sees with one of these e-mails, with one of these phones and a name that
    is alike, or with this name at the same customer; the likeliest first."""
    emails = {email.address.strip().lower() for email in fields.get("emails", ())} - {""}
    phones = {phone.number for phone in fields.get("phones", ()) if phone.number}
    name = match_name(fields.get("name", ""))
    keys = [("email", email) for email in sorted(emails)]
    keys += [("phone", phone) for phone in sorted(phones)]
    by_id = {contact.id: contact for key in keys for contact in _filed(uow, *key)}
    if name and customer_id:
        by_id |= {contact.id: contact for contact in _at(uow, customer_id)}
    found = list(by_id.values())
    places = _customers_of(uow, found)
    twins: list[ContactTwin] = []
    for contact in found:
        if contact.id == exclude_id:
            continue
        at = places.get(contact.id, ())
        reasons: list[Reason] = []
        if emails & {email.address for email in contact.emails}:
            reasons.append(Reason.EMAIL)
        their_name = match_name(contact.name)
        is_alike = fuzz.token_set_ratio(name, their_name) >= _LEAST_NAME
        if is_alike and phones & {phone.number for phone in contact.phones}:
            reasons.append(Reason.PHONE)
        if name == their_name and customer_id in {customer.id for customer in at}:
            reasons.append(Reason.NAME)
        if reasons:
            twins.append(ContactTwin(contact, tuple(reasons), at))
    twins.sort(key=lambda twin: (-len(twin.reasons), twin.contact.sort_name, twin.contact.id))
    return twins[:_MOST_SHOWN]


def _filed(uow: UnitOfWork, kind: str, value: str) -> Sequence[Contact]:
    """Visible contacts under one key; of a very common one only some."""
    query = visible_contacts(uow).join(LookUpKey, LookUpKey.record_id == Contact.id)
    is_meant = LookUpKey.kind == kind, LookUpKey.value == value
    return uow.session.scalars(query.where(*is_meant).limit(_MOST_FILED)).all()


def _at(uow: UnitOfWork, customer_id: UUID) -> Sequence[Contact]:
    here = aliased(ContactLink)
    query = visible_contacts(uow).join(here, here.contact_id == Contact.id)
    at_customer = query.where(here.customer_id == customer_id)
    return uow.session.scalars(at_customer.limit(_MOST_AT_ONE)).all()


def _customers_of(uow: UnitOfWork, contacts: Iterable[Contact]) -> dict[UUID, tuple[Customer, ...]]:
    rows = uow.session.execute(
        visible_customers(uow)
        .with_only_columns(ContactLink.contact_id, Customer)
        .join(ContactLink, ContactLink.customer_id == Customer.id)
        .where(ContactLink.contact_id.in_([contact.id for contact in contacts]))
        .order_by(Customer.sort_name, Customer.id)
    )
    places: dict[UUID, tuple[Customer, ...]] = {}
    for contact_id, customer in rows:
        places[contact_id] = (*places.get(contact_id, ()), customer)
    return places

"""Contacts from files: people, and their function at a customer."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.customers import (
    Contact,
    ContactDraft,
    ContactLink,
    ContactLinkDraft,
    save_contacts,
    visible_contacts,
)
from salesforce_lite.imports.contact_rows import CONTACT_EXPORT
from salesforce_lite.imports.importer import Batch, Importer, ImportRow, Source, Sums
from salesforce_lite.imports.labels import built_in_labels
from salesforce_lite.imports.links import own_id
from salesforce_lite.imports.reaching import more, take_emails, take_phones
from salesforce_lite.imports.references import count_of, own_references
from salesforce_lite.imports.standing import customer_of, link_of
from salesforce_lite.intake import Field, Kind
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork

_TEXTS = ("name", "salutation", "language", "note")
_PHONE_LABELS = {"phone": "", "mobile": "mobile", "home_phone": "home", "other_phone": "other"}
_OWN_PHONE_LABELS = {"phone": "", "phone_2": "", "phone_3": ""}
_NUMBERS = ("", "_2", "_3")

FIELDS = (
    Field("name", N_("Name")),
    Field("first_name", N_("First name")),
    Field("last_name", N_("Last name")),
    Field("salutation", N_("Salutation")),
    Field("function", N_("Function")),
    *(Field(f"email{number}", N_("E-mail"), Kind.LIST) for number in _NUMBERS),
    *(Field(f"email{number}_label", N_("Label of the e-mail")) for number in _NUMBERS),
    *(Field(f"phone{number}", N_("Phone"), Kind.PHONE) for number in _NUMBERS),
    *(Field(f"phone{number}_number", N_("Phone, E.164")) for number in _NUMBERS),
    *(Field(f"phone{number}_extension", N_("Extension")) for number in _NUMBERS),
    *(Field(f"phone{number}_label", N_("Label of the phone")) for number in _NUMBERS),
    Field("mobile", N_("Mobile"), Kind.PHONE),
    Field("home_phone", N_("Home phone"), Kind.PHONE),
    Field("other_phone", N_("Other phone"), Kind.PHONE),
    Field("language", N_("Language")),
    Field("note", N_("Note"), Kind.NOTE),
    Field("customer", N_("Id of the customer")),
    Field("customer_name", N_("Customer")),
    Field("person", N_("Id of the same person as customer")),
    Field("country", N_("Country"), Kind.COUNTRY),
    Field("is_primary", N_("Primary contact"), Kind.BOOLEAN),
    Field("since", N_("Since"), Kind.DATE),
    Field("until", N_("Until"), Kind.DATE),
    Field("references", N_("Ids in other systems"), Kind.LIST),
    Field("more", N_("More e-mails, phones and functions"), Kind.DOCUMENT),
)

Links = dict[tuple[UUID, UUID], ContactLink]


def look_up(batch: Batch) -> Links:
    """The functions that known contacts have, so that a file changes only what it speaks of."""
    batch.other_references = own_references(batch, "contact")
    known = [row.record_id for row in batch.rows if row.record is not None]
    links = batch.uow.session.scalars(select(ContactLink).where(ContactLink.contact_id.in_(known)))
    return {(link.contact_id, link.customer_id): link for link in links}


def draft(batch: Batch, row: ImportRow) -> ContactDraft:
    fields: dict[str, Any] = {}
    batch.take(row, _TEXTS, fields)
    if not fields.get("name"):
        parts = (row.get("first_name"), row.get("last_name"))
        # A list of addresses is a list of people too.
        name = " ".join(part for part in parts if part) or "".join(row.get("email") or ())
        if name:
            fields["name"] = name
    take_emails(batch, row, fields, row.record)
    labels = _OWN_PHONE_LABELS if batch.source.is_own else _PHONE_LABELS
    take_phones(batch, row, fields, row.record, labels)
    person = link_of(batch, row, "person", "customer")
    if person is not None:
        fields["person_id"] = person[1]
    elif batch.clears("person"):
        fields["person_id"] = None
    return ContactDraft.of(
        fields,  # type: ignore[arg-type]  # made field by field
        links=_links(batch, row),
        id=row.record_id,
        new_id=row.new_id,
        references=[*batch.references_for(row), *batch.other_references.get(row.number, ())],
    )


def _links(batch: Batch, row: ImportRow) -> list[ContactLinkDraft]:
    links = [_own_link(one) for one in more(row, "links")]
    customer_id = customer_of(batch, row, is_needed=False)
    if customer_id is None:
        return links
    known: ContactLink | None = None
    if row.record_id is not None:
        known = batch.found.get((row.record_id, customer_id))
    first = ContactLinkDraft(
        customer_id=customer_id,
        function=_text(batch, row, "function", known.function if known else ""),
        is_primary=bool(_value(batch, row, "is_primary", known.is_primary if known else False)),
        since=_value(batch, row, "since", known.since if known else None),
        until=_value(batch, row, "until", known.until if known else None),
    )
    return [first, *links]


def _text(batch: Batch, row: ImportRow, name: str, before: str) -> str:
    return str(_value(batch, row, name, before) or "")


def _value(batch: Batch, row: ImportRow, name: str, before: Any) -> Any:
    """What the row says, else what was there before."""
    if row.get(name) is not None:
        return row.get(name)
    return None if batch.clears(name) else before


def _own_link(document: dict[str, Any]) -> ContactLinkDraft:
    """A further function, as our own export writes it."""
    return ContactLinkDraft(
        customer_id=own_id(document["customer"]) or UUID(int=0),
        function=document.get("function", ""),
        is_primary=bool(document.get("is_primary")),
        since=_day(document.get("since")),
        until=_day(document.get("until")),
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def sums(uow: UnitOfWork, source: Source) -> Sums:
    return Sums(count_of(uow, source, "contact", Contact))


CONTACTS = Importer(
    entity="contacts",
    record_kind="contact",
    label=N_("Contacts"),
    permission="customers.edit",
    fields=FIELDS,
    labels=built_in_labels("contacts"),
    required=("name", "last_name", "first_name", "email"),
    natural_key=(
        *("name", "first_name", "last_name", "email", "email_2", "email_3", "phone", "mobile"),
        *("customer", "customer_name"),
    ),
    model=Contact,
    visible=visible_contacts,
    look_up=look_up,
    draft=draft,
    save=save_contacts,
    links={"customer": ("customer",), "person": ("customer",)},
    matches=("email", "phone"),
    sums=sums,
    exporter=CONTACT_EXPORT,
    weight=30,
)

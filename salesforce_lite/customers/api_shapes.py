"""From customers to what programs see, and from what they send to drafts."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from msgspec import UNSET

from salesforce_lite.company import get_company
from salesforce_lite.custom_fields import told_custom
from salesforce_lite.customers.drafts import (
    NOT_AN_EMAIL,
    CustomerDraft,
    CustomerFields,
    is_email,
    phone_of,
)
from salesforce_lite.customers.model import Customer
from salesforce_lite.customers.schemas import (
    Address,
    CustomerView,
    CustomerWrite,
    Email,
    Location,
    Phone,
    TaxId,
)
from salesforce_lite.customers.service import visible_customers
from salesforce_lite.customers.values import EmailAddress, PhoneNumber, PostalAddress
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.references import told_references, unknown_references

_PLAIN = (
    *("kind", "name", "legal_name", "lifecycle", "roles", "tags", "website", "note"),
    *("parent_id", "portfolio_id", "owner_id", "custom"),
)
_BATCH = 900
_TWICE = N_("Send either the first one alone or all of them.")


def customer_views(uow: UnitOfWork, customers: Sequence[Customer]) -> list[CustomerView]:
    """As programs see them; what other systems call them is read once for all."""
    # The version that a change makes is known now.
    uow.session.flush()
    references = told_references(uow, "customer", [customer.id for customer in customers])
    return [_view(uow, one, references.get(one.id, [])) for one in customers]


def customer_view(uow: UnitOfWork, customer: Customer) -> CustomerView:
    return customer_views(uow, [customer])[0]


def customers_by_id(uow: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, CustomerView]:
    """Those that the actor sees, to be shown along with other records."""
    found: list[Customer] = []
    for start in range(0, len(ids), _BATCH):
        query = visible_customers(uow).where(Customer.id.in_(ids[start : start + _BATCH]))
        found += uow.session.scalars(query)
    return {view.id: view for view in customer_views(uow, found)}


def _view(uow: UnitOfWork, customer: Customer, references: list[str]) -> CustomerView:
    has_place = customer.latitude is not None and customer.longitude is not None
    return CustomerView(
        id=customer.id,
        version=customer.version,
        kind=cast(Any, customer.kind),
        name=customer.name,
        legal_name=customer.legal_name,
        lifecycle=cast(Any, customer.lifecycle),
        lifecycle_since=customer.lifecycle_since,
        roles=customer.roles,
        tags=customer.tags,
        website=customer.website,
        email=customer.email,
        emails=email_views(customer.emails),
        phone=customer.phone,
        phones=phone_views(customer.phones),
        addresses=[Address(**address.as_json()) for address in customer.addresses],
        tax_id=(
            TaxId(country=customer.tax_country, type=customer.tax_type, value=customer.tax_value)
            if customer.tax_value
            else None
        ),
        location=(
            Location(lat=cast(float, customer.latitude), lon=cast(float, customer.longitude))
            if has_place
            else None
        ),
        note=customer.note,
        parent_id=customer.parent_id,
        portfolio_id=customer.portfolio_id,
        owner_id=customer.owner_id,
        external_ref=references[0] if references else None,
        external_refs=references,
        custom=told_custom(uow, "customer", customer.custom),
        created_at=customer.created_at,
        updated_at=customer.updated_at,
    )


def email_views(emails: Sequence[EmailAddress]) -> list[Email]:
    return [Email(address=one.address, label=one.label) for one in emails]


def phone_views(phones: Sequence[PhoneNumber]) -> list[Phone]:
    return [
        Phone(typed=one.typed, number=one.number, extension=one.extension, label=one.label)
        for one in phones
    ]


def customer_draft(
    uow: UnitOfWork,
    body: CustomerWrite,
    *,
    customer: Customer | None = None,
    new_id: UUID | None = None,
    version: int | None = None,
) -> CustomerDraft:
    """The draft of what a program says, about this customer or a new one."""
    said: dict[str, Any] = {
        name: value for name in _PLAIN if (value := getattr(body, name)) is not UNSET
    }
    country = _country(uow, body, customer)
    said |= ways_to_reach(
        body, country, customer.emails if customer else (), customer.phones if customer else ()
    )
    if body.addresses is not UNSET:
        said["addresses"] = [
            PostalAddress(**{name: getattr(one, name) for name in one.__struct_fields__})
            for one in body.addresses
        ]
    if body.tax_id is not UNSET:
        tax = body.tax_id or TaxId(value="")
        said |= {
            "tax_country": (tax.country or country) if tax.value else "",
            "tax_type": tax.type,
            "tax_value": tax.value,
        }
    if body.location is not UNSET:
        place = body.location
        said |= {
            "latitude": place.lat if place else None,
            "longitude": place.lon if place else None,
        }
    references = [] if body.external_ref is UNSET else [body.external_ref]
    record_id = customer.id if customer else new_id
    return CustomerDraft.of(
        cast(CustomerFields, said),
        id=customer.id if customer else None,
        new_id=None if customer else new_id,
        version=version,
        references=unknown_references(uow, "customer", record_id, references),
    )


def ways_to_reach(
    body: Any, country: str, emails: Sequence[EmailAddress], phones: Sequence[PhoneNumber]
) -> dict[str, Any]:
    """E-mails and phones that a program says: all of them, or another first one."""
    said: dict[str, Any] = {}
    twice = [
        one
        for one, all_of_them in (("email", "emails"), ("phone", "phones"))
        if getattr(body, one) is not UNSET and getattr(body, all_of_them) is not UNSET
    ]
    if twice:
        raise InvalidInputError(fields=dict.fromkeys(twice, _TWICE))
    if body.emails is not UNSET:
        said["emails"] = [EmailAddress(one.address, one.label) for one in body.emails]
    elif body.email is not UNSET:
        if body.email.strip() and not is_email(body.email.strip().lower()):
            raise InvalidInputError(fields={"email": NOT_AN_EMAIL})
        label = emails[0].label if emails else ""
        said["emails"] = [EmailAddress(body.email, label), *emails[1:]]
    if body.phones is not UNSET:
        said["phones"] = [_phone(one, country) for one in body.phones]
    elif body.phone is not UNSET:
        label = phones[0].label if phones else ""
        first = [phone_of(body.phone, country, label=label)] if body.phone.strip() else []
        said["phones"] = [*first, *phones[1:]]
    return said


def _phone(sent: Phone, country: str) -> PhoneNumber:
    """What is sent back as it was shown stays what it is."""
    read = phone_of(sent.typed, country, label=sent.label)
    if sent.number is None or sent.number == read.number:
        return PhoneNumber(read.number, read.typed, sent.extension or read.extension, sent.label)
    again = phone_of(sent.number, country)
    return PhoneNumber(again.number, read.typed, sent.extension, sent.label)


def _country(uow: UnitOfWork, body: CustomerWrite, customer: Customer | None) -> str:
    """In which country phones and tax ids are read: the customer's, else the company's."""
    if body.addresses is not UNSET and body.addresses and body.addresses[0].country:
        return body.addresses[0].country
    if body.tax_id is not UNSET and body.tax_id and body.tax_id.country:
        return body.tax_id.country
    return (customer.country if customer else "") or get_company(uow).country

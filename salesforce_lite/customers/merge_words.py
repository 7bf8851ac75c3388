"""Two customers side by side, in words, for the page on which they are merged."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext

from salesforce_lite.countries import format_tax_id
from salesforce_lite.custom_pages import custom_pairs
from salesforce_lite.customers.labels import KIND_LABELS, LIFECYCLE_LABELS, phone_words
from salesforce_lite.customers.listing import owner_names
from salesforce_lite.customers.model import Customer, CustomerKind, Lifecycle
from salesforce_lite.customers.service import visible_customers
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import list_values
from salesforce_lite.web import locale_code, show_number

_LABELS = {
    "name": N_("Name"),
    "legal_name": N_("Legal name"),
    "kind": N_("Kind"),
    "lifecycle": N_("Stage"),
    "tax_id": N_("Tax id"),
    "website": N_("Website"),
    "location": N_("Location"),
    "parent": N_("Part of"),
    "owner": N_("Owner"),
    "emails": N_("E-mails"),
    "phones": N_("Phones"),
    "addresses": N_("Addresses"),
    "roles": N_("Roles"),
    "tags": N_("Tags"),
    "note": N_("Note"),
}


@dataclass(frozen=True, slots=True)
class MergeLine:
    """One field of both; `is_choice` where only one of the two values can stay."""

    name: str
    label: str
    keep: str
    other: str
    is_choice: bool


def side_by_side(
    uow: UnitOfWork, keep: Customer, other: Customer, differing: Sequence[str]
) -> list[MergeLine]:
    """The fields that either of the two has, choices first."""
    around = _Around(uow, keep, other)
    first, second = around.words(keep), around.words(other)
    lines = [
        MergeLine(name, gettext(label), first[name], second[name], name in differing)
        for name, label in _LABELS.items()
        if first[name] or second[name]
    ]
    custom = custom_pairs(uow, "customer", keep.custom, other.custom)
    lines += [MergeLine(*line, is_choice=line[0] in differing) for line in custom]
    return sorted(lines, key=lambda line: not line.is_choice)


class _Around:
    """Names behind the ids of two customers, read once."""

    def __init__(self, uow: UnitOfWork, *customers: Customer) -> None:
        self.owners = owner_names(uow, {one.owner_id for one in customers if one.owner_id})
        roles = list_values(uow, "customer.role", retired=True)
        self.roles = {role.code: role.label(locale_code()) for role in roles}
        parents = {one.parent_id for one in customers if one.parent_id}
        columns = visible_customers(uow).with_only_columns(Customer.id, Customer.name)
        found = uow.session.execute(columns.where(Customer.id.in_(parents))) if parents else ()
        self.parents: dict[UUID, str] = {row[0]: row[1] for row in found}

    def words(self, customer: Customer) -> dict[str, str]:
        return {
            "name": customer.name,
            "legal_name": customer.legal_name,
            "kind": gettext(KIND_LABELS[CustomerKind(customer.kind)]),
            "lifecycle": gettext(LIFECYCLE_LABELS[Lifecycle(customer.lifecycle)]),
            "tax_id": _tax_id(customer),
            "website": customer.website,
            "location": _location(customer),
            "parent": self._parent(customer),
            "owner": self.owners.get(customer.owner_id, "") if customer.owner_id else "",
            "emails": "\n".join(email.address for email in customer.emails),
            "phones": "\n".join(_phone(phone) for phone in customer.phones),
            "addresses": "\n".join(_address(address) for address in customer.addresses),
            "roles": ", ".join(self.roles.get(code, code) for code in customer.roles),
            "tags": ", ".join(customer.tags),
            "note": customer.note,
        }

    def _parent(self, customer: Customer) -> str:
        if customer.parent_id is None:
            return ""
        return self.parents.get(customer.parent_id) or str(gettext("not visible to you"))


def _tax_id(customer: Customer) -> str:
    if not customer.tax_value:
        return ""
    shown = format_tax_id(customer.tax_country, customer.tax_value, customer.tax_type or None)
    return f"{customer.tax_country} {shown}"


def _location(customer: Customer) -> str:
    if customer.latitude is None or customer.longitude is None:
        return ""
    degrees = (customer.latitude, customer.longitude)
    return " · ".join(show_number(each, exact=True) for each in degrees)


def _phone(phone: Any) -> str:
    return phone_words(phone.number) if phone.number else str(phone.typed)


def _address(address: Any) -> str:
    place = " ".join(part for part in (address.postal_code, address.city) if part)
    return ", ".join(part for part in (address.street, place, address.country) if part)

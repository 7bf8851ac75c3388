"""Customers as rows of our own export, from which they come back unchanged."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from salesforce_lite.company import get_company
from salesforce_lite.customers import (
    Customer,
    EmailAddress,
    PhoneNumber,
    PostalAddress,
    phone_of,
    visible_customers,
)
from salesforce_lite.imports.assignment import OWN_ID_COLUMN
from salesforce_lite.imports.directory import Directory
from salesforce_lite.imports.importer import Exporter
from salesforce_lite.imports.reaching import ADDRESS_PARTS, MOST, NO_NUMBER, number_name
from salesforce_lite.imports.references import references_by_record
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.tabular import Cell, join_list

_PLAIN = ("kind", "name", "legal_name", "lifecycle")
EMAIL_COLUMNS = tuple(
    f"{number_name('email', number)}{part}"
    for number in range(1, MOST + 1)
    for part in ("", "_label")
)
PHONE_COLUMNS = tuple(
    f"{number_name('phone', number)}{part}"
    for number in range(1, MOST + 1)
    for part in ("", "_number", "_extension", "_label")
)
_ADDRESS_COLUMNS = tuple(
    f"{prefix}{part}" for prefix in ("", "shipping_") for part in ("address_label", *ADDRESS_PARTS)
)
COLUMNS = (
    OWN_ID_COLUMN,
    *_PLAIN,
    *("roles", "tags", "website"),
    *EMAIL_COLUMNS,
    *PHONE_COLUMNS,
    *("tax_id", "tax_country", "tax_type"),
    *_ADDRESS_COLUMNS,
    *("latitude", "longitude", "note", "owner", "portfolio", "parent", "parent_name"),
    *("references", "more"),
)


def rows(
    uow: UnitOfWork, people: Directory, customers: Sequence[Customer]
) -> list[Mapping[str, Cell]]:
    ids = [customer.id for customer in customers]
    references = references_by_record(uow, "customer", ids)
    names = customer_names(uow, {one.parent_id for one in customers if one.parent_id})
    home = get_company(uow).country
    return [
        {
            OWN_ID_COLUMN: str(customer.id),
            **{name: getattr(customer, name) for name in _PLAIN},
            "roles": join_list(customer.roles),
            "tags": join_list(customer.tags),
            "website": customer.website,
            **email_cells(customer.emails),
            **phone_cells(customer.phones, _country(customer) or home),
            "tax_id": customer.tax_value,
            "tax_country": customer.tax_country,
            "tax_type": customer.tax_type,
            **_address_cells(customer.addresses),
            "latitude": customer.latitude,
            "longitude": customer.longitude,
            "note": customer.note,
            # An owner who came with the portfolio comes with it again.
            "owner": _owner(customer, people),
            "portfolio": _named(people.portfolio_names, customer.portfolio_id),
            "parent": str(customer.parent_id) if customer.parent_id else None,
            "parent_name": _named(names, customer.parent_id),
            "references": references.get(customer.id),
            "more": more_cell(
                emails=customer.emails[MOST:],
                phones=customer.phones[MOST:],
                addresses=customer.addresses[2:],
            ),
        }
        for customer in customers
    ]


def customer_names(uow: UnitOfWork, ids: set[UUID]) -> dict[UUID, str]:
    """Of those customers that the actor sees."""
    query = visible_customers(uow).with_only_columns(Customer.id, Customer.name)
    rows = uow.session.execute(query.where(Customer.id.in_(sorted(ids))))
    return dict(rows.all())


def _owner(customer: Customer, people: Directory) -> str | None:
    return _named(people.emails, customer.owner_id) if customer.owner_is_set else None


def _named(names: Mapping[UUID, str], record_id: UUID | None) -> str | None:
    return None if record_id is None else names.get(record_id)


def _country(customer: Customer) -> str:
    first = customer.addresses[0].country if customer.addresses else ""
    return first or customer.tax_country


def email_cells(emails: Sequence[EmailAddress]) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for number, email in enumerate(emails[:MOST], start=1):
        name = number_name("email", number)
        cells |= {name: email.address, f"{name}_label": email.label}
    return cells


def phone_cells(phones: Sequence[PhoneNumber], country: str) -> dict[str, Cell]:
    """The number is only written where reading what was typed would not give it again."""
    cells: dict[str, Cell] = {}
    for number, phone in enumerate(phones[:MOST], start=1):
        name = number_name("phone", number)
        again = phone_of(phone.typed, country)
        cells[name] = phone.typed
        cells[f"{name}_label"] = phone.label
        if again.number != phone.number:
            cells[f"{name}_number"] = phone.number or NO_NUMBER
        cells[f"{name}_extension"] = phone.extension
    return cells


def _address_cells(addresses: Sequence[PostalAddress]) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for prefix, address in zip(("", "shipping_"), addresses, strict=False):
        cells[f"{prefix}address_label"] = address.label
        cells |= {f"{prefix}{part}": getattr(address, part) for part in ADDRESS_PARTS}
    return cells


def more_cell(**values: Sequence[Any]) -> str | None:
    """What has no column of its own, as JSON; nearly always nothing."""
    document = {
        name: [one if isinstance(one, dict) else one.as_json() for one in several]
        for name, several in values.items()
        if several
    }
    return json.dumps(document, ensure_ascii=False) if document else None


CUSTOMER_EXPORT = Exporter(columns=COLUMNS, rows=rows)

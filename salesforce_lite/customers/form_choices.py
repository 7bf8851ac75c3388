"""What the form of a customer offers to choose from, and how it starts."""

from functools import cache
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import gettext

from salesforce_lite.access import list_users
from salesforce_lite.countries import (
    COUNTRY_CODES,
    country_names,
    country_pack,
    find_country_pack,
    sort_name,
)
from salesforce_lite.custom_pages import custom_data, with_custom
from salesforce_lite.customers.forms import ADDRESS_PARTS, CustomerForm
from salesforce_lite.customers.labels import KIND_LABELS, LIFECYCLE_LABELS
from salesforce_lite.customers.listing import owner_names
from salesforce_lite.customers.model import Customer, CustomerKind, Lifecycle
from salesforce_lite.customers.service import visible_customers
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import list_values
from salesforce_lite.team import list_portfolios
from salesforce_lite.web import current_actor, locale_code

Choices = list[tuple[str, str]]


def customer_form(uow: UnitOfWork, customer: Customer | None) -> CustomerForm:
    """The form as sent, or else filled from the customer, or with what most new ones are."""
    form = _form_class(uow, customer)(data=_data(uow, customer))
    if not uow.actor.may("customers.assign"):
        del form.owner_id
    form.add_spare_rows()
    _offer(uow, form, customer)
    _read_parent_name(uow, form)
    return form


def fresh_form(uow: UnitOfWork, customer: Customer) -> CustomerForm:
    """The form of the customer as it is now, whatever was sent."""
    form = _form_class(uow, customer)(formdata=None, data=_data(uow, customer))
    _offer(uow, form, customer)
    return form


def _form_class(uow: UnitOfWork, customer: Customer | None) -> type[CustomerForm]:
    return with_custom(CustomerForm, uow, "customer", customer.custom if customer else None)


def _data(uow: UnitOfWork, customer: Customer | None) -> dict[str, Any]:
    values = _values_of(customer) if customer else _usual(uow)
    return values | custom_data(uow, "customer", customer.custom if customer else None)


def offer_address_choices(form: CustomerForm) -> None:
    for row in form.addresses:
        row.form.country.choices = countries(locale_code())


def home_country() -> str:
    """Where the person works, for numbers and addresses that name no country."""
    region = current_actor().locale.partition("-")[2]
    return region if region in COUNTRY_CODES else ""


def address_fields(country: str) -> list[tuple[str, str]]:
    """(part, label) of an address in the order and the words of the country."""
    pack = find_country_pack(country)
    if pack is None:
        return [(part, "") for part in ADDRESS_PARTS]
    return [
        (field.code, field.label.in_language(locale_code()))
        for field in pack.address_fields
        if field.code in ADDRESS_PARTS
    ]


@cache
def countries(locale: str) -> Choices:
    """Our six first, then all others by name."""
    names = country_names(locale)
    ours: Choices = [(code, names[code]) for code in COUNTRY_CODES]
    others = [(code, name) for code, name in names.items() if code not in COUNTRY_CODES]
    return [("", "–"), *sorted(ours, key=_by_name), *sorted(others, key=_by_name)]


def _by_name(choice: tuple[str, str]) -> str:
    return sort_name(choice[1])


def _values_of(customer: Customer) -> dict[str, Any]:
    plain = ("version", "kind", "name", "legal_name", "lifecycle", "website", "note")
    places = ("latitude", "longitude", "tax_country", "tax_type", "tax_value")
    values = {name: getattr(customer, name) for name in (*plain, *places)}
    return values | {
        "roles": list(customer.roles),
        "tags": ", ".join(customer.tags),
        "phones": [
            {"typed": one.typed or one.number, "label": one.label} for one in customer.phones
        ],
        "emails": [one.as_json() for one in customer.emails],
        "addresses": [one.as_json() for one in customer.addresses],
        "parent_id": customer.parent_id,
        "portfolio_id": customer.portfolio_id,
        "owner_id": customer.owner_id if customer.owner_is_set else None,
    }


def _usual(uow: UnitOfWork) -> dict[str, Any]:
    return {
        "kind": CustomerKind.ORGANIZATION,
        "lifecycle": Lifecycle.LEAD,
        "name": request.args.get("name", ""),
        "phones": [{"typed": request.args["phone"]}] if request.args.get("phone") else [],
        "addresses": [{"country": home_country()}],
        "tax_country": home_country(),
        "parent_id": request.args.get("parent_id", type=UUID),
        "owner_id": uow.actor.user_id,
    }


def _offer(uow: UnitOfWork, form: CustomerForm, customer: Customer | None) -> None:
    locale = locale_code()
    form.kind.choices = [(str(kind), gettext(label)) for kind, label in KIND_LABELS.items()]
    form.lifecycle.choices = [
        (str(code), gettext(label)) for code, label in LIFECYCLE_LABELS.items()
    ]
    roles = list_values(uow, "customer.role", retired=True)
    used = customer.roles if customer else ()
    offered = {
        role.code: role.label(locale) for role in roles if role.is_active or role.code in used
    }
    # What the list never had came from elsewhere; a form without it would take it away.
    form.roles.choices = list((dict(zip(used, used, strict=True)) | offered).items())
    form.tax_country.choices = countries(locale)
    form.tax_type.choices = [("", gettext("Recognise it")), *_tax_types(locale)]
    offer_address_choices(form)
    form.parent_id.choices = _parents(uow, form.parent_id.data)
    portfolios = [(each.id, each.name) for each in list_portfolios(uow)]
    form.portfolio_id.choices = [("", gettext("None")), *portfolios]
    if "owner_id" in form:
        people = {person.id: person.name for person in list_users(uow)}
        # Whoever does not work here any more looks after them until somebody else is chosen.
        if customer and customer.owner_id:
            people |= owner_names(uow, {customer.owner_id} - people.keys())
        nobody = gettext("The manager of the portfolio")
        form.owner_id.choices = [("", nobody), *people.items()]


@cache
def _tax_types(locale: str) -> Choices:
    return [
        (kind.code, f"{code} · {kind.label.in_language(locale)}")
        for code in COUNTRY_CODES
        for kind in country_pack(code).tax_id_types
    ]


def _parents(uow: UnitOfWork, chosen: UUID | None) -> list[tuple[Any, str]]:
    """Without scripts only what is chosen can stay or go; another one is named by its name."""
    if chosen is None:
        return [("", gettext("None"))]
    names = visible_customers(uow).with_only_columns(Customer.name)
    name = uow.session.scalar(names.where(Customer.id == chosen))
    return [("", gettext("None")), (chosen, name or gettext("not visible to you"))]


def _read_parent_name(uow: UnitOfWork, form: CustomerForm) -> None:
    """Without scripts the parent is typed: the one customer of exactly that name is meant."""
    typed = (form.parent_name.data or "").strip()
    if not typed:
        return
    ids = visible_customers(uow).with_only_columns(Customer.id)
    found = list(uow.session.scalars(ids.where(Customer.sort_name == sort_name(typed)).limit(2)))
    if len(found) == 1:
        form.parent_id.data = found[0]
        form.parent_id.choices = [("", gettext("None")), (found[0], typed)]
    else:
        form.unknown_parent = typed

"""What the page of one customer shows besides the record: names behind ids, the timeline."""

from typing import Any
from uuid import UUID

from flask import request, url_for
from flask_babel import gettext
from sqlalchemy import select

from salesforce_lite.countries import find_country_pack, format_tax_id
from salesforce_lite.customers.contact_model import Contact, ContactLink
from salesforce_lite.customers.listing import owner_names
from salesforce_lite.customers.model import Customer, CustomerKind
from salesforce_lite.customers.service import visible_customers
from salesforce_lite.customers.timelines import TimelinePage, timeline, timeline_query
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import list_values
from salesforce_lite.references import references_of
from salesforce_lite.team import Portfolio
from salesforce_lite.web import current_contributions, kind_name, locale_code

_MOST_SHOWN = 10


def customer_page(uow: UnitOfWork, customer: Customer) -> dict[str, Any]:
    """Names and words around the record."""
    people = {uid for uid in (customer.owner_id, customer.created_by) if uid}
    roles = {role.code: role for role in list_values(uow, "customer.role", retired=True)}
    return {
        "people": owner_names(uow, people),
        "roles": [roles[code].label(locale_code()) for code in customer.roles if code in roles],
        "parent": _parent(uow, customer),
        "portfolio": _portfolio(uow, customer),
        "contact_of": _contact_of(uow, customer),
        "references": references_of(uow, customer.id),
        "tax_id": _tax_id(customer),
        "address_lines": [address.in_one_line for address in customer.addresses],
    }


def timeline_of(uow: UnitOfWork, customer_id: UUID) -> dict[str, Any]:
    """The page of the timeline that the address asks for, its choices and where it goes on."""
    chosen = request.args.get("show", "")
    mark = request.args.get("before", "")
    words = request.args.get("find", "").strip()
    query = timeline_query("customer", customer_id, mark=mark or None, kinds=[chosen])
    page = timeline(uow, query, current_contributions().timeline_sources, words=words)
    return {
        "page": page,
        "chosen": chosen,
        "words": words,
        "choices": _choices(chosen),
        "is_continued": bool(mark),
        "after": query.before,
        "address": url_for("customers.show", customer_id=customer_id),
        "fragment": url_for("customers.timeline", customer_id=customer_id),
        "more": _more(customer_id, page, show=chosen, find=words),
    }


def _choices(chosen: str) -> list[tuple[str, str]]:
    """Kinds of activities and the other sources, to show one of them alone."""
    contributions = current_contributions()
    kinds = [
        (kind.code, kind_name(kind))
        for kind in contributions.activity_kinds
        if kind.is_offered or kind.code == chosen
    ]
    sources = [(source.name, gettext(source.label)) for source in contributions.timeline_sources]
    return [*kinds, *((name, label) for name, label in sources if name != "activities")]


def _more(customer_id: UUID, page: TimelinePage, **kept: str) -> dict[str, str] | None:
    if page.next_cursor is None:
        return None
    # Any: url_for types its named arguments as if they were values of the address.
    further: dict[str, Any] = {name: value for name, value in kept.items() if value}
    further["before"] = page.next_cursor
    return {
        "url": url_for("customers.show", customer_id=customer_id, _anchor="timeline", **further),
        "fragment": url_for("customers.timeline", customer_id=customer_id, **further),
    }


def _parent(uow: UnitOfWork, customer: Customer) -> tuple[UUID, str] | None:
    if customer.parent_id is None:
        return None
    parent = visible_customers(uow).with_only_columns(Customer.id, Customer.name)
    return uow.session.execute(parent.where(Customer.id == customer.parent_id)).first()


def _contact_of(uow: UnitOfWork, customer: Customer) -> list[tuple[UUID, str]]:
    """The organisations for which this person stands as a contact."""
    if customer.kind != CustomerKind.PERSON:
        return []
    query = (
        visible_customers(uow)
        .with_only_columns(Customer.id, Customer.name)
        .join(ContactLink, ContactLink.customer_id == Customer.id)
        .join(Contact, Contact.id == ContactLink.contact_id)
        .where(Contact.person_id == customer.id, Contact.deleted_at.is_(None))
        .order_by(Customer.sort_name, Customer.id)
        .limit(_MOST_SHOWN)
    )
    return [(customer_id, name) for customer_id, name in uow.session.execute(query)]


def _portfolio(uow: UnitOfWork, customer: Customer) -> str | None:
    if customer.portfolio_id is None:
        return None
    return uow.session.scalar(select(Portfolio.name).where(Portfolio.id == customer.portfolio_id))


def _tax_id(customer: Customer) -> tuple[str, str] | None:
    """What it is called in its country, and how it is written there."""
    if not customer.tax_value:
        return None
    pack = find_country_pack(customer.tax_country)
    kinds = {kind.code: kind.label for kind in pack.tax_id_types} if pack else {}
    label = kinds.get(customer.tax_type)
    written = format_tax_id(customer.tax_country, customer.tax_value, customer.tax_type or None)
    return label.in_language(locale_code()) if label else gettext("Tax id"), written

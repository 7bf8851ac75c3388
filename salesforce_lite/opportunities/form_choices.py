"""What the forms of opportunities offer to choose from, and how they start."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import gettext
from sqlalchemy import select
from wtforms import SelectField

from salesforce_lite.access import list_users
from salesforce_lite.company import ExchangeRate, get_company
from salesforce_lite.countries import sort_name
from salesforce_lite.custom_pages import custom_data, with_custom
from salesforce_lite.customers import (
    Contact,
    ContactLink,
    Customer,
    known_contacts,
    owner_names,
    visible_customers,
)
from salesforce_lite.kernel.scope import scope_condition
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import list_values
from salesforce_lite.opportunities.forms import OpportunityForm, StageForm
from salesforce_lite.opportunities.links import SOURCES
from salesforce_lite.opportunities.model import Opportunity, Stage
from salesforce_lite.opportunities.pipelines import list_pipelines
from salesforce_lite.opportunities.service import USUAL_DAYS_TO_CLOSE, today_of
from salesforce_lite.web import locale_code, show_name

# The currencies of the first six countries, and the dollar that many of them price in.
_USUAL = ("EUR", "MXN", "ARS", "CLP", "COP", "PEN", "USD")


def opportunity_form(uow: UnitOfWork, opportunity: Opportunity | None) -> OpportunityForm:
    """The form as sent, or else filled from the opportunity, or with what most new ones are."""
    form = _form_class(uow, opportunity)(data=_data(uow, opportunity))
    _read_customer_name(uow, form)
    _fit(uow, form, opportunity)
    return form


def fresh_form(uow: UnitOfWork, opportunity: Opportunity) -> OpportunityForm:
    """The form of the opportunity as it is now, whatever was sent."""
    form = _form_class(uow, opportunity)(formdata=None, data=_data(uow, opportunity))
    _fit(uow, form, opportunity)
    return form


def _form_class(uow: UnitOfWork, one: Opportunity | None) -> type[OpportunityForm]:
    return with_custom(OpportunityForm, uow, "opportunity", one.custom if one else None)


def _data(uow: UnitOfWork, one: Opportunity | None) -> dict[str, Any]:
    values = _values_of(one) if one else _usual(uow)
    return values | custom_data(uow, "opportunity", one.custom if one else None)


def stage_form(
    uow: UnitOfWork, opportunity: Opportunity, stage: Stage, missing: Sequence[str]
) -> StageForm:
    """A form with the inputs that are missing for the stage."""
    form = StageForm(
        version=request.args.get("version", opportunity.version, type=int),
        stage_id=str(stage.id),
        currency=get_company(uow).currency,
    )
    for name in ("amount", "contact_id", "source", "competitor", "note"):
        if name not in missing:
            del form[name]
    if "amount" in form:
        form.currency.choices = currencies(uow)
    else:
        del form.currency
    if "contact_id" in form:
        form.contact_id.choices = contacts(uow, opportunity.customer_id)
    if "source" in form:
        form.source.choices = sources(uow, "")
    return form


def currencies(uow: UnitOfWork, *, used: str = "") -> list[tuple[str, str]]:
    """The company's first, then those with a rate, the usual ones and the one that is used."""
    own = get_company(uow).currency
    known = set(uow.session.scalars(select(ExchangeRate.currency).distinct())) | {*_USUAL, used}
    return [(code, code) for code in (own, *sorted(known - {own, ""}))]


def contacts(
    uow: UnitOfWork, customer_id: UUID | None, *, present: Opportunity | None = None
) -> list[tuple[Any, str]]:
    """The contacts of the customer, by name, and the one of the opportunity as it is."""
    nobody: list[tuple[Any, str]] = [("", gettext("None"))]
    if customer_id is None:
        return nobody
    rows = uow.session.execute(
        select(Contact.id, Contact.name, ContactLink.function)
        .join(ContactLink, ContactLink.contact_id == Contact.id)
        .where(
            ContactLink.customer_id == customer_id,
            Contact.deleted_at.is_(None),
            scope_condition(uow.actor, ContactLink),
        )
        .order_by(Contact.sort_name)
        .limit(200)
    )
    found = {
        contact_id: f"{name} · {function}" if function else name
        for contact_id, name, function in rows
    }
    if present and present.contact_id and present.customer_id == customer_id:
        found.setdefault(present.contact_id, _name_of_contact(uow, present.contact_id))
    return [*nobody, *found.items()]


def _name_of_contact(uow: UnitOfWork, contact_id: UUID) -> str:
    """Of one who left the customer or was deleted since."""
    query = known_contacts(uow).where(Contact.id == contact_id)
    contact: Contact | None = uow.session.scalar(query)
    if contact is None:
        return str(gettext("not visible to you"))
    return show_name(contact.name, is_deleted=contact.deleted_at is not None)


def sources(uow: UnitOfWork, used: str) -> list[tuple[str, str]]:
    values = list_values(uow, SOURCES, retired=True)
    shown = [value for value in values if value.is_active or value.code == used]
    return [("", gettext("Unknown")), *((one.code, one.label(locale_code())) for one in shown)]


def _fit(uow: UnitOfWork, form: OpportunityForm, opportunity: Opportunity | None) -> None:
    """Give the form its choices and take away what does not apply."""
    if not uow.actor.may("opportunities.assign"):
        del form.owner_id
    else:
        people = {person.id: person.name for person in list_users(uow)}
        # Whoever does not work here any more stays until somebody else is chosen.
        if opportunity and opportunity.owner_id:
            people |= owner_names(uow, {opportunity.owner_id} - people.keys())
        form.owner_id.choices = [("", gettext("The owner of the customer")), *people.items()]
    if opportunity is not None and not opportunity.is_open:
        del form.stage_id
    else:
        _offer_stages(uow, form.stage_id, opportunity)
    customer_id = form.customer_id.data
    form.customer_id.choices = _customer(uow, customer_id)
    form.contact_id.choices = contacts(uow, customer_id, present=opportunity)
    money = opportunity.amount if opportunity else None
    form.currency.choices = currencies(uow, used=money.currency if money else "")
    form.source.choices = sources(uow, opportunity.source if opportunity else "")


def _offer_stages(uow: UnitOfWork, field: SelectField, opportunity: Opportunity | None) -> None:
    """Those in use, and the one it stands in: a form without it would move it."""
    present = opportunity.stage_id if opportunity else None
    offered = {
        one.pipeline.name: [
            (stage.id, stage.name)
            for stage in one.stages
            if stage.id == present or (stage.is_active and one.pipeline.is_active)
        ]
        for one in list_pipelines(uow, retired=True)
    }
    filled = {name: stages for name, stages in offered.items() if stages}
    field.choices = next(iter(filled.values())) if len(filled) == 1 else filled


def _customer(uow: UnitOfWork, chosen: UUID | None) -> list[tuple[Any, str]]:
    """Without scripts only what is chosen can stay; another is found by typing."""
    if chosen is None:
        return [("", "")]
    names = visible_customers(uow).with_only_columns(Customer.name)
    name = uow.session.scalar(names.where(Customer.id == chosen))
    return [(chosen, name)] if name else [("", "")]


def _read_customer_name(uow: UnitOfWork, form: OpportunityForm) -> None:
    """Without scripts the customer is typed: the one of exactly that name is meant."""
    typed = (form.customer_name.data or "").strip()
    if typed:
        ids = visible_customers(uow).with_only_columns(Customer.id)
        of_name = ids.where(Customer.sort_name == sort_name(typed)).limit(2)
        found = list(uow.session.scalars(of_name))
        if len(found) == 1:
            form.customer_id.data, form.customer_id.raw_data = found[0], [str(found[0])]


def _values_of(one: Opportunity) -> dict[str, Any]:
    plain = ("version", "title", "customer_id", "stage_id", "expected_close_on", "contact_id")
    more = ("source", "competitor", "owner_id", "note")
    values = {name: getattr(one, name) for name in (*plain, *more)}
    money = one.amount
    return values | {
        "amount": money.amount if money else None,
        "currency": money.currency if money else None,
        "probability": one.probability_set,
    }


def _usual(uow: UnitOfWork) -> dict[str, Any]:
    return {
        "customer_id": request.args.get("customer_id", type=UUID),
        "contact_id": request.args.get("contact_id", type=UUID),
        "stage_id": request.args.get("stage_id", type=UUID),
        "title": request.args.get("title", ""),
        "currency": get_company(uow).currency,
        "expected_close_on": today_of(uow) + timedelta(days=USUAL_DAYS_TO_CLOSE),
    }

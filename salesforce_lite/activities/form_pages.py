"""Fills the forms of activities: what is prefilled from the address, and what can be chosen."""

from functools import partial
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from salesforce_lite.activities.answer_pages import about_completing
from salesforce_lite.activities.asked_forms import ask_questions
from salesforce_lite.activities.forms import (
    ActivityForm,
    CompletionForm,
    is_id,
    reminder_choices,
    step_choices,
    typed_values,
)
from salesforce_lite.activities.kinds import CHANNEL_NAMES
from salesforce_lite.activities.links import outcome_list
from salesforce_lite.activities.model import NOTE, Activity
from salesforce_lite.activities.naming import (
    assignable_people,
    contacts_at,
    names_of,
    open_opportunities_of,
    recent_customers,
)
from salesforce_lite.activities.places import zone_of_place
from salesforce_lite.activities.words import kind_of, offered_kinds
from salesforce_lite.custom_pages import custom_data, with_custom
from salesforce_lite.customers import Customer, get_customer
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import list_values
from salesforce_lite.opportunities import Opportunity, get_opportunity
from salesforce_lite.plugin import ActivityAsked, ActivityKind
from salesforce_lite.web import locale_code, zone

# The address may say it shortly: /activities/new?kind=visit&customer=…
_SHORT = {"customer": "customer_id", "opportunity": "opportunity_id", "contact": "contact_id"}


def new_form(uow: UnitOfWork) -> tuple[ActivityForm, dict[str, Any]]:
    """The form for something new, and the context of its page."""
    sent = request.method == "POST"
    made = with_custom(ActivityForm, uow, "activity")
    defaults = custom_data(uow, "activity", None)
    typed = request.form if sent else _from_address(uow)
    form = made(formdata=typed, data=defaults)
    kind = _kind(form.kind.data, is_sent=sent)
    form.kind.data = kind.code
    form.plan.data = "1" if kind.is_planned or (form.is_plan and kind.works_like != NOTE) else ""
    if form.is_plan:
        form.ask_for_nothing()
    opportunity = _opportunity(uow, form)
    customer = _customer(uow, form)
    form.place = place_of(uow, kind, customer)
    offer_choices(uow, form)
    about = ActivityAsked(
        kind=kind.code,
        customer_id=customer.id if customer else None,
        activity_id=None,
        is_done=not form.is_plan,
    )
    ask_questions(uow, form, about, typed, is_sent=sent)
    return form, {
        # Looked up for the form that is shown: saving need not read them.
        "offer_records": partial(offer_records, uow, customer=customer),
        "activity": None,
        "kind": kind,
        "kinds": offered_kinds(standing=kind.code),
        "customer": customer,
        "opportunity": opportunity,
        "place": form.place,
    }


def edit_form(
    uow: UnitOfWork, activity: Activity, *, fresh: bool = False
) -> tuple[ActivityForm, dict[str, Any]]:
    """The form of an activity; a fresh one shows what is stored, whatever was sent."""
    values = typed_values(activity, uow.actor.zone)
    values |= custom_data(uow, "activity", activity.custom)
    made = with_custom(ActivityForm, uow, "activity", activity.custom)
    form = made(formdata=None, data=values) if fresh else made(data=values)
    form.kind.data, form.plan.data = activity.kind, values["plan"]
    if form.is_plan:
        form.ask_for_nothing()
    customer = _customer(uow, form)
    offer_choices(uow, form, standing=activity.remind_minutes, is_new=False)
    offer_records(uow, form, customer)
    _offer_what_stands(uow, form, activity, customer)
    about = ActivityAsked(
        kind=activity.kind,
        customer_id=customer.id if customer else None,
        activity_id=activity.id,
        is_done=activity.is_done,
        is_edited=True,
    )
    is_sent = request.method == "POST" and not fresh
    ask_questions(uow, form, about, request.form if is_sent else None, is_sent=is_sent)
    kind = kind_of(activity.kind)
    return form, {
        "offer_records": None,
        "activity": activity,
        "kind": kind,
        "kinds": (),
        "customer": customer,
        "opportunity": None,
        "place": activity.zone if activity.is_done else place_of(uow, kind, customer),
    }


def _offer_what_stands(
    uow: UnitOfWork, form: ActivityForm, activity: Activity, customer: Customer | None
) -> None:
    """Who left the company or the customer since stays until somebody else is chosen."""
    names = names_of(uow, [activity])
    standing = [(form.owner_id, activity.owner_id, names.people)]
    if customer is not None and customer.id == activity.customer_id:
        standing.append((form.contact_id, activity.contact_id, names.contacts))
    for field, present, known in standing:
        offered: dict[str, str] = dict(field.choices)  # type: ignore[arg-type]  # pairs, made above
        if present and str(present) not in offered:
            field.choices = [*offered.items(), (str(present), known.get(present, ""))]


def completion_form(uow: UnitOfWork, activity: Activity) -> CompletionForm:
    form = CompletionForm(data={"version": activity.version})
    form.outcome.choices = outcome_choices(uow, activity.kind)
    form.next_kind.choices = step_choices(offered_kinds())
    sent = request.method == "POST"
    typed = request.form if sent else None
    ask_questions(uow, form, about_completing(activity), typed, is_sent=sent)
    return form


def outcome_choices(uow: UnitOfWork, kind: str) -> list[tuple[str, str]]:
    locale = locale_code()
    return [(value.code, value.label(locale)) for value in list_values(uow, outcome_list(kind))]


def offer_choices(
    uow: UnitOfWork, form: ActivityForm, *, standing: int | None = None, is_new: bool = True
) -> None:
    """What the fields of this kind can be; every list is short, whatever the company's size."""
    kind = kind_of(form.kind.data or "")
    form.outcome.choices = outcome_choices(uow, kind.code)
    form.remind_minutes.choices = reminder_choices(standing, is_new=is_new)
    form.channel.choices = [(code, gettext(CHANNEL_NAMES[code])) for code in kind.channels]
    form.next_kind.choices = step_choices(offered_kinds())
    if not form.owner_id.data:
        form.owner_id.data = str(uow.actor.user_id)


def offer_records(uow: UnitOfWork, form: ActivityForm, customer: Customer | None) -> None:
    """The records that can be chosen; what was chosen is checked by the service."""
    chosen = [(str(customer.id), customer.name)] if customer else []
    recent = [(str(customer_id), name) for customer_id, name in recent_customers(uow)]
    form.customer_id.choices = [("", ""), *chosen, *(each for each in recent if each not in chosen)]
    form.contact_id.choices = _optional(contacts_at(uow, customer.id) if customer else [])
    opportunity_id = UUID(form.opportunity_id.data) if is_id(form.opportunity_id.data) else None
    form.opportunity_id.choices = _optional(
        open_opportunities_of(uow, customer.id, opportunity_id) if customer else []
    )
    form.owner_id.choices = [(str(i), name) for i, name in assignable_people(uow)]


def place_of(uow: UnitOfWork, kind: ActivityKind, customer: Customer | None) -> str:
    """The zone in which it happens: a visit is made where the customer is."""
    if kind.has_place and customer is not None:
        return zone_of_place(customer.country, uow.actor.zone)
    return uow.actor.zone


def may_assign(uow: UnitOfWork) -> bool:
    return uow.actor.sees_everybody() or len(uow.actor.scope or ()) > 1


def _optional(records: list[tuple[UUID, str]]) -> list[tuple[str, str]]:
    return [("", "–"), *((str(record_id), name) for record_id, name in records)]


def _from_address(uow: UnitOfWork) -> MultiDict[str, str]:
    """The day and hour are now; what the address says wins, and what was typed comes back in it."""
    here = uow.now.astimezone(zone())
    values = MultiDict({"day": f"{here:%Y-%m-%d}", "time": f"{here:%H:%M}"})
    if request.args.get("plan"):
        del values["time"]
    # Several ticked choices, and an amount with its currency, have one name.
    for name, said in request.args.lists():
        values.setlist(_SHORT.get(name, name), said)
    return values


def _kind(code: str | None, *, is_sent: bool) -> ActivityKind:
    """The kind that was asked for. What was typed while its kind was retired is saved as such."""
    possible = offered_kinds(standing=(code or "") if is_sent else "")
    return next((kind for kind in possible if kind.code == code), offered_kinds()[0])


def _opportunity(uow: UnitOfWork, form: ActivityForm) -> Opportunity | None:
    """The opportunity of the address brings its customer."""
    if not is_id(form.opportunity_id.data):
        return None
    opportunity = get_opportunity(uow, UUID(form.opportunity_id.data))
    if not form.customer_id.data:
        form.customer_id.data = str(opportunity.customer_id)
    elif form.customer_id.data != str(opportunity.customer_id) and request.method == "GET":
        # Another customer was chosen in the form: the opportunity no longer fits.
        form.opportunity_id.data = ""
        return None
    return opportunity


def _customer(uow: UnitOfWork, form: ActivityForm) -> Customer | None:
    chosen = form.customer_id.data
    return get_customer(uow, UUID(chosen)) if is_id(chosen) else None

"""A calendar as programs read it (iCalendar, RFC 5545): appointments of one person."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from flask import url_for
from flask_babel import gettext
from icalendar import Calendar, Event
from sqlalchemy.orm import load_only

from salesforce_lite.activities.model import Activity
from salesforce_lite.activities.naming import Names, names_of
from salesforce_lite.activities.own_kinds import APPOINTMENTS
from salesforce_lite.activities.words import kind_of, local_day
from salesforce_lite.customers import Customer, visible_customers
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import ActivityKind
from salesforce_lite.web import kind_name, outside_address

_PROGRAM = "-//Salesforce Lite//Calendar//EN"
# Clients that ask how often they may come again are told so.
_EVERY = timedelta(minutes=30)
# What has an hour and no end lasts so long in a calendar.
_LASTS = timedelta(minutes=30)
_APPOINTMENT_LASTS = timedelta(hours=1)
_BATCH = 900


def calendar_text(uow: UnitOfWork, activities: Sequence[Activity]) -> bytes:
    """The document, in the language of the actor; what has no hour stands at its whole day."""
    calendar = Calendar()
    calendar.add("prodid", _PROGRAM)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", gettext("Salesforce Lite: %(name)s", name=uow.actor.name))
    calendar.add("refresh-interval", _EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT30M")
    names = names_of(uow, activities)
    customers = _customers(uow, activities)
    for activity in activities:
        customer = customers.get(activity.customer_id) if activity.customer_id else None
        calendar.add_component(_event(activity, names, customer))
    text: bytes = calendar.to_ical()
    return text


def _customers(uow: UnitOfWork, activities: Iterable[Activity]) -> dict[UUID, Customer]:
    """Those the actor sees, with where and how they are reached."""
    wanted = sorted({activity.customer_id for activity in activities if activity.customer_id})
    shown = (Customer.name, Customer.addresses, Customer.phone)
    query = visible_customers(uow).options(load_only(*shown, Customer.latitude, Customer.longitude))
    return {
        customer.id: customer
        for start in range(0, len(wanted), _BATCH)
        for customer in uow.session.scalars(
            query.where(Customer.id.in_(wanted[start : start + _BATCH]))
        )
    }


def _event(activity: Activity, names: Names, customer: Customer | None) -> Event:
    kind = kind_of(activity.kind)
    start, end = _times(activity, kind)
    event = Event()
    event.add("uid", f"{activity.id}@salesforce-lite")
    event.add("dtstamp", activity.updated_at)
    event.add("last-modified", activity.updated_at)
    event.add("created", activity.created_at)
    event.add("sequence", activity.version)
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", _summary(activity, kind, customer))
    event.add("description", _description(activity, names, customer))
    event.add("categories", [kind_name(kind)])
    event.add("url", _address(activity))
    event.add("transp", "OPAQUE" if kind.works_like in APPOINTMENTS else "TRANSPARENT")
    _add_place(event, activity, kind, customer)
    return event


def _times(activity: Activity, kind: ActivityKind) -> tuple[date | datetime, date | datetime]:
    """Beginning and end; two days for what has no hour, for the end of a whole day is the next."""
    begins = activity.at if activity.is_done else activity.due_at or activity.at
    if activity.is_all_day and not (activity.is_done and activity.started_at):
        day = local_day(begins, activity.zone)
        return day, day + timedelta(days=1)
    lasts = _APPOINTMENT_LASTS if kind.works_like in APPOINTMENTS else _LASTS
    ends = activity.end
    if ends is None or ends <= begins:
        ends = begins + lasts
    return begins.astimezone(UTC), ends.astimezone(UTC)


def _summary(activity: Activity, kind: ActivityKind, customer: Customer | None) -> str:
    """“Visit: Ferretería Pérez · New catalogue”; what was done is ticked."""
    about = " · ".join(
        part for part in (customer.name if customer else "", activity.subject) if part
    )
    words = gettext("%(kind)s: %(about)s", kind=kind_name(kind), about=about) if about else ""
    return f"{'✓ ' if activity.is_done else ''}{words or kind_name(kind)}"


def _description(activity: Activity, names: Names, customer: Customer | None) -> str:
    lines = [
        gettext("Contact: %(name)s", name=names.contacts[activity.contact_id])
        if activity.contact_id in names.contacts
        else "",
        gettext("Phone: %(number)s", number=customer.phone) if customer and customer.phone else "",
        gettext("Opportunity: %(title)s", title=names.opportunities[activity.opportunity_id])
        if activity.opportunity_id in names.opportunities
        else "",
        activity.note,
        _address(activity),
    ]
    return "\n".join(line for line in lines if line)


def _add_place(
    event: Event, activity: Activity, kind: ActivityKind, customer: Customer | None
) -> None:
    """Where it is; a visit without a place of its own is at the customer's first address."""
    host = customer if kind.has_place and not activity.location else None
    address = host.addresses[0].in_one_line if host and host.addresses else ""
    if place := activity.location or address:
        event.add("location", place)
    spot = activity if host is None or activity.latitude is not None else host
    if spot.latitude is not None and spot.longitude is not None:
        event.add("geo", (spot.latitude, spot.longitude))


def _address(activity: Activity) -> str:
    return outside_address(url_for("activities.show", activity_id=activity.id))

"""The filters of the list of activities: read from the address, shown as chips."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask_babel import gettext

from salesforce_lite.activities.forms import is_id
from salesforce_lite.activities.listing import ActivityFilter, Status
from salesforce_lite.activities.naming import customer_names
from salesforce_lite.activities.places import day_bounds, is_within_reach
from salesforce_lite.activities.words import offered_kinds
from salesforce_lite.custom_pages import CustomBar, custom_bar, kept_custom, wanted_custom
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import kept_arguments, kind_name

NAMES = ("status", "kind", "whose", "owner", "customer", "opportunity", "since", "until")


def wanted_activities(uow: UnitOfWork) -> ActivityFilter:
    """What the address asks for; what cannot be read narrows nothing."""
    asked = request.args
    status = asked.get("status", "")
    owner = asked.get("owner", "")
    mine = asked.get("whose", "mine") == "mine" and not _is_about_one()
    return ActivityFilter(
        status=Status(status) if status in set(Status) else Status.PLANNED,
        kind=asked.get("kind", "")[:30],
        owner_id=UUID(owner) if is_id(owner) else uow.actor.user_id if mine else None,
        customer_id=_id("customer"),
        opportunity_id=_id("opportunity"),
        since=_bound("since", uow.actor.zone, last=False),
        until=_bound("until", uow.actor.zone, last=True),
        custom=wanted_custom(uow, "activity"),
    )


def filter_chips(uow: UnitOfWork, narrowed: ActivityFilter) -> list[tuple[str, str, bool]]:
    """(text, address, whether it is on); the address of one that is on takes it away."""
    mine = narrowed.owner_id == uow.actor.user_id
    chips = [
        (gettext("Mine"), list_address(uow, whose="all" if mine else None), mine),
        (
            gettext("Overdue"),
            list_address(uow, status=None if narrowed.status is Status.OVERDUE else "overdue"),
            narrowed.status is Status.OVERDUE,
        ),
    ]
    if narrowed.customer_id:
        name = customer_names(uow, [narrowed.customer_id]).get(narrowed.customer_id, "")
        chips.append((name, list_address(uow, customer=None), True))
    for kind in offered_kinds(standing=narrowed.kind):
        is_on = narrowed.kind == kind.code
        chips.append((kind_name(kind), list_address(uow, kind=None if is_on else kind.code), is_on))
    return [(str(text), url, is_on) for text, url, is_on in chips]


def list_address(uow: UnitOfWork, **changes: str | None) -> str:
    """This list with some of its arguments changed; a change starts at the first page."""
    kept = {**kept_arguments(*NAMES), **kept_custom(uow, "activity")}
    wanted: dict[str, Any] = {**kept, **changes}
    return url_for("activities.index", **wanted)


def custom_menus(uow: UnitOfWork) -> CustomBar:
    """The filters of custom fields."""
    kept = {**kept_arguments(*NAMES), **kept_custom(uow, "activity")}

    def address(arguments: Mapping[str, str]) -> str:
        named: dict[str, Any] = dict(arguments)
        return url_for("activities.index", **named)

    return custom_bar(uow, "activity", kept, address)


def _is_about_one() -> bool:
    return bool(request.args.get("customer") or request.args.get("opportunity"))


def _id(name: str) -> UUID | None:
    typed = request.args.get(name, "")
    return UUID(typed) if is_id(typed) else None


def _bound(name: str, zone: str, *, last: bool) -> datetime | None:
    """The first moment of a day, or the one after its last, in the reader's zone."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day_bounds(day, zone)[1 if last else 0] if is_within_reach(day) else None

"""The filters of the board and the list: read from the address, shown as chips and menus."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask_babel import gettext

from salesforce_lite.custom_pages import CustomBar, custom_bar, kept_custom, wanted_custom
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities.model import Outcome
from salesforce_lite.opportunities.narrowing import OpportunityFilter
from salesforce_lite.opportunities.service import today_of
from salesforce_lite.team import people_in_sight
from salesforce_lite.web import SORT, ColumnBar, PluginColumns, show_date

NAMES = ("pipeline", "stage", "owner", "closing", "closing_from", "closing_to", "customer")
LIST_NAMES = (*NAMES, "outcome", "currency")


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter: its word, where it leads, and whether it is on (then it leads to without it)."""

    text: str
    url: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class FilterBar:
    """What stands above the board or list."""

    chips: list[Chip]
    owners: list[Chip]
    kept: dict[str, str]
    # A name finds owners that are not among them.
    has_more_owners: bool = False
    custom: CustomBar = field(default_factory=CustomBar)
    columns: ColumnBar = field(default_factory=ColumnBar)

    @property
    def is_empty(self) -> bool:
        return not self.kept.keys() - {"pipeline", "outcome", "view", SORT}

    @property
    def owner(self) -> str:
        return next((chip.text for chip in self.owners if chip.is_on), "")


def wanted_opportunities(uow: UnitOfWork) -> OpportunityFilter:
    """What the address asks for; what cannot be read narrows nothing."""
    given = request.args
    outcome = given.get("outcome", Outcome.OPEN)
    wanted = OpportunityFilter(
        outcome=outcome if outcome in list(Outcome) else Outcome.OPEN,
        pipeline_id=given.get("pipeline", type=UUID),
        stage_id=given.get("stage", type=UUID),
        owner_id=(
            uow.actor.user_id if given.get("owner") == "me" else given.get("owner", type=UUID)
        ),
        customer_id=given.get("customer", type=UUID),
        closing_from=given.get("closing_from", type=date.fromisoformat),
        closing_to=given.get("closing_to", type=date.fromisoformat),
        currency=given.get("currency", "")[:3],
        custom=wanted_custom(uow, "opportunity"),
    )
    period = _periods(today_of(uow)).get(given.get("closing", ""))
    if period is not None and wanted.outcome == Outcome.OPEN:
        wanted = replace(wanted, closing_from=period[1], closing_to=period[2])
    return wanted


def list_bar(uow: UnitOfWork, columns: PluginColumns) -> FilterBar:
    """What stands above the list, which columns of plugins order and narrow too."""
    bar = filter_bar(uow, names=(*LIST_NAMES, *columns.wish.kept))
    return replace(bar, columns=columns.bar(bar.kept, _address, gettext("By date")))


def _address(arguments: Mapping[str, str]) -> str:
    named: dict[str, Any] = dict(arguments)
    return url_for("opportunities.index", **named)


def filter_bar(uow: UnitOfWork, *, names: Iterable[str] = NAMES) -> FilterBar:
    """Chips and menus with the addresses they lead to, which start from the first page."""
    kept = {name: request.args[name] for name in names if request.args.get(name)}
    kept |= kept_custom(uow, "opportunity")
    if request.args.get("view"):
        kept["view"] = request.args["view"]
    sees_others = uow.actor.sees_everybody() or len(uow.actor.scope or ()) > 1
    chips = [_chip(kept, "owner", "me", gettext("Mine"))] if sees_others else []
    if kept.get("outcome", Outcome.OPEN) == Outcome.OPEN:
        periods = _periods(today_of(uow))
        chips += [_chip(kept, "closing", code, text) for code, (text, *_) in periods.items()]
    chips += _further(uow, kept)
    custom = custom_bar(uow, "opportunity", kept, _address)
    if not sees_others:
        return FilterBar(chips, [], kept, custom=custom)
    named, chosen = request.args.get("who", "").strip(), request.args.get("owner", type=UUID)
    people = people_in_sight(uow, named=named, chosen=chosen)
    owners = [_chip(kept, "owner", str(user_id), name) for user_id, name in people.choices]
    return FilterBar(chips, owners, kept, has_more_owners=people.has_more, custom=custom)


def _periods(today: date) -> Mapping[str, tuple[str, date | None, date | None]]:
    first = today.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    after = (following + timedelta(days=32)).replace(day=1)
    day = timedelta(days=1)
    return {
        "overdue": (gettext("Past their date"), None, today - day),
        "this_month": (gettext("Closing this month"), first, following - day),
        "next_month": (gettext("Closing next month"), following, after - day),
    }


def _further(uow: UnitOfWork, kept: dict[str, str]) -> list[Chip]:
    """Chips for what other pages linked to: each can be taken away."""
    wanted = wanted_opportunities(uow)
    found = []
    if kept.get("closing_from") and wanted.closing_from:
        text = gettext("From %(date)s", date=show_date(wanted.closing_from))
        found.append(_chip(kept, "closing_from", kept["closing_from"], text))
    if kept.get("closing_to") and wanted.closing_to:
        text = gettext("Until %(date)s", date=show_date(wanted.closing_to))
        found.append(_chip(kept, "closing_to", kept["closing_to"], text))
    if kept.get("currency"):
        found.append(_chip(kept, "currency", kept["currency"], kept["currency"]))
    if kept.get("customer"):
        found.append(_chip(kept, "customer", kept["customer"], gettext("One customer")))
    if kept.get("stage"):
        found.append(_chip(kept, "stage", kept["stage"], gettext("One stage")))
    return found


def _chip(kept: dict[str, str], name: str, value: str, text: str) -> Chip:
    is_on = kept.get(name) == value
    others: dict[str, Any] = {key: kept[key] for key in kept if key != name}
    if not is_on:
        others[name] = value
    return Chip(text, url_for("opportunities.index", **others), is_on)

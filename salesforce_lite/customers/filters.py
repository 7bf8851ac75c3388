"""The filters of the list of customers: read from the address, shown as chips and menus."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask_babel import gettext

from salesforce_lite.custom_pages import CustomBar, custom_bar, kept_custom, wanted_custom
from salesforce_lite.customers.labels import LIFECYCLE_LABELS
from salesforce_lite.customers.listing import CustomerFilter
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import ListValue
from salesforce_lite.team import list_portfolios, people_in_sight
from salesforce_lite.web import SORT, ColumnBar, PluginColumns, locale_code

NAMES = ("q", "lifecycle", "role", "tag", "owner", "portfolio")


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter: its word, where it leads, and whether it is on (then it leads to without it)."""

    text: str
    url: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """Filters of one kind that are too many for chips."""

    title: str
    choices: list[Chip]
    # A name finds those that are not among them.
    has_more: bool = False

    @property
    def is_on(self) -> bool:
        return any(chip.is_on for chip in self.choices)


@dataclass(frozen=True, slots=True)
class FilterBar:
    """What stands above the list."""

    chips: list[Chip]
    menus: list[Menu]
    kept: dict[str, str]
    custom: CustomBar
    columns: ColumnBar
    # Where no filter is on.
    clear_url: str

    @property
    def is_empty(self) -> bool:
        return not self.kept.keys() - {SORT}


def wanted_customers(uow: UnitOfWork) -> CustomerFilter:
    """What the address asks for; what cannot be read narrows nothing."""
    arguments = request.args
    return CustomerFilter(
        lifecycle=arguments.get("lifecycle", ""),
        role=arguments.get("role", ""),
        tag=arguments.get("tag", ""),
        owner_id=(
            uow.actor.user_id
            if arguments.get("owner") == "me"
            else arguments.get("owner", type=UUID)
        ),
        portfolio_id=arguments.get("portfolio", type=UUID),
        starts_with=arguments.get("q", "").strip(),
        custom=wanted_custom(uow, "customer"),
    )


def filter_bar(uow: UnitOfWork, roles: Iterable[ListValue], columns: PluginColumns) -> FilterBar:
    """Chips and menus with the addresses they lead to, which start from the first page."""
    kept = {name: request.args[name] for name in NAMES if request.args.get(name)}
    kept |= kept_custom(uow, "customer") | columns.wish.kept
    sees_others = uow.actor.sees_everybody() or len(uow.actor.scope or ()) > 1
    chips = [_chip(kept, "owner", "me", gettext("Mine"))] if sees_others else []
    chips += [
        _chip(kept, "lifecycle", stage, gettext(label)) for stage, label in LIFECYCLE_LABELS.items()
    ]
    known = [(role.code, role.label(locale_code())) for role in roles]
    menus = [_menu(kept, "role", gettext("Role"), known)]
    if sees_others:
        menus.append(_owners(uow, kept))
    menus.append(_menu(kept, "portfolio", gettext("Portfolio"), _portfolios(uow)))
    if "tag" in kept:
        chips.append(_chip(kept, "tag", kept["tag"], f"#{kept['tag']}"))
    shown = [menu for menu in menus if menu.choices or menu.has_more]
    return FilterBar(
        chips,
        shown,
        kept,
        custom_bar(uow, "customer", kept, _address),
        columns.bar(kept, _address, gettext("By name")),
        _address({SORT: kept[SORT]} if SORT in kept else {}),
    )


def _address(arguments: Mapping[str, str]) -> str:
    # Any: url_for types its named arguments as if they were values of the address.
    named: dict[str, Any] = dict(arguments)
    return url_for("customers.index", **named)


def _menu(kept: dict[str, str], name: str, title: str, values: Iterable[tuple[str, str]]) -> Menu:
    choices = [_chip(kept, name, value, text) for value, text in values]
    chosen = next((chip.text for chip in choices if chip.is_on), None)
    return Menu(chosen or title, choices)


def _chip(kept: dict[str, str], name: str, value: str, text: str) -> Chip:
    is_on = kept.get(name) == value
    # Any: url_for types its named arguments as if they were values of the address.
    address: dict[str, Any] = {key: kept[key] for key in kept if key != name}
    if not is_on:
        address[name] = value
    return Chip(text, url_for("customers.index", **address), is_on)


def _owners(uow: UnitOfWork, kept: dict[str, str]) -> Menu:
    named, chosen = request.args.get("who", "").strip(), request.args.get("owner", type=UUID)
    people = people_in_sight(uow, named=named, chosen=chosen)
    known = [(str(user_id), name) for user_id, name in people.choices]
    return replace(_menu(kept, "owner", gettext("Owner"), known), has_more=people.has_more)


def _portfolios(uow: UnitOfWork) -> list[tuple[str, str]]:
    return [(str(portfolio.id), portfolio.name) for portfolio in list_portfolios(uow)]

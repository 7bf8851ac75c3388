"""Brings what the company says of kinds of activities into what slices and plugins contribute.

It is done once for each generation, so that no page asks for it and all workers see a change.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol

from sqlalchemy import Connection, select

from salesforce_lite.activities.kind_commands import kind_commands
from salesforce_lite.activities.kinds import KIND_NAMES
from salesforce_lite.activities.links import outcome_list
from salesforce_lite.activities.model import NOTE
from salesforce_lite.activities.own_kinds import KIND_LIST, LIKE
from salesforce_lite.kernel.errors import N_
from salesforce_lite.lists import ListDefinition, ListValue
from salesforce_lite.plugin import ActivityKind, Contributions, GivenName, MenuItem

_STARTED = {value.code: (value.label_en, value.label_es) for value in KIND_NAMES.values}
_NAME, _LOG, _PLAN = "%(name)s", N_("Log %(name)s"), N_("Plan %(name)s")
_OUTCOMES = N_("Outcomes: %(name)s")


class KindRow(Protocol):
    """A value of the list of kinds, as record or as row of a query."""

    @property
    def code(self) -> str: ...
    @property
    def label_en(self) -> str: ...
    @property
    def label_es(self) -> str: ...
    @property
    def is_active(self) -> bool: ...
    @property
    def details(self) -> dict[str, Any]: ...


def arrange_kinds(connection: Connection, contributions: Contributions) -> Contributions:
    """The contributions with the kinds as the company has them, their commands and lists."""
    query = select(
        *(ListValue.code, ListValue.label_en, ListValue.label_es),
        *(ListValue.is_active, ListValue.details),
    )
    query = query.where(ListValue.list_name == KIND_LIST)
    rows: Sequence[Any] = connection.execute(
        query.order_by(ListValue.position, ListValue.code)
    ).all()
    kinds = arranged(contributions.activity_kinds, rows)
    return replace(
        contributions,
        activity_kinds=kinds,
        menu_items=_commanded(contributions.menu_items, kinds),
        list_definitions=tuple(_listed(contributions.list_definitions, kinds)),
    )


def arranged(kinds: Iterable[ActivityKind], rows: Iterable[KindRow]) -> tuple[ActivityKind, ...]:
    """The kinds in the order of the rows, with their names, and with those that the company made.

    A plugin's kind, and one of which there is no row yet, stands before the first that is heavier.
    """
    given = tuple(kinds)
    built_in = {kind.code: kind for kind in given if not kind.plugin}
    placed = [kind for row in rows if (kind := _kind_of(row, built_in))]
    codes = {kind.code for kind in placed}
    for kind in given:
        if kind.code not in codes:
            heavier = (
                place
                for place, one in enumerate(placed)
                if not one.like and one.weight > kind.weight
            )
            placed.insert(next(heavier, len(placed)), kind)
    return tuple(replace(kind, weight=place) for place, kind in enumerate(placed, 1))


def _kind_of(row: KindRow, built_in: dict[str, ActivityKind]) -> ActivityKind | None:
    """None for what a later version or a plugin knew."""
    base = built_in.get(row.details.get(LIKE, row.code))
    if base is None:
        return None
    is_own = row.code != base.code
    if not is_own and _STARTED.get(row.code) == (row.label_en, row.label_es):
        return replace(base, is_offered=row.is_active)
    log = _PLAN if base.is_planned else _LOG
    return replace(
        base,
        code=row.code,
        label=_NAME,
        verb=log,
        # A note is never planned.
        plan_verb=log if base.code == NOTE else _PLAN,
        given=GivenName(row.label_en, row.label_es),
        like=base.code if is_own else "",
        is_offered=row.is_active,
    )


def _commanded(items: Iterable[MenuItem], kinds: Iterable[ActivityKind]) -> tuple[MenuItem, ...]:
    """The entries with the commands of the kinds that are offered."""
    ours = [kind for kind in kinds if not kind.plugin]
    theirs = {item.id for item in kind_commands(ours)}
    kept = (item for item in items if item.plugin or item.id not in theirs)
    commands = kind_commands(kind for kind in ours if kind.is_offered)
    return tuple(sorted((*kept, *commands), key=lambda item: item.weight))


def _listed(
    definitions: Iterable[ListDefinition], kinds: Iterable[ActivityKind]
) -> Iterator[ListDefinition]:
    """The lists, with those of outcomes called as their kinds are."""
    called = {outcome_list(kind.code): kind for kind in kinds if kind.given}
    for definition in definitions:
        kind = called.pop(definition.name, None)
        if kind is None:
            yield definition
        else:
            yield replace(definition, title=_OUTCOMES, given=kind.given)
    for name, kind in called.items():
        if kind.like:
            yield ListDefinition(name, _OUTCOMES, given=kind.given)

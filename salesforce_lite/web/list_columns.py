"""Columns of plugins in a list: what the address asks of them, their heads, cells and filters."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from flask import current_app, request
from flask_babel import gettext

from salesforce_lite.kernel.among import Among, among
from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.kernel.paging import Page
from salesforce_lite.kernel.ranking import Ranking
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import ListCell, ListColumn, Question
from salesforce_lite.web.current import current_actor
from salesforce_lite.web.panels import current_contributions

if TYPE_CHECKING:
    from salesforce_lite.web.application import App

T = TypeVar("T")
# Builds the address of the list with these arguments.
Address = Callable[[Mapping[str, str]], str]
# The name of a column; after a “-” it is turned round.
SORT = "sort"
_FILTER = "x."
_ANYTHING = Question(None, lambda _answer: True)


@dataclass(frozen=True, slots=True)
class Wish:
    """How the columns of plugins order and narrow a list; (column, value, records) of each filter.

    `cursor` is the place in the list as it is ordered.
    """

    cursor: str | None = None
    column: ListColumn | None = None
    is_turned: bool = False
    filters: tuple[tuple[ListColumn, str, Among], ...] = ()

    @property
    def ranking(self) -> Ranking | None:
        """The order; None for the usual one."""
        if self.column is None or self.column.sort is None:
            return None
        sort = self.column.sort
        return Ranking(
            self.column.name, sort.key, sort.number, descending=sort.descending != self.is_turned
        )

    @property
    def among(self) -> tuple[Among, ...]:
        """What narrows the list."""
        return tuple(records for _, _, records in self.filters)

    @property
    def kept(self) -> dict[str, str]:
        """The arguments of the address that ask for it."""
        order = {SORT: _order_name(self.column, is_turned=self.is_turned)} if self.column else {}
        return order | {f"{_FILTER}{column.name}": value for column, value, _ in self.filters}

    @property
    def asked(self) -> ListColumn | None:
        """Whose tables the list is read with."""
        return self.column or next((column for column, _, _ in self.filters), None)

    def without(self, column: ListColumn) -> "Wish":
        """The same for who cannot have the column's part of it."""
        if column is self.column:
            # The mark of a place in an order is none in another.
            return replace(self, column=None, is_turned=False, cursor=None)
        return replace(self, filters=tuple(one for one in self.filters if one[0] is not column))


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to filter by, or an order; a filter that is on leads to without it."""

    text: str
    url: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class ColumnMenu:
    title: str
    choices: Sequence[Choice]

    @property
    def is_on(self) -> bool:
        return any(choice.is_on for choice in self.choices)


@dataclass(frozen=True, slots=True)
class ColumnBar:
    """What stands around the list: menus of filters, the heads of the columns and all orders.

    `usual_url` leads back to the usual order, where it is another.
    """

    menus: Sequence[ColumnMenu] = ()
    heads: Sequence[Mapping[str, Any]] = ()
    orders: Sequence[Choice] = ()
    usual_url: str = ""


@dataclass
class PluginColumns:
    """The columns that the reader sees in one list; `wish` is what the address asks of them."""

    uow: UnitOfWork
    columns: Sequence[ListColumn]
    choices: Mapping[str, Sequence[tuple[str, str]]]
    wish: Wish = field(default_factory=Wish)

    def page(self, find: Callable[[Wish], Page[T]]) -> Page[T]:
        """The page that `find` answers for the wish; where a plugin fails at it, without its part.

        Raises what `find` refuses with.
        """
        while (column := self.wish.asked) is not None:
            answer: Page[T] | DomainError | None = _in_guard(
                self.uow, column, lambda: _found(find, self.wish)
            )
            if isinstance(answer, DomainError):
                raise answer
            if answer is not None:
                return answer
            self.wish = self.wish.without(column)
        return find(self.wish)

    def cells(self, record_ids: Iterable[UUID]) -> dict[UUID, list[ListCell | None]]:
        """Record → its cells, in the order of the columns; None for one that says nothing."""
        ids = list(record_ids)
        if not ids or not self.columns:
            return {}
        loaded = [column.load(self.uow, ids) for column in self.columns]
        return {one: [cells.get(one) for cells in loaded] for one in ids}

    def bar(self, kept: Mapping[str, str], address: Address, usual: str) -> ColumnBar:
        """`kept` are all arguments of the list, `usual` is the word for its usual order."""
        unordered = {name: value for name, value in kept.items() if name != SORT}
        sortable = [column for column in self.columns if column.sort is not None]
        orders = [Choice(usual, address(unordered), self.wish.column is None)]
        for column in sortable:
            orders += [self._order(column, unordered, address, is_turned=t) for t in (False, True)]
        return ColumnBar(
            menus=[
                self._menu(column, kept, address)
                for column in self.columns
                if self.choices[column.name]
            ],
            heads=[self._head(column, unordered, address) for column in self.columns],
            orders=orders if sortable else [],
            usual_url=address(unordered) if self.wish.column else "",
        )

    def _menu(self, column: ListColumn, kept: Mapping[str, str], address: Address) -> ColumnMenu:
        name, title = f"{_FILTER}{column.name}", str(gettext(column.title))
        others = {each: value for each, value in kept.items() if each != name}
        choices = [
            Choice(
                words,
                address(others if kept.get(name) == value else {**others, name: value}),
                kept.get(name) == value,
            )
            for value, words in self.choices[column.name]
        ]
        chosen = next((choice.text for choice in choices if choice.is_on), "")
        return ColumnMenu(f"{title}: {chosen}" if chosen else title, choices)

    def _order(
        self, column: ListColumn, kept: Mapping[str, str], address: Address, *, is_turned: bool
    ) -> Choice:
        title = gettext(column.title)
        words = (
            gettext("%(column)s: highest first", column=title)
            if _is_falling(column, is_turned=is_turned)
            else gettext("%(column)s: lowest first", column=title)
        )
        url = address({**kept, SORT: _order_name(column, is_turned=is_turned)})
        is_on = self.wish.column is column and self.wish.is_turned is is_turned
        return Choice(words, url, is_on)

    def _head(
        self, column: ListColumn, kept: Mapping[str, str], address: Address
    ) -> dict[str, Any]:
        text = gettext(column.title)
        if column.sort is None:
            return {"text": text}
        wish = self.wish
        is_on = wish.column is column
        name = _order_name(column, is_turned=is_on and not wish.is_turned)
        falls = _is_falling(column, is_turned=wish.is_turned)
        order = ("desc" if falls else "asc") if is_on else ""
        return {"text": text, "url": address({**kept, SORT: name}), "sorted": order}


def plugin_columns(uow: UnitOfWork, about: str) -> PluginColumns:
    """The columns of this list, and what the address asks of them; what cannot be read is none."""
    columns = [
        column
        for column in current_contributions().list_columns
        if column.about == about
        and (not column.permission or current_actor().may(column.permission))
    ]
    choices = {one.name: one.filter.choices(uow) if one.filter else () for one in columns}
    return PluginColumns(uow, columns, choices, _wish(uow, columns, choices))


def _wish(
    uow: UnitOfWork,
    columns: Sequence[ListColumn],
    choices: Mapping[str, Sequence[tuple[str, str]]],
) -> Wish:
    given, cursor = request.args.get(SORT, ""), request.args.get("cursor")
    name = given.removeprefix("-")
    column = next((one for one in columns if one.sort is not None and one.name == name), None)
    filters = []
    for one in columns:
        value = request.args.get(f"{_FILTER}{one.name}", "")
        if value in dict(choices[one.name]):
            records = _records(uow, one, value)
            filters += [(one, value, records)] if records is not None else []
    return Wish(
        # A place in an order that is none any more.
        cursor=cursor if column is not None or not given else None,
        column=column,
        is_turned=column is not None and given.startswith("-"),
        filters=tuple(filters),
    )


def _records(uow: UnitOfWork, column: ListColumn, value: str) -> Among | None:
    """The records that the filter leaves; None where the plugin fails."""
    chosen = column.filter
    condition = chosen.condition(uow, value) if chosen is not None else None
    if chosen is None or condition is None:
        return None
    key = chosen.key
    records: Among | None = _in_guard(uow, column, lambda: among(uow.session, key, condition))
    return records


def _in_guard(uow: UnitOfWork, column: ListColumn, ask: Callable[[], Any]) -> Any:
    """What is read with the tables of the column's plugin; None where that fails."""
    if not column.plugin:
        return ask()
    guard = cast("App", current_app).plugins.guard(column.plugin)
    return guard.reading("list_columns.list", lambda _uow: ask(), _ANYTHING)(uow)


def _found(find: Callable[[Wish], Page[T]], wish: Wish) -> Page[T] | DomainError:
    """What the core refuses is no failure of the plugin."""
    try:
        return find(wish)
    except DomainError as refusal:
        return refusal


def _order_name(column: ListColumn, *, is_turned: bool) -> str:
    return f"-{column.name}" if is_turned else column.name


def _is_falling(column: ListColumn, *, is_turned: bool) -> bool:
    return column.sort is not None and column.sort.descending != is_turned

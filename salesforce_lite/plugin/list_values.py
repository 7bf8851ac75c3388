"""Values about columns of lists: their cells, how people sort and filter by them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from salesforce_lite.plugin.contribution import Contribution, Question

if TYPE_CHECKING:
    from salesforce_lite.kernel.uow import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCell:
    """What a column says of one record, in the reader's language."""

    text: str
    """What the cell says, in few letters."""
    state: Literal["", "neutral", "info", "good", "warn", "bad"] = "neutral"
    """How its chip looks; empty for a text without one."""
    title: str = ""
    """More words, for whoever rests on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSort:
    """A mapped table whose numbers order the list; records without a row come last.

    It has at most one row for each record, no nulls in either column, and an index over `number`
    and then `key`, along which a list of any length is read page by page.
    """

    key: InstrumentedAttribute[UUID]
    """The record's id in that table."""
    number: InstrumentedAttribute[int]
    """The number; large ones may be points, or the place of a grade."""
    descending: bool = True
    """Whether the first click brings the largest first; the second turns it round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilter:
    """A menu above the list, which narrows it to records that have a certain row in a table."""

    ASKED: ClassVar[dict[str, Question]] = {
        "choices": Question((), lambda answer: _are_choices(answer)),
        "condition": Question(None, lambda answer: isinstance(answer, ColumnElement)),
    }

    key: InstrumentedAttribute[UUID]
    """The record's id in that table."""
    choices: Callable[["UnitOfWork"], Sequence[tuple[str, str]]]
    """Answers (value, words) of what can be chosen, in the reader's language."""
    condition: Callable[["UnitOfWork", str], ColumnElement[bool]]
    """Given the unit of work and one of these values, answers what the row must be; an index should
    find such rows. On the table that the list is sorted by it narrows the walk itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListColumn(Contribution):
    """A column of the list of customers or of opportunities; `load` is asked once for a page."""

    ASKED: ClassVar[dict[str, Question]] = {
        "load": Question(MappingProxyType({}), lambda answer: _are_cells(answer))
    }
    HOLDS: ClassVar[tuple[str, ...]] = ("filter",)

    about: Literal["customer", "opportunity"]
    """In which list it stands."""
    name: str
    """Its name among all columns, which addresses keep: the id of the plugin, or `<id>_…`."""
    title: str
    """Its head, marked for translation."""
    load: Callable[["UnitOfWork", Sequence[UUID]], Mapping[UUID, ListCell]]
    """Given the unit of work and ids, answers record → cell, in a fixed number of queries."""
    permission: str = ""
    """Who may see it; empty for everybody."""
    weight: int = 100
    """Smaller ones stand further left."""
    sort: ListSort | None = None
    """How the list is sorted by it; None where it cannot be."""
    filter: ListFilter | None = None
    """How the list is narrowed by it; None where it cannot be."""


def _are_cells(answer: Any) -> bool:
    return isinstance(answer, Mapping) and all(
        isinstance(each, ListCell) for each in answer.values()
    )


def _are_choices(answer: Any) -> bool:
    return isinstance(answer, list | tuple) and all(
        isinstance(each, tuple) and len(each) == 2 and all(isinstance(one, str) for one in each)
        for each in answer
    )

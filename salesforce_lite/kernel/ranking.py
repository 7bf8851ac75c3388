"""Pages of a list in the order of numbers that another table keeps; what has none comes last."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.orm.interfaces import ORMOption

from salesforce_lite.kernel.among import Among, are_few, looked_up
from salesforce_lite.kernel.errors import InvalidCursorError
from salesforce_lite.kernel.paging import (
    LARGEST_PAGE,
    PAGE_SIZE,
    Order,
    Page,
    read_cursor,
    rows_of,
    walk,
    write_cursor,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ranking:
    """A mapped table with at most one row for each record, and no nulls in these columns.

    An index leads over `number` and then `key`, the record's id. The `name` tells rankings apart.
    """

    name: str
    key: InstrumentedAttribute[UUID]
    number: InstrumentedAttribute[int]
    descending: bool

    def parted(self, wanted: Sequence[Among]) -> tuple[tuple[Among, ...], tuple[Among, ...]]:
        """Those about the very rows that are walked, and the others."""
        over = tuple(one for one in wanted if one.key is self.key)
        return over, tuple(one for one in wanted if one.key is not self.key)


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the two walks that make the list; the last column of its order is the record's id."""

    name: str
    query: Select[Any]
    order: Sequence[Order]
    branches: Sequence[ColumnElement[bool]] = ()


def ranked_page_of(
    session: Session,
    query: Select[T],
    rest: Sequence[Order],
    ranking: Ranking,
    *,
    cursor: str | None = None,
    limit: int = PAGE_SIZE,
    name: str = "",
    branches: Sequence[ColumnElement[bool]] = (),
    meeting: Sequence[ColumnElement[bool]] = (),
    options: Sequence[ORMOption] = (),
) -> Page[T]:
    """The page after (or before) the cursor; what has no row in the ranking follows in the order of
    the `rest`, whose last column is the record's id.

    `meeting` are conditions on the rows of the ranking: where there are any, records without a row
    do not belong to the list. The others are as for `page_of`.
    """
    limit = max(1, min(limit, LARGEST_PAGE))
    key = rest[-1].column
    name = f"{name}:{ranking.name}:{'desc' if ranking.descending else 'asc'}"
    parts = [_ranked(session, query, key, ranking, name, meeting)]
    if not meeting:
        parts.append(_unranked(query, key, ranking, f"{name}:rest", rest, branches))
    start, backwards, values = _place(cursor, parts)
    found: list[tuple[_Part, Sequence[Any]]] = []
    for part in parts[start::-1] if backwards else parts[start:]:
        rows = walk(
            session,
            part.query,
            part.order,
            limit + 1 - len(found),
            values=values if part is parts[start] else None,
            backwards=backwards,
            branches=part.branches,
        )
        found += [(part, row) for row in rows]
        if len(found) > limit:
            break
    more, found = len(found) > limit, found[:limit]
    if backwards:
        found.reverse()
    has_next = more if not backwards else True
    has_previous = values is not None if not backwards else more
    return Page(
        items=rows_of(session, key, [row[-1] for _, row in found], options),
        next_cursor=_mark(*found[-1]) if found and has_next else None,
        previous_cursor=_mark(*found[0], backwards=True) if found and has_previous else None,
    )


def _ranked(
    session: Session,
    query: Select[Any],
    key: InstrumentedAttribute[UUID],
    ranking: Ranking,
    name: str,
    meeting: Sequence[ColumnElement[bool]],
) -> _Part:
    """Few records are looked up in the ranking and put in order; for many, its index is walked and
    each is probed for whether it belongs to the list."""
    keys = query.with_only_columns(key)
    # Any: an expression orders as a column does.
    number: Any = ranking.number
    if are_few(session, keys):
        # No index leads over a sum: the engine cannot mistake the walk for the shorter way.
        number = ranking.number + 0
        belongs = looked_up(session, ranking.key, keys)
    else:
        belongs = keys.where(key == ranking.key).exists()
    order = (
        Order(number, descending=ranking.descending),
        Order(ranking.key, descending=ranking.descending),
    )
    return _Part(name, select(ranking.key).where(belongs, *meeting), order)


def _unranked(
    query: Select[Any],
    key: InstrumentedAttribute[UUID],
    ranking: Ranking,
    name: str,
    rest: Sequence[Order],
    branches: Sequence[ColumnElement[bool]],
) -> _Part:
    has_number = select(ranking.key).where(ranking.key == key).exists()
    return _Part(name, query.where(~has_number), rest, branches)


def _place(cursor: str | None, parts: Sequence[_Part]) -> tuple[int, bool, Sequence[Any] | None]:
    """In which part the page begins, whether it is read backwards, and beyond what."""
    if not cursor:
        return 0, False, None
    for position, part in enumerate(parts):
        with suppress(InvalidCursorError):
            return position, *read_cursor(cursor, part.name, part.order)
    raise InvalidCursorError


def _mark(part: _Part, row: Sequence[Any], *, backwards: bool = False) -> str:
    return write_cursor(part.name, row, backwards=backwards)

"""Keyset paging: page 3,000 of a list costs what the first does, and nothing is counted."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from operator import itemgetter
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.orm.interfaces import ORMOption

from salesforce_lite.kernel.errors import InvalidCursorError
from salesforce_lite.kernel.events import as_json
from salesforce_lite.kernel.types import is_storable

T = TypeVar("T")

PAGE_SIZE = 25
LARGEST_PAGE = 200
# What both databases can compare with.
_LARGEST_NUMBER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Order:
    """One column of a sort order. Columns must hold no nulls, and the last one must be unique."""

    column: InstrumentedAttribute[Any]
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list, with the marks of the neighbouring pages (None where there is none)."""

    items: Sequence[T]
    next_cursor: str | None
    previous_cursor: str | None


def page_of(
    session: Session,
    query: Select[T],
    order: Sequence[Order],
    *,
    cursor: str | None = None,
    limit: int = PAGE_SIZE,
    name: str = "",
    branches: Sequence[ColumnElement[bool]] = (),
    options: Sequence[ORMOption] = (),
) -> Page[T]:
    """The page after (or before) the cursor; `name` tells lists apart, so that cursors cannot mix.

    `branches` are conditions of which every row meets one: each is walked along its own index.
    `options` say how the rows are loaded.
    """
    limit = max(1, min(limit, LARGEST_PAGE))
    backwards, values = read_cursor(cursor, name, order) if cursor else (False, None)
    if branches:
        found = walk(
            session, query, order, limit + 1, values=values, backwards=backwards, branches=branches
        )
        rows = rows_of(session, order[-1].column, [row[-1] for row in found], options)
    else:
        ordered = _in_order(query, order, values, backwards=backwards)
        rows = list(session.scalars(ordered.options(*options).limit(limit + 1)))
    more, rows = len(rows) > limit, rows[:limit]
    if backwards:
        rows.reverse()
    has_next = more if not backwards else values is not None
    has_previous = values is not None if not backwards else more
    return Page(
        items=rows,
        next_cursor=write_cursor(name, _values(order, rows[-1])) if rows and has_next else None,
        previous_cursor=(
            write_cursor(name, _values(order, rows[0]), backwards=True)
            if rows and has_previous
            else None
        ),
    )


def walk(
    session: Session,
    query: Select[Any],
    order: Sequence[Order],
    limit: int,
    *,
    values: Sequence[Any] | None = None,
    backwards: bool = False,
    branches: Sequence[ColumnElement[bool]] = (),
) -> list[Sequence[Any]]:
    """What the columns of the order hold in the next rows beyond the values.

    With branches these are among the first rows of each: one short statement per branch, for a
    UNION of them takes the library ten times as long to build.
    """
    ordered = _in_order(query, order, values, backwards=backwards)
    short = ordered.with_only_columns(*(part.column for part in order)).limit(limit)
    if not branches:
        return list(session.execute(short))
    rows: list[Sequence[Any]] = [
        row for branch in branches for row in session.execute(short.where(branch))
    ]
    for position, part in reversed(list(enumerate(order))):
        rows.sort(key=itemgetter(position), reverse=part.descending != backwards)
    return rows[:limit]


def rows_of(
    session: Session,
    key: InstrumentedAttribute[Any],
    keys: Sequence[Any],
    options: Sequence[ORMOption],
) -> list[Any]:
    """The rows of these keys in their order; any other condition would tempt SQLite off the key."""
    place = {value: position for position, value in enumerate(keys)}
    rows = session.scalars(select(key.class_).options(*options).where(key.in_(keys)))
    return sorted(rows, key=lambda row: place[getattr(row, key.key)])


def _in_order(
    query: Select[Any], order: Sequence[Order], values: Sequence[Any] | None, *, backwards: bool
) -> Select[Any]:
    if values is not None:
        query = query.where(_beyond(order, values, backwards=backwards))
    return query.order_by(*(_direction(part, backwards=backwards) for part in order))


def _direction(part: Order, *, backwards: bool) -> ColumnElement[Any]:
    return part.column.desc() if part.descending != backwards else part.column.asc()


def _beyond(
    order: Sequence[Order], values: Sequence[Any], *, backwards: bool
) -> ColumnElement[bool]:
    """Rows after the cursor. The leading bound is stated alone, so that an index can seek to it."""
    alternatives = []
    for position, part in enumerate(order):
        equal = [order[i].column == values[i] for i in range(position)]
        alternatives.append(and_(*equal, _past(part, values[position], backwards=backwards)))
    first, bound = order[0], values[0]
    leading = first.column <= bound if first.descending != backwards else first.column >= bound
    return and_(leading, or_(*alternatives))


def _past(part: Order, value: Any, *, backwards: bool) -> ColumnElement[bool]:
    downwards = part.descending != backwards
    past: ColumnElement[bool] = part.column < value if downwards else part.column > value
    return past


def _values(order: Sequence[Order], row: Any) -> list[Any]:
    return [getattr(row, part.column.key) for part in order]


def write_cursor(name: str, values: Sequence[Any], *, backwards: bool = False) -> str:
    """The mark of a place in the list of that name."""
    document = json.dumps(
        [name, int(backwards), [as_json(value) for value in values]], separators=(",", ":")
    )
    return base64.urlsafe_b64encode(document.encode()).decode().rstrip("=")


def read_cursor(cursor: str, name: str, order: Sequence[Order]) -> tuple[bool, list[Any]]:
    """Whether it leads backwards, and the values at its place; raises InvalidCursorError."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found, backwards, raw = json.loads(base64.urlsafe_b64decode(padded))
        if found != name or len(raw) != len(order):
            raise InvalidCursorError
        values = [_typed(part, value) for part, value in zip(order, raw, strict=True)]
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        # Whatever somebody made of it: it is no mark of ours.
        raise InvalidCursorError from None
    return bool(backwards), values


def _typed(part: Order, value: Any) -> Any:
    kind = part.column.type.python_type
    if kind is UUID:
        return UUID(value)
    if kind is datetime:
        return datetime.fromisoformat(value).astimezone(UTC)
    if kind is date:
        return date.fromisoformat(value)
    if type(value) is not kind or (kind is str and not is_storable(value)):
        raise InvalidCursorError
    if kind is int and not -_LARGEST_NUMBER <= value <= _LARGEST_NUMBER:
        raise InvalidCursorError
    return value

"""Keyset paging: page 3,000 of a list costs what the first does, and nothing is counted."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from salesforce_lite.kernel.errors import InvalidCursorError
from salesforce_lite.kernel.events import as_json

T = TypeVar("T")

PAGE_SIZE = 25
LARGEST_PAGE = 200


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
) -> Page[T]:
    """The page after (or before) the cursor; `name` tells lists apart, so that cursors cannot mix.

    `branches` are conditions of which every row meets one: each is walked along its own index.
    """
    limit = max(1, min(limit, LARGEST_PAGE))
    backwards, values = _read_cursor(cursor, name, order) if cursor else (False, None)
    if values is not None:
        query = query.where(_beyond(order, values, backwards=backwards))
    directions = [_direction(part, backwards=backwards) for part in order]
    query = query.order_by(*directions)
    if branches:
        key = order[-1].column
        query = query.where(key.in_(_merged(query, key, branches, limit + 1)))
    rows = list(session.scalars(query.limit(limit + 1)))
    more, rows = len(rows) > limit, rows[:limit]
    if backwards:
        rows.reverse()
    has_next = more if not backwards else values is not None
    has_previous = values is not None if not backwards else more
    return Page(
        items=rows,
        next_cursor=_write_cursor(name, order, rows[-1]) if rows and has_next else None,
        previous_cursor=(
            _write_cursor(name, order, rows[0], backwards=True) if rows and has_previous else None
        ),
    )


def _merged(
    query: Select[T],
    key: InstrumentedAttribute[Any],
    branches: Sequence[ColumnElement[bool]],
    limit: int,
) -> CompoundSelect[Any]:
    """The keys of the first rows of every branch; the page is among them."""
    walks = [query.with_only_columns(key).where(branch).limit(limit) for branch in branches]
    # SQLite takes a limit inside a compound only in a subquery.
    return union_all(*(select(walk.subquery().c[0]) for walk in walks))


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


def _write_cursor(name: str, order: Sequence[Order], row: Any, *, backwards: bool = False) -> str:
    values = [as_json(getattr(row, part.column.key)) for part in order]
    document = json.dumps([name, int(backwards), values], separators=(",", ":"))
    return base64.urlsafe_b64encode(document.encode()).decode().rstrip("=")


def _read_cursor(cursor: str, name: str, order: Sequence[Order]) -> tuple[bool, list[Any]]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found, backwards, raw = json.loads(base64.urlsafe_b64decode(padded))
        if found != name or len(raw) != len(order):
            raise InvalidCursorError
        values = [_typed(part, value) for part, value in zip(order, raw, strict=True)]
    except (ValueError, TypeError):
        raise InvalidCursorError from None
    return bool(backwards), values


def _typed(part: Order, value: Any) -> Any:
    kind = part.column.type.python_type
    if kind is UUID:
        return UUID(value)
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is date:
        return date.fromisoformat(value)
    if not isinstance(value, kind):
        raise InvalidCursorError
    return value

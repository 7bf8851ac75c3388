"""What a phone pulls: first what it should carry, then what changed, in the order of the server."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from salesforce_lite.kernel.changes import RecordChange
from salesforce_lite.kernel.order import settled_number
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.sync.carried import Shelf
from salesforce_lite.sync.changes import changes_of
from salesforce_lite.sync.cursors import SyncCursor, read_cursor, write_cursor
from salesforce_lite.sync.limits import limits_of
from salesforce_lite.sync.model import USE
from salesforce_lite.sync.priming import begin, count_left_out, next_page
from salesforce_lite.sync.schemas import Change

# So many rows of the feed are looked at for one answer, whoever they concern.
_WINDOW = 1000
# What the words of a phone are made of: lists, pipelines, fields, kinds, the company.
_VOCABULARY = frozenset(
    {"list_value", "pipeline", "stage", "custom_field", "company", "exchange_rate"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """One answer to a pull."""

    items: Sequence[Change]
    cursor: str
    is_more: bool
    is_priming: bool
    left_out: int
    vocabulary: dict[str, Any] | None


def pull(
    uow: UnitOfWork,
    shelf: Shelf,
    cursor_text: str,
    *,
    generation: int,
    vocabulary: Callable[[], dict[str, Any]],
) -> Pull:
    """What comes after the cursor; without one, what a phone of the actor should carry.

    Raises InvalidCursorError, and ResyncNeededError where the phone has to begin anew.
    """
    uow.actor.require(USE)
    limits = limits_of(uow)
    if not cursor_text:
        cursor = begin(uow, limits, generation)
        items, following = next_page(uow, shelf, cursor, limits)
        left_out = count_left_out(uow, limits) if cursor.is_cut else 0
        return _primed(uow, items, following, left_out=left_out, words=vocabulary())
    cursor = read_cursor(uow, cursor_text, limits)
    if cursor.phase >= 0:
        items, following = next_page(uow, shelf, cursor, limits)
        return _primed(uow, items, following)
    # The number first, then the rows up to it: what commits later has a greater one.
    settled = settled_number(uow.session)
    rows = _rows(uow, cursor.position, settled)
    is_more = len(rows) == _WINDOW
    position = rows[-1].position if is_more else max(settled, cursor.position)
    has_new_words = cursor.generation != generation or any(
        row.record_kind in _VOCABULARY for row in rows
    )
    whole = cursor.is_cut or cursor.position < cursor.whole_until
    items = changes_of(
        uow,
        shelf,
        rows,
        activities=limits.activities,
        whole=whole,
    )
    following = replace(cursor, position=position, generation=generation)
    return _answer(
        uow, items, following, is_more=is_more, words=vocabulary() if has_new_words else None
    )


def _rows(uow: UnitOfWork, after: int, until: int) -> Sequence[RecordChange]:
    if until <= after:
        return []
    query = (
        select(RecordChange)
        .where(RecordChange.position > after, RecordChange.position <= until)
        .order_by(RecordChange.position)
        .limit(_WINDOW)
    )
    return uow.session.scalars(query).all()


def _primed(
    uow: UnitOfWork,
    items: Sequence[Change],
    cursor: SyncCursor,
    *,
    left_out: int = 0,
    words: dict[str, Any] | None = None,
) -> Pull:
    """What changed while priming ran is there to be read at once."""
    is_more = cursor.phase >= 0 or cursor.position < cursor.whole_until
    return _answer(
        uow, items, cursor, is_more=is_more, is_priming=True, left_out=left_out, words=words
    )


def _answer(
    uow: UnitOfWork,
    items: Sequence[Change],
    cursor: SyncCursor,
    *,
    is_more: bool = False,
    is_priming: bool = False,
    left_out: int = 0,
    words: dict[str, Any] | None = None,
) -> Pull:
    return Pull(
        items=items,
        cursor=write_cursor(uow, cursor),
        is_more=is_more,
        is_priming=is_priming,
        left_out=left_out,
        vocabulary=words,
    )

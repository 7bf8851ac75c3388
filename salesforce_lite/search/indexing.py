"""Keeps the entries of the search in step with the records; services call it when they save."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Table,
    column,
    delete,
    insert,
    literal,
    select,
    table,
    update,
)
from sqlalchemy.orm import Session

from salesforce_lite.kernel.rows import insert_rows
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.search.facets import marked, scope_facet
from salesforce_lite.search.model import SearchEntry
from salesforce_lite.search.source import SearchEntryDraft
from salesforce_lite.search.words import index_words, title_key

T = TypeVar("T")

_BATCH = 500
# Columns of the table, not of the class: the session's row scope is about what people read.
_entries = cast(Table, SearchEntry.__table__)
_entry = _entries.c
# SQLite's text index; its column of the same name takes commands. PostgreSQL keeps its own in step.
_search_text = table(
    "search_text", column("search_text"), column("rowid"), column("facets"), column("words")
)


def index_records(
    uow: UnitOfWork, drafts: Sequence[SearchEntryDraft], *, are_new: bool = False
) -> None:
    """Replace what the records are found by; `are_new` says that none of them is there yet."""
    for batch in _batches(drafts):
        ids = {draft.record_id for draft in batch}
        if not are_new:
            remove_records(uow, list(ids))
        insert_rows(uow.session, _entries, [_row(draft) for draft in batch])
        _write_text(uow.session, _entry.record_id.in_(ids))


def remove_records(uow: UnitOfWork, record_ids: Sequence[UUID]) -> None:
    """Take records out of the search."""
    for batch in _batches(record_ids):
        is_meant = _entry.record_id.in_(batch)
        _erase_text(uow.session, is_meant)
        uow.session.execute(delete(_entries).where(is_meant))


def move_scope(uow: UnitOfWork, customer_id: UUID, owner_id: UUID | None) -> None:
    """Let every entry of the customer follow a new owner."""
    is_meant = _entry.customer_id == customer_id
    _erase_text(uow.session, is_meant)
    _give(uow.session, is_meant, customer_id, owner_id)
    _write_text(uow.session, is_meant)


def move_to_customer(
    uow: UnitOfWork, customer_id: UUID, *, into: UUID, owner_id: UUID | None
) -> None:
    """Let every entry of a merged customer follow to the one that stays, whose is `owner_id`."""
    numbers = list(
        uow.session.scalars(select(_entry.number).where(_entry.customer_id == customer_id))
    )
    for batch in _batches(numbers):
        is_meant = _entry.number.in_(batch)
        _erase_text(uow.session, is_meant)
        _give(uow.session, is_meant, into, owner_id)
        _write_text(uow.session, is_meant)


def _give(
    session: Session, is_meant: ColumnElement[bool], customer_id: UUID, owner_id: UUID | None
) -> None:
    facets = scope_facet(owner_id)
    values = {"customer_id": customer_id, "scope_owner_id": owner_id, "facets": facets}
    session.execute(update(_entries).where(is_meant).values(values))


def _row(draft: SearchEntryDraft) -> dict[str, Any]:
    return {
        "record_id": draft.record_id,
        "kind": draft.kind,
        "customer_id": draft.customer_id,
        "scope_owner_id": draft.scope_owner_id,
        "title": draft.title[:200],
        "subtitle": draft.subtitle[:200],
        "title_key": title_key(draft.title),
        "facets": scope_facet(draft.scope_owner_id),
        "words": marked(draft.kind, index_words((draft.title, *draft.texts), draft.phones)),
    }


def _erase_text(session: Session, is_meant: ColumnElement[bool]) -> None:
    """SQLite's text index must be told the words it is to forget, before the rows are gone."""
    if session.get_bind().dialect.name == "sqlite":
        words = select(literal("delete"), _entry.number, _entry.facets, _entry.words).where(
            is_meant
        )
        into = ["search_text", "rowid", "facets", "words"]
        session.execute(insert(_search_text).from_select(into, words))


def _write_text(session: Session, is_meant: ColumnElement[bool]) -> None:
    if session.get_bind().dialect.name == "sqlite":
        words = select(_entry.number, _entry.facets, _entry.words).where(is_meant)
        into = ["rowid", "facets", "words"]
        session.execute(insert(_search_text).from_select(into, words))


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    remaining = iter(items)
    while batch := list(islice(remaining, _BATCH)):
        yield batch

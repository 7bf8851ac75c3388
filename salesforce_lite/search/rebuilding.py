"""Makes the whole search anew from the records, in batches that others hardly notice."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, func, select

from salesforce_lite.kernel.db import Deletable
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import PluginFailedError
from salesforce_lite.search.indexing import index_records, remove_records
from salesforce_lite.search.model import SearchEntry
from salesforce_lite.search.source import SearchSource

# Small enough that a writer on SQLite waits less than 200 ms.
_BATCH = 500

UnitFactory = Callable[[], AbstractContextManager[UnitOfWork]]


def reindex(open_unit: UnitFactory, sources: Iterable[SearchSource]) -> Iterator[tuple[str, int]]:
    """Rebuild each kind; tells its name and how many records are done after each batch.

    `open_unit` opens a writing unit of the system; every batch has its own.
    """
    for source in sources:
        try:
            yield from _renew(open_unit, source)
        except PluginFailedError:
            # Noted as its failure; the other kinds are not to wait for it.
            continue
        _drop_what_is_gone(open_unit, source)


def _renew(open_unit: UnitFactory, source: SearchSource) -> Iterator[tuple[str, int]]:
    done = 0
    after: UUID | None = None
    while True:
        with open_unit() as uow:
            after, count = renew_batch(uow, source, after)
        if not count:
            return
        done += count
        yield source.kind, done


def renew_batch(
    uow: UnitOfWork, source: SearchSource, after: UUID | None
) -> tuple[UUID | None, int]:
    """Make the entries of the next records anew; answers the last of them and how many they are.

    Whoever is saving one of them comes first; who saves one meanwhile waits and writes theirs.
    """
    query = _living(select(source.model), source).order_by(source.model.id).limit(_BATCH)
    query = query.with_for_update(key_share=True, of=source.model)
    if after is not None:
        query = query.where(source.model.id > after)
    records: list[Any] = list(uow.session.scalars(query))
    if not records:
        return None, 0
    remove_records(uow, [record.id for record in records])
    index_records(uow, source.entries(uow, records), are_new=True)
    return records[-1].id, len(records)


def count_entries(
    uow: UnitOfWork, sources: Iterable[SearchSource]
) -> Iterator[tuple[SearchSource, int, int]]:
    """Of each kind: how many records there are, and how many of them the search knows."""
    for source in sources:
        living = _living(select(source.model.id), source)
        known = living.where(
            exists().where(
                SearchEntry.record_id == source.model.id, SearchEntry.kind == source.kind
            )
        )
        yield source, _count(uow, living), _count(uow, known)


def _count(uow: UnitOfWork, query: Select[Any]) -> int:
    return uow.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _drop_what_is_gone(open_unit: UnitFactory, source: SearchSource) -> None:
    last = 0
    while True:
        with open_unit() as uow:
            rows = uow.session.execute(
                select(SearchEntry.number, SearchEntry.record_id)
                .where(SearchEntry.kind == source.kind, SearchEntry.number > last)
                .order_by(SearchEntry.number)
                .limit(_BATCH)
            ).all()
            if not rows:
                return
            last = rows[-1].number
            ids = {row.record_id for row in rows}
            living = _living(select(source.model.id), source).where(source.model.id.in_(ids))
            remove_records(uow, list(ids - set(uow.session.scalars(living))))


def _living(query: Select[Any], source: SearchSource) -> Select[Any]:
    if issubclass(source.model, Deletable):
        return query.where(source.model.deleted_at.is_(None))
    return query

"""Whether what records are found by agrees with their custom values; makes it anew where not."""

from collections.abc import Iterator, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, and_, delete, exists, func, not_, select

from salesforce_lite.custom_fields.model import ENTITIES, CustomValue
from salesforce_lite.custom_fields.saving import renew_custom_values
from salesforce_lite.custom_fields.service import all_fields
from salesforce_lite.custom_fields.values import index_rows
from salesforce_lite.kernel.db import Base
from salesforce_lite.kernel.uow import UnitOfWork

# Small enough that a writer on SQLite waits less than 200 ms.
_BATCH = 500
_rows = cast(Table, CustomValue.__table__)
_COLUMNS = ("record_id", "field_id", "position", "text_value", "number_value", "target_id")
# (entity, the last id that was looked at); where to begin, and where to go on.
Mark = tuple[str, UUID | None]
FIRST: Mark = (ENTITIES[0], None)


def count_wrong_values(uow: UnitOfWork) -> int:
    """How many rows of the index are wrong, missing, or of no record."""
    expected, wrong = 0, 0
    for entity in ENTITIES:
        fields = {one.code: one for one in all_fields(uow, entity)}
        for batch in _batches(uow, entity):
            wanted = {
                tuple(row[name] for name in _COLUMNS)  # type: ignore[literal-required]
                for one in batch
                for row in index_rows(fields, one.id, one.custom)
            }
            kept = _rows.c.record_id.in_([one.id for one in batch])
            query = select(*(_rows.c[name] for name in _COLUMNS)).where(kept)
            wrong += len(wanted - {tuple(row) for row in uow.session.execute(query)})
            expected += len(wanted)
    there = uow.session.scalar(select(func.count()).select_from(_rows)) or 0
    return wrong + max(0, there - expected + wrong)


def renew_part(uow: UnitOfWork, mark: Mark) -> Mark | None:
    """Write the index of some hundred records anew; where to go on, or None at the end.

    Whoever is saving one of them comes first; who saves one meanwhile waits and writes theirs.
    """
    entity, after = mark
    batch = _batch(uow, entity, after, for_writing=True)
    renew_custom_values(uow, entity, batch)
    if len(batch) == _BATCH:
        return entity, batch[-1].id
    following = ENTITIES[ENTITIES.index(entity) + 1 :]
    if following:
        return following[0], None
    uow.session.execute(delete(_rows).where(_is_of_no_record()))
    return None


def _batches(uow: UnitOfWork, entity: str) -> Iterator[Sequence[Any]]:
    batch = _batch(uow, entity, None)
    while batch:
        yield batch
        batch = _batch(uow, entity, batch[-1].id) if len(batch) == _BATCH else ()


def _batch(
    uow: UnitOfWork, entity: str, after: UUID | None, *, for_writing: bool = False
) -> Sequence[Any]:
    table = Base.metadata.tables[entity]
    query = select(table.c.id, table.c.custom).where(table.c.custom != {}).order_by(table.c.id)
    if after is not None:
        query = query.where(table.c.id > after)
    if for_writing:
        query = query.with_for_update(key_share=True)
    return uow.session.execute(query.limit(_BATCH)).all()


def _is_of_no_record() -> Any:
    tables = (Base.metadata.tables[entity] for entity in ENTITIES)
    return and_(
        *(
            not_(exists().where(table.c.id == _rows.c.record_id, table.c.custom != {}))
            for table in tables
        )
    )

"""Which records an import made or changed, read from the history that it wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.imports.importer import Importer
from salesforce_lite.imports.model import ImportRun
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.ids import smallest_id_of
from salesforce_lite.kernel.paging import Order, page_of
from salesforce_lite.kernel.uow import UnitOfWork

CREATED, CHANGED = "created", "changed"
_SURFACE = "import"
# What a record is called stands under one of these.
_NAMES = ("name", "title", "subject")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A page of the records, by row backwards: (id, name or empty, whether it was created)."""

    records: Sequence[tuple[UUID, str, bool]]
    previous_cursor: str | None
    next_cursor: str | None


def records_of_run(
    uow: UnitOfWork, run: ImportRun, importer: Importer, *, action: str = "", cursor: str | None
) -> Taken:
    """Those that the actor sees; `action` narrows to what was created or changed.

    What somebody brought in by another import within the same moments is among them.
    """
    query = select(AuditEntry).where(
        AuditEntry.actor_id == run.actor_id,
        AuditEntry.id >= smallest_id_of(run.started_at),
        AuditEntry.surface == _SURFACE,
        AuditEntry.record_kind == importer.record_kind,
        AuditEntry.action.in_([action] if action else [CREATED, CHANGED]),
    )
    if run.finished_at is not None:
        after = run.finished_at + timedelta(milliseconds=1)
        query = query.where(AuditEntry.id < smallest_id_of(after))
    page = page_of(
        uow.session,
        query,
        (Order(AuditEntry.id, descending=True),),
        cursor=cursor,
        limit=50,
        name=f"import:{run.id}:{action}",
    )
    names = _names(uow, importer, [entry.record_id for entry in page.items])
    # A record that is linked at the end of an import is saved twice.
    told: dict[UUID, bool] = {}
    for entry in page.items:
        told[entry.record_id] = told.get(entry.record_id, False) or entry.action == CREATED
    return Taken(
        records=[(one, names[one], is_new) for one, is_new in told.items() if one in names],
        previous_cursor=page.previous_cursor,
        next_cursor=page.next_cursor,
    )


def _names(uow: UnitOfWork, importer: Importer, ids: Sequence[UUID]) -> Mapping[UUID, str]:
    model: Any = importer.model
    seen = uow.session.scalars(importer.visible(uow).where(model.id.in_(ids)))
    return {
        record.id: next((said for one in _NAMES if (said := getattr(record, one, ""))), "")
        for record in seen
    }

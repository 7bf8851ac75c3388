"""Exports of more records than are sent at once: a worker makes the file, and the bell tells."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from salesforce_lite.imports.export_files import ExportFiles
from salesforce_lite.imports.exporting import export_records
from salesforce_lite.imports.importer import Importer, find_importer
from salesforce_lite.imports.uploads import MANAGE
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.job_rows import Job, JobState, Urgency
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.notifications import notify
from salesforce_lite.plugin import ExportColumns, Reach

EXPORT = "imports.export"
KEPT = timedelta(days=1)
"""So long a file waits for whoever asked for it."""

_MOST_TRIES = 3
_MOST_LISTED = 10
_ALIVE = (JobState.QUEUED, JobState.RUNNING)
OpenUnit = Callable[[], AbstractContextManager[UnitOfWork]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeExport:
    """One that somebody asked for: what it holds, and how far it is."""

    id: UUID
    entity: str
    ending: str
    state: JobState
    asked_at: datetime


def order_export(uow: UnitOfWork, importer: Importer, ending: str) -> UUID:
    """Have the file made by a worker, as the actor; who asks again meanwhile gets the same one."""
    uow.actor.require(MANAGE)
    for known in list_exports(uow):
        if (known.entity, known.ending) == (importer.entity, ending) and known.state in _ALIVE:
            return known.id
    export_id = new_id()
    payload = {"export_id": str(export_id), "entity": importer.entity, "ending": ending}
    enqueue_job(
        uow,
        EXPORT,
        payload,
        priority=Urgency.BULK,
        max_attempts=_MOST_TRIES,
        key=_key(export_id),
    )
    uow.session.flush()
    return export_id


def list_exports(uow: UnitOfWork) -> Sequence[MadeExport]:
    """Those that the actor asked for and whose files may still be there, the newest first."""
    query = _own(uow).order_by(Job.id.desc()).limit(_MOST_LISTED)
    return [_made(job) for job in uow.session.scalars(query)]


def get_export(uow: UnitOfWork, export_id: UUID) -> MadeExport:
    """One of the actor's own that is ready; raises NotFoundError."""
    is_it = Job.key == _key(export_id)
    job = uow.session.scalar(_own(uow).where(is_it, Job.state == JobState.DONE))
    if job is None:
        raise NotFoundError
    return _made(job)


def make_export(
    uow: UnitOfWork,
    payload: Mapping[str, Any],
    *,
    files: ExportFiles,
    importers: Sequence[Importer],
    added: Sequence[ExportColumns],
    open_unit: OpenUnit,
) -> Reach | None:
    """The job: the file is written without a transaction that changes anything, then the bell
    tells. A worker that dies leaves nothing, and another one begins anew."""
    uow.actor.require(MANAGE)
    export_id, entity = UUID(payload["export_id"]), payload["entity"]
    importer = find_importer(importers, entity)
    uow.actor.require(importer.permission)
    if "answer" not in payload:
        act = partial(_write, files, export_id, importer, payload["ending"], added, open_unit)
        return Reach(act=act, payload=payload)
    if uow.actor.user_id is not None:
        notify(
            uow,
            uow.actor.user_id,
            EXPORT,
            about=export_id,
            params={"entity": entity, "ending": payload["ending"], "rows": payload["answer"]},
            key=str(export_id),
        )
    return None


def forget_exports(uow: UnitOfWork, files: ExportFiles) -> None:
    """Nobody comes for them any more."""
    for export_id, at in files.kept():
        if at < uow.now - KEPT:
            uow.afterwards(export_id, partial(files.remove, export_id))


def _write(
    files: ExportFiles,
    export_id: UUID,
    importer: Importer,
    ending: str,
    added: Sequence[ExportColumns],
    open_unit: OpenUnit,
) -> int:
    with open_unit() as uow:
        path = files.prepare(export_id, f"{importer.entity}.{ending}")
        return export_records(uow, importer, path, added=added)


def _own(uow: UnitOfWork) -> Select[Job]:
    uow.actor.require(MANAGE)
    return select(Job).where(
        Job.kind == EXPORT,
        Job.actor_id == uow.actor.user_id,
        func.coalesce(Job.ended_at, Job.created_at) > uow.now - KEPT,
        Job.state != JobState.CANCELLED,
    )


def _made(job: Job) -> MadeExport:
    return MadeExport(
        id=UUID(job.payload["export_id"]),
        entity=job.payload["entity"],
        ending=job.payload["ending"],
        state=JobState(job.state),
        asked_at=job.created_at,
    )


def _key(export_id: UUID) -> str:
    return f"{EXPORT}:{export_id}"

"""Use cases of those who bring files in with the browser: hand in, say what it is, try, import."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import Select, select

from salesforce_lite.imports.assignment import assign_columns, guess_columns
from salesforce_lite.imports.directory import Directory
from salesforce_lite.imports.errors import NotTriedError, UploadBusyError
from salesforce_lite.imports.fitting import best_fit
from salesforce_lite.imports.importer import Importer, find_importer
from salesforce_lite.imports.mapping import ColumnMapping
from salesforce_lite.imports.model import ImportUpload, RunState, UploadState
from salesforce_lite.imports.options import Options, settled
from salesforce_lite.imports.own_kinds import as_the_company_has_it
from salesforce_lite.imports.upload_files import UploadFiles, cleaned_name
from salesforce_lite.imports.upload_heads import (
    UNKNOWN,
    beside_file,
    check_size,
    head_as_json,
    read_head,
)
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.job_rows import Job, JobState, Urgency
from salesforce_lite.kernel.jobs import cancel_job, enqueue_job
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version

MANAGE = "imports.manage"
TRY, TAKE = "imports.try", "imports.take"
_BUSY = (UploadState.TRYING, UploadState.RUNNING)
_ALIVE = (JobState.QUEUED, JobState.RUNNING)


def visible_uploads(uow: UnitOfWork) -> Select[ImportUpload]:
    """Those the actor handed in; all of them for those who see everybody's records."""
    uow.actor.require(MANAGE)
    query = select(ImportUpload).order_by(ImportUpload.id.desc())
    if uow.actor.sees_everybody():
        return query
    return query.where(ImportUpload.created_by == uow.actor.user_id)


def get_upload(uow: UnitOfWork, upload_id: UUID) -> ImportUpload:
    """One of them; raises NotFoundError."""
    upload = uow.session.scalar(visible_uploads(uow).where(ImportUpload.id == upload_id))
    if upload is None:
        raise NotFoundError
    return upload


def list_open_uploads(uow: UnitOfWork) -> Sequence[ImportUpload]:
    """Files that were handed in and not brought in yet, the newest first."""
    query = visible_uploads(uow).where(ImportUpload.state != UploadState.FINISHED)
    return uow.session.scalars(query.limit(50)).all()


def receive_upload(
    uow: UnitOfWork,
    files: UploadFiles,
    importers: Sequence[Importer],
    source: BinaryIO,
    *,
    file_name: str | None,
    entity: str = "",
) -> ImportUpload:
    """Take a file in, and recognise what it holds unless that is said.

    The unit must not be writing yet: nobody waits while the file is opened. Raises
    InvalidInputError beside `file`; nothing of the file is kept then.
    """
    uow.actor.require(MANAGE)
    upload_id = new_id()
    size = files.receive(upload_id, source)
    check_size(size)
    try:
        head = read_head(files.path(upload_id), {})
        if not entity:
            fit = best_fit(uow, importers, head.columns)
            if fit is None:
                raise beside_file(UNKNOWN, columns=", ".join(head.columns[:20]))
            entity = fit.entity
        _permitted(uow, importers, entity)
        uow.start_writing()
        upload = ImportUpload(
            id=upload_id,
            file_name=cleaned_name(file_name),
            size=size,
            entity=entity,
            head=head_as_json(head),
            options=asdict(Options()),
            created_at=uow.now,
            created_by=uow.actor.user_id,
            by_name=uow.actor.name,
            changed_at=uow.now,
        )
        uow.session.add(upload)
        uow.session.flush()
    except BaseException:
        files.remove(upload_id)
        raise
    return upload


def read_otherwise(
    uow: UnitOfWork,
    files: UploadFiles,
    upload_id: UUID,
    *,
    sheet: str,
    encoding: str,
    delimiter: str,
    version: int | None,
) -> ImportUpload:
    """Open the file another way; what was said about columns that it has no more is forgotten."""
    upload = _idle(uow, upload_id, version)
    reading = {"sheet": sheet, "encoding": encoding, "delimiter": delimiter}
    head = read_head(files.path(upload_id), reading)
    uow.start_writing()
    upload = _idle(uow, upload_id, version)
    upload.reading, upload.head = reading, head_as_json(head)
    upload.columns = {name: to for name, to in upload.columns.items() if name in head.columns}
    _changed(uow, files, upload)
    return upload


def call_it(
    uow: UnitOfWork,
    files: UploadFiles,
    importers: Sequence[Importer],
    upload_id: UUID,
    entity: str,
    *,
    version: int | None,
) -> ImportUpload:
    """Say what the file holds; its columns are recognised anew."""
    upload = _idle(uow, upload_id, version)
    _permitted(uow, importers, entity)
    if upload.entity != entity:
        upload.entity, upload.columns = entity, {}
        _changed(uow, files, upload)
    return upload


def try_upload(
    uow: UnitOfWork,
    files: UploadFiles,
    importers: Sequence[Importer],
    upload_id: UUID,
    *,
    columns: Mapping[str, str],
    options: Options,
    version: int | None,
) -> ImportUpload:
    """Keep what was said, and have a trial done: all of it is played and nothing is kept.

    `columns` leads columns of the file to fields, those to nothing to none. Raises what an import
    would refuse as a whole.
    """
    upload = _idle(uow, upload_id, version)
    importer = as_the_company_has_it(uow, _permitted(uow, importers, upload.entity))
    known = tuple(upload.head["columns"])
    said = _said_otherwise(importer, known, columns)
    mapping = mapping_of(said)
    assignment = assign_columns(importer, known, mapping)
    settled(uow, importer, assignment, options, mapping, Directory(uow))
    upload.columns, upload.options = said, asdict(options)
    _changed(uow, files, upload)
    files.forget_course(upload_id)
    _enqueue(uow, upload, TRY, UploadState.TRYING)
    return upload


def import_upload(
    uow: UnitOfWork, importers: Sequence[Importer], upload_id: UUID, *, version: int | None
) -> ImportUpload:
    """Bring it in as it was tried. Raises NotTriedError."""
    upload = _idle(uow, upload_id, version)
    _permitted(uow, importers, upload.entity)
    if not upload.trial:
        raise NotTriedError
    upload.problem = {}
    _enqueue(uow, upload, TAKE, UploadState.RUNNING)
    return upload


def cancel_upload(uow: UnitOfWork, upload_id: UUID) -> ImportUpload:
    """Stop the trial or the import after the batch in hand; what was taken stays."""
    upload = get_upload(uow, upload_id)
    if upload.state not in _BUSY:
        return upload
    upload.state, upload.changed_at = UploadState.READY, uow.now
    if upload.run is not None and upload.run.state == RunState.RUNNING:
        upload.run.state, upload.run.finished_at = RunState.STOPPED, uow.now
    if upload.job_id is not None:
        _cancel_quietly(uow, upload.job_id)
    return upload


def remove_upload(
    uow: UnitOfWork, files: UploadFiles, upload_id: UUID, *, version: int | None
) -> None:
    """Take a file away that is not to be brought in."""
    upload = _idle(uow, upload_id, version)
    uow.session.delete(upload)
    uow.session.flush()
    uow.afterwards(upload_id, lambda: files.remove(upload_id))


def is_busy(uow: UnitOfWork, upload: ImportUpload) -> bool:
    """Whether a worker has it, or will have it soon; one that failed for good has it no more."""
    job = job_of(uow, upload)
    return upload.state in _BUSY and job is not None and job.state in _ALIVE


def job_of(uow: UnitOfWork, upload: ImportUpload) -> Job | None:
    """The newest work on it, as long as jobs are remembered."""
    return uow.session.get(Job, upload.job_id) if upload.job_id else None


def mapping_of(columns: Mapping[str, str]) -> ColumnMapping:
    """What a person said about the columns, as a mapping file would."""
    return ColumnMapping(
        columns={column: field for column, field in columns.items() if field},
        ignored=frozenset(column for column, field in columns.items() if not field),
    )


def _said_otherwise(
    importer: Importer, known: tuple[str, ...], columns: Mapping[str, str]
) -> dict[str, str]:
    """What is not as it would be recognised: only words of columns that somebody named must be
    understood. Whoever shares a field with one of them is named as well, so that it is told."""
    found = guess_columns(importer, known, ColumnMapping())
    taken = {column: field.name for column, field in found.columns}
    otherwise = {column for column in columns if columns[column] != taken.get(column, "")}
    fields = {columns[column] for column in otherwise} - {""}
    return {
        column: field for column, field in columns.items() if column in otherwise or field in fields
    }


def _permitted(uow: UnitOfWork, importers: Sequence[Importer], entity: str) -> Importer:
    importer = find_importer(importers, entity)
    uow.actor.require(importer.permission)
    return importer


def _idle(uow: UnitOfWork, upload_id: UUID, version: int | None) -> ImportUpload:
    """An upload that can be changed now."""
    upload = get_upload(uow, upload_id)
    if is_busy(uow, upload):
        raise UploadBusyError
    if upload.state == UploadState.FINISHED:
        raise NotFoundError
    check_version(upload, version)
    return upload


def _changed(uow: UnitOfWork, files: UploadFiles, upload: ImportUpload) -> None:
    """What the trial found holds no more."""
    upload.state, upload.changed_at = UploadState.READY, uow.now
    upload.trial, upload.problem, upload.progress = {}, {}, 0
    files.forget_trial(upload.id)


def _enqueue(uow: UnitOfWork, upload: ImportUpload, kind: str, state: UploadState) -> None:
    upload.state, upload.progress, upload.changed_at = state, 0, uow.now
    payload = {"upload_id": str(upload.id)}
    job = enqueue_job(uow, kind, payload, priority=Urgency.BULK, max_attempts=3)
    upload.job_id = job.id


def _cancel_quietly(uow: UnitOfWork, job_id: UUID) -> None:
    """It may have ended just now."""
    try:
        cancel_job(uow, job_id)
    except NotFoundError:
        return

"""Trials and imports of files that were handed in, done by the worker in steps."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from time import monotonic
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, update

from salesforce_lite.imports.importer import Importer, find_importer
from salesforce_lite.imports.importing import Import
from salesforce_lite.imports.model import ImportUpload, UploadState
from salesforce_lite.imports.options import Options
from salesforce_lite.imports.reports import Course
from salesforce_lite.imports.upload_files import UploadFiles
from salesforce_lite.imports.upload_heads import opened_as
from salesforce_lite.imports.uploads import get_upload, mapping_of
from salesforce_lite.kernel.errors import DomainError, NotFoundError
from salesforce_lite.kernel.further_units import further_units
from salesforce_lite.kernel.jobs import LeaseLostError
from salesforce_lite.kernel.rehearsal import rehearsal
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import GoOn, Reach
from salesforce_lite.tabular import TableError

# Seconds of rows that a trial plays: PostgreSQL keeps what it touches locked until its end.
_TRIAL = 30.0
# Seconds of rows in a step; more where a file takes long to open, as each step opens it again.
_STEP, _LONGEST_STEP = 15.0, 200.0
_TIMES_OPENING = 3
# Seconds between two looks at whether somebody has cancelled.
_LOOK_EVERY = 1.0


@dataclass(slots=True, kw_only=True)
class _Work:
    """What a step needs when the transaction that began it has ended."""

    uow: UnitOfWork
    files: UploadFiles
    importer: Importer
    upload_id: UUID
    # Cancelled and begun anew, the file is another job's.
    job_id: UUID | None
    file_name: str
    say: Callable[[str], str]
    state: str
    reading: Mapping[str, str]
    columns: Mapping[str, str]
    options: Options
    is_cancelled: bool = False
    _looked_at: float = field(default_factory=monotonic)

    @contextmanager
    def opened(self) -> Iterator[Import]:
        """The import, made ready to take rows."""
        with opened_as(self.files.path(self.upload_id), self.reading) as reader:
            work = Import(
                importer=self.importer,
                reader=reader,
                mapping=mapping_of(self.columns),
                options=self.options,
                open_unit=further_units(self.uow, surface="import"),
                file_name=self.file_name,
                say=self.say,
            )
            work.prepare()
            yield work

    def tell(self, share: float) -> bool:
        """Write down how far it is; whether somebody has cancelled it."""
        if monotonic() - self._looked_at >= _LOOK_EVERY:
            self._looked_at = monotonic()
            progress = (
                update(ImportUpload)
                .where(
                    ImportUpload.id == self.upload_id,
                    ImportUpload.state == self.state,
                    ImportUpload.job_id == self.job_id,
                )
                .values(progress=int(share * 100))
            )
            with self.own_unit() as uow:
                told = uow.session.execute(progress.returning(ImportUpload.id))
                self.is_cancelled = told.first() is None
        return self.is_cancelled

    def own_unit(self) -> AbstractContextManager[UnitOfWork]:
        """For what is said of the work itself, which is kept whatever becomes of the rows."""
        return further_units(self.uow, surface="job")()

    def change(self, **values: Any) -> None:
        """Say something of the upload, unless it was cancelled or removed meanwhile."""
        with self.own_unit() as uow:
            upload = uow.session.get(ImportUpload, self.upload_id)
            if upload is None or (upload.state, upload.job_id) != (self.state, self.job_id):
                return
            for name, value in values.items():
                setattr(upload, name, value)


def try_out(
    uow: UnitOfWork,
    payload: Mapping[str, Any],
    *,
    files: UploadFiles,
    importers: Sequence[Importer],
    say: Callable[[str], str],
) -> Reach | None:
    """The job of a trial: the rows of half a minute are taken, and nothing of it stays."""
    work = _work(uow, payload, files, importers, say, UploadState.TRYING)
    if work is None or "answer" in payload:
        return None
    return Reach(act=partial(_broken_off, work, _try), payload=payload)


def bring_in(
    uow: UnitOfWork,
    payload: Mapping[str, Any],
    *,
    files: UploadFiles,
    importers: Sequence[Importer],
    say: Callable[[str], str],
) -> Reach | GoOn | None:
    """The job of an import: some rows at a time, until none are left."""
    work = _work(uow, payload, files, importers, say, UploadState.RUNNING)
    if work is None:
        return None
    answer = payload.get("answer")
    if answer is None:
        return Reach(act=partial(_broken_off, work, _take), payload=payload)
    if answer == "over":
        upload = get_upload(uow, work.upload_id)
        upload.state, upload.progress, upload.changed_at = UploadState.FINISHED, 100, uow.now
        uow.afterwards(work.upload_id, lambda: files.release(work.upload_id))
        return None
    return GoOn({"upload_id": str(work.upload_id)})


def _work(
    uow: UnitOfWork,
    payload: Mapping[str, Any],
    files: UploadFiles,
    importers: Sequence[Importer],
    say: Callable[[str], str],
    state: UploadState,
) -> _Work | None:
    """None for what was cancelled or removed before its turn came."""
    try:
        upload = get_upload(uow, UUID(payload["upload_id"]))
    except NotFoundError:
        return None
    if upload.state != state:
        return None
    return _Work(
        uow=uow,
        files=files,
        importer=find_importer(importers, upload.entity),
        upload_id=upload.id,
        job_id=upload.job_id,
        file_name=upload.file_name,
        say=say,
        state=state,
        reading=dict(upload.reading),
        columns=dict(upload.columns),
        options=Options(**upload.options),
    )


def _broken_off(work: _Work, act: Callable[[_Work], str]) -> str:
    """What the file or the rules refuse as a whole is told on its page, and not tried again."""
    try:
        return act(work)
    except LeaseLostError:
        # Another worker has it by now, and nothing is wrong with the file.
        raise
    except TableError as problem:
        sentence, code, params = problem.message, problem.code, problem.params
    except DomainError as problem:
        sentence, code, params = problem.sentence, problem.code, problem.params
    told = {name: str(value) for name, value in params.items() if name != "file"}
    work.change(
        state=UploadState.READY,
        problem={"code": code, "sentence": sentence, "params": told},
    )
    return "broken"


def _try(work: _Work) -> str:
    rejected = work.files.rejected(work.upload_id, is_trial=True)
    rejected.begin(0)
    course = Course()
    engine = work.uow.session.get_bind()
    with work.opened() as trial, rehearsal(_engine(engine)) as make_session:
        trial.open_unit = further_units(work.uow, make_session, surface="import")
        ends_at = monotonic() + _TRIAL
        trial.begin(course)
        report = trial.take(
            course,
            rejected.add,
            lambda: work.tell(trial.reader.progress) or monotonic() > ends_at,
        )
        found = {
            "rows": trial.row_count,
            "tried": course.counts.total,
            "counts": asdict(course.counts),
            "deleted": course.deleted,
            "remarks": course.remarks.as_json(),
            "system": trial.source.system,
            "stopped_after": trial.stopped_after,
            "in_file": str(report.in_file) if report else "",
        }
    work.change(state=UploadState.READY, trial=found, progress=100)
    return "over"


def _take(work: _Work) -> str:
    files, upload_id = work.files, work.upload_id
    course = files.course(upload_id)
    rejected = files.rejected(upload_id, is_trial=False)
    rejected.begin(course.counts.rejected)
    started = monotonic()
    with work.opened() as wanted:
        opening = monotonic() - started
        ends_at = monotonic() + min(max(_STEP, _TIMES_OPENING * opening), _LONGEST_STEP)
        wanted.begin(course)
        files.keep_course(upload_id, course)
        work.change(run_id=course.run_id)
        report = wanted.take(
            course,
            rejected.add,
            lambda: work.tell(wanted.reader.progress) or monotonic() > ends_at,
        )
        files.keep_course(upload_id, course)
        if work.is_cancelled and report is None:
            wanted.stop(course)
    return "over" if report else "more"


def _engine(bind: Any) -> Engine:
    """A session of the server is bound to its engine."""
    return bind if isinstance(bind, Engine) else bind.engine

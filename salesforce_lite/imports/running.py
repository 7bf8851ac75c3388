"""Saves rows batch by batch; a bad row rejects itself and nothing else."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, StatementError

from salesforce_lite.imports.custom import CustomColumns
from salesforce_lite.imports.directory import Directory
from salesforce_lite.imports.identity import recognise
from salesforce_lite.imports.importer import (
    IS_DELETED,
    Batch,
    Importer,
    ImportRow,
    Pending,
    RowRefusedError,
    Source,
)
from salesforce_lite.imports.links import Targets
from salesforce_lite.imports.model import ImportRun
from salesforce_lite.imports.remarks import Remarks
from salesforce_lite.imports.reports import Counts, Course
from salesforce_lite.imports.standing import first_word
from salesforce_lite.imports.together import records_of
from salesforce_lite.kernel.db import is_taken_back
from salesforce_lite.kernel.errors import N_, DomainError
from salesforce_lite.kernel.jobs import LeaseLostError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import PluginFailedError

T = TypeVar("T")

_MOST_TRIES = 5

OpenUnit = Callable[[], AbstractContextManager[UnitOfWork]]
# Row number, its cells, the reason.
Unread = tuple[int, Any, str]
Reject = Callable[[int, Any, str], None]

_DATABASE_REFUSES = N_("The database refuses this row: a value does not fit its field.")
_FIELD = N_("%(field)s: %(problem)s")
_TORN = N_("Another row of the same record cannot be read.")


@dataclass(slots=True)
class Runner:
    """Takes batches of rows, each in one transaction that also says how far the run came."""

    importer: Importer
    source: Source
    open_unit: OpenUnit
    people: Directory
    course: Course
    reject: Reject
    # Puts the sentences of reasons into the words of whoever reads them.
    say: Callable[[str], str] = str

    # Rows that are not to be saved, until the next batch counts them with its own.
    _aside: list["_Aside"] = field(default_factory=list)

    def take(
        self,
        rows: Sequence[ImportRow],
        unread: Sequence["Unread"] = (),
        torn: Collection[str] = frozenset(),
    ) -> None:
        """Save the rows together; where that is refused, their halves, down to the bad one.

        `unread` are rows between them that cannot be read, `torn` the records they belong to.
        """
        last_row = max([row.number for row in rows] + [number for number, _, _ in unread])
        self._aside = [_Aside(*one) for one in unread]
        self._aside += [_Aside(row.number) for row in rows if row.get(IS_DELETED)]
        # What the other system has deleted is not brought in.
        wanted = [row for row in rows if not row.get(IS_DELETED)]
        self._aside += [
            _Aside(row.number, row.cells, self.say(_TORN))
            for row in wanted
            if row.record_key in torn
        ]
        wanted = [row for row in wanted if row.record_key not in torn]
        if wanted:
            self._take(wanted)
        if self._aside:
            self._keep(until_taken(lambda: self._save((), last_row)))

    def _reason(self, refusal: Exception) -> str:
        return reason_of(refusal, self.importer, self.say)

    def _take(self, rows: Sequence[ImportRow]) -> None:
        try:
            done = until_taken(lambda: self._save(rows, rows[-1].number))
        except (DomainError, StatementError) as refusal:
            if not _is_about_rows(refusal):
                raise
            records = records_of(rows)
            if len(records) == 1:
                reason = self._reason(refusal)
                self._aside += [_Aside(row.number, row.cells, reason) for row in rows]
                return
            middle = sum(len(several) for several in records[: len(records) // 2])
            self._take(rows[:middle])
            self._take(rows[middle:])
        else:
            self._keep(done)

    def _save(self, rows: Sequence[ImportRow], last_row: int) -> "_Done":
        """With what stands beside them up to that row of the file, counted where it was not yet."""
        with self.open_unit() as uow:
            done = self._save_in(uow, rows) if rows else _Done()
            done.last_row = last_row
            done.aside = [one for one in self._aside if one.number <= last_row]
            for one in done.aside:
                if not self._is_counted(one.number):
                    done.counts += one.counts
            self._note_progress(uow, done)
        return done

    def _is_counted(self, number: int) -> bool:
        """A worker that was killed has saved and counted more than it could write down."""
        return number <= self.course.counted_until

    def _save_in(self, uow: UnitOfWork, rows: Sequence[ImportRow]) -> "_Done":
        for row in rows:
            row.record_id, row.record, row.is_referenced = None, None, False
        batch = Batch(uow, self.source, rows, self.people, Targets(), Remarks())
        done, refused = _Done(remarks=batch.remarks), dict[int, DomainError]()
        recognise(self.importer, batch, refused)
        _look_up_links(self.importer, batch)
        if self.importer.look_up is not None:
            batch.found = self.importer.look_up(batch)
        custom = CustomColumns.of(self.importer, batch)
        drafts, drafted = [], []
        for row, *following in records_of(rows):
            row.following = following
            wrong = next(
                (refused[one.number] for one in row.all_rows if one.number in refused), None
            )
            if wrong is not None:
                refused |= {one.number: wrong for one in row.all_rows}
                continue
            try:
                draft = self.importer.draft(batch, row)
                drafts.append(custom.added(row, draft) if custom else draft)
                drafted.append(row)
            except PluginFailedError:
                raise
            except DomainError as refusal:
                refused |= {one.number: refusal for one in row.all_rows}
        versions = [getattr(row.record, "version", None) for row in drafted]
        saved = self.importer.save(uow, drafts) if drafts else ()
        uow.session.flush()
        touched = _told_ids(uow, f"{self.importer.record_kind}_id")
        for row, record, version in zip(drafted, saved, versions, strict=True):
            for one in row.all_rows:
                if not self._is_counted(one.number):
                    done.counts += _counts_of(row, record, version, touched)
        done.pending = [
            (record.id, batch.late[row.number])
            for row, record in zip(drafted, saved, strict=True)
            if row.number in batch.late
        ]
        done.refused = [
            _Aside(row.number, row.cells, self._reason(refused[row.number]))
            for row in rows
            if row.number in refused
        ]
        done.counts.rejected = sum(not self._is_counted(one.number) for one in done.refused)
        return done

    def _note_progress(self, uow: UnitOfWork, done: "_Done") -> None:
        """In the transaction of the rows: whoever goes on behind them finds true counts."""
        run = uow.session.get(ImportRun, self.course.run_id)
        if run is not None:
            run.last_row = max(run.last_row, done.last_row)
            run.created += done.counts.created
            run.updated += done.counts.updated
            run.skipped += done.counts.skipped
            run.rejected += done.counts.rejected

    def _keep(self, done: "_Done") -> None:
        """Only what was committed counts."""
        course = self.course
        course.counts += done.counts
        course.last_row = done.last_row
        course.remarks.add_all(done.remarks)
        course.pending += done.pending
        self._aside = [one for one in self._aside if one.number > done.last_row]
        for one in sorted([*done.refused, *done.aside], key=lambda one: one.number):
            if one.reason is None:
                course.deleted += 1
            else:
                self.reject(one.number, one.cells, one.reason)


def _counts_of(row: ImportRow, record: Any, version: int | None, touched: set[UUID]) -> Counts:
    if row.record_id is None:
        return Counts(created=1)
    if record.version != version or record.id in touched:
        return Counts(updated=1)
    return Counts(skipped=1)


def until_taken(save: Callable[[], T]) -> T:
    """Save a batch again where PostgreSQL took it back because it crossed somebody else's work."""
    for _ in range(_MOST_TRIES - 1):
        try:
            return save()
        except DBAPIError as error:
            if not is_taken_back(error):
                raise
    return save()


@dataclass(frozen=True, slots=True)
class _Aside:
    """A row that is not saved: refused for the reason, or without one left out as deleted."""

    number: int
    cells: Any = ()
    reason: str | None = None

    @property
    def counts(self) -> Counts:
        return Counts(skipped=1) if self.reason is None else Counts(rejected=1)


@dataclass(slots=True, kw_only=True)
class _Done:
    """What became of a batch, up to a row of the file."""

    last_row: int = 0
    counts: Counts = field(default_factory=Counts)
    remarks: Remarks = field(default_factory=Remarks)
    pending: list[Pending] = field(default_factory=list)
    refused: list[_Aside] = field(default_factory=list)
    aside: list[_Aside] = field(default_factory=list)


def _look_up_links(importer: Importer, batch: Batch) -> None:
    wanted: dict[str, set[str]] = {}
    names: set[str] = set()
    for row in batch.rows:
        for name, kinds in importer.links.items():
            reference = first_word(row.get(name))
            if reference:
                for kind in kinds:
                    wanted.setdefault(kind, set()).add(reference)
        # A name is only looked for where no id leads anywhere.
        for name in ("customer_name", "parent_name"):
            if row.get(name):
                names.add(row.get(name))
    system = None if batch.source.is_own else batch.source.system
    batch.targets.look_up(batch.uow, system, wanted)
    batch.targets.look_up_names(batch.uow, names)


def _told_ids(uow: UnitOfWork, name: str) -> set[UUID]:
    return {getattr(event, name, None) for event in uow.recorded} - {None}  # type: ignore[return-value]  # None is taken out


def reason_of(refusal: Exception, importer: Importer, say: Callable[[str], str]) -> str:
    """One sentence, or one for each field that is wrong."""
    if isinstance(refusal, RowRefusedError):
        return say(refusal.reason) % refusal.params
    if isinstance(refusal, DomainError) and refusal.fields:
        return " ".join(
            say(_FIELD)
            % {
                "field": _label(importer, name, say),
                "problem": say(sentence) % refusal.params,
            }
            for name, sentence in refusal.fields.items()
        )
    if isinstance(refusal, DomainError):
        return say(refusal.sentence) % refusal.params
    return say(_DATABASE_REFUSES)


def _label(importer: Importer, name: str, say: Callable[[str], str]) -> str:
    field = importer.field(name)
    return say(field.label) if field else name.replace("_", " ")


def _is_about_rows(refusal: Exception) -> bool:
    """Whether the rows are at fault; a database that is away or busy says nothing about them, nor
    does a plugin that fails at them, nor that the import is another worker's by now."""
    if isinstance(refusal, PluginFailedError | LeaseLostError):
        return False
    return not isinstance(refusal, DBAPIError) or isinstance(refusal, DataError | IntegrityError)

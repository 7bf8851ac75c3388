"""Bringing in a file: from the columns to the last batch, and what is told at the end."""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import SQLAlchemyError

from salesforce_lite.imports.assignment import Assignment, assign_columns, field_name, known_names
from salesforce_lite.imports.directory import Directory
from salesforce_lite.imports.errors import (
    CurrencyMissingError,
    NoSuchMatchError,
    RejectsFileError,
)
from salesforce_lite.imports.importer import (
    OWN_ID,
    REFERENCE,
    Importer,
    Pending,
    Source,
    Sums,
)
from salesforce_lite.imports.mapping import ColumnMapping
from salesforce_lite.imports.model import ImportRun, RunState
from salesforce_lite.imports.options import Options, settled
from salesforce_lite.imports.own_kinds import as_the_company_has_it
from salesforce_lite.imports.piece_rows import take_piece
from salesforce_lite.imports.rejects import Rejects
from salesforce_lite.imports.remarks import Remarks
from salesforce_lite.imports.reports import Counts, Course, Report
from salesforce_lite.imports.running import OpenUnit, Reject, Runner, until_taken
from salesforce_lite.imports.together import KeyOf, key_reader, whole_records
from salesforce_lite.intake import PIECE_ROWS, FileReader, Order
from salesforce_lite.kernel.interrupts import finishing_first
from salesforce_lite.kernel.uow import UnitOfWork


@dataclass(slots=True, kw_only=True)
class Import:
    """One import, from its preparation to its report.

    `prepare` refuses what cannot be brought in at all, before anything is taken; `run` takes the
    rows. In between a surface can tell what was understood.
    """

    importer: Importer
    reader: FileReader
    mapping: ColumnMapping
    options: Options
    open_unit: OpenUnit
    # What people call the file, where it lies under another name.
    file_name: str = ""
    # Puts the reasons of rejected rows into the words of whoever reads them.
    say: Callable[[str], str] = str
    assignment: Assignment = field(init=False)
    source: Source = field(init=False)
    people: Directory = field(init=False)
    file_hash: str = field(init=False)
    # How many rows the file has.
    row_count: int = field(init=False)
    # The row after which earlier imports of this file stopped; none where the last one did not.
    stopped_after: int = field(default=0, init=False)

    def prepare(self, watch: Callable[[float], None] = lambda _share: None) -> None:
        """Understand the columns and have the file gone through once."""
        # Nobody waits for the write lock while the file is opened.
        columns = self.reader.head.columns
        self.file_hash = _file_hash(self.reader.path)
        with self.open_unit() as uow:
            uow.actor.require(self.importer.permission)
            self.importer = as_the_company_has_it(uow, self.importer)
            self.assignment = assign_columns(self.importer, columns, self.mapping)
            self.stopped_after = self._stopped_after(uow)
            self.people = Directory(uow)
            self.source = settled(
                uow, self.importer, self.assignment, self.options, self.mapping, self.people
            )
        self._check_match()
        self._check_currency()
        self.row_count = self.reader.survey(self._order(), watch)

    def run(
        self, rejects_path: Path, watch: Callable[[float, Counts], None] = lambda _s, _c: None
    ) -> Report:
        """Take every row, or write it to the file of rejected rows with the reason."""
        if rejects_path.resolve() == self.reader.path.resolve():
            raise RejectsFileError(file=rejects_path, reason="that is the file being imported")
        head = self.reader.head
        rejects = Rejects(rejects_path, head.columns, delimiter=head.delimiter or ",")
        try:
            report = self._run(rejects, watch)
        finally:
            rejects.close()
        if not report.counts.rejected:
            rejects.remove_earlier()
        return report

    def _run(self, rejects: Rejects, watch: Callable[[float, Counts], None]) -> Report:
        course = Course()
        self.begin(course)

        def is_enough() -> bool:
            watch(self.reader.progress, course.counts)
            return False

        return cast(Report, self.take(course, rejects.add, is_enough))

    def begin(self, course: Course) -> None:
        """Note that the import of this file runs, or runs again; what is counted stays counted."""
        if course.run_id is None:
            course.run_id = self._start()
        else:
            with self.open_unit() as uow:
                course.take_up(uow.session.get(ImportRun, course.run_id))
            self._note(course, RunState.RUNNING)

    def take(self, course: Course, reject: Reject, is_enough: Callable[[], bool]) -> Report | None:
        """Take the rows behind those that were taken on the course, until it is enough.

        Answers the report when nothing is left, and None where something is. What breaks it off
        leaves the batches before; the course is then where it was broken off.
        """
        runner = Runner(
            self.importer, self.source, self.open_unit, self.people, course, reject, self.say
        )
        key_of, pieces = self._key_of(), self.reader.pieces()
        try:
            for whole in whole_records(pieces, key_of) if key_of else pieces:
                piece = whole.after(course.last_row)
                if not piece.last_row:
                    continue
                with finishing_first():
                    take_piece(runner, piece, key_of)
                if is_enough():
                    self._note(course, RunState.RUNNING)
                    return None
            if self.importer.finish is not None and course.pending:
                self._finish(course)
        except BaseException:
            # What broke the run off is told, even where this cannot be written down; the next
            # import of the file does it then.
            with suppress(SQLAlchemyError):
                self.stop(course)
            raise
        return self._end(course)

    def stop(self, course: Course) -> None:
        """Note that it was broken off."""
        self._note(course, RunState.STOPPED)

    def _order(self) -> Order:
        """How the file is to be read, for a process that knows nothing of importers."""
        key = OWN_ID if self.source.is_own else REFERENCE
        columns = self.assignment.columns
        known = known_names(self.importer)
        return Order(
            columns=columns,
            mapped=self.assignment.mapped,
            # Where several rows are one record none of them is there twice.
            key_column=(
                ""
                if self.importer.together
                else next((column for column, field in columns if field.name == key), "")
            ),
            natural_columns=tuple(
                column
                for name in self.importer.natural_key
                for column, field in columns
                if field.name == name
            ),
            words=_words(self.assignment, self.mapping),
            defaults=tuple(
                (known[field_name(written)], text)
                for written, text in self.mapping.defaults.items()
            ),
            decimal=self.options.decimal,
            date_order=self.options.date_order,
            zone=self.source.zone,
            country=self.source.country,
            currency=self.source.currency,
            is_own=self.source.is_own,
        )

    def _key_of(self) -> KeyOf | None:
        """What tells the rows of one record from those of the next, where it takes several."""
        wanted = (OWN_ID,) if self.source.is_own else self.importer.together
        naming = [column for column, field in self.assignment.columns if field.name in wanted]
        if not self.importer.together or not naming:
            return None
        return key_reader(self.reader.head.columns, naming)

    def _finish(self, course: Course) -> None:
        """Links to records that came later in the file, in pieces as small as batches."""
        for start in range(0, len(course.pending), PIECE_ROWS):
            part = course.pending[start : start + PIECE_ROWS]
            with finishing_first():
                course.remarks.add_all(until_taken(partial(self._finish_part, part)))

    def _finish_part(self, part: Sequence[Pending]) -> Remarks:
        remarks = Remarks()
        with self.open_unit() as uow:
            if self.importer.finish is not None:
                self.importer.finish(uow, self.source, part, remarks)
        return remarks

    def _stopped_after(self, uow: UnitOfWork) -> int:
        runs = select(ImportRun.state, ImportRun.last_row).where(*self._same_file)
        newest_first = uow.session.execute(runs.order_by(ImportRun.id.desc()))
        unfinished = takewhile(lambda run: run.state != RunState.FINISHED, newest_first)
        return max((run.last_row for run in unfinished), default=0)

    @property
    def _same_file(self) -> tuple[ColumnElement[bool], ...]:
        return ImportRun.file_hash == self.file_hash, ImportRun.entity == self.importer.entity

    def _start(self) -> UUID:
        with self.open_unit() as uow:
            unfinished = update(ImportRun).where(
                *self._same_file, ImportRun.state != RunState.FINISHED
            )
            uow.session.execute(unfinished.values(state=RunState.STOPPED))
            run = ImportRun(
                entity=self.importer.entity,
                system=self.source.system,
                file_name=(self.file_name or self.reader.path.name)[:200],
                file_hash=self.file_hash,
                actor_id=uow.actor.user_id,
                actor_name=uow.actor.name,
                started_at=uow.now,
            )
            uow.session.add(run)
            return run.id

    def _end(self, course: Course) -> Report:
        """Note what became of it, with the sums to be compared."""
        with finishing_first(), self.open_unit() as uow:
            report = Report(
                system=self.source.system,
                rows=self.row_count,
                counts=course.counts,
                deleted=course.deleted,
                remarks=course.remarks,
                in_file=Sums(self.row_count, self.reader.amounts),
                in_database=self.importer.sums(uow, self.source) if self.importer.sums else None,
            )
            self._write(uow, course, RunState.FINISHED, report.as_json())
        return report

    def _note(self, course: Course, state: RunState) -> None:
        with finishing_first(), self.open_unit() as uow:
            told = {"deleted": course.deleted, "remarks": course.remarks.as_json()}
            self._write(uow, course, state, told)

    def _write(
        self, uow: UnitOfWork, course: Course, state: RunState, report: dict[str, Any]
    ) -> None:
        run = uow.session.get(ImportRun, course.run_id) if course.run_id else None
        if run is not None:
            counts = course.counts
            run.state, run.report = state, report
            run.finished_at = None if state == RunState.RUNNING else uow.now
            run.created, run.updated = counts.created, counts.updated
            run.skipped, run.rejected = counts.skipped, counts.rejected

    def _check_match(self) -> None:
        match = self.source.match
        if match and match not in self.importer.matches:
            raise NoSuchMatchError(
                entity=self.importer.entity,
                match=match,
                known=", ".join(self.importer.matches) or "–",
            )

    def _check_currency(self) -> None:
        names = self.assignment.fields
        if "amount" in names and "currency" not in names and not self.source.currency:
            column = next(c for c, field in self.assignment.columns if field.name == "amount")
            raise CurrencyMissingError(column=column)


def _words(assignment: Assignment, mapping: ColumnMapping) -> dict[str, dict[str, str]]:
    """Field → word → code: those of the system, and the mapping file's over them."""
    words = {name: dict(codes) for name, codes in assignment.labels.words.items()}
    for written, codes in mapping.values.items():
        words.setdefault(field_name(written), {}).update(codes)
    return words


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

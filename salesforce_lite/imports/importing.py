"""Bringing in a file: from the columns to the last batch, and what is told at the end."""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile
from pathlib import Path
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import SQLAlchemyError

from salesforce_lite.imports.assignment import Assignment, assign_columns, field_name, known_names
from salesforce_lite.imports.custom import with_custom_fields
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
    ImportRow,
    Pending,
    Source,
    Sums,
)
from salesforce_lite.imports.mapping import ColumnMapping
from salesforce_lite.imports.model import ImportRun, RunState
from salesforce_lite.imports.options import Options, settled
from salesforce_lite.imports.rejects import Rejects
from salesforce_lite.imports.remarks import UNKNOWN_WORD, Remarks
from salesforce_lite.imports.running import (
    Counts,
    OpenUnit,
    Runner,
    until_taken,
)
from salesforce_lite.intake import PIECE_ROWS, FileReader, Order, Piece
from salesforce_lite.kernel.interrupts import finishing_first
from salesforce_lite.kernel.uow import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an import did."""

    system: str
    rows: int
    counts: Counts
    deleted: int
    remarks: Remarks
    in_file: Sums
    in_database: Sums | None


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
            self.importer = with_custom_fields(uow, self.importer)
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
        run_id = self._start()
        runner = Runner(
            self.importer, self.source, self.open_unit, self.people, run_id, rejects.add
        )
        try:
            for piece in self.reader.pieces():
                with finishing_first():
                    _take(runner, piece)
                watch(self.reader.progress, runner.counts)
            if self.importer.finish is not None and runner.pending:
                self._finish(runner)
        except BaseException:
            # What broke the run off is told, even where this cannot be written down; the next
            # import of the file does it then.
            with suppress(SQLAlchemyError):
                self._end(run_id, runner.counts, RunState.STOPPED)
            raise
        self._end(run_id, runner.counts, RunState.FINISHED)
        with self.open_unit() as uow:
            in_database = self.importer.sums(uow, self.source) if self.importer.sums else None
        return Report(
            system=self.source.system,
            rows=self.row_count,
            counts=runner.counts,
            deleted=runner.deleted,
            remarks=runner.remarks,
            in_file=Sums(self.row_count, self.reader.amounts),
            in_database=in_database,
        )

    def _order(self) -> Order:
        """How the file is to be read, for a process that knows nothing of importers."""
        key = OWN_ID if self.source.is_own else REFERENCE
        columns = self.assignment.columns
        known = known_names(self.importer)
        return Order(
            columns=columns,
            mapped=self.assignment.mapped,
            key_column=next((column for column, field in columns if field.name == key), ""),
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

    def _finish(self, runner: Runner) -> None:
        """Links to records that came later in the file, in pieces as small as batches."""
        for start in range(0, len(runner.pending), PIECE_ROWS):
            part = runner.pending[start : start + PIECE_ROWS]
            with finishing_first():
                runner.remarks.add_all(until_taken(partial(self._finish_part, part)))

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
                file_name=self.reader.path.name[:200],
                file_hash=self.file_hash,
                actor_id=uow.actor.user_id,
                actor_name=uow.actor.name,
                started_at=uow.now,
            )
            uow.session.add(run)
            return run.id

    def _end(self, run_id: UUID, counts: Counts, state: RunState) -> None:
        with finishing_first(), self.open_unit() as uow:
            run = uow.session.get(ImportRun, run_id)
            if run is not None:
                run.state, run.finished_at = state, uow.now
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


def _take(runner: Runner, piece: Piece) -> None:
    for number, cells, reason in piece.refused:
        runner.refuse(number, cells, reason)
    for word in piece.unknown_words:
        runner.remarks.add(UNKNOWN_WORD, word)
    is_own = runner.source.is_own
    runner.take(
        [
            ImportRow(number, values, cells, reference="" if is_own else identity)
            for number, identity, values, cells in piece.rows
        ]
    )


def _words(assignment: Assignment, mapping: ColumnMapping) -> dict[str, dict[str, str]]:
    """Field → word → code: those of the system, and the mapping file's over them."""
    words = {name: dict(codes) for name, codes in assignment.labels.words.items()}
    for written, codes in mapping.values.items():
        words.setdefault(field_name(written), {}).update(codes)
    return words


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

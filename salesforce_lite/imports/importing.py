"""Bringing in a file: from the columns to the last batch, and what is told at the end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from salesforce_lite.imports.assignment import Assignment, assign_columns
from salesforce_lite.imports.directory import Directory
from salesforce_lite.imports.errors import (
    CurrencyMissingError,
    NoSuchMatchError,
    RejectsFileError,
)
from salesforce_lite.imports.importer import Importer, Source, Sums
from salesforce_lite.imports.mapping import ColumnMapping
from salesforce_lite.imports.model import ImportRun, RunState
from salesforce_lite.imports.options import Options, settled
from salesforce_lite.imports.rejects import Rejects
from salesforce_lite.imports.remarks import Remarks
from salesforce_lite.imports.rows import Rows
from salesforce_lite.imports.running import Counts, OpenUnit, Runner, batches
from salesforce_lite.imports.survey import Survey, Told, file_hash, survey
from salesforce_lite.tabular import Table


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
    path: Path
    table: Table
    mapping: ColumnMapping
    options: Options
    open_unit: OpenUnit
    assignment: Assignment = field(init=False)
    source: Source = field(init=False)
    people: Directory = field(init=False)
    found: Survey = field(init=False)
    # The row after which an earlier import of this file stopped.
    stopped_after: int = field(default=0, init=False)
    _rows: Rows = field(init=False)

    def prepare(self, watch: Callable[[float], None] = lambda _share: None) -> None:
        """Understand the columns and go through the file once."""
        self.assignment = assign_columns(self.importer, self.table.columns, self.mapping)
        with self.open_unit() as uow:
            uow.actor.require(self.importer.permission)
            self.people = Directory(uow)
            self.source = settled(
                uow, self.importer, self.assignment, self.options, self.mapping, self.people
            )
        self._check_match()
        self._check_currency()
        zone = ZoneInfo(self.source.zone)
        told = Told(decimal=self.options.decimal, date_order=self.options.date_order)
        self._rows = Rows(self.importer, self.assignment, self.source, self.mapping)
        self.found = survey(
            self.table, self.assignment, self._rows.words, told, zone, self._rows.identity, watch
        )
        self._rows.learn(self.found)

    def run(
        self, rejects_path: Path, watch: Callable[[float, Counts], None] = lambda _s, _c: None
    ) -> Report:
        """Take every row, or write it to the file of rejected rows with the reason."""
        if rejects_path.resolve() == self.path.resolve():
            raise RejectsFileError(file=rejects_path, reason="that is the file being imported")
        rejects = Rejects(rejects_path, self.table.columns, delimiter=self.table.delimiter or ",")
        try:
            return self._run(rejects, watch)
        finally:
            rejects.close()

    def _run(self, rejects: Rejects, watch: Callable[[float, Counts], None]) -> Report:
        run_id = self._start()
        runner = Runner(
            self.importer, self.source, self.open_unit, self.people, run_id, rejects.add
        )
        state = RunState.STOPPED
        try:
            for batch in batches(self._rows.read(self.table, runner.refuse, runner.remarks)):
                runner.take(batch)
                watch(self.table.progress, runner.counts)
            if self.importer.finish is not None and runner.pending:
                self._finish(runner)
            state = RunState.FINISHED
        finally:
            self._end(run_id, runner.counts, state)
        with self.open_unit() as uow:
            in_database = self.importer.sums(uow, self.source) if self.importer.sums else None
        return Report(
            system=self.source.system,
            rows=self.found.rows,
            counts=runner.counts,
            deleted=runner.deleted,
            remarks=runner.remarks,
            in_file=Sums(self.found.rows, dict(self._rows.amounts)),
            in_database=in_database,
        )

    def _finish(self, runner: Runner) -> None:
        """Links to records that came later in the file, in pieces as small as batches."""
        finish = self.importer.finish
        for start in range(0, len(runner.pending), 500):
            with self.open_unit() as uow:
                part = runner.pending[start : start + 500]
                if finish is not None:
                    finish(uow, self.source, part, runner.remarks)

    def _start(self) -> UUID:
        digest = file_hash(self.path)
        with self.open_unit() as uow:
            same = (
                ImportRun.file_hash == digest,
                ImportRun.entity == self.importer.entity,
                ImportRun.state != RunState.FINISHED,
            )
            earlier = select(ImportRun.last_row).where(*same).order_by(ImportRun.id.desc())
            self.stopped_after = uow.session.scalar(earlier.limit(1)) or 0
            uow.session.execute(update(ImportRun).where(*same).values(state=RunState.STOPPED))
            run = ImportRun(
                entity=self.importer.entity,
                system=self.source.system,
                file_name=self.path.name[:200],
                file_hash=digest,
                actor_id=uow.actor.user_id,
                actor_name=uow.actor.name,
                started_at=uow.now,
            )
            uow.session.add(run)
            return run.id

    def _end(self, run_id: UUID, counts: Counts, state: RunState) -> None:
        with self.open_unit() as uow:
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

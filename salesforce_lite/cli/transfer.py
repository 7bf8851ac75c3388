"""`import` and `export`: records from files of other systems, and into files."""

import gc
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from salesforce_lite.access import find_user
from salesforce_lite.cli.named import NoSuchUserError
from salesforce_lite.cli.progress import Progress
from salesforce_lite.cli.site import open_site
from salesforce_lite.imports import (
    ColumnMapping,
    Counts,
    Import,
    Importer,
    Options,
    Report,
    better_fit,
    export_records,
    find_importer,
    merged_options,
    read_mapping,
    told_remark,
)
from salesforce_lite.intake import open_file
from salesforce_lite.kernel.actor import Actor, system_actor
from salesforce_lite.kernel.errors import N_, DomainError
from salesforce_lite.kernel.rehearsal import rehearsal
from salesforce_lite.kernel.uow import UnitOfWork, reading_unit, unit_of_work
from salesforce_lite.tabular import ENCODINGS, DecimalSign, TableError
from salesforce_lite.team import load_actor
from salesforce_lite.web import App

SOME_REJECTED = 3
OPERATOR = "command line"


class TableFileError(DomainError):
    """What makes a table unreadable or unwritable, with the name of the file before it."""

    code = "table_file"
    sentence = N_("%(file)s: %(problem)s")


def _no_folder(_context: click.Context, _parameter: click.Parameter, value: Path) -> Path:
    if value.is_dir():
        raise click.BadParameter(f"{value} is a folder. Name a file.")
    return value


def _sign(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """One character that can stand between cells; a tab may be written as a word."""
    sign = "\t" if value in ("tab", "\\t") else value
    if sign is not None and not _may_delimit(sign):
        raise click.BadParameter(f"“{value}” is no delimiter. Give one sign, such as , ; | or tab.")
    return sign


# What is part of cells, or ends rows and texts, cannot stand between cells.
_may_delimit = re.compile(r"[^\w \"'\\\r\n]").fullmatch


@click.command("import")
@click.argument("entity")
@click.argument("file", type=click.Path(path_type=Path), callback=_no_folder)
@click.option("--dry-run", is_flag=True, help="Do everything and keep nothing.")
@click.option("--map", "map_file", type=click.Path(path_type=Path), help="A mapping file (TOML).")
@click.option("--rejects", type=click.Path(path_type=Path), help="Where rejected rows go.")
@click.option("--as", "email", help="Act as this person, with their permissions and records.")
@click.option("--source", default="", help="Name of the system whose ids the file has.")
@click.option("--match", default="", help="Also recognise records by email, tax_id or phone.")
@click.option("--decimal", type=click.Choice([".", ","]), help="The decimal sign.")
@click.option("--date-order", type=click.Choice(["dmy", "mdy", "ymd"]), help="Order in dates.")
@click.option("--country", default="", help="Country of phones and tax ids that name none.")
@click.option("--currency", default="", help="Currency of amounts that name none.")
@click.option("--zone", default="", help="Time zone of moments that name none.")
@click.option("--owner", default="", help="Who owns records whose owner is not known.")
@click.option("--clear-empty", is_flag=True, help="Empty cells empty the fields of ours.")
@click.option("--sheet", help="Sheet of a workbook; the first visible one otherwise.")
@click.option("--encoding", type=click.Choice(ENCODINGS), help="Encoding, where it is not found.")
@click.option("--delimiter", callback=_sign, help="Delimiter, where it is not found.")
def import_(
    entity: str,
    file: Path,
    dry_run: bool,  # noqa: FBT001
    map_file: Path | None,
    rejects: Path | None,
    email: str | None,
    sheet: str | None,
    encoding: str | None,
    delimiter: str | None,
    clear_empty: bool,  # noqa: FBT001
    **given: Any,  # of the options that `Options` has by the same names
) -> None:
    """Bring in the rows of a CSV, XLSX or JSONL FILE as ENTITY: customers, contacts, opportunities,
    activities, portfolios, and those of plugins.

    Every row is taken or goes to the file of rejected rows with its reason. Running it again takes
    only what is different. Exit code 3 when some rows were rejected.
    """
    path = rejects or file.with_name(f"{file.stem}.rejects.csv")
    with ExitStack() as stack:
        # Starts by itself while the application is loaded.
        reader = stack.enter_context(
            open_file(file, sheet=sheet, encoding=encoding, delimiter=delimiter)
        )
        app = stack.enter_context(_site())
        importer = find_importer(app.contributions.importers, entity)
        mapping = read_mapping(map_file) if map_file else ColumnMapping()
        options = merged_options(Options(clears=clear_empty, **given), mapping)
        make_session = app.make_session
        if dry_run:
            make_session = stack.enter_context(rehearsal(app.engine))
        work = Import(
            importer=importer,
            reader=reader,
            mapping=mapping,
            options=options,
            open_unit=partial(_open_unit, app, make_session, _actor(app, email)),
        )
        # What is loaded by now stays: looking at it over and over took a tenth of the import.
        gc.freeze()
        with _table_problems(file):
            _prepare(work, is_rehearsal=dry_run)
            _tell_better(work, app.contributions.importers)
            report = _run(work, path)
    _tell(report, path, is_rehearsal=dry_run)
    if report.counts.rejected:
        sys.exit(SOME_REJECTED)


@click.command("export")
@click.argument("entity")
@click.argument("file", type=click.Path(path_type=Path), callback=_no_folder)
@click.option("--as", "email", help="Only what this person sees.")
@click.option(
    "--delimiter", default=",", callback=_sign, help="Of CSV; Excel in Spanish wants “;”."
)
@click.option("--decimal", type=click.Choice([".", ","]), default=".", help="Of CSV.")
def export(
    entity: str, file: Path, email: str | None, delimiter: str, decimal: DecimalSign
) -> None:
    """Write every record of ENTITY into FILE: .csv, .xlsx or .jsonl.

    They bring the records back unchanged when the file is imported.
    """
    progress = Progress("Exporting")
    with (
        _site() as app,
        _table_problems(file),
        reading_unit(app.make_session, _actor(app, email), surface="export") as uow,
    ):
        count = export_records(
            uow,
            find_importer(app.contributions.importers, entity),
            file,
            added=app.contributions.export_columns,
            delimiter=delimiter,
            decimal_sign=decimal,
            watch=lambda rows: progress.show(None, rows),
        )
    progress.end()
    click.echo(f"exported={count}")


@contextmanager
def _site() -> Iterator[App]:
    app = open_site()
    try:
        yield app
    finally:
        app.engine.dispose()


@contextmanager
def _table_problems(file: Path) -> Iterator[None]:
    try:
        yield
    except TableError as problem:
        raise TableFileError(file=file, problem=problem) from None


def _actor(app: App, email: str | None) -> Actor:
    if email is None:
        return system_actor(OPERATOR)
    with reading_unit(app.make_session, system_actor(OPERATOR), surface="cli") as uow:
        person = find_user(uow, email)
        if person is None or not person.active:
            raise NoSuchUserError(email=email)
        return load_actor(uow.session, person)


def _open_unit(
    app: App, make_session: Callable[[], Session], actor: Actor
) -> AbstractContextManager[UnitOfWork]:
    return unit_of_work(
        make_session, actor, surface="import", reactions=app.contributions.reactions
    )


def _prepare(work: Import, *, is_rehearsal: bool) -> None:
    progress = Progress("Reading")
    work.prepare(progress.show)
    progress.end()
    _tell_columns(work, is_rehearsal=is_rehearsal)


def _run(work: Import, rejects: Path) -> Report:
    progress = Progress("Importing")

    def watch(share: float, counts: Counts) -> None:
        progress.show(share, counts.total)

    try:
        return work.run(rejects, watch)
    finally:
        progress.end()


def _tell_columns(work: Import, *, is_rehearsal: bool) -> None:
    """What is taken for what is read before an import, so a dry run lists it."""
    head, assignment = work.reader.head, work.assignment
    if not head.is_encoding_certain:
        _say(
            f"The file is not UTF-8; it is read as {head.encoding}. "
            "If accents come out wrong, name the encoding with --encoding."
        )
    if is_rehearsal:
        for column, field in assignment.columns:
            _say(f"  {column} → {field.name}")
    if assignment.ignored:
        _say(f"Columns that are ignored: {', '.join(assignment.ignored)}")
    if assignment.unknown:
        names = [f"{column} ({near}?)" if near else column for column, near in assignment.unknown]
        _say(f"Columns that are not taken: {', '.join(names)}")
    taken = len(assignment.columns)
    listed = "" if is_rehearsal else " (--dry-run lists what becomes of them)"
    _say(f"System: {work.source.system}; {work.row_count} rows, {taken} columns taken{listed}")
    if work.stopped_after:
        _say(
            f"An earlier import of this file stopped after row {work.stopped_after}; this one goes "
            "on after it. What was taken before is recognised."
        )


def _tell_better(work: Import, importers: Sequence[Importer]) -> None:
    with work.open_unit() as uow:
        better = better_fit(uow, importers, work.importer, work.reader.head.columns)
    if better is not None:
        _say(
            f"The columns fit {better.entity} better than {work.importer.entity}. If the file is "
            f"one of {better.entity}, stop with Ctrl+C and import it as that."
        )


def _tell(report: Report, rejects: Path, *, is_rehearsal: bool) -> None:
    for sentence, text, times in report.remarks:
        _say(told_remark(sentence, text, times))
    if report.deleted:
        _say(f"{report.deleted} rows are deleted in the other system and were skipped.")
    if report.counts.rejected:
        rows = "row" if report.counts.rejected == 1 else "rows"
        _say(f"{report.counts.rejected} rejected {rows} with their reasons: {rejects}")
    elif rejects.exists():
        _say(f"No row was rejected; {rejects} was not written by this import and stays as it is.")
    if is_rehearsal:
        _say("This was a dry run; nothing was kept.")
    click.echo(f"file: {report.in_file}")
    if report.in_database is not None:
        click.echo(f"database ({report.system}): {report.in_database}")
    click.echo(str(report.counts))


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)

"""Writing everything the actor sees into a file, some hundred records in memory at a time."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from salesforce_lite.imports.directory import Directory
from salesforce_lite.imports.errors import NoExportError
from salesforce_lite.imports.importer import Importer
from salesforce_lite.imports.more_columns import more_columns
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import ExportColumns
from salesforce_lite.tabular import DecimalSign, TableWriter, open_writer

PAGE_ROWS = 500
MOST_AT_ONCE = 25_000
"""So many records are sent while somebody waits; a file of more is made by a worker."""

_PIECE = 1 << 16


def export_records(
    uow: UnitOfWork,
    importer: Importer,
    path: Path,
    *,
    added: Sequence[ExportColumns] = (),
    delimiter: str = ",",
    decimal_sign: DecimalSign = ".",
    watch: Callable[[int], None] = lambda _rows: None,
) -> int:
    """Write the records in the order of their ids; answers how many there are.

    `added` are the columns of plugins: `contributions.export_columns`. History tells that the actor
    has taken records out.
    """
    rows = 0
    for writer in _written(uow, importer, path, added, delimiter, decimal_sign):
        rows = writer.rows_written
        watch(rows)
    return rows


def send_records(
    open_unit: Callable[[], AbstractContextManager[UnitOfWork]],
    importer: Importer,
    ending: str,
    *,
    added: Sequence[ExportColumns] = (),
) -> Generator[bytes]:
    """The same file in pieces, each as soon as it is written; a spreadsheet when it is whole.

    Whoever takes only some of them closes the iterator. The unit is open meanwhile: it only reads.
    What is refused is refused with the first piece.
    """
    with TemporaryDirectory() as folder, open_unit() as uow:
        path = Path(folder) / f"{importer.entity}.{ending}"
        pages = _written(uow, importer, path, added, ",", ".")
        # Where the file stands until it is whole; reading goes on when it has its name.
        with next(pages).growing.open("rb") as grown:
            is_whole = False
            while not is_whole:
                yield from iter(partial(grown.read, _PIECE), b"")
                is_whole = next(pages, None) is None
            yield from iter(partial(grown.read, _PIECE), b"")


def is_too_much(uow: UnitOfWork, importer: Importer) -> bool:
    """Whether it takes longer than somebody should wait."""
    model: Any = importer.model  # a mapped class with an id
    some = importer.visible(uow).with_only_columns(model.id).order_by(None)
    return uow.session.scalar(some.limit(1).offset(MOST_AT_ONCE)) is not None


def _written(
    uow: UnitOfWork,
    importer: Importer,
    path: Path,
    added: Sequence[ExportColumns],
    delimiter: str,
    decimal_sign: DecimalSign,
) -> Iterator[TableWriter]:
    """The writer, after each page of records that it has written."""
    exporter = importer.exporter
    if exporter is None:
        raise NoExportError(entity=importer.entity)
    people = Directory(uow)
    more = more_columns(uow, importer, people, decimal_sign, added)
    model: Any = importer.model  # a mapped class with an id
    query = importer.visible(uow).order_by(model.id).limit(PAGE_ROWS)
    uow.note(_entry(uow, importer))
    last: UUID | None = None
    with open_writer(
        path,
        (*exporter.columns, *(heading for each in more for heading in each.columns)),
        sheet_name=importer.entity,
        delimiter=delimiter,
        decimal_sign=decimal_sign,
    ) as writer:
        while True:
            page = list(
                uow.session.scalars(query if last is None else query.where(model.id > last))
            )
            parts = [exporter.rows(uow, people, page), *(each.of_page(uow, page) for each in more)]
            for own, *added_cells in zip(*parts, strict=True):
                for line in own if isinstance(own, list) else [own]:
                    writer.write(
                        {name: cell for part in (line, *added_cells) for name, cell in part.items()}
                    )
            writer.flush()
            yield writer
            if len(page) < PAGE_ROWS:
                return
            last = page[-1].id
            # What was written is not needed any more.
            uow.session.expunge_all()


def _entry(uow: UnitOfWork, importer: Importer) -> AuditEntry:
    """Of all records at once, so it names none; kept even when the file is not taken to its end."""
    return AuditEntry(
        record_kind=importer.record_kind,
        record_id=new_id(),
        record_version=1,
        action="exported",
        changes={},
        at=uow.now,
        actor_id=uow.actor.user_id,
        actor_name=uow.actor.name,
        surface=uow.surface,
    )

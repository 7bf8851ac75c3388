"""Writing everything the actor sees into a file, some hundred records in memory at a time."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from salesforce_lite.imports.directory import Directory
from salesforce_lite.imports.errors import NoExportError
from salesforce_lite.imports.importer import Importer
from salesforce_lite.imports.more_columns import more_columns
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import ExportColumns
from salesforce_lite.tabular import DecimalSign, open_writer

PAGE_ROWS = 500


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

    `added` are the columns of plugins: `contributions.export_columns`.
    """
    exporter = importer.exporter
    if exporter is None:
        raise NoExportError(entity=importer.entity)
    people = Directory(uow)
    more = more_columns(uow, importer, people, decimal_sign, added)
    model: Any = importer.model  # a mapped class with an id
    query = importer.visible(uow).order_by(model.id).limit(PAGE_ROWS)
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
            for row in zip(*parts, strict=True):
                writer.write({name: cell for part in row for name, cell in part.items()})
            watch(writer.rows_written)
            if len(page) < PAGE_ROWS:
                return writer.rows_written
            last = page[-1].id
            # What was written is not needed any more.
            uow.session.expunge_all()

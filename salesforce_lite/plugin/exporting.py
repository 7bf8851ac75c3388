"""Writes the tables of a plugin as they are, one CSV for each, before they are purged."""

import json
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import Table, select

from salesforce_lite.kernel.events import as_json
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.migrations import reflected
from salesforce_lite.tabular import Cell, open_writer

# Rows that are in memory at once.
_AT_ONCE = 1000


def export_tables(uow: UnitOfWork, names: Iterable[str], target: IO[bytes]) -> int:
    """Write a zip of them into the file; answers how many rows it holds."""
    rows = 0
    with (
        ZipFile(target, "w", ZIP_DEFLATED) as whole,
        tempfile.TemporaryDirectory(prefix="export-") as folder,
    ):
        for table in reflected(uow.session.connection(), names):
            file = Path(folder) / f"{table.name}.csv"
            rows += _write(uow, table, file)
            whole.write(file, file.name)
            file.unlink()
    return rows


def _write(uow: UnitOfWork, table: Table, file: Path) -> int:
    columns = [column.name for column in table.columns]
    query = select(table).execution_options(yield_per=_AT_ONCE)
    with open_writer(file, columns) as writer:
        for row in uow.session.execute(query):
            writer.write(_cells(row._mapping))
        return writer.rows_written


def _cells(row: Mapping[Any, Any]) -> dict[str, Cell]:
    return {str(name): _cell(value) for name, value in row.items()}


def _cell(value: Any) -> Cell:
    match value:
        case None | bool() | int() | float() | str() | Decimal() | datetime() | date():
            return value
        case bytes() | memoryview():
            return bytes(value).hex()
        case dict() | list():
            return json.dumps(as_json(value), ensure_ascii=False)
    return str(value)

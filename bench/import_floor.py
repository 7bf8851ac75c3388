"""The floor of an import: the same file read, the same rows written, and nothing understood."""

import csv
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Table, select, text

from salesforce_lite.customers import Customer, LookUpKey
from salesforce_lite.kernel.db import Base, make_engine, writing
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.references import ExternalReference
from salesforce_lite.search.model import SearchEntry

_BATCH = 500
_KINDS: tuple[type[Base], ...] = (
    Customer, LookUpKey, SearchEntry, ExternalReference, AuditEntry, EventRecord,
)  # fmt: skip


def import_floor(source: Path, done: Path, empty: Path) -> tuple[float, float]:
    """(seconds by the clock, by the processor) for a bare SQLAlchemy Core program.

    It writes into `empty` what the import left in `done`: the rows lie ready, so it only reads the
    file, converts values for the driver, and commits as often as the import does.
    """
    tables = [_rows_of(kind.__table__, done) for kind in _KINDS]  # type: ignore[arg-type]  # a Table
    engine = make_engine(f"sqlite:///{empty}")
    started, busy = time.perf_counter(), time.process_time()
    with source.open(encoding="utf-8", newline="") as file:
        batches = -(-sum(1 for _ in csv.DictReader(file)) // _BATCH)
    for number in range(batches):
        with writing(), engine.begin() as connection:
            for table, rows in tables:
                _write(connection, table, rows[number::batches])
    seconds = time.perf_counter() - started, time.process_time() - busy
    engine.dispose()
    return seconds


def _rows_of(table: Table, database: Path) -> tuple[Table, list[dict[str, Any]]]:
    engine = make_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        found: Sequence[Row[Any]] = connection.execute(select(table)).all()
    engine.dispose()
    return table, [dict(row._mapping) for row in found]


def _write(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    connection.execute(table.insert(), rows)
    if table.name == "search_entry":
        connection.execute(
            text(
                "INSERT INTO search_text (rowid, facets, words) VALUES (:number, :facets, :words)"
            ),
            rows,
        )

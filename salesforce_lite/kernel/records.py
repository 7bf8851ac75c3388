"""Saves many new records at once, past the bookkeeping that a flush does for each of them."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Table, inspect
from sqlalchemy.orm import Mapper, make_transient_to_detached

from salesforce_lite.kernel.rows import insert_rows
from salesforce_lite.kernel.session import audit_row, stamp, telling_conflicts, write_history
from salesforce_lite.kernel.uow import UnitOfWork


def insert_records(uow: UnitOfWork, records: Sequence[Any]) -> None:
    """Write new records of one class that no session holds yet; afterwards the unit's does.

    They get their stamps, their first version and their line of history as in a flush, and are
    refused as there (ConflictError), without what a flush does for every attribute of each.
    """
    if not records:
        return
    uow.once.forget()
    for record in records:
        stamp(record, uow)
    entries = [audit_row(record, "created", {}, uow) for record in records]
    table, columns = _columns(inspect(records[0]).mapper)
    rows = []
    for record in records:
        values = inspect(record).dict
        values["version"] = 1
        rows.append({column: values.setdefault(name, default) for column, name, default in columns})
    with telling_conflicts():
        insert_rows(uow.session, table, rows)
    write_history(uow.session, entries)
    for record in records:
        make_transient_to_detached(record)
    uow.session.add_all(records)


@lru_cache
def _columns(mapper: Mapper[Any]) -> tuple[Table, tuple[tuple[str, str, Any], ...]]:
    """The table of a class; of each column its name, its attribute's and what it is by default."""
    columns = ((one.columns[0], one.key) for one in mapper.column_attrs)
    return cast(Table, mapper.local_table), tuple(
        (column.key, name, column.default.arg if column.default else None)
        for column, name in columns
    )

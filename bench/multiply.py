"""Makes a large SQLite database out of a small one: every person with all that is theirs, n times.

A million customers with ten million activities take minutes this way instead of hours. The ids of
a copy differ from the original's in their first two bytes, so that what belongs together does in
each copy, and each copy is written behind the one before.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Table,
    cast,
    func,
    insert,
    literal_column,
    select,
)

from bench.tables import (
    ACTIVITY,
    AUDIT,
    CONTACT,
    CUSTOMER,
    KEYS,
    LAST,
    LINK,
    MEMBER,
    OPPORTUNITY,
    PERSON,
    ROLE,
    SEARCH,
    STAGE_CHANGE,
)
from salesforce_lite.kernel.db import unchecked_references, writing
from salesforce_lite.kernel.types import Id
from salesforce_lite.migrations import rebuild_text

# In the order of their references.
_COPIED = (
    *(PERSON, ROLE, MEMBER, CUSTOMER, CONTACT, LINK, KEYS),
    *(OPPORTUNITY, STAGE_CHANGE, ACTIVITY, LAST, SEARCH, AUDIT),
)
# What all copies have in common.
_SHARED = {"role", "team", "pipeline", "stage", "portfolio"}
# What nobody else may have.
_UNIQUE = {"email", "fs_uniquifier"}
_ROW: ColumnElement[int] = literal_column("rowid")


def multiply(engine: Engine, times: int) -> None:
    """Copy until everything is there `times` times; indexes are built once, at the end."""
    # What is copied as a whole needs no check of each row.
    with (
        writing(),
        engine.connect() as connection,
        unchecked_references(connection),
        connection.begin(),
    ):
        # Two gigabytes of pages in memory while it lasts.
        connection.exec_driver_sql("PRAGMA cache_size=-2000000")
        connection.exec_driver_sql("PRAGMA secure_delete=OFF")
        last = {table: _last_row(connection, table) for table in _COPIED}
        with _without_indexes(connection, [table.name for table in _COPIED]):
            for number in range(1, times):
                for table in _COPIED:
                    _copy(connection, table, number, last[table])
        rebuild_text(connection)


def _last_row(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.max(_ROW)).select_from(table)) or 0


def _copy(connection: Connection, table: Table, number: int, last: int) -> None:
    shown = [_copied(table, column, number, last) for column in table.columns]
    originals = select(*shown).select_from(table).where(last >= _ROW)
    names = [column.name for column in table.columns]
    connection.execute(insert(table).from_select(names, originals))


def _copied(table: Table, column: Column[Any], number: int, last: int) -> ColumnElement[Any]:
    """A column of the original as it is in copy `number`."""
    if table is SEARCH and column.name == "number":
        return column + number * last
    if table is SEARCH and column.name == "facets":
        owner = func.lower(func.hex(_copied_id(SEARCH.c.scope_owner_id, number)))
        return "scope:" + owner
    if table is PERSON and column.name in _UNIQUE:
        return column + f".{number}"
    is_id = isinstance(column.type, Id)
    is_shared = any(key.column.table.name in _SHARED for key in column.foreign_keys)
    return _copied_id(column, number) if is_id and not is_shared else column


def _copied_id(column: ColumnElement[Any], number: int) -> ColumnElement[Any]:
    """The same end after a beginning that lies centuries ahead: no copy has an id of the original
    or of another copy."""
    beginning = literal_column(f"x'{0x2000 + number:04x}'")
    return cast(beginning.concat(func.substr(column, 3, 14)), column.type)


@contextmanager
def _without_indexes(connection: Connection, tables: Iterable[str]) -> Iterator[None]:
    """Building an index of a full table is far quicker than keeping it while rows come."""
    names = ", ".join(f"'{name}'" for name in tables)
    made = connection.exec_driver_sql(
        f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        f" AND tbl_name IN ({names})"
    ).all()
    for name, _ in made:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    yield
    for _, sql in made:
        connection.exec_driver_sql(sql)

"""Databases of PostgreSQL that tests use one after another.

Making one copies some hundred files and dropping it removes them: a second for each test. A copy
whose tables are still those of the template is emptied and filled as the template is instead, in a
fiftieth of that; one that a test has changed further is not used again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import sleep

import psycopg
from psycopg import sql

# What tells a changed copy: everything that is declared, and what the planner has been told.
_SHAPE = """
SELECT concat_ws(' ',
  (SELECT concat(count(*), ' ', max(oid), ' ', sum(relfilenode::bigint)) FROM pg_class),
  (SELECT concat(count(*), ' ', count(*) FILTER (WHERE attisdropped)) FROM pg_attribute),
  (SELECT concat(count(*), ' ', max(oid)) FROM pg_constraint),
  (SELECT concat(count(*), ' ', max(oid)) FROM pg_proc),
  (SELECT concat(count(*), ' ', max(oid)) FROM pg_trigger),
  (SELECT concat(count(*), ' ', max(oid)) FROM pg_attrdef),
  (SELECT count(*) FROM pg_extension), (SELECT count(*) FROM pg_statistic),
  (SELECT count(*) FROM pg_db_role_setting WHERE setdatabase <> 0))
"""
_TABLES = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
_SEQUENCES = (
    "SELECT sequencename, last_value, start_value FROM pg_sequences WHERE schemaname = 'public'"
)
_OTHERS = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_SIZE = "SELECT pg_database_size(current_database())"
# The rows of a test leave room behind; with much of it the planner plans otherwise.
_MOST_ROOM = 4_000_000
# Connections that were closed are gone a moment later.
_TRIES, _BETWEEN = 20, 0.01

_Connection = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Original:
    """What a template holds; `rows` are those of each table as COPY writes them."""

    shape: object
    size: int
    rows: dict[str, bytes]
    sequences: list[tuple[object, ...]]


def read_original(url: str) -> Original:
    """Of a copy that nobody has used yet."""
    with psycopg.connect(url, autocommit=True) as connection:
        tables = [str(name) for (name,) in connection.execute(_TABLES)]
        return Original(
            _one(connection, _SHAPE),
            int(str(_one(connection, _SIZE))),
            {
                table: b"".join(_copied_out(connection, table))
                for table in _filled(connection, tables)
            },
            connection.execute(_SEQUENCES).fetchall(),
        )


def is_as_new(url: str, original: Original) -> bool:
    """Bring a used copy back to what it was; whether that could be done."""
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            return _is_alone(connection) and _is_restored(connection, original)
    except psycopg.Error:
        # Nobody but a superuser may leave the keys unchecked meanwhile.
        return False


def _is_restored(connection: _Connection, original: Original) -> bool:
    if _one(connection, _SHAPE) != original.shape:
        return False
    with connection.transaction():
        _restore(connection, original)
    return int(str(_one(connection, _SIZE))) < original.size + _MOST_ROOM


def _restore(connection: _Connection, original: Original) -> None:
    connection.execute("SET LOCAL session_replication_role = replica")
    tables = [str(name) for (name,) in connection.execute(_TABLES)]
    for table in _filled(connection, tables):
        connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
    for table, rows in original.rows.items():
        with _copying(connection, table, "FROM STDIN") as copy:
            copy.write(rows)
    for name, last, start in original.sequences:
        connection.execute(
            "SELECT setval(%s, %s, %s)", (name, start if last is None else last, last is not None)
        )


def _is_alone(connection: _Connection) -> bool:
    for _ in range(_TRIES):
        if _one(connection, _OTHERS) == 0:
            return True
        sleep(_BETWEEN)
    return False


def _filled(connection: _Connection, tables: list[str]) -> list[str]:
    """The tables that have rows."""
    asked = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(
            sql.Literal(table), sql.Identifier(table)
        )
        for table in tables
    )
    return [str(name) for (name,) in connection.execute(asked)]


def _copied_out(connection: _Connection, table: str) -> Iterator[bytes]:
    with _copying(connection, table, "TO STDOUT") as copy:
        for part in copy:
            yield bytes(part)


@contextmanager
def _copying(connection: _Connection, table: str, way: str) -> Iterator[psycopg.Copy]:
    statement = sql.SQL("COPY {} {}").format(sql.Identifier(table), sql.SQL(way))
    with connection.cursor().copy(statement) as copy:
        yield copy


def _one(connection: _Connection, query: str) -> object:
    row = connection.execute(query.encode()).fetchone()
    return row[0] if row else None

"""Tells SQLite's planner how large and how varied the tables are, the same for every database.

Without statistics SQLite takes any equality for equally good and walks, say, all open opportunities
to find those of one customer; with measured ones its choice depends on the day they were measured.
Here they are reckoned from what the columns mean, as for a large company. (PostgreSQL measures by
itself, all the time.)
"""

from collections.abc import Iterator, Mapping
from functools import partial
from math import ceil
from typing import Any

from sqlalchemy import Connection

_MANY = 1_000_000
_PEOPLE = 1_000
# Tables that stay small in the largest company: how many rows they hold.
_SMALL = {
    "alembic_version": 1, "company": 1, "custom_field": 400, "exchange_rate": 1_000,
    "list_value": 200, "pipeline": 4,
    "portfolio": 1_000, "role": 10, "scheduled_job": 100, "stage": 20, "stage_total": 20_000,
    "team": 100, "team_member": _PEOPLE, "user": _PEOPLE, "user_role": 2 * _PEOPLE,
    "worker_lead": 10,
}  # fmt: skip
# Columns with few values, however many rows there are.
_FEW = {
    "action": 5, "amount_currency": 3, "currency": 3, "is_active": 2, "kind": 6, "lifecycle": 5,
    "list_name": 20, "name": 50, "outcome": 3, "record_kind": 4, "system": 5,
}  # fmt: skip
# Of what happened or was planned, many rows share the day.
_DAYS = 1_000
# Many rows belong to one record.
_PER_RECORD = 10
# An index of some rows only, such as what is planned, holds this part of them.
_PARTIAL = 20


def describe_to_planner(connection: Connection) -> None:
    """Replace whatever statistics there are; connections that begin later go by these."""
    # The table of the statistics cannot be made by hand.
    connection.exec_driver_sql("ANALYZE alembic_version")
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    for table, index, numbers in reckoned(connection):
        connection.exec_driver_sql(
            "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", (table, index, numbers)
        )
    connection.exec_driver_sql("ANALYZE sqlite_schema")


def reckoned(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """(table, index, numbers) of every index: rows, and how many share the first columns."""
    ask = partial(_rows, connection)
    tables = ask("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
    for table in sorted(row["name"] for row in tables):
        if table.startswith(("sqlite_", "search_text")):
            continue
        rows = _SMALL.get(table, _MANY)
        refers_to = {
            row["from"]: row["table"] for row in ask(f'PRAGMA foreign_key_list("{table}")')
        }
        for index in ask(f'PRAGMA index_list("{table}")'):
            columns = [row["name"] for row in ask(f'PRAGMA index_info("{index["name"]}")')]
            held = ceil(rows / _PARTIAL) if index["partial"] else rows
            shares = _shares(held, [_values(name, rows, refers_to) for name in columns])
            if index["unique"]:
                shares[-1] = 1
            yield table, index["name"], " ".join(map(str, (held, *shares)))


def _shares(rows: int, values: list[int]) -> list[int]:
    """How many rows share the first column, the first two, and so on."""
    found, left = [], float(rows)
    for each in values:
        left = max(1.0, left / each)
        found.append(ceil(left))
    return found


def _values(column: str, rows: int, refers_to: Mapping[str, str]) -> int:
    """How many different values a column has."""
    if column in _FEW:
        return min(rows, _FEW[column])
    if column in refers_to:
        return min(rows, _SMALL.get(refers_to[column], ceil(rows / _PER_RECORD)))
    if column.endswith("_on"):
        return min(rows, _DAYS)
    if column in ("actor_id", "scope_owner_id"):
        return min(rows, _PEOPLE)
    if column != "id" and column.endswith("_id"):
        return ceil(rows / _PER_RECORD)
    return rows


def _rows(connection: Connection, statement: str) -> list[Mapping[str, Any]]:
    return [dict(row) for row in connection.exec_driver_sql(statement).mappings()]

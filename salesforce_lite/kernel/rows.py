"""Writes many rows of a table at once, new ones or changes, where nobody holds them as objects."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, Update, insert
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session


def insert_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Every row gives all columns but those that the database fills itself.

    Values are made ready column by column; SQLAlchemy's way through the parameters of each row
    costs an import more than the database does.
    """
    if rows:
        connection = session.connection()
        statement = _statement(table, tuple(rows[0]), connection.dialect)
        connection.exec_driver_sql(statement.text, statement.parameters(rows))


@dataclass(frozen=True, slots=True)
class _Statement:
    text: str
    # Column → what makes its values ready for the driver, in the order in which they are given.
    columns: Mapping[str, Callable[[Any], Any] | None]
    is_positional: bool
    # The names of the columns as often and in the order as they stand in the text.
    places: Sequence[str]

    def parameters(self, rows: Sequence[Mapping[str, Any]]) -> Sequence[Any]:
        values = {
            key: [ready(row[key]) for row in rows] if ready else [row[key] for row in rows]
            for key, ready in self.columns.items()
        }
        if self.is_positional:
            return list(zip(*(values[key] for key in self.places), strict=True))
        together = zip(*values.values(), strict=True)
        return [dict(zip(self.columns, row, strict=True)) for row in together]


@lru_cache(maxsize=100)
def _statement(table: Table, keys: tuple[str, ...], dialect: Dialect) -> _Statement:
    compiled = insert(table).inline().compile(dialect=dialect, column_keys=list(keys))
    order = compiled.positiontup or keys
    columns = {
        key: table.c[key].type.dialect_impl(dialect).bind_processor(dialect) for key in order
    }
    return _Statement(str(compiled), columns, compiled.positional, order)


def update_rows(session: Session, change: Update, rows: Sequence[Mapping[str, Any]]) -> int:
    """Run a change once for each of `rows`, which give all that it names by `bindparam`, and
    answer how many rows of the table it changed in all.

    A change that is kept and given again is made ready once.
    """
    if not rows:
        return 0
    connection = session.connection()
    statement, given = _changing(change, connection.dialect)
    fixed = {name: value for name, value in given.items() if name not in rows[0]}
    whole = [{**fixed, **row} for row in rows] if fixed else rows
    return connection.exec_driver_sql(statement.text, statement.parameters(whole)).rowcount


@lru_cache(maxsize=100)
def _changing(change: Update, dialect: Dialect) -> tuple[_Statement, Mapping[str, Any]]:
    """With the values that it brings itself."""
    compiled = change.compile(dialect=dialect)
    places = compiled.positiontup or tuple(compiled.params)
    columns = {
        name: compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)
        for name in places
    }
    return _Statement(str(compiled), columns, compiled.positional, places), compiled.params

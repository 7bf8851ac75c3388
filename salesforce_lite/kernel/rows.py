"""Writes many new rows of a table at once, where nobody holds them as objects."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, insert
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

    def parameters(self, rows: Sequence[Mapping[str, Any]]) -> Sequence[Any]:
        values = [
            [ready(row[key]) for row in rows] if ready else [row[key] for row in rows]
            for key, ready in self.columns.items()
        ]
        together = zip(*values, strict=True)
        if self.is_positional:
            return list(together)
        return [dict(zip(self.columns, row, strict=True)) for row in together]


@lru_cache(maxsize=100)
def _statement(table: Table, keys: tuple[str, ...], dialect: Dialect) -> _Statement:
    compiled = insert(table).inline().compile(dialect=dialect, column_keys=list(keys))
    order = compiled.positiontup or keys
    columns = {
        key: table.c[key].type.dialect_impl(dialect).bind_processor(dialect) for key in order
    }
    return _Statement(str(compiled), columns, is_positional=compiled.positional)

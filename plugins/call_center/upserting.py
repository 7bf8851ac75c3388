"""Rows of which some may stand already, written in one statement on both engines."""

from functools import cache
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from salesforce_lite.kernel.uow import UnitOfWork

_INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}

# Any: the two dialects share no type that knows `on_conflict_…`. Statements are built once, for
# to build one takes as long as to run it.


def insert_new(uow: UnitOfWork, table: Any, *told: str) -> Any:
    """An insert that passes over what stands, and answers these columns of what it wrote."""
    return _insert_new(_dialect(uow), table, told)


def insert_or_change(uow: UnitOfWork, table: Any) -> Any:
    """An insert that changes what stands with the same key."""
    return _insert_or_change(_dialect(uow), table)


def _dialect(uow: UnitOfWork) -> str:
    return str(uow.session.get_bind().dialect.name)


@cache
def _insert_new(dialect: str, table: Any, told: tuple[str, ...]) -> Any:
    insert = _INSERT[dialect](table).on_conflict_do_nothing()
    return insert.returning(*(table.c[name] for name in told)) if told else insert


@cache
def _insert_or_change(dialect: str, table: Any) -> Any:
    insert = _INSERT[dialect](table)
    return insert.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={one.name: insert.excluded[one.name] for one in table.c if not one.primary_key},
    )

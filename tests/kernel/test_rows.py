"""Many rows are written or changed at once, on both engines."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import BigInteger, Column, MetaData, Table, bindparam, select, update
from sqlalchemy.orm import Session

from salesforce_lite.kernel.db import writing
from salesforce_lite.kernel.rows import insert_rows, update_rows
from salesforce_lite.kernel.types import Id, Moment

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)
_kept = Table(
    "kept",
    MetaData(),
    Column("id", Id, primary_key=True),
    Column("n", BigInteger),
    Column("at", Moment),
)
# What is taken is named twice, and the nought is the statement's own.
_left = _kept.c.n - bindparam("taken", type_=BigInteger)
_take = (
    update(_kept)
    .where(_kept.c.id == bindparam("of"), _left >= 0)
    .values(n=_left, at=bindparam("moment", type_=Moment))
)


@pytest.fixture
def session(app):
    with writing(), app.engine.connect() as connection, Session(connection) as session:
        _kept.create(connection)
        insert_rows(session, _kept, [{"id": UUID(int=n), "n": n, "at": None} for n in (1, 2, 3)])
        yield session


def rows(session):
    return session.execute(select(_kept.c.n, _kept.c.at).order_by(_kept.c.id)).all()


def test_each_row_is_changed_by_its_own_values(session):
    changes = [{"of": UUID(int=n), "taken": n - 1, "moment": NOON} for n in (1, 2)]
    assert update_rows(session, _take, changes) == 2
    assert update_rows(session, _take, changes[1:]) == 1
    assert rows(session) == [(1, NOON), (0, NOON), (3, None)]


def test_rows_that_the_condition_leaves_alone_are_not_counted(session):
    changes = [{"of": UUID(int=n), "taken": 2, "moment": NOON} for n in (1, 2, 3)]
    assert update_rows(session, _take, changes) == 2
    assert update_rows(session, _take, []) == 0
    assert rows(session) == [(1, None), (0, NOON), (1, NOON)]

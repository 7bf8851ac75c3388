"""Programs read on from a number and miss nothing, in whatever order transactions commit."""

import uuid
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from salesforce_lite.kernel import order
from salesforce_lite.kernel.db import writing
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.order import (
    begin_epoch,
    server_epoch,
    settled_number,
    take_numbers,
)
from salesforce_lite.migrations import downgrade_database, upgrade_database
from tests.conftest import ENGINE

only_postgresql = pytest.mark.skipif(ENGINE == "sqlite", reason="SQLite has one writer")


class Reader:
    """Reads events on from where it was, as programs do; `passed` is the number it has reached."""

    def __init__(self, app):
        self.app, self.seen = app, []
        with app.make_session() as session:
            self.passed = settled_number(session)

    def read(self):
        with self.app.make_session() as session:
            until = settled_number(session)
            found = session.execute(
                select(EventRecord.name, EventRecord.position)
                .where(EventRecord.position > self.passed, EventRecord.position <= until)
                .order_by(EventRecord.position)
            ).all()
        self.passed = until
        self.seen += [name for name, _ in found]
        return [name for name, _ in found]


def note(session, name):
    [number] = take_numbers(session, 1)
    record = EventRecord(
        name=name,
        payload_version=1,
        payload={},
        surface="test",
        occurred_at=datetime(2026, 1, 1, tzinfo=UTC),
        position=number,
    )
    session.add(record)
    session.flush()


@pytest.fixture
def writer(app):
    """`writer()`: a session in a transaction of its own."""
    with ExitStack() as stack:
        stack.enter_context(writing())
        yield lambda: stack.enter_context(app.make_session())


def commit_the_other_way_round(reader, writer):
    first, second = writer(), writer()
    note(first, "first")
    note(second, "second")
    second.commit()
    reader.read()
    first.commit()
    reader.read()


@only_postgresql
def test_what_commits_late_is_not_passed_by(app, writer):
    reader = Reader(app)
    first, second = writer(), writer()
    note(first, "first")
    note(second, "second")
    second.commit()
    assert reader.read() == []
    third = writer()
    note(third, "third")
    third.commit()
    assert reader.read() == []
    first.commit()
    assert reader.read() == ["first", "second", "third"]


@only_postgresql
def test_without_the_guard_it_would_be(app, writer, monkeypatch):
    unguarded = lambda session: session.execute(order._GIVEN).scalar_one()  # noqa: E731
    monkeypatch.setitem(Reader.read.__globals__, "settled_number", unguarded)
    reader = Reader(app)
    commit_the_other_way_round(reader, writer)
    assert reader.seen == ["second"]


@only_postgresql
def test_with_it_everything_is_seen_once(app, writer):
    reader = Reader(app)
    commit_the_other_way_round(reader, writer)
    assert reader.seen == ["first", "second"]


@only_postgresql
def test_what_is_taken_back_holds_nobody_up(app, writer):
    reader = Reader(app)
    first, second = writer(), writer()
    note(first, "first")
    note(second, "second")
    second.commit()
    first.rollback()
    assert reader.read() == ["second"]


@only_postgresql
def test_a_writer_that_only_began_is_seen_before_it_has_a_number(app, writer, monkeypatch):
    reader = Reader(app)
    late, quick = writer(), writer()
    real = order._show_where_one_began

    def interrupted(session):
        real(session)
        if session is late:
            note(quick, "quick")
            quick.commit()
            assert reader.read() == []

    monkeypatch.setattr(order, "_show_where_one_began", interrupted)
    note(late, "late")
    late.commit()
    assert reader.read() == ["quick", "late"]


@only_postgresql
def test_what_was_shown_in_a_savepoint_is_shown_again_after_it(app, writer):
    reader = Reader(app)
    first, second = writer(), writer()
    with first.begin_nested() as savepoint:
        note(first, "taken back")
        savepoint.rollback()
    note(first, "first")
    note(second, "second")
    second.commit()
    assert reader.read() == []
    first.commit()
    assert reader.read() == ["first", "second"]


@only_postgresql
def test_a_writer_takes_one_lock_however_much_it_tells(app, writer):
    session = writer()
    for number in range(20):
        note(session, f"event {number}")
    # Locks are listed for the whole server, on which other tests write at the same time.
    held = text(
        "SELECT count(*) FROM pg_locks"
        " WHERE locktype = 'advisory' AND classid = 24333 AND pid = pg_backend_pid()"
    )
    assert session.execute(held).scalar() == 1


@only_postgresql
@pytest.mark.parametrize("start", [2**31 - 2, 2**31 + 5, 2**32 - 2, 2**32 + 2, 2**40])
def test_numbers_outgrow_the_room_of_a_lock(app, writer, start):
    with writing(), app.engine.begin() as connection:
        connection.execute(text("SELECT setval('server_order_number', :start)"), {"start": start})
    reader = Reader(app)
    assert reader.passed == start
    first, second = writer(), writer()
    note(first, "first")
    for _ in range(5):
        note(second, "second")
    second.commit()
    assert reader.read() == []
    assert reader.passed == start
    first.commit()
    assert reader.read() == ["first", *["second"] * 5]


def test_numbers_rise_and_none_comes_twice(app, records):
    customer = records.customer()
    reader = Reader(app)
    for _ in range(3):
        records.customer()
        records.activity(customer_id=customer.id)
    assert reader.read().count("CustomerCreated") == 3
    with app.make_session() as session:
        positions = session.scalars(select(EventRecord.position).order_by(EventRecord.id)).all()
    assert positions == sorted(set(positions))


def test_an_epoch_ends_when_somebody_says_so(app, work):
    with work() as uow:
        before = server_epoch(uow.session)
        assert server_epoch(uow.session) == before
        after = begin_epoch(uow.session)
    with app.make_session() as session:
        assert server_epoch(session) == after != before


def test_events_that_were_there_are_numbered_in_their_order(app, records):
    for _ in range(3):
        records.customer()
    with app.make_session() as session:
        before = list(session.execute(text("SELECT id, name FROM event ORDER BY id")))
    downgrade_database(app.engine, "0014")
    upgrade_database(app.engine)
    with app.make_session() as session:
        after = list(session.execute(text("SELECT id, name FROM event ORDER BY position")))
        assert after == before
        assert len({*session.scalars(text("SELECT position FROM event"))}) == len(before)
        assert settled_number(session) > len(before)
    reader = Reader(app)
    records.customer()
    assert len(reader.read()) >= 1
    assert uuid.UUID(str(server_epoch(session)))

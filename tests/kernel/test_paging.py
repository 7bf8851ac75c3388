"""Keyset paging: any order and size of pages walks each row once, in both directions."""

import base64
import json
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from salesforce_lite.kernel.clock import now
from salesforce_lite.kernel.errors import InvalidCursorError
from salesforce_lite.kernel.notes import Note
from salesforce_lite.kernel.paging import LARGEST_PAGE, Order, page_of

MINE = "paging"
# Few different values, so that many rows are equal but for the last column.
WORDS = st.lists(st.tuples(st.sampled_from("aábñz "), st.sampled_from(["", "x", "é"])), max_size=25)
ORDERS = st.tuples(
    st.booleans(), st.booleans(), st.booleans(), st.permutations(["kind", "subject"])
)


def note(subject, kind):
    return Note(kind=f"{MINE}{kind}", subject=subject, at=now())


def order_of(flags):
    first, second, last, (one, two) = flags
    return (
        Order(getattr(Note, one), first),
        Order(getattr(Note, two), second),
        Order(Note.id, last),
    )


def query():
    return select(Note).where(Note.kind.startswith(MINE))


def sorted_ids(session, order):
    directions = [part.column.desc() if part.descending else part.column for part in order]
    return [row.id for row in session.scalars(query().order_by(*directions))]


def walk(session, order, limit, *, start=None, backwards=False, between=lambda: None):
    """All ids from the start on, and the page walked last."""
    ids: list[UUID] = []
    page = page_of(session, query(), order, cursor=start, limit=limit, name="n")
    while True:
        found = [row.id for row in page.items]
        ids = found + ids if backwards else ids + found
        cursor = page.previous_cursor if backwards else page.next_cursor
        if cursor is None:
            return ids, page
        between()
        page = page_of(session, query(), order, cursor=cursor, limit=limit, name="n")


@pytest.fixture
def fresh(work):
    def fill(rows):
        uow.session.execute(delete(Note).where(Note.kind.startswith(MINE)))
        uow.session.add_all([note(subject, kind) for subject, kind in rows])
        uow.session.flush()
        return uow.session

    with work("admin") as uow:
        yield fill


QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@QUICK
@given(rows=WORDS, flags=ORDERS, limit=st.integers(min_value=1, max_value=7))
def test_every_row_is_walked_once_forwards_and_backwards(fresh, rows, flags, limit):
    session = fresh(rows)
    order = order_of(flags)
    wanted = sorted_ids(session, order)
    forwards, last = walk(session, order, limit)
    assert forwards == wanted
    if last.previous_cursor:
        before, first = walk(session, order, limit, start=last.previous_cursor, backwards=True)
        assert before + [row.id for row in last.items] == wanted
        assert first.previous_cursor is None
        assert first.next_cursor is not None


@QUICK
@given(rows=WORDS, more=WORDS, flags=ORDERS, limit=st.integers(min_value=1, max_value=5))
def test_rows_added_while_walking_neither_hide_nor_double_others(fresh, rows, more, flags, limit):
    session = fresh(rows)
    order = order_of(flags)
    there = sorted_ids(session, order)
    coming = iter(more)

    def add_one():
        for subject, kind in coming:
            session.add(note(subject, kind))
            session.flush()
            break

    walked, _ = walk(session, order, limit, between=add_one)
    assert len(walked) == len(set(walked))
    assert [id_ for id_ in walked if id_ in set(there)] == there


def test_pages_are_never_larger_than_the_largest(fresh):
    session = fresh([("a", "")] * (LARGEST_PAGE + 1))
    page = page_of(session, query(), (Order(Note.id),), limit=10**9)
    assert len(page.items) == LARGEST_PAGE
    assert page.next_cursor
    assert len(page_of(session, query(), (Order(Note.id),), limit=-5).items) == 1


@pytest.mark.parametrize(
    "cursor",
    ["x", "%%%", "e30", "W10", "bnVsbA", "WyJuIiwwLFsxLDIsM11d", "é", "\ud800", "A" * 99],
)
def test_a_broken_page_mark_is_refused(fresh, cursor):
    with pytest.raises(InvalidCursorError):
        page_of(fresh([]), query(), (Order(Note.subject), Order(Note.id)), cursor=cursor, name="n")


def mark(values) -> str:
    return base64.urlsafe_b64encode(
        values if isinstance(values, bytes) else json.dumps(values).encode()
    ).decode()


ID = "0190a5c0-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    "values",
    [
        ["n", 0, ["a", [1]]],
        ["n", 0, ["a\0", ID]],
        ["n", 0, ["\ud800", ID]],
        ["n", 0, ["a", {}]],
        ["n", 0, [None, ID]],
        b"[" * 9000,
        {"n": 1, "a": 2, "b": 3},
    ],
)
def test_a_page_mark_that_somebody_wrote_is_refused(fresh, values):
    with pytest.raises(InvalidCursorError):
        page_of(
            fresh([]), query(), (Order(Note.subject), Order(Note.id)), cursor=mark(values), name="n"
        )


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+10:00", "9999-12-31T23:59:59-10:00", 5])
def test_a_page_mark_at_a_moment_that_no_clock_shows_is_refused(fresh, at):
    order = (Order(Note.at), Order(Note.id))
    with pytest.raises(InvalidCursorError):
        page_of(fresh([]), query(), order, cursor=mark(["n", 0, [at, ID]]), name="n")


def test_the_mark_of_another_list_is_refused(fresh):
    session = fresh([("a", ""), ("b", "")])
    order = (Order(Note.subject), Order(Note.id))
    mark = page_of(session, query(), order, limit=1, name="notes").next_cursor
    with pytest.raises(InvalidCursorError):
        page_of(session, query(), order, cursor=mark, name="others")

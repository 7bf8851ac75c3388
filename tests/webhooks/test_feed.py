"""Programs read events on from where they were: all they may see, once each, in order."""

import base64

import pytest

from salesforce_lite.customers import CustomerDraft, save_customer
from salesforce_lite.kernel.errors import InvalidCursorError
from salesforce_lite.kernel.order import begin_epoch
from salesforce_lite.webhooks import OldEpochError, events_after, feed, newest_cursor


@pytest.fixture
def read(work):
    """`read(cursor)`: a page as somebody sees it."""

    def page(cursor=None, who="admin", **how):
        with work(who) as uow:
            return events_after(uow, cursor, **how)

    return page


@pytest.fixture
def now(work):
    with work() as uow:
        return newest_cursor(uow)


def test_pages_follow_each_other_and_nothing_comes_twice(customer, read, now):
    saved = [str(customer(f"Customer {number}").id) for number in range(7)]
    seen, cursor, is_more = [], now, True
    while is_more:
        page = read(cursor, limit=3)
        assert len(page.items) <= 3
        seen += page.items
        cursor, is_more = page.next_cursor, page.is_more
    assert [one.data["customer_id"] for one in seen if one.type == "CustomerCreated"] == saved
    positions = [one.position for one in seen]
    assert positions == sorted(set(positions))
    assert read(cursor).items == []
    customer("One more")
    assert "CustomerCreated" in [one.type for one in read(cursor).items]


def test_from_the_beginning_without_a_cursor(customer, read):
    customer("Ana")
    assert "CustomerCreated" in [one.type for one in read(limit=200).items]


def test_only_the_kinds_that_were_asked_for(customer, read, now, work):
    ana = customer("Ana")
    with work("rep") as uow:
        save_customer(uow, CustomerDraft(fields={"name": "Ana M."}, id=ana.id))
    page = read(now, types=["CustomerChanged"])
    assert [one.type for one in page.items] == ["CustomerChanged"]
    assert not page.is_more


def test_only_what_happened_to_records_in_sight(customer, read, now):
    mine = customer("Mine", who="rep")
    customer("Not mine", who="admin", owner_id=None)
    page = read(now, who="rep")
    assert {one.data["customer_id"] for one in page.items} == {str(mine.id)}
    assert len({one.data.get("customer_id") for one in read(now).items}) == 2


def test_whoever_sees_little_comes_to_the_end_all_the_same(customer, read, now, monkeypatch):
    for name, value in (("_MOST_LOOKS", 2), ("_ROWS", 2), ("_WINDOW", 3)):
        monkeypatch.setattr(feed, name, value)
    for number in range(10):
        customer(f"Not mine {number}", who="admin", owner_id=None)
    mine = customer("Mine", who="rep")
    seen, cursor, pages = [], now, 0
    while True:
        page = read(cursor, who="rep")
        seen += page.items
        cursor, pages = page.next_cursor, pages + 1
        if not page.is_more:
            break
    assert {one.data["customer_id"] for one in seen} == {str(mine.id)}
    assert pages > 2


@pytest.mark.parametrize(
    "cursor",
    [
        *("x", "é", "////", "bnVsbA", "W10", "\x00", "A" * 5000),
        base64.urlsafe_b64encode(b'["a",-1]').decode(),
        base64.urlsafe_b64encode(b'["a",1.5]').decode(),
        base64.urlsafe_b64encode(b'["a",true]').decode(),
        base64.urlsafe_b64encode(b'["a",99999999999999999999]').decode(),
        base64.urlsafe_b64encode(b'["a",1,2]').decode(),
        base64.urlsafe_b64encode(b"[" * 2000).decode(),
    ],
)
def test_what_is_no_cursor_is_refused(read, cursor):
    with pytest.raises(InvalidCursorError):
        read(cursor)


def test_a_cursor_of_before_the_database_was_restored_is_refused_as_such(read, now, work):
    with work() as uow:
        begin_epoch(uow.session)
    with pytest.raises(OldEpochError):
        read(now)

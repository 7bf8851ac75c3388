"""A new phone is filled page by page, and what happens meanwhile is not passed by."""

import pytest

from salesforce_lite.sync import priming
from tests.sync.test_order import only_postgresql
from tests.sync.test_order import slow_writer as slow_writer


def names(page):
    return [one["record"]["name"] for one in page["items"] if one["kind"] == "customer"]


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(priming, "_PAGE", 2)


@pytest.fixture
def carry(phone):
    """`carry("A", "B")`: customers of the phone's person, that were changed in this order."""

    def make(*customers):
        created = [phone.command("customers.create_customer", name=name) for name in customers]
        return [one["id"] for one in phone.push(*created)["results"]]

    return make


def test_a_small_portfolio_comes_in_one_answer(phone, carry):
    urgent, _ = carry("Urgent", "Quiet")
    phone.do("opportunities.create_opportunity", title="Bombas", customer_id=urgent)
    task = phone.do("activities.create_activity", kind="task", subject="Report")["id"]
    page = phone.page()
    assert (page["is_priming"], page["is_more"]) == (True, False)
    assert names(page) == ["Urgent", "Quiet"]
    assert page["items"][-1]["id"] == task
    after = phone.page()
    assert (after["is_priming"], after["is_more"], after["items"]) == (False, False, [])


def test_a_page_is_filled_from_the_next_part(phone, carry, small_pages):
    _, urgent, *_ = carry("A", "B", "C", "D", "E")
    phone.do("opportunities.create_opportunity", title="Bombas", customer_id=urgent)
    task = phone.do("activities.create_activity", kind="task", subject="Report")["id"]
    pages = [phone.page() for _ in range(3)]
    assert [names(page) for page in pages] == [["B", "E"], ["D", "C"], ["A"]]
    assert [page["is_more"] for page in pages] == [True, True, False]
    assert pages[-1]["items"][-1]["id"] == task


def test_a_page_that_is_full_says_that_there_is_more(phone, carry, small_pages):
    carry("A", "B")
    assert (names(phone.page()), phone.page()["is_more"]) == (["B", "A"], False)


def test_what_changed_meanwhile_is_there_at_once(phone, program, carry, small_pages):
    first, *_ = carry("A", "B", "C")
    assert names(phone.page()) == ["C", "B"]
    program.patch(f"/customers/{first}", {"note": "touched"})
    last = phone.page()
    assert (last["is_priming"], last["is_more"]) == (True, True)
    changed = phone.page()
    assert (names(changed), changed["is_priming"], changed["is_more"]) == (["A"], False, False)


def test_what_changes_while_priming_runs_comes_with_all_that_hangs_on_it(
    phone, program, carry, small_pages
):
    first, *_ = carry("A", "B", "C")
    contact = phone.do("customers.create_contact", name="Ana", links=[{"customer_id": first}])["id"]
    items = phone.page()["items"]
    program.patch(f"/customers/{first}", {"note": "touched"})
    assert contact not in {one["id"] for one in items}
    items += phone.pull()
    assert contact in {one["id"] for one in items}


@only_postgresql
def test_and_also_where_somebody_else_commits_late(phone, program, carry, small_pages, slow_writer):
    first, *_ = carry("A", "B", "C")
    contact = phone.do("customers.create_contact", name="Ana", links=[{"customer_id": first}])["id"]
    other = program.post("/customers", {"name": "Of somebody else"}).json["id"]
    items = phone.page()["items"]
    commit = slow_writer(other, "late")
    program.patch(f"/customers/{first}", {"note": "touched"})
    items += phone.pull()
    assert contact not in {one["id"] for one in items}
    commit()
    items += phone.pull()
    assert contact in {one["id"] for one in items}

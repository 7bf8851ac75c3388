"""How much a phone carries, as administrators say: whom first, whom not, and how much of each."""

from datetime import timedelta

import pytest

from salesforce_lite.kernel import clock
from salesforce_lite.sync.limits import CarriedMost, change_limits
from tests.sync.conftest import at

LEAST = 10
QUIET = [f"Quiet {number}" for number in range(LEAST)]


@pytest.fixture
def carry_most(work):
    """`carry_most(customers=10, activities=1)`: said by the administrator."""

    def say(customers=LEAST, activities=5):
        with work("admin") as uow:
            change_limits(uow, CarriedMost(customers=customers, activities=activities))

    return say


@pytest.fixture
def named(phone):
    """Two customers with something under way, and then ten of whom nothing is awaited; name → id.
    Of those the first two were changed longest ago."""

    def new(name):
        return phone.command("customers.create_customer", name=name)

    sold, planned = (one["id"] for one in phone.push(new("Sold"), new("Planned"))["results"])
    phone.do("opportunities.create_opportunity", title="Bombas", customer_id=sold)
    phone.do("activities.create_activity", kind="task", subject="Call", customer_id=planned)
    quiet = phone.push(*map(new, QUIET))["results"]
    ids = [sold, planned, *(one["id"] for one in quiet)]
    return dict(zip(["Sold", "Planned", *QUIET], ids, strict=True))


def names(items):
    return [one["record"]["name"] for one in items if one["kind"] == "customer"]


def test_those_with_something_under_way_come_first_and_the_oldest_of_the_rest_are_left_out(
    phone, named, carry_most
):
    carry_most()
    page = phone.page()
    assert page["left_out"] == 2
    carried = names(page["items"])
    assert set(carried[:2]) == {"Sold", "Planned"}
    assert carried[2:] == QUIET[:1:-1]


def test_nobody_is_left_out_where_there_is_room(phone, named, carry_most):
    carry_most(customers=12)
    page = phone.page()
    assert (page["left_out"], len(names(page["items"]))) == (0, 12)


def test_a_phone_takes_another_limit_over_when_it_is_filled_anew(phone, named, carry_most):
    carry_most(customers=12)
    phone.pull()
    carry_most()
    assert phone.pull() == []
    phone.cursor = ""
    assert len(names(phone.pull())) == LEAST


def test_who_was_left_out_comes_with_everything_when_something_changes(
    phone, program, named, carry_most
):
    left, other = named["Quiet 0"], named["Quiet 1"]
    contact = phone.do("customers.create_contact", name="Ana", links=[{"customer_id": left}])["id"]
    carry_most()
    assert contact not in {one["id"] for one in phone.pull()}
    program.patch(f"/customers/{left}", {"note": "touched"})
    assert [one["id"] for one in phone.pull()] == [left, contact]
    call = program.post("/activities", {"kind": "note", "customer_id": other, "note": "x"}).json
    assert [one["id"] for one in phone.pull()] == [other, call["id"]]


def test_who_carries_everybody_is_sent_only_what_changed(phone, program, named, carry_most):
    some = named["Quiet 0"]
    phone.do("customers.create_contact", name="Ana", links=[{"customer_id": some}])
    carry_most(customers=12)
    phone.pull()
    program.patch(f"/customers/{some}", {"note": "touched"})
    assert [one["id"] for one in phone.pull()] == [some]


def test_the_last_activities_of_each_are_carried_and_all_that_is_planned(phone, carry_most):
    ids = [phone.do("customers.create_customer", name=name)["id"] for name in ("A", "B")]

    def activity(customer_id, days):
        when = at(clock.now() + timedelta(days=days))
        field = "due_at" if days > 0 else "completed_at"
        subject = f"{customer_id}, {days} days from now"
        said = {"kind": "call", "subject": subject, "customer_id": customer_id, field: when}
        return phone.command("activities.create_activity", **said)

    days = (-1, -2, -3, 1, 2, 3)
    phone.push(*(activity(one, day) for one in ids for day in days))
    carry_most(activities=2)
    carried = [one["record"]["subject"] for one in phone.pull() if one["kind"] == "activity"]
    wanted = {f"{one}, {day} days from now" for one in ids for day in days if day != -3}
    assert set(carried) == wanted
    assert len(carried) == len(wanted)

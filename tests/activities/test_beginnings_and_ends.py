"""From when until when: of what is done and what is planned, over midnight, never invented."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from salesforce_lite.activities import Activity, log_activity, plan_activity
from salesforce_lite.kernel.errors import InvalidInputError
from tests.activities.test_logging_pages import saved
from tests.customers.pages import form_values


def test_a_plan_has_an_end_which_moves_with_it(client_of, work, customer):
    browser = client_of("rep")
    page = browser.get(f"/activities/new?kind=visit&plan=1&customer={customer.id}").text
    assert 'name="end_time"' in page
    assert 'name="end_time"' not in browser.get("/activities/new?kind=task").text
    plan = {"kind": "visit", "plan": "1", "customer_id": str(customer.id), "day": "2099-01-15"}
    browser.post("/activities/new", data={**plan, "time": "17:00", "end_time": "18:30"})
    visit = saved(work)
    assert visit.ended_at - visit.due_at == timedelta(minutes=90)
    shown = browser.get(f"/activities/{visit.id}").text.replace("\u202f", " ")
    assert "6:30 PM" in shown
    assert 'value="18:30"' in browser.get(f"/activities/{visit.id}/edit").text
    moved = {"day": "2099-01-16", "time": "09:00", "version": visit.version}
    browser.post(f"/activities/{visit.id}/rescheduling", data=moved)
    visit = saved(work)
    assert (visit.due_at.day, visit.ended_at - visit.due_at) == (16, timedelta(minutes=90))


def test_the_end_of_a_plan_that_was_only_ticked_off_is_not_taken_for_its_end(
    client_of, work, customer
):
    browser = client_of("rep")
    plan = {"kind": "visit", "plan": "1", "customer_id": str(customer.id), "day": "2099-01-15"}
    browser.post("/activities/new", data={**plan, "time": "17:00", "end_time": "18:30"})
    visit = saved(work)
    browser.post(f"/activities/{visit.id}/tick", data={"version": visit.version})
    form = form_values(browser.get(f"/activities/{visit.id}/edit").text)
    assert form["end_time"] == ""
    assert "6:30" not in browser.get(f"/activities/{visit.id}").text
    browser.post(f"/activities/{visit.id}/edit", data=form | {"note": "Closed"})
    done = saved(work)
    assert (done.note, done.started_at, done.ended_at) == ("Closed", None, visit.ended_at)
    browser.post(f"/activities/{visit.id}/reopening", data={"version": done.version})
    again = form_values(browser.get(f"/activities/{visit.id}/edit").text)
    assert again["end_time"] == "18:30"


@pytest.mark.parametrize("plan", ["", "1"])
@pytest.mark.parametrize("day", ["", "2026-11-20"])
def test_an_end_without_a_beginning_is_asked_about_beside_the_hour(
    client_of, work, customer, plan, day
):
    data = {"kind": "visit", "plan": plan, "customer_id": str(customer.id), "day": day}
    answer = client_of("rep").post("/activities/new", data={**data, "end_time": "09:30"})
    assert answer.status_code == 422
    hour = answer.text.index('id="time-notes"')
    assert "Say when it begins too." in answer.text[hour : answer.text.index("</div>", hour)]
    assert 'value="09:30"' in answer.text
    with work("rep") as uow:
        assert not uow.session.scalars(select(Activity)).all()


@pytest.mark.parametrize("plan", ["", "1"])
def test_an_end_at_an_earlier_hour_is_of_the_next_day(client_of, work, customer, plan):
    browser = client_of("rep")
    data = {"kind": "call", "plan": plan, "customer_id": str(customer.id), "day": "2024-11-20"}
    browser.post("/activities/new", data={**data, "time": "23:50", "end_time": "00:10"})
    call = saved(work)
    begins = call.due_at if plan else call.started_at
    assert (begins.day, call.ended_at - begins) == (20, timedelta(minutes=20))
    assert "Nov 21" in browser.get(f"/activities/{call.id}").text
    browser.post(
        f"/activities/{call.id}/edit",
        data=form_values(browser.get(f"/activities/{call.id}/edit").text) | {"note": "Late"},
    )
    after = saved(work)
    assert (after.note, after.ended_at) == ("Late", call.ended_at)


def test_what_was_done_today_does_not_end_tomorrow(client_of, work, customer):
    data = {"kind": "visit", "customer_id": str(customer.id), "day": "", "time": "00:01"}
    answer = client_of("rep").post("/activities/new", data={**data, "end_time": "00:00"})
    assert answer.status_code == 422
    notes = answer.text.index('id="end_time-notes"')
    assert "The end is before the start." in answer.text[notes : answer.text.index("</div>", notes)]
    with work("rep") as uow:
        assert not uow.session.scalars(select(Activity)).all()


def test_what_lasted_longer_than_a_day_keeps_its_end(client_of, work, customer):
    start = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
    said = {"kind": "visit", "customer_id": customer.id, "started_at": start}
    with work("rep") as uow:
        fair = log_activity(uow, {**said, "ended_at": start + timedelta(days=2, hours=1)})
    browser = client_of("rep")
    form = form_values(browser.get(f"/activities/{fair.id}/edit").text)
    browser.post(f"/activities/{fair.id}/edit", data=form | {"note": "Fair"})
    assert (saved(work).note, saved(work).ended_at) == ("Fair", fair.ended_at)


def test_a_plan_that_ends_before_it_begins_is_refused(work, customer):
    due = datetime(2099, 1, 15, 12, 0, tzinfo=UTC)
    with work("rep") as uow, pytest.raises(InvalidInputError) as refusal:
        plan_activity(
            uow,
            {"kind": "visit", "due_at": due, "ended_at": due - timedelta(hours=1)}
            | {"customer_id": customer.id},
        )
    assert set(refusal.value.fields) == {"ended_at"}

"""Pages of activities: the log panel, Today, the list; languages, and zones of places."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from salesforce_lite.access import User
from salesforce_lite.activities import (
    Activity,
    get_activity,
    log_activity,
    plan_activity,
)
from salesforce_lite.kernel.errors import NotFoundError
from tests.activities.records import a_contact, a_customer, an_opportunity


@pytest.fixture
def lives_in(work):
    """Give a person another zone and language."""

    def move(name: str, zone: str, locale: str = "en") -> None:
        with work("admin") as uow:
            query = select(User).where(User.email == f"{name}@example.com")
            user = uow.session.scalars(query).one()
            user.zone, user.locale = zone, locale

    return move


@pytest.fixture
def customer(work):
    with work("rep") as uow:
        return a_customer(uow, country="MX", lifecycle="active")


def saved(work, name: str = "rep") -> Activity:
    with work(name) as uow:
        newest = select(Activity).order_by(Activity.created_at.desc(), Activity.id.desc())
        return uow.session.scalars(newest.limit(1)).one()


def test_the_address_of_the_site_leads_to_today(client_of):
    assert client_of("rep").get("/").location == "/today"


def test_a_visit_is_logged_with_customer_outcome_and_save_alone(client_of, work, customer):
    browser = client_of("rep")
    page = browser.get(f"/activities/new?kind=visit&customer={customer.id}").text
    assert "Ferretería Pérez" in page
    assert "Log visit" in page
    answer = browser.post(
        "/activities/new",
        data={"kind": "visit", "customer_id": str(customer.id), "outcome": "interested"},
    )
    assert answer.status_code == 303
    assert answer.location == f"/customers/{customer.id}"
    visit = saved(work)
    assert (visit.kind, visit.outcome, visit.customer_id) == ("visit", "interested", customer.id)
    assert visit.is_done


def test_the_outcomes_shown_are_those_of_the_kind(client_of, customer):
    browser = client_of("rep")
    assert "Voicemail" in browser.get(f"/activities/new?kind=call&customer={customer.id}").text
    assert "Voicemail" not in browser.get("/activities/new?kind=visit").text


def test_what_was_typed_comes_along_when_another_kind_is_chosen(client_of, customer):
    page = (
        client_of("rep")
        .get(f"/activities/new?kind=call&customer_id={customer.id}&note=Wants+the+B+line")
        .text
    )
    assert "Wants the B line" in page
    assert 'value="' + str(customer.id) in page


def test_an_opportunity_brings_its_customer_and_its_contacts(client_of, work, customer):
    with work("rep") as uow:
        opportunity = an_opportunity(uow, customer.id, title="Línea B")
        a_contact(uow, customer.id, "Luisa Gómez")
    page = client_of("rep").get(f"/activities/new?opportunity={opportunity.id}").text
    for words in ("Ferretería Pérez", "Línea B", "Luisa Gómez"):
        assert words in page


def test_a_promise_and_a_task_are_always_planned_and_a_note_never(client_of):
    browser = client_of("rep")
    assert "It is done" not in browser.get("/activities/new?kind=promise").text
    assert "It is done" not in browser.get("/activities/new?kind=note&plan=1").text
    assert "It is done" in browser.get("/activities/new?kind=visit&plan=1").text


def test_hours_are_typed_in_the_persons_zone_and_kept_in_that_of_the_place(
    client_of, work, lives_in, customer
):
    lives_in("rep", "America/Monterrey")
    lives_in("manager", "Europe/Madrid")
    client_of("rep").post(
        "/activities/new",
        data={
            "kind": "visit",
            "customer_id": str(customer.id),
            "day": "2026-11-20",
            "time": "18:30",
            "end_time": "19:15",
        },
    )
    visit = saved(work)
    assert visit.started_at == datetime(2026, 11, 21, 0, 30, tzinfo=UTC)
    assert visit.ended_at == datetime(2026, 11, 21, 1, 15, tzinfo=UTC)
    assert visit.zone == "America/Monterrey"
    of_rep = client_of("rep").get(f"/activities/{visit.id}").text.replace("\u202f", " ")
    assert "6:30 PM" in of_rep
    assert "(Monterrey)" not in of_rep
    of_manager = client_of("manager").get(f"/activities/{visit.id}").text.replace("\u202f", " ")
    assert "6:30 PM (Monterrey)" in of_manager
    assert "1:30 AM" not in of_manager


def test_what_is_planned_is_shown_in_the_readers_zone(client_of, work, lives_in, customer):
    lives_in("manager", "Europe/Madrid", "es-ES")
    with work("rep") as uow:
        due = datetime(2099, 1, 15, 12, 0, tzinfo=UTC)
        call = plan_activity(
            uow,
            {"kind": "call", "due_at": due, "zone": "America/Lima", "customer_id": customer.id},
        )
    assert "13:00" in client_of("manager").get(f"/activities/{call.id}").text


def test_an_hour_that_does_not_exist_is_told_beside_the_field(client_of, lives_in):
    lives_in("rep", "Europe/Madrid")
    answer = client_of("rep").post(
        "/activities/new",
        data={"kind": "call", "plan": "1", "day": "2026-03-29", "time": "02:30"},
    )
    assert answer.status_code == 422
    assert "The clocks go forward" in answer.text


def test_a_next_step_needs_its_day_and_then_stands_on_the_list(client_of, work, customer):
    browser = client_of("rep")
    data = {
        "kind": "call",
        "customer_id": str(customer.id),
        "note": "Asked for prices",
        "next_kind": "visit",
        "next_subject": "Bring samples",
    }
    refused = browser.post("/activities/new", data=data)
    assert refused.status_code == 422
    assert "Asked for prices" in refused.text
    assert "Choose the day of the next step" in refused.text
    browser.post("/activities/new", data={**data, "next_date": "2099-01-15"})
    assert "Bring samples" in browser.get("/activities").text


def test_no_page_shows_what_another_rep_keeps(client_of, work, customer):
    with work("rep") as uow:
        plan_activity(
            uow,
            {
                "kind": "call",
                "subject": "CANARY",
                "customer_id": customer.id,
                "due_at": uow.now - timedelta(hours=1),
            },
        )
        call = log_activity(uow, {"kind": "call", "subject": "CANARY", "customer_id": customer.id})
    other = client_of("other")
    for address in (
        "/today",
        "/today?whose=team",
        "/activities?whose=all",
        "/activities?whose=all&status=done",
        f"/activities?customer={customer.id}",
        "/activities/new",
    ):
        text = other.get(address).text
        assert "CANARY" not in text
        assert "Ferretería Pérez" not in text
    assert other.get(f"/activities/new?customer={customer.id}").status_code == 404
    for part in ("", "/edit", "/completion", "/rescheduling"):
        assert other.get(f"/activities/{call.id}{part}").status_code == 404
    for part in ("completion", "reopening", "deletion", "postponement", "keeping", "breaking"):
        assert other.post(f"/activities/{call.id}/{part}").status_code == 404


def test_a_viewer_reads_and_changes_nothing(client_of, work):
    with work("rep") as uow:
        call = plan_activity(uow, {"kind": "call"})
    viewer = client_of("viewer")
    assert viewer.get(f"/activities/{call.id}").status_code == 200
    assert viewer.get("/today").status_code == 200
    assert viewer.get("/activities/new").status_code == 403
    assert viewer.post(f"/activities/{call.id}/completion").status_code == 403


def test_a_row_of_today_is_completed_in_its_place_and_can_be_undone(client_of, work):
    with work("rep") as uow:
        call = plan_activity(
            uow, {"kind": "call", "subject": "Ask", "due_at": uow.now - timedelta(hours=1)}
        )
    browser = client_of("rep")
    assert "was due 1 hour ago" in browser.get("/today").text
    in_place = {"HX-Request": "true", "HX-Target": f"activity-{call.id}"}
    row = browser.post(f"/activities/{call.id}/completion", headers=in_place)
    assert row.text.strip().startswith("<li")
    assert f"/activities/{call.id}/reopening" in row.text
    assert "Ask" not in browser.get("/today").text
    again = browser.post(f"/activities/{call.id}/reopening", headers=in_place)
    assert "was due 1 hour ago" in again.text
    moved = browser.post(f"/activities/{call.id}/postponement", headers=in_place)
    assert "Moved to Tomorrow" in moved.text


def test_without_javascript_one_comes_back_to_where_one_was(client_of, work):
    with work("rep") as uow:
        call = plan_activity(uow, {"kind": "call"})
    browser = client_of("rep")
    answer = browser.post(f"/activities/{call.id}/completion", data={"back": "/today"})
    assert (answer.status_code, answer.location) == (303, "/today")
    away = browser.post(f"/activities/{call.id}/reopening", data={"back": "//evil.example"})
    assert away.location == "/"


def test_two_who_edit_are_both_told_and_nothing_is_lost(client_of, work):
    with work("rep") as uow:
        call = log_activity(uow, {"kind": "call", "note": "First", "subject": "Prices"})
        version = call.version
    mine = {"version": str(version), "subject": "Prices", "note": "Mine", "location": ""}
    first = client_of("manager").post(
        f"/activities/{call.id}/edit", data={**mine, "note": "Theirs"}
    )
    assert first.status_code == 303
    second = client_of("rep").post(f"/activities/{call.id}/edit", data=mine)
    assert second.status_code == 409
    assert "Mine" in second.text
    assert "Theirs" in second.text
    with work("rep") as uow:
        assert get_activity(uow, call.id).note == "Theirs"
        now = get_activity(uow, call.id).version
    client_of("rep").post(f"/activities/{call.id}/edit", data={**mine, "version": str(now)})
    with work("rep") as uow:
        assert get_activity(uow, call.id).note == "Mine"


def test_editing_changes_only_what_was_changed(client_of, work):
    with work("rep") as uow:
        call = log_activity(uow, {"kind": "call", "note": "As it was"})
    browser = client_of("rep")
    page = browser.get(f"/activities/{call.id}/edit")
    assert "As it was" in page.text
    at = call.started_at or call.completed_at
    browser.post(
        f"/activities/{call.id}/edit",
        data={
            "version": str(call.version),
            "note": "Changed",
            "day": f"{at:%Y-%m-%d}",
            "time": f"{at:%H:%M}",
        },
    )
    with work("rep") as uow:
        stored = get_activity(uow, call.id)
        assert stored.note == "Changed"
        assert stored.completed_at == call.completed_at


def test_a_deletion_offers_its_undo(client_of, work):
    with work("rep") as uow:
        call = log_activity(uow, {"kind": "call", "subject": "Ask"})
    browser = client_of("rep")
    browser.post(f"/activities/{call.id}/deletion")
    with work("rep") as uow, pytest.raises(NotFoundError):
        get_activity(uow, call.id)
    assert f"/activities/{call.id}/restoration" in browser.get("/activities").text
    browser.post(f"/activities/{call.id}/restoration")
    assert browser.get(f"/activities/{call.id}").status_code == 200


def test_promises_are_kept_or_not_from_their_page(client_of, work):
    with work("rep") as uow:
        promise = plan_activity(uow, {"kind": "promise", "subject": "Sample of line B"})
    browser = client_of("rep")
    assert "Promise kept" in browser.get(f"/activities/{promise.id}").text
    browser.post(f"/activities/{promise.id}/breaking")
    assert "Broken" in browser.get(f"/activities/{promise.id}").text


def test_at_a_glance_says_what_was_what_comes_and_what_we_promised(client_of, work, customer):
    with work("rep") as uow:
        now = uow.now
        log_activity(
            uow,
            {
                "kind": "visit",
                "outcome": "interested",
                "customer_id": customer.id,
                "started_at": now - timedelta(days=40),
            },
        )
        for kind, subject, hours in (("promise", "Sample", -30), ("call", "Demo", 50)):
            plan_activity(
                uow,
                {
                    "kind": kind,
                    "subject": subject,
                    "customer_id": customer.id,
                    "due_at": now + timedelta(hours=hours),
                },
            )
    page = client_of("rep").get(f"/customers/{customer.id}").text
    assert "Promised and overdue: Sample" in page
    assert "No contact for 40 days" in page
    assert "– Demo" in page
    assert page.index("Promised and overdue") < page.index("No contact for 40 days")


def test_an_empty_day_makes_one_feel_good(client_of):
    assert "Nothing is waiting for you" in client_of("rep").get("/today").text


@pytest.mark.parametrize("locale", ["en", "es-MX"])
@pytest.mark.parametrize(
    "address",
    [
        "/today",
        "/activities",
        "/activities?status=done",
        "/activities/new",
        "/activities/new?plan=1",
    ],
)
def test_every_page_is_there_in_both_languages(client_of, lives_in, work, address, locale):
    lives_in("rep", "America/Monterrey", locale)
    with work("rep") as uow:
        log_activity(uow, {"kind": "visit", "outcome": "order"})
        plan_activity(uow, {"kind": "call"})
    page = client_of("rep").get(address)
    assert page.status_code == 200
    assert f'lang="{locale}"' in page.text


def test_outcomes_are_named_in_the_readers_language(client_of, lives_in, work):
    with work("rep") as uow:
        log_activity(uow, {"kind": "visit", "outcome": "order"})
    assert "Order taken" in client_of("rep").get("/activities?status=done").text
    lives_in("rep", "Europe/Madrid", "es-ES")
    assert "Pedido" in client_of("rep").get("/activities?status=done").text

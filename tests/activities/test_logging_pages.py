"""The form that logs and plans: what it asks, brings along and keeps, in whose hours."""

from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import select

from salesforce_lite.activities import Activity, plan_activity
from salesforce_lite.company import set_exchange_rate
from tests.activities.records import a_contact, an_opportunity
from tests.custom_fields.fields import make_field
from tests.customers.pages import form_values


def saved(work, name: str = "rep") -> Activity:
    with work(name) as uow:
        newest = select(Activity).order_by(Activity.created_at.desc(), Activity.id.desc())
        return uow.session.scalars(newest.limit(1)).one()


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


def test_all_that_was_chosen_under_one_name_comes_along(client_of, work):
    with work("admin") as uow:
        make_field(uow, "choices", "activity")
        make_field(uow, "money", "activity")
        set_exchange_rate(uow, "MXN", Decimal(20), valid_from=date(2026, 1, 1))
    address = "/activities/new?kind=visit&custom.my_choices=small&custom.my_choices=large"
    page = client_of("rep").get(f"{address}&custom.my_money=12.5&custom.my_money=MXN").text
    sent = form_values(page)
    assert sent["custom.my_choices"] == ["small", "large"]
    assert sent["custom.my_money"] == ["12.5", "MXN"]


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

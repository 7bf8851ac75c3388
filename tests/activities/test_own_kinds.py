"""Kinds of a company's own are planned, logged and shown everywhere as those of the core are."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from salesforce_lite.activities import (
    Activity,
    ActivityDraft,
    LastContact,
    NextStep,
    complete_activity,
    delete_activity,
    log_activity,
    plan_activity,
    recount_contacts,
    rename_kind,
    reopen_activity,
    retire_kind,
    save_activity,
)
from salesforce_lite.kernel.errors import InvalidInputError
from tests.activities.kinds import own_kind
from tests.customers.pages import counted_statements


def last_contact(work, customer):
    with work("admin") as uow:
        found = uow.session.get(LastContact, customer.id)
        return found.at if found else None


def latest(work) -> Activity:
    with work("admin") as uow:
        newest = select(Activity).order_by(Activity.created_at.desc(), Activity.id.desc())
        return uow.session.scalars(newest.limit(1)).one()


def test_an_own_kind_after_a_visit_is_a_contact(work, customer) -> None:
    code = own_kind(work, "visit")
    with work("rep") as uow:
        made = log_activity(uow, {"kind": code, "customer_id": customer.id})
    assert last_contact(work, customer) == made.at
    with work("rep") as uow:
        recount_contacts(uow, [customer.id])
    assert last_contact(work, customer) == made.at
    with work("rep") as uow:
        delete_activity(uow, made.id)
    assert last_contact(work, customer) is None
    with work("rep") as uow:
        planned = plan_activity(uow, {"kind": code, "customer_id": customer.id, "subject": "Demo"})
        done = complete_activity(uow, planned.id, outcome="interested")
    assert last_contact(work, customer) == done.at
    with work("rep") as uow:
        reopen_activity(uow, done.id)
    assert last_contact(work, customer) is None


def test_nobody_was_reached_by_an_attempt_of_an_own_kind(work, customer) -> None:
    code = own_kind(work, "call")
    with work("rep") as uow:
        log_activity(uow, {"kind": code, "customer_id": customer.id, "outcome": "no_answer"})
    assert last_contact(work, customer) is None


@pytest.mark.parametrize("like", ["task", "note"])
def test_own_tasks_and_notes_are_no_contact(work, customer, like) -> None:
    code = own_kind(work, like)
    with work("rep") as uow:
        log_activity(uow, {"kind": code, "customer_id": customer.id, "subject": "Look it up"})
    assert last_contact(work, customer) is None


def test_the_rules_of_the_kind_it_works_like_hold(work) -> None:
    visit, task, note = (
        own_kind(work, like, f"My {like}", f"Mi {like}") for like in ("visit", "task", "note")
    )
    with work("rep") as uow:
        with pytest.raises(InvalidInputError) as refusal:
            log_activity(uow, {"kind": visit})
        assert set(refusal.value.fields) == {"customer_id"}
        with pytest.raises(InvalidInputError) as refusal:
            plan_activity(uow, {"kind": task})
        assert set(refusal.value.fields) == {"subject"}
        assert plan_activity(uow, {"kind": note, "note": "Look"}).is_done


def test_a_kind_that_nobody_made_is_refused(work, customer) -> None:
    with work("rep") as uow, pytest.raises(InvalidInputError) as refusal:
        log_activity(uow, {"kind": "own_nothing", "customer_id": customer.id})
    assert set(refusal.value.fields) == {"kind"}
    with work("rep") as uow:
        visit = log_activity(uow, {"kind": "visit", "customer_id": customer.id})
    with work("rep") as uow, pytest.raises(InvalidInputError):
        save_activity(uow, ActivityDraft.of({"kind": "own_nothing"}, id=visit.id))


def test_an_own_kind_can_be_the_next_step(work, customer) -> None:
    code = own_kind(work, "meeting")
    with work("rep") as uow:
        step = NextStep(kind=code, subject="Show it", due_at=uow.now + timedelta(days=2))
        log_activity(uow, {"kind": "call", "customer_id": customer.id}, next_step=step)
    assert latest(work).kind == code


def test_a_rep_logs_an_own_kind_and_reads_its_name_in_their_language(
    client_of, work, customer, lives_in
) -> None:
    code = own_kind(work, "visit")
    browser = client_of("rep")
    form = browser.get(f"/activities/new?kind={code}&customer={customer.id}").text
    for words in ("Product demo", "Log Product demo", "Interested", 'name="location"'):
        assert words in form
    answer = browser.post(
        "/activities/new",
        data={"kind": code, "customer_id": str(customer.id), "outcome": "interested"},
    )
    assert answer.status_code == 303
    made = latest(work)
    assert (made.kind, made.outcome) == (code, "interested")
    places = (
        f"/customers/{customer.id}",
        f"/customers/{customer.id}?show={code}",
        f"/activities/{made.id}",
        "/activities?status=done",
        f"/activities?status=done&kind={code}",
    )
    for place in places:
        assert "Product demo" in browser.get(place).text, place
    lives_in("rep", "Europe/Madrid", "es-ES")
    for place in (*places, "/activities/new", "/search?q=demostra"):
        assert "Demostración" in browser.get(place).text, place
    assert "Registrar Demostración" in browser.get(f"/activities/new?kind={code}").text
    assert "Planificar Demostración" in browser.get("/search?q=demostra").text


def test_what_is_planned_of_an_own_kind_stands_on_today(client_of, work, customer) -> None:
    code = own_kind(work, "call")
    with work("rep") as uow:
        plan_activity(uow, {"kind": code, "customer_id": customer.id})
    page = client_of("rep").get("/today").text
    assert "Product demo" in page
    # It is logged with its outcome, as a call is.
    assert f"/activities/{latest(work).id}/completion" in page


def test_a_renamed_kind_is_called_so_everywhere(client_of, work, customer) -> None:
    with work("rep") as uow:
        log_activity(uow, {"kind": "visit", "customer_id": customer.id})
        log_activity(uow, {"kind": "message", "channel": "whatsapp", "customer_id": customer.id})
    with work("admin") as uow:
        rename_kind(uow, "visit", name_en="Store check", name_es="Revisión")
        rename_kind(uow, "message", name_en="Short word", name_es="Recado")
    browser = client_of("rep")
    page = browser.get(f"/customers/{customer.id}").text
    assert "Store check" in page
    assert "Short word · WhatsApp" in page
    assert "Log Store check" in browser.get("/activities/new?kind=visit").text
    assert "Log visit" not in browser.get("/activities/new?kind=visit").text
    assert "Plan Store check" in browser.get("/search?q=store").text
    lists = client_of("admin").get("/admin/lists/").text
    assert "Outcomes: Store check" in lists
    assert "Outcomes of visits" not in lists


def test_what_is_of_a_retired_kind_stays_and_keeps_its_name(client_of, work, customer) -> None:
    code = own_kind(work, "visit")
    with work("rep") as uow:
        made = log_activity(uow, {"kind": code, "customer_id": customer.id, "subject": "Showed"})
    with work("admin") as uow:
        retire_kind(uow, code)
    browser = client_of("rep")
    form = browser.get("/activities/new").text
    assert "Product demo" not in form
    assert f"kind={code}" not in browser.get("/activities?status=done").text
    assert f"show={code}" not in browser.get(f"/customers/{customer.id}").text
    assert "Product demo" in browser.get(f"/customers/{customer.id}").text
    assert "Product demo" in browser.get(f"/activities/{made.id}").text
    assert "Showed" in browser.get(f"/activities?status=done&kind={code}").text
    edited = browser.get(f"/activities/{made.id}/edit")
    assert edited.status_code == 200
    # An address of before leads to what is offered now.
    assert "Log visit" in browser.get(f"/activities/new?kind={code}").text


def test_what_was_typed_while_its_kind_was_retired_is_saved_as_such(
    client_of, work, customer
) -> None:
    code = own_kind(work, "visit")
    browser = client_of("rep")
    browser.get(f"/activities/new?kind={code}")
    with work("admin") as uow:
        retire_kind(uow, code)
    sent = {"kind": code, "customer_id": str(customer.id), "note": "Half an hour of words"}
    assert browser.post("/activities/new", data=sent).status_code == 303
    assert latest(work).kind == code


def test_without_tasks_the_next_step_has_to_say_what_it_is(client_of, work, customer) -> None:
    with work("admin") as uow:
        retire_kind(uow, "task")
    sent = {
        "kind": "call",
        "customer_id": str(customer.id),
        "next_subject": "Send the list",
        "next_date": "2099-01-15",
    }
    browser = client_of("rep")
    refused = browser.post("/activities/new", data=sent)
    assert refused.status_code == 422
    assert "Choose what the next step is." in refused.text
    assert browser.post("/activities/new", data=sent | {"next_kind": "call"}).status_code == 303
    assert latest(work).kind == "call"


def test_where_calls_are_no_more_a_button_suggests_what_is_there(
    client_of, work, customer, at
) -> None:
    with work("rep") as uow:
        log_activity(uow, {"kind": "visit", "customer_id": customer.id})
        later = uow.now + timedelta(days=120)
    at(later)
    browser = client_of("rep")
    assert "Log call" in browser.get("/today").text
    assert "Plan a call" in browser.get(f"/customers/{customer.id}").text
    code = own_kind(work, "call", "Ring up", "Telefonear")
    with work("admin") as uow:
        retire_kind(uow, "call")
    assert "Log Ring up" in browser.get("/today").text
    page = browser.get(f"/customers/{customer.id}").text
    assert "Plan Ring up" in page
    assert f"kind={code}" in page
    with work("admin") as uow:
        retire_kind(uow, code)
    assert "Log visit" in browser.get("/today").text


def test_pages_read_nothing_more_for_kinds_of_ones_own(app, client_of, work, customer) -> None:
    browser = client_of("rep")
    places = (f"/customers/{customer.id}", "/activities", "/activities/new", "/today")

    def asked() -> dict[str, int]:
        counts = {}
        for place in places:
            browser.get(place)
            with counted_statements(app) as seen:
                browser.get(place)
            counts[place] = len(seen)
        return counts

    before = asked()
    own_kind(work, "visit")
    with work("admin") as uow:
        rename_kind(uow, "call", name_en="Ring up", name_es="Telefonear")
    assert asked() == before

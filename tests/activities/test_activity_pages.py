"""Pages of activities: Today, the list, one activity; who sees them, and in which language."""

import re
from datetime import timedelta
from html import unescape

import pytest

from salesforce_lite.activities import get_activity, log_activity, plan_activity
from salesforce_lite.customers import CustomerDraft, save_customer
from salesforce_lite.kernel.errors import NotFoundError
from tests.activities.records import plan


def test_the_address_of_the_site_leads_to_today(client_of):
    assert client_of("rep").get("/").location == "/today"


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
    for part in (
        "completion",
        "tick",
        "reopening",
        "deletion",
        "postponement",
        "keeping",
        "breaking",
    ):
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

    def read(later: int) -> dict[str, int]:
        return {"version": call.version + later}

    row = browser.post(f"/activities/{call.id}/tick", data=read(0), headers=in_place)
    assert row.text.strip().startswith("<li")
    assert f"/activities/{call.id}/reopening" in row.text
    assert "Ask" not in browser.get("/today").text
    again = browser.post(f"/activities/{call.id}/reopening", data=read(1), headers=in_place)
    assert "was due 1 hour ago" in again.text
    moved = browser.post(f"/activities/{call.id}/postponement", data=read(2), headers=in_place)
    assert "Moved to Tomorrow" in moved.text


def test_without_javascript_one_comes_back_to_where_one_was(client_of, work):
    with work("rep") as uow:
        call = plan_activity(uow, {"kind": "call"})
    browser = client_of("rep")
    read = {"version": call.version}
    answer = browser.post(f"/activities/{call.id}/tick", data={"back": "/today", **read})
    assert (answer.status_code, answer.location) == (303, "/today")
    then = {"version": call.version + 1, "back": "//evil.example"}
    away = browser.post(f"/activities/{call.id}/reopening", data=then)
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
    browser.post(f"/activities/{call.id}/deletion", data={"version": call.version})
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
    browser.post(f"/activities/{promise.id}/breaking", data={"version": promise.version})
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


def test_an_attempt_is_no_contact_here_nor_on_today(client_of, work, customer):
    with work("rep") as uow:
        for days, outcome in ((40, "interested"), (2, "not_in")):
            at = uow.now - timedelta(days=days)
            visit = {"kind": "visit", "outcome": outcome, "customer_id": customer.id}
            log_activity(uow, {**visit, "started_at": at})
    page = client_of("rep").get(f"/customers/{customer.id}").text
    assert "Last attempt: Visit 2 days ago" in page
    assert "No contact for 40 days" in page


def test_an_empty_day_makes_one_feel_good(client_of, work):
    with work("rep") as uow:
        save_customer(uow, CustomerDraft.of({"name": "Ferretería Sol", "lifecycle": "lead"}))
    page = client_of("rep").get("/today").text
    assert "Nothing is waiting for you" in page
    assert "No customers yet" not in page


def test_who_sees_no_customer_is_not_told_that_all_is_done(client_of):
    for name, sentence in (
        ("rep", "Add the first one here"),
        ("viewer", "As soon as a customer is yours to see"),
    ):
        page = client_of(name).get("/today").text
        assert "No customers yet" in page
        assert sentence in page
        assert "Nothing is waiting for you" not in page


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
        log_activity(uow, {"kind": "visit", "note": "Ask", "outcome": "order"})
        plan_activity(uow, {"kind": "call"})
    page = client_of("rep").get(address)
    assert page.status_code == 200
    assert f'lang="{locale}"' in page.text


def test_outcomes_are_named_in_the_readers_language(client_of, lives_in, work):
    with work("rep") as uow:
        log_activity(uow, {"kind": "visit", "note": "Ask", "outcome": "order"})
    assert "Order taken" in client_of("rep").get("/activities?status=done").text
    lives_in("rep", "Europe/Madrid", "es-ES")
    assert "Pedido" in client_of("rep").get("/activities?status=done").text


def test_the_number_of_what_is_overdue_opens_just_that(client_of, work):
    with work("rep") as uow:
        for subject, hours in (("Late", -30), ("Just due", -1), ("Next week", 170)):
            plan(uow, subject, hours=hours)
    browser = client_of("rep")
    page = browser.get("/today").text
    (address, number) = re.search(
        r'<a class="sl-count" href="([^"]*)"[^>]*>(\d+)</a>', page
    ).groups()
    shown = browser.get(unescape(address)).text
    assert number == "2"
    assert [subject in shown for subject in ("Late", "Just due", "Next week")] == [
        True,
        True,
        False,
    ]

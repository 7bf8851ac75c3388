"""Forms and buttons say what they were made from; who is behind is told and loses nothing."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from salesforce_lite.access import change_profile
from salesforce_lite.activities import plan_activity
from salesforce_lite.customers import (
    ContactDraft,
    ContactLinkDraft,
    CustomerDraft,
    RelationKind,
    relate_customers,
    save_contact,
    save_customer,
)
from salesforce_lite.kernel.clock import now
from salesforce_lite.opportunities import OpportunityDraft, save_opportunity
from tests.customers.pages import form_values

NOT_SAID = "This page does not say which version it was made from."
BEHIND = "Somebody else changed this in the meantime."
# What only adds, or only takes a mark away, is the same whoever comes first.
COMMUTES = re.compile(r"/(restoration|links/new|relations/new)$")


@pytest.fixture
def pages(work) -> dict[str, str]:
    """The addresses of one record of each kind."""
    with work("rep") as uow:
        customer = save_customer(uow, CustomerDraft.of({"name": "Kiosco Sol"}))
        uow.session.flush()
        other = save_customer(uow, CustomerDraft.of({"name": "Kiosco Luna"}))
        relate_customers(uow, customer.id, RelationKind.REFERRED_BY, other.id)
        link = ContactLinkDraft(customer_id=customer.id)
        contact = save_contact(uow, ContactDraft.of({"name": "Ana Ruiz"}, links=[link]))
        opportunity = save_opportunity(
            uow,
            OpportunityDraft.of(
                {
                    "title": "Línea B",
                    "customer_id": customer.id,
                    "expected_close_on": datetime(2099, 1, 31, tzinfo=UTC).date(),
                }
            ),
        )
        soon = now() + timedelta(minutes=1)
        task = {"kind": "task", "subject": "Llamar", "due_at": soon, "customer_id": customer.id}
        activity = plan_activity(uow, task)
        promise = plan_activity(uow, {**task, "kind": "promise"})
        return {
            "customer": f"/customers/{customer.id}",
            "contact": f"/contacts/{contact.id}",
            "opportunity": f"/opportunities/{opportunity.id}",
            "activity": f"/activities/{activity.id}",
            "promise": f"/activities/{promise.id}",
            "profile": "/me",
        }


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("customer", "name"),
        ("contact", "name"),
        ("opportunity", "title"),
        ("activity", "subject"),
        ("profile", "name"),
    ],
)
@pytest.mark.parametrize("sent", [None, "", "0", "many"])
def test_a_form_that_lost_its_version_is_refused_and_keeps_what_was_typed(
    pages, client_of, kind, field, sent
):
    address = pages[kind] + ("" if kind == "profile" else "/edit")
    browser = client_of("rep")
    opened = form_values(browser.get(address).text) | {field: "Typed by me"}
    version = opened.pop("version")
    answer = browser.post(address, data=opened | ({} if sent is None else {"version": sent}))

    assert answer.status_code == 409
    assert NOT_SAID in answer.text
    kept = form_values(answer.text)
    assert kept[field] == "Typed by me"
    assert kept["version"] == version
    assert browser.post(address, data=kept).status_code == 303
    assert form_values(browser.get(address).text)[field] == "Typed by me"


@pytest.mark.parametrize("end", ["winning", "losing"])
def test_a_sale_that_was_changed_meanwhile_is_ended_after_a_second_look(
    pages, client_of, work, end
):
    browser, address = client_of("rep"), f"{pages['opportunity']}/{end}"
    opened = form_values(browser.get(address).text) | {"reason": "price"}
    rename_the_sale(work, pages)
    answer = browser.post(address, data=opened)
    assert answer.status_code == 409
    assert BEHIND in answer.text
    assert browser.post(address, data=form_values(answer.text)).status_code == 303


def rename_the_sale(work, pages):
    with work("manager") as uow:
        sale = UUID(pages["opportunity"].rpartition("/")[2])
        save_opportunity(uow, OpportunityDraft.of({"title": "Línea C"}, id=sale))


def test_two_windows_on_one_profile_lose_nothing_and_are_told(client_of, work):
    browser = client_of("rep")
    opened = form_values(browser.get("/me").text)
    with work("rep") as uow:
        change_profile(uow, {"locale": "en", "zone": "Europe/Madrid", "name": "Rep Uno"})
    answer = browser.post("/me", data=opened | {"name": "Rep Dos", "theme": "dark"})
    assert answer.status_code == 409
    assert "Somebody else saved while you were writing." in answer.text
    assert "Rep changed this to “Rep Uno”." in answer.text
    merged = form_values(answer.text)
    assert (merged["name"], merged["theme"], merged["zone"]) == (
        "Rep Dos",
        "dark",
        "Europe/Madrid",
    )
    assert browser.post("/me", data=merged).status_code == 303


def test_another_owner_or_contact_of_an_activity_is_told_and_stays(pages, client_of, work):
    browser, address = client_of("manager"), f"{pages['activity']}/edit"
    opened = form_values(browser.get(address).text)
    with work("manager") as uow:
        manager_id = str(uow.actor.user_id)
    theirs = client_of("rep")
    contact_id = pages["contact"].rpartition("/")[2]
    other = form_values(theirs.get(address).text) | {"contact_id": contact_id}
    assert theirs.post(address, data=other).status_code == 303

    answer = browser.post(address, data=opened | {"owner_id": manager_id, "note": "Mine"})
    assert answer.status_code == 409
    assert "Rep changed With" in answer.text
    merged = form_values(answer.text)
    assert (merged["contact_id"], merged["note"]) == (contact_id, "Mine")
    assert browser.post(address, data=merged).status_code == 303
    assert form_values(browser.get(address).text)["contact_id"] == contact_id


def buttons(page: str) -> list[tuple[str, str]]:
    """(address, inside) of the forms of one record that post."""
    forms = re.findall(
        r'<form[^>]* method="post"[^>]* action="([^"]*)"[^>]*>(.*?)</form>', page, re.S
    )
    return [
        (address, inside)
        for address, inside in forms
        if re.search(r"[0-9a-f-]{36}", address) and not COMMUTES.search(address)
    ]


@pytest.mark.parametrize("kind", ["customer", "contact", "opportunity", "activity", "promise"])
def test_every_button_of_a_record_says_what_was_read_and_is_refused_when_behind(
    pages, client_of, kind
):
    # A manager may delete; on Today stands what is one's own.
    for browser, page in ((client_of("manager"), pages[kind]), (client_of("rep"), "/today")):
        found = buttons(browser.get(page).text)
        assert found, page
        for address, inside in found:
            version = re.search(r'name="version" value="(\d+)"', inside)
            assert version, address
            sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', inside))
            sent["version"] = str(int(version[1]) + 1)
            answer = browser.post(address, data=sent)
            assert answer.status_code == 409, address
            assert BEHIND in answer.text


@pytest.mark.parametrize("kind", ["customer", "contact", "opportunity", "activity", "promise"])
def test_every_button_that_lost_its_version_or_says_a_word_for_it_is_refused(
    pages, client_of, kind
):
    for browser, page in ((client_of("manager"), pages[kind]), (client_of("rep"), "/today")):
        for address, inside in buttons(browser.get(page).text):
            sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', inside))
            del sent["version"]
            for version in (None, "", "0", "-1", "many", "²", "1" * 10):
                given = {} if version is None else {"version": version}
                answer = browser.post(address, data=sent | given)
                assert answer.status_code == 409, (address, version)
                assert NOT_SAID in answer.text

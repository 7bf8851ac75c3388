"""What people see of phones: conflicts to decide, their own phones, everybody's in the office."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.sync.device_words import clock_words
from salesforce_lite.sync.limits import limits_of


@pytest.fixture
def page_of(client_of):
    return lambda role, path: client_of(role).get(path)


@pytest.fixture
def shop(phone):
    return phone.do("customers.create_customer", name="Ferretería Pérez", note="antes")["record"]


def disagree(phone, program, shop, **fields) -> str:
    """The phone says something else than was said here meanwhile; answers the conflict's page."""
    program.patch(f"/customers/{shop['id']}", dict.fromkeys(fields, "https://here.example"))
    answer = phone.do("customers.change_customer", shop["version"], id=shop["id"], **fields)
    assert answer["status"] == "conflict", answer
    return f"/conflicts/{answer['conflict_id']}"


def version_on(text: str) -> str:
    return re.search(r'name="version"[^>]*value="(\d+)"', text)[1]


def test_the_inbox_says_what_waits_and_leads_there(phone, program, shop, page_of):
    assert "Nothing to decide" in page_of("rep", "/conflicts").text
    address = disagree(phone, program, shop, note="del teléfono")
    inbox = page_of("rep", "/conflicts").text
    assert f'href="{address}"' in inbox
    assert "Ferretería Pérez" in inbox
    assert "The same was changed on the phone and here." in inbox
    assert "You wrote it" in inbox
    assert "waits for a decision" in page_of("rep", "/today").text


def test_the_bell_leads_to_the_conflict(phone, program, shop, page_of):
    address = disagree(phone, program, shop, note="del teléfono")
    told = page_of("rep", "/notifications").text
    assert "Decide what stays of what was written on the phone" in told
    assert address in told


def test_each_field_stands_side_by_side_and_is_chosen(phone, program, shop, client_of):
    address = disagree(phone, program, shop, note="del teléfono", website="https://phone.example")
    rep = client_of("rep")
    text = rep.get(address).text
    for words in ("Note", "Website", "before: antes", "del teléfono", "https://here.example"):
        assert words in text
    assert f'href="/customers/{shop["id"]}"' in text
    form = {"version": version_on(text), "of-note": "wanted", "of-website": "current"}
    answer = rep.post(address, data=form)
    assert (answer.status_code, answer.location) == (303, "/conflicts")
    now = phone.program.get(f"/customers/{shop['id']}").json
    assert (now["note"], now["website"]) == ("del teléfono", "https://here.example")
    assert "decided it" in rep.get(address).text
    assert "Ferretería Pérez" in rep.get("/conflicts?decided=1").text


def test_a_field_about_which_nothing_is_said_stays_open(phone, program, shop, client_of):
    address = disagree(phone, program, shop, note="del teléfono", website="https://phone.example")
    rep = client_of("rep")
    form = {"version": version_on(rep.get(address).text), "of-note": "wanted"}
    answer = rep.post(address, data=form)
    assert answer.status_code == 422
    assert "Choose one of the two." in answer.text
    assert re.search(r'name="of-note" value="wanted" checked', answer.text)
    assert phone.program.get(f"/customers/{shop['id']}").json["note"] == "https://here.example"


@pytest.mark.parametrize(("choice", "note"), [("wanted", "del teléfono"), ("current", "here")])
def test_one_button_decides_all_and_the_next_one_follows(
    phone, program, shop, client_of, choice, note
):
    first = disagree(phone, program, shop, note="del teléfono")
    second = disagree(
        phone, program, phone.do("customers.create_customer", name="B")["record"], note="y"
    )
    rep = client_of("rep")
    answer = rep.post(first, data={"version": version_on(rep.get(first).text), "all": choice})
    assert (answer.status_code, answer.location) == (303, second)
    assert note in phone.program.get(f"/customers/{shop['id']}").json["note"]


def test_of_two_who_decide_the_second_is_told(phone, program, shop, client_of):
    address = disagree(phone, program, shop, note="del teléfono")
    rep, admin = client_of("rep"), client_of("admin")
    version = version_on(rep.get(address).text)
    assert admin.post(address, data={"version": version, "all": "current"}).status_code == 303
    late = rep.post(address, data={"version": version, "all": "wanted"})
    assert late.status_code == 422
    assert "Somebody has decided this already." in late.text
    assert phone.program.get(f"/customers/{shop['id']}").json["note"] == "https://here.example"


def test_a_newer_word_of_the_phone_is_not_decided_unread(phone, program, shop, client_of):
    address = disagree(phone, program, shop, note="del teléfono")
    rep = client_of("rep")
    version = version_on(rep.get(address).text)
    newer = phone.do("customers.change_customer", shop["version"], id=shop["id"], note="más nuevo")
    assert newer["status"] == "conflict"
    late = rep.post(address, data={"version": version, "all": "wanted"})
    assert late.status_code == 409
    assert "más nuevo" in late.text


def test_what_was_written_is_read_line_by_line(phone, page_of):
    command = phone.command("customers.create_customer", name="Uno", note="primero")
    phone.push(command)
    odd = {"name": "Dos", "emails": "no list", "parent_id": "nobody", "custom": [1], "x": {"y": 2}}
    answer = phone.push(command | {"payload": odd})["results"][0]
    assert answer["status"] == "conflict"
    [kept] = phone.program.get("/sync/conflicts").json["items"]
    text = page_of("rep", f"/conflicts/{kept['id']}").text
    assert "Two different things were sent as one." in text
    assert re.search(r"<dt>Name</dt><dd>Dos</dd>", text)
    assert "{" not in re.sub(r"(?s)<(script|style).*?</\1>", "", text[text.index("<main") :])


def test_what_the_service_refuses_stands_above_the_form(phone, client_of):
    command = phone.command("customers.create_customer", name="Uno")
    phone.push(command)
    phone.push(command | {"payload": {"name": ""}})
    [kept] = phone.program.get("/sync/conflicts").json["items"]
    address = f"/conflicts/{kept['id']}"
    rep = client_of("rep")
    answer = rep.post(address, data={"version": version_on(rep.get(address).text), "all": "wanted"})
    assert answer.status_code == 422
    assert (
        rep.post(
            address, data={"version": version_on(rep.get(address).text), "all": "current"}
        ).status_code
        == 303
    )


def test_a_colleague_without_sight_finds_nothing(phone, program, shop, client_of):
    address = disagree(phone, program, shop, note="del teléfono")
    other = client_of("other")
    assert other.get(address).status_code == 404
    assert "Ferretería" not in other.get("/conflicts").text
    assert client_of("viewer").get("/conflicts").status_code == 403
    manager = client_of("manager").get("/conflicts").text
    assert "Ferretería Pérez" in manager
    assert "You wrote it" not in manager


def test_a_phone_is_wiped_from_the_profile(phone, client_of):
    phone.wrong_by = timedelta(minutes=-7)
    phone.push(device_name="Samsung de Ana", app_version="2.3.1")
    rep = client_of("rep")
    card = rep.get("/me").text
    for words in ("Samsung de Ana", "2.3.1", "clock 7 minutes slow", "last heard of"):
        assert words in card
    address = f"/me/phones/{phone.device_id}/wiping"
    assert "not sent yet is lost" in rep.get(address).text
    assert client_of("other").get(address).status_code == 404
    assert client_of("admin").post(address).status_code == 404
    assert rep.post(address).location == "/me#phones"
    assert "To be wiped" in rep.get("/me").text
    refused = phone.program.get(f"/sync/pull?device_id={phone.device_id}")
    assert refused.json["code"] == "device_wiped"
    phone.program.post(f"/sync/devices/{phone.device_id}/wiped")
    assert "Wiped" in rep.get("/me").text


def test_a_lost_phone_loses_its_token_in_the_office(phone, client_of):
    phone.push(device_name="Samsung de Ana")
    admin = client_of("admin")
    assert "Samsung de Ana" in admin.get("/admin/devices/").text
    address = f"/admin/devices/{phone.device_id}/wiping"
    assert "lost or stolen" in admin.get(address).text
    assert client_of("manager").post(address).status_code == 403
    assert admin.get(f"/admin/devices/{uuid4()}/wiping").status_code == 404
    assert admin.post(address, data={"revoke": "1"}).location == "/admin/devices/"
    assert phone.program.get("/me").status_code == 401


def test_how_much_phones_carry_is_said_within_bounds(client_of, work):
    admin = client_of("admin")
    address = "/admin/devices/limits"
    refused = admin.post(address, data={"customers": "9", "activities": "5"})
    assert refused.status_code == 422
    assert "Choose a number from 10 to 20000." in refused.text
    assert admin.post(address, data={"customers": "", "activities": "x"}).status_code == 422
    saved = admin.post(address, data={"customers": "500", "activities": "50"})
    assert saved.location == "/admin/devices/"
    with work("admin") as uow:
        assert _limits(uow) == (500, 50)
    assert "At most 500 customers" in admin.get("/admin/devices/").text


def _limits(uow: UnitOfWork) -> tuple[int, int]:
    limits = limits_of(uow)
    return limits.customers, limits.activities


@pytest.mark.parametrize(
    ("skew", "words"),
    [
        (119, ""),
        (-120, ""),
        (121, "clock 2 minutes slow"),
        (-3540, "clock 59 minutes fast"),
        (7200, "clock 2 hours slow"),
        (-172_800, "clock 2 days fast"),
    ],
)
def test_a_wrong_clock_is_told_in_words(app, skew, words):
    with app.test_request_context():
        assert clock_words(skew) == words


def test_of_what_was_brought_back_each_field_is_chosen(phone_of, client_of):
    """It was changed and deleted here while it was changed on the phone."""
    phone = phone_of("manager")
    made = phone.do("customers.create_customer", name="Aceros", note="antes")["record"]
    program = phone_of("admin").program
    program.patch(f"/customers/{made['id']}", {"note": "aquí", "website": "https://here.example"})
    program.delete(f"/customers/{made['id']}")
    fields = {"note": "del teléfono", "website": "https://phone.example"}
    answer = phone.do("customers.change_customer", made["version"], id=made["id"], **fields)
    assert answer["status"] == "conflict"
    address = f"/conflicts/{answer['conflict_id']}"
    manager = client_of("manager")
    text = manager.get(address).text
    assert "The change brought it back." in text
    form = {"version": version_on(text), "of-note": "wanted", "of-website": "current"}
    assert manager.post(address, data=form).status_code == 303
    now = phone.program.get(f"/customers/{made['id']}").json
    assert (now["note"], now["website"]) == ("del teléfono", "https://here.example")

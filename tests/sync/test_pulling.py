"""What phones carry, and how they hear of changes."""

from datetime import timedelta
from uuid import uuid4

from salesforce_lite.kernel import clock
from tests.sync.conftest import at


def of(items, kind, *, gone=False):
    return {one["id"] for one in items if one["kind"] == kind and one.get("is_gone", False) is gone}


def test_a_new_phone_is_given_what_its_person_needs(phone, program):
    mine = phone.do("customers.create_customer", name="Aceros")["id"]
    contact = phone.do(
        "customers.create_contact", name="Ana", links=[{"customer_id": mine, "function": "Compras"}]
    )["id"]
    sale = phone.do("opportunities.create_opportunity", title="Bombas", customer_id=mine)["id"]
    visit = phone.do("activities.create_activity", kind="visit", customer_id=mine)["id"]
    task = phone.do("activities.create_activity", kind="task", subject="Informe")["id"]
    other = program.post("/customers", {"name": "Of somebody else"}).json["id"]
    first = phone.page()
    assert first["is_priming"]
    words = first["vocabulary"]
    assert all(words[name] for name in ("pipelines", "lists", "kinds", "company", "me"))
    items = first["items"]
    assert of(items, "customer") == {mine}
    assert of(items, "contact") == {contact}
    assert of(items, "opportunity") == {sale}
    assert of(items, "activity") == {visit, task}
    assert other not in of(items, "customer")
    assert phone.pull() == []


def test_a_change_comes_with_the_next_pull_and_once(phone, program):
    mine = phone.do("customers.create_customer", name="Aceros")["id"]
    phone.pull()
    program.patch(f"/customers/{mine}", {"note": "Cerró"})
    visit = program.post("/activities", {"kind": "note", "customer_id": mine, "note": "x"}).json
    items = phone.pull()
    assert [one["record"]["note"] for one in items if one["kind"] == "customer"] == ["Cerró"]
    assert of(items, "activity") == {visit["id"]}
    assert phone.pull() == []


def test_a_dropped_answer_is_read_again(phone, program):
    mine = phone.do("customers.create_customer", name="Aceros")["id"]
    phone.pull()
    cursor = phone.cursor
    program.patch(f"/customers/{mine}", {"note": "Cerró"})
    first = phone.pull()
    phone.cursor = cursor
    assert phone.pull() == first != []


def test_what_is_given_to_somebody_else_goes_and_comes_back_whole(phone, program, phone_of):
    mine = phone.do("customers.create_customer", name="Aceros")["id"]
    visit = phone.do("activities.create_activity", kind="visit", customer_id=mine)["id"]
    phone.pull()
    boss = phone_of("manager")
    boss.pull()
    me = phone.program.get("/me").json
    manager = boss.program.get("/me").json
    program.patch(f"/customers/{mine}", {"owner_id": manager["id"]})
    assert of(phone.pull(), "customer", gone=True) == {mine}
    arrived = boss.pull()
    assert (of(arrived, "customer"), of(arrived, "activity")) == ({mine}, {visit})
    program.patch(f"/customers/{mine}", {"owner_id": me["id"]})
    items = phone.pull()
    assert (of(items, "customer"), of(items, "activity")) == ({mine}, {visit})
    assert of(boss.pull(), "customer", gone=True) == {mine}


def test_what_is_deleted_leaves_a_tombstone(phone, program):
    mine = phone.do("customers.create_customer", name="Aceros")["id"]
    note = phone.do("activities.create_activity", kind="note", customer_id=mine, note="x")["id"]
    contact = phone.do("customers.create_contact", name="Ana", links=[{"customer_id": mine}])["id"]
    phone.pull()
    program.delete(f"/activities/{note}")
    program.delete(f"/contacts/{contact}")
    items = phone.pull()
    assert of(items, "activity", gone=True) == {note}
    assert of(items, "contact", gone=True) == {contact}
    program.delete(f"/customers/{mine}")
    assert mine in of(phone.pull(), "customer", gone=True)


def test_nobody_is_told_of_what_was_never_theirs(phone, program):
    phone.pull()
    other = program.post("/customers", {"name": "Secret"}).json["id"]
    contact = program.post("/contacts", {"name": "Who", "links": [{"customer_id": other}]}).json
    program.delete(f"/contacts/{contact['id']}")
    program.delete(f"/customers/{other}")
    assert phone.pull() == []


def test_a_contact_that_leaves_for_another_customer_is_gone(phone, program):
    mine = phone.do("customers.create_customer", name="Aceros")["id"]
    contact = phone.do("customers.create_contact", name="Ana", links=[{"customer_id": mine}])["id"]
    other = program.post("/customers", {"name": "Other"}).json["id"]
    phone.pull()
    program.ask("PUT", f"/contacts/{contact}/links/{other}", {})
    program.delete(f"/contacts/{contact}/links/{mine}")
    assert of(phone.pull(), "contact", gone=True) == {contact}


def test_other_rights_mean_beginning_anew(phone, program):
    phone.pull()
    broken = phone.program.get("/sync/pull?cursor=abc")
    assert (broken.status_code, broken.json["code"]) == (422, "invalid_cursor")
    other = program.get(f"/sync/pull?cursor={phone.cursor}")
    assert (other.status_code, other.json["code"]) == (409, "resync_needed")


def test_new_words_come_when_there_are_some(phone, program):
    phone.pull()
    assert "vocabulary" not in phone.page() or phone.page()["vocabulary"] is None
    program.post(
        "/lists/opportunity.loss_reason/values",
        {"label_en": "Too far", "label_es": "Muy lejos"},
    )
    words = phone.page()["vocabulary"]
    assert "Muy lejos" in str(words["lists"])


def test_a_visit_at_a_customer_that_was_taken_away_counts(phone, program, phone_of):
    mine = phone.do("customers.create_customer", name="Aceros")["id"]
    boss = phone_of("manager")
    manager = boss.program.get("/me").json["id"]
    program.patch(f"/customers/{mine}", {"owner_id": manager})
    done = at(clock.now() - timedelta(hours=2))
    visit = phone.do(
        "activities.create_activity", kind="visit", customer_id=mine, completed_at=done
    )
    assert visit["status"] == "applied", visit
    assert "record" not in visit
    seen = boss.program.get(f"/activities?customer_id={mine}").json["items"]
    assert [one["id"] for one in seen] == [visit["id"]]
    never = program.post("/customers", {"name": "Never hers"}).json["id"]
    for unknown in (never, str(uuid4())):
        told = phone.do("activities.create_activity", kind="visit", customer_id=unknown)
        assert told["reason"]["code"] == "parent_missing"


def test_a_wiped_phone_is_told_nothing_any_more(phone, program):
    phone.pull()
    device = phone.program.get("/sync/devices").json["items"][0]
    assert device["id"] == phone.device_id
    phone.program.post(f"/sync/devices/{phone.device_id}/wiping")
    for answer in (
        phone.program.get(f"/sync/pull?device_id={phone.device_id}"),
        phone.program.post(
            "/sync/push",
            {"device_id": phone.device_id, "device_now": at(clock.now()), "commands": []},
        ),
    ):
        assert (answer.status_code, answer.json["code"]) == (403, "device_wiped")
    phone.program.post(f"/sync/devices/{phone.device_id}/wiped")
    assert phone.program.get("/me").status_code == 401


def test_a_queue_is_sent_by_whom_it_belongs_to(phone, phone_of):
    phone.do("customers.create_customer", name="Aceros")
    other = phone_of("manager")
    other.device_id = phone.device_id
    answer = other.program.post(
        "/sync/push",
        {"device_id": phone.device_id, "device_now": at(clock.now()), "commands": []},
    )
    assert (answer.status_code, answer.json["code"]) == (409, "device_of_another")

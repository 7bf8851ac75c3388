"""What only happens when two things meet: races, merges, wrong clocks, decisions that come late."""

import threading
from datetime import datetime, timedelta

import pytest

from salesforce_lite.kernel import clock
from salesforce_lite.sync import applying
from tests.conftest import ENGINE
from tests.sync.conftest import at


@pytest.mark.skipif(ENGINE == "sqlite", reason="SQLite has one writer")
def test_who_saves_between_two_statements_is_not_overwritten(phone, program, monkeypatch):
    made = phone.do("customers.create_customer", name="Aceros", website="a.example")["record"]
    merged = applying.merged
    told = []
    saving = threading.Thread(
        target=lambda: told.append(
            program.patch(f"/customers/{made['id']}", {"website": "b.example"})
        )
    )

    def slow(*given, **named):
        found = merged(*given, **named)
        saving.start()
        saving.join(1)
        return found

    monkeypatch.setattr(applying, "merged", slow)
    answer = phone.do(
        "customers.change_customer", made["version"], id=made["id"], website="c.example"
    )
    saving.join()
    assert (answer["status"], answer["version"]) == ("applied", made["version"] + 1)
    # The other one waited, and is told.
    assert (told[0].status_code, told[0].json["code"]) == (409, "changed_meanwhile")


def test_a_visit_at_what_was_merged_into_a_colleagues_customer_counts(phone, phone_of, program):
    mine = phone.do("customers.create_customer", name="Aceros")["record"]
    boss = phone_of("manager")
    theirs = boss.do("customers.create_customer", name="Aceros SA")["id"]
    program.post(f"/customers/{theirs}/merging", {"other_id": mine["id"]})
    visit = phone.do(
        "activities.create_activity",
        kind="visit",
        customer_id=mine["id"],
        completed_at=at(clock.now()),
    )
    assert visit["status"] == "applied", visit
    assert program.get(f"/activities/{visit['id']}").json["customer_id"] == theirs
    change = phone.do("customers.change_customer", mine["version"], id=mine["id"], note="x")
    assert (change["status"], change["reason"]["code"]) == ("conflict", "gone_meanwhile")


@pytest.mark.parametrize("minutes", [3, 60 * 48])
def test_what_is_planned_was_chosen_and_not_measured(phone, minutes):
    phone.wrong_by = timedelta(minutes=minutes)
    begins = clock.now() + timedelta(days=1)
    ends = begins + timedelta(hours=1)
    shown = phone.do(
        "activities.create_activity", kind="meeting", subject="Plan", due_at=at(begins),
        started_at=at(begins), ended_at=at(ends),
    )["record"]  # fmt: skip
    assert datetime.fromisoformat(shown["due_at"]) == begins


def test_a_creation_that_waited_for_a_person_is_saved_and_its_children_after_it(
    phone, program, phone_of
):
    mine = phone.do("customers.create_customer", name="Aceros")["id"]
    manager = phone_of("manager").program.get("/me").json["id"]
    program.patch(f"/customers/{mine}", {"owner_id": manager})
    sale = phone.do(
        "opportunities.create_opportunity", id="temp:5", title="Bombas", customer_id=mine
    )
    assert (sale["status"], sale["reason"]["code"]) == ("conflict", "gone_meanwhile")
    decided = program.post(f"/sync/conflicts/{sale['conflict_id']}/decision", {"choice": "wanted"})
    assert decided.status_code == 200, decided.text
    assert len(program.get(f"/opportunities?customer_id={mine}").json["items"]) == 1


def test_what_hangs_on_a_refused_parent_waits_for_a_person(phone):
    phone.do("customers.create_customer", id="temp:1", name="")
    child = phone.do("activities.create_activity", kind="visit", customer_id="temp:1")
    assert (child["status"], child["reason"]["code"]) == ("conflict", "gone_meanwhile")


def test_a_newer_word_of_the_same_phone_ends_its_question(phone, program):
    made = phone.do("customers.create_customer", name="Aceros", website="a.example")["record"]
    program.patch(f"/customers/{made['id']}", {"website": "b.example"})
    phone.do("customers.change_customer", made["version"], id=made["id"], website="c.example")
    assert len(phone.program.get("/sync/conflicts").json["items"]) == 1
    version = program.get(f"/customers/{made['id']}").json["version"]
    newer = phone.do("customers.change_customer", version, id=made["id"], website="d.example")
    assert newer["status"] == "applied"
    assert phone.program.get("/sync/conflicts").json["items"] == []


def test_the_phones_own_change_does_not_stand_in_its_way(phone):
    task = phone.do("activities.create_activity", kind="task", subject="Call")["record"]
    moves = [
        phone.command(
            "activities.reschedule_activity",
            task["version"],
            id=task["id"],
            due_at=at(clock.now() + timedelta(days=day)),
        )
        for day in (1, 2)
    ]
    assert [one["status"] for one in phone.push(*moves)["results"]] == ["applied", "applied"]


def test_a_version_that_never_was_is_not_believed(phone, program):
    made = phone.do("customers.create_customer", name="Aceros", website="a.example")["record"]
    program.patch(f"/customers/{made['id']}", {"website": "b.example"})
    answer = phone.do("customers.change_customer", 2**31 - 1, id=made["id"], website="c.example")
    assert answer["status"] == "conflict"


def test_a_wiped_phone_is_told_nothing_under_another_id_or_none(phone):
    phone.pull()
    phone.program.post(f"/sync/devices/{phone.device_id}/wiping")
    for query in ("", "?device_id=00000000-0000-4000-8000-000000000001"):
        answer = phone.program.get(f"/sync/pull{query}")
        assert (answer.status_code, answer.json["code"]) == (403, "device_wiped")


def test_odd_payloads_are_refused_for_good(phone):
    deep: dict = {}
    for _ in range(600):
        deep = {"a": deep}
    long_id = phone.do("customers.create_customer", id=f"temp:{'x' * 100}", name="A")
    assert (long_id["status"], long_id.get("retry")) == ("rejected", None)
    nested = phone.do("customers.create_customer", name="A", custom=deep)
    assert (nested["status"], nested.get("retry")) == ("rejected", None)
    tagged = phone.do("customers.create_customer", name="A", tags=["temp: low"])
    assert tagged["record"]["tags"] == ["temp: low"]


def test_what_was_said_first_does_not_take_the_place_of_the_last_word(phone, program):
    made = phone.do("customers.create_customer", name="Aceros")["record"]

    def says(base_version, **fields):
        return phone.command("customers.change_customer", base_version, id=made["id"], **fields)

    first = says(made["version"], legal_name="Aceros Uno", note="first")
    last = says(made["version"], legal_name="Aceros Dos")
    for field in ("legal_name", "note"):
        program.patch(f"/customers/{made['id']}", {field: "the office"})
    phone.push(last)
    phone.push(first)
    conflict = program.get("/sync/conflicts").json["items"][0]
    assert {name: one["wanted"] for name, one in conflict["fields"].items()} == {
        "legal_name": "Aceros Dos",
        "note": "first",
    }
    program.post(f"/sync/conflicts/{conflict['id']}/decision", {"choice": "wanted"})
    stands = program.get(f"/customers/{made['id']}").json
    assert (stands["legal_name"], stands["note"]) == ("Aceros Dos", "first")


def test_what_was_said_first_does_not_withdraw_the_question_of_the_last_word(phone, program):
    made = phone.do("customers.create_customer", name="Aceros")["record"]

    def says(**fields):
        return phone.command("customers.change_customer", made["version"], id=made["id"], **fields)

    # The office has come to say what the phone had said at first.
    first, last = says(note="one"), says(note="two")
    program.patch(f"/customers/{made['id']}", {"note": "one"})
    phone.push(last)
    phone.push(first)
    conflict = program.get("/sync/conflicts").json["items"][0]
    assert conflict["fields"]["note"]["wanted"] == "two"


def test_a_conflict_is_read_with_what_stands_now(phone, program):
    made = phone.do("customers.create_customer", name="Aceros")["record"]
    path = f"/customers/{made['id']}"
    program.patch(path, {"note": "the office"})
    phone.do("customers.change_customer", made["version"], id=made["id"], note="the phone")
    program.patch(path, {"note": "the office again"})
    [conflict] = program.get("/sync/conflicts").json["items"]
    assert conflict["fields"]["note"]["current"] == "the office again"

"""Commands of phones: applied once, whatever the network does."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from salesforce_lite.kernel import clock
from tests.sync.conftest import at


def test_a_visit_is_logged_with_a_customer_that_is_new_on_the_phone(phone):
    new = phone.command("customers.create_customer", id="temp:1", name="Ferretería Sol")
    visit = phone.command(
        "activities.create_activity",
        kind="visit",
        customer_id="temp:1",
        completed_at=at(clock.now() - timedelta(hours=1)),
        note="Quiere el catálogo nuevo.",
    )
    answer = phone.push(visit, new)
    assert [one["status"] for one in answer["results"]] == ["applied", "applied"]
    customer, activity = (one["record"] for one in answer["results"])
    assert answer["ids"] == {"temp:1": customer["id"]}
    assert activity["customer_id"] == customer["id"]
    assert phone.program.get(f"/activities/{activity['id']}").json == activity


def test_what_is_sent_again_is_answered_as_at_first(phone):
    command = phone.command("customers.create_customer", name="Once")
    first = phone.push(command)["results"][0]
    again = phone.push(command)["results"][0]
    assert (first["status"], again["status"], again["was"]) == ("applied", "duplicate", "applied")
    assert again["record"] == first["record"]
    assert len(phone.program.get("/customers?q=once").json["items"]) == 1


def test_the_same_id_with_another_content_is_kept_for_a_person(phone):
    command = phone.command("customers.create_customer", name="Uno")
    phone.push(command)
    for _ in range(2):
        other = phone.push(command | {"payload": {"name": "Dos"}})["results"][0]
        assert (other["status"], other["reason"]["code"]) == ("conflict", "op_reused")
    kept = phone.program.get("/sync/conflicts").json["items"]
    assert [(one["kind"], one["payload"]) for one in kept] == [("reused", {"name": "Dos"})]
    assert phone.program.get("/customers?q=dos").json["items"] == []


def test_an_op_of_somebody_else_says_nothing_about_theirs(phone_of):
    one, other = phone_of("rep"), phone_of("manager")
    command = one.command("customers.create_customer", name="Hers")
    one.push(command)
    answer = other.push(command)["results"][0]
    assert (answer["status"], answer["reason"]["code"]) == ("conflict", "op_reused")
    assert "record" not in answer


def test_one_that_is_wrong_holds_nobody_up(phone):
    good = phone.command("customers.create_customer", name="Good")
    nameless = phone.command("customers.create_customer", name="")
    odd = phone.command("customers.create_customer", name="A\x00")
    unknown = phone.command("customers.conquer", name="A")
    last = phone.command("customers.create_customer", name="Last")
    results = {
        one["op_id"]: one for one in phone.push(good, nameless, odd, unknown, last)["results"]
    }
    assert results[good["op_id"]]["status"] == results[last["op_id"]]["status"] == "applied"
    for bad, code, retry in (
        (nameless, "wrong_shape", False),
        (odd, "wrong_shape", False),
        (unknown, "unknown_command", True),
    ):
        told = results[bad["op_id"]]
        assert (told["status"], told["reason"]["code"]) == ("rejected", code)
        assert told.get("retry", False) is retry
    again = phone.push(nameless)["results"][0]
    assert (again["status"], again["was"]) == ("duplicate", "rejected")
    assert again["reason"] == results[nameless["op_id"]]["reason"]


def test_a_child_without_its_parent_waits(phone):
    visit = phone.command("activities.create_activity", kind="visit", customer_id=str(uuid4()))
    orphan = phone.push(visit)["results"][0]
    assert (orphan["status"], orphan["reason"]["code"]) == ("rejected", "parent_missing")
    assert orphan["retry"] is True
    other = phone.command("activities.create_activity", kind="visit", customer_id="temp:9")
    assert phone.push(other)["results"][0]["reason"]["code"] == "parent_missing"
    phone.do("customers.create_customer", id="temp:9", name="Late")
    assert phone.push(other)["results"][0]["status"] == "applied"


def test_changes_of_different_fields_are_merged(phone, program):
    made = phone.do("customers.create_customer", name="Aceros", website="a.example")["record"]
    program.patch(f"/customers/{made['id']}", {"website": "b.example"})
    changed = phone.do(
        "customers.change_customer", made["version"], id=made["id"], note="Paga tarde"
    )
    assert changed["status"] == "applied"
    assert (changed["record"]["note"], changed["record"]["website"]) == ("Paga tarde", "b.example")


def test_a_change_of_the_same_field_waits_for_a_person(phone, program):
    made = phone.do("customers.create_customer", name="Aceros", website="a.example")["record"]
    program.patch(f"/customers/{made['id']}", {"website": "b.example"})
    answer = phone.do(
        "customers.change_customer", made["version"], id=made["id"], website="c.example", note="x"
    )
    assert (answer["status"], answer["reason"]["code"]) == ("conflict", "changed_meanwhile")
    assert (answer["record"]["website"], answer["record"]["note"]) == ("b.example", "x")
    kept = phone.program.get("/sync/conflicts").json["items"][0]
    assert kept["fields"] == {
        "website": {"original": "a.example", "current": "b.example", "wanted": "c.example"}
    }
    newer = phone.do(
        "customers.change_customer", made["version"], id=made["id"], website="d.example"
    )
    assert newer["conflict_id"] == answer["conflict_id"]
    decided = phone.program.post(f"/sync/conflicts/{kept['id']}/decision", {"choice": "wanted"})
    assert decided.json["is_open"] is False
    assert phone.program.get(f"/customers/{made['id']}").json["website"] == "d.example"
    twice = phone.program.post(f"/sync/conflicts/{kept['id']}/decision", {"choice": "current"})
    assert twice.json["code"] == "conflict_decided"


def test_a_change_of_which_nothing_was_applied_makes_nothing_of_others_ones_own(phone, program):
    made = phone.do("customers.create_customer", name="Aceros", website="a.example")["record"]
    program.patch(f"/customers/{made['id']}", {"website": "b.example"})
    for website in ("c.example", "d.example"):
        answer = phone.do(
            "customers.change_customer", made["version"], id=made["id"], website=website
        )
        assert (answer["status"], answer["record"]["website"]) == ("conflict", "b.example")


def test_what_the_same_phone_said_before_is_nobody_elses(phone):
    made = phone.do("customers.create_customer", name="Aceros")["record"]
    first = phone.command("customers.change_customer", made["version"], id=made["id"], name="B")
    second = phone.command("customers.change_customer", made["version"], id=made["id"], name="C")
    answers = phone.push(first, second)["results"]
    assert [one["status"] for one in answers] == ["applied", "applied"]
    assert answers[1]["record"]["name"] == "C"


def test_what_comes_late_does_not_undo_what_was_said_after_it(phone):
    made = phone.do("customers.create_customer", name="Aceros")["record"]
    first = phone.command("customers.change_customer", made["version"], id=made["id"], name="B")
    second = phone.command("customers.change_customer", made["version"], id=made["id"], name="C")
    phone.push(second)
    late = phone.push(first)["results"][0]
    assert (late["status"], late["record"]["name"]) == ("applied", "C")


def test_a_change_says_what_it_was_made_from(phone):
    made = phone.do("customers.create_customer", name="Aceros")["record"]
    blind = phone.do("customers.change_customer", id=made["id"], name="B")
    assert (blind["status"], blind["reason"]["code"]) == ("rejected", "base_version_missing")


@pytest.mark.parametrize("days", [-2, 2])
def test_a_clock_two_days_off_is_put_right_and_both_are_kept(phone, days):
    phone.wrong_by = timedelta(days=days)
    said = clock.now() + phone.wrong_by - timedelta(minutes=30)
    answer = phone.do("activities.create_activity", kind="note", completed_at=at(said))
    assert answer["status"] == "applied", answer
    shown = answer["record"]
    real = clock.now() - timedelta(minutes=30)
    assert abs(_moment(shown["completed_at"]) - real) < timedelta(seconds=20)
    kept = shown["data"]["device_clock"]
    assert _moment(kept["completed_at"]) == said
    assert abs(kept["skew_s"] + days * 86400) < 20


@pytest.mark.parametrize("wrong_by", [timedelta(days=-2), timedelta(0)])
def test_a_clock_that_was_put_back_since_costs_nothing(phone, wrong_by):
    phone.wrong_by = wrong_by
    said = clock.now() + timedelta(days=1)
    answer = phone.do("activities.create_activity", kind="note", completed_at=at(said))
    assert answer["status"] == "applied", answer
    shown = answer["record"]
    assert abs(_moment(shown["completed_at"]) - clock.now()) < timedelta(seconds=20)
    assert _moment(shown["data"]["device_clock"]["completed_at"]) == said


def _moment(text):
    return datetime.fromisoformat(text)


def test_who_completes_second_changes_nothing(phone, phone_of):
    planned = phone.do("activities.create_activity", kind="task", subject="Call")["record"]
    done = phone.do("activities.complete_activity", id=planned["id"], completed_at=at(clock.now()))
    again = phone.do("activities.complete_activity", id=planned["id"])
    assert (done["status"], again["status"]) == ("applied", "applied")
    assert again["record"]["completed_at"] == done["record"]["completed_at"]


def test_a_field_that_was_retired_meanwhile_costs_nothing_else(phone, program):
    def field(label):
        made = program.post(
            "/custom-fields",
            {"entity": "customer", "kind": "text", "label_en": label, "label_es": label},
        )
        return made.json

    stays, goes = field("Stays"), field("Goes")
    program.post(f"/custom-fields/{goes['id']}/retirement")
    custom = {stays["code"]: "a", goes["code"]: "b"}
    answer = phone.do("customers.create_customer", name="Aceros", custom=custom)
    assert answer["status"] == "applied", answer
    assert answer["record"]["custom"] == {stays["code"]: "a"}

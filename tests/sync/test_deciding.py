"""Programs say what stays of what was written on a phone."""

import pytest

from salesforce_lite.notifications.service import count_unread


@pytest.fixture
def conflict(phone, program):
    """Of two fields."""
    made = phone.do("customers.create_customer", name="Aceros")["record"]
    said = {"note": "the phone", "website": "phone.example"}
    for field in said:
        program.patch(f"/customers/{made['id']}", {field: "office.example"})
    phone.do("customers.change_customer", made["version"], id=made["id"], **said)
    return program.get("/sync/conflicts").json["items"][0]


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ({}, {"fields.note", "fields.website"}),
        ({"fields": {}}, {"fields.note", "fields.website"}),
        ({"fields": {"note": "wanted"}}, {"fields.website"}),
    ],
)
def test_nothing_is_left_to_chance(program, conflict, said, left):
    answer = program.post(f"/sync/conflicts/{conflict['id']}/decision", said)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_input")
    assert set(answer.json["errors"]) == left
    assert program.get(f"/sync/conflicts/{conflict['id']}").json["is_open"]


def test_each_field_or_all_of_them(program, conflict):
    said = {"choice": "current", "fields": {"note": "wanted"}}
    decided = program.post(f"/sync/conflicts/{conflict['id']}/decision", said)
    assert decided.json["decision"] == {"note": "wanted", "website": "current"}


def test_one_id_for_two_contents_tells_where_it_is_kept(phone, program):
    first = phone.command("customers.create_customer", name="Lunes")
    phone.push(first)
    result = phone.push(first | {"payload": {"name": "Martes"}})["results"][0]
    assert (result["status"], result["reason"]["code"]) == ("conflict", "op_reused")
    kept = f"/sync/conflicts/{result['conflict_id']}"
    assert program.get(kept).json["kind"] == "reused"
    nothing = program.post(f"{kept}/decision", {})
    assert set(nothing.json["errors"]) == {"choice"}
    assert program.post(f"{kept}/decision", {"choice": "current"}).status_code == 200


def test_the_bell_is_silent_when_nothing_is_left_to_decide(conflict, phone, program, work):
    def unread():
        with work("rep") as uow:
            return count_unread(uow)

    assert unread() == 1
    program.post(f"/sync/conflicts/{conflict['id']}/decision", {"choice": "current"})
    assert unread() == 0

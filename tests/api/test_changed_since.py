"""What changed since: in the order in which it changed; kinds of events that there are."""

import pytest

PASSWORD = "a long enough password"
MAKE = {
    "customers": [{"name": name} for name in "BAC"],
    "contacts": [{"name": name} for name in "BAC"],
    "teams": [{"name": name} for name in "BAC"],
    "portfolios": [{"name": name} for name in "BAC"],
    "activities": [
        {"kind": "call", "subject": "B", "completed_at": "2026-01-02T10:00:00Z"},
        {"kind": "call", "subject": "A", "completed_at": "2026-01-03T10:00:00Z"},
        {"kind": "call", "subject": "C", "completed_at": "2026-01-01T10:00:00Z"},
    ],
    "users": [
        {"name": name, "email": f"{name}@new.example.com", "roles": ["rep"], "password": PASSWORD}
        for name in "BAC"
    ],
}


@pytest.mark.parametrize("path", MAKE)
def test_what_changed_since_comes_in_that_order(program, path):
    made = [program.post(f"/{path}", one).json for one in MAKE[path]]
    changed = {"subject": "B2"} if path == "activities" else {"name": "B2"}
    program.patch(f"/{path}/{made[0]['id']}", changed)
    ids = [made[place]["id"] for place in (1, 2, 0)]
    listed = program.get(f"/{path}?updated_since={made[0]['updated_at']}").json["items"]
    assert [one["id"] for one in listed if one["id"] in ids] == ids
    sort = "at" if path == "activities" else "name"
    asked = program.get(f"/{path}?updated_since={made[0]['updated_at']}&sort={sort}").json["items"]
    assert [one["id"] for one in asked if one["id"] in ids] != ids


def test_an_unknown_kind_of_event_is_refused(program):
    answer = program.get("/events?types=CustomerCreated,foo")
    assert (answer.status_code, answer.json["errors"]) == (
        422,
        {"types": "There is no such event."},
    )
    assert program.get("/events?types=CustomerCreated,%20CustomerDeleted").status_code == 200

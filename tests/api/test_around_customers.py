"""Relations, timeline, possible twins and related records of customers through the API."""

from uuid import uuid4

import pytest


@pytest.fixture
def two(program):
    """Two customers."""
    return [program.post("/customers", {"name": name}).json for name in ("Agency", "Shop")]


def test_a_relation_makes_the_round(program, two):
    agency, shop = two
    place = f"/customers/{agency['id']}/relations"
    made = program.post(
        place, {"kind": "agent_of", "to_id": shop["id"], "is_captive": True, "note": "since ever"}
    )
    assert made.status_code == 201
    relation = made.json
    assert (relation["from_id"], relation["to_id"]) == (agency["id"], shop["id"])
    one = made.headers["Location"].removeprefix("/api/v1")
    assert program.get(one).json == relation
    assert program.get(f"/customers/{shop['id']}/relations").json["items"] == [relation]
    assert program.post(place, {"kind": "agent_of", "to_id": shop["id"]}).status_code == 422
    ended = program.patch(one, {"ends_on": "2024-12-31"}, If_Match=made.headers["ETag"])
    assert (ended.json["ends_on"], ended.json["note"]) == ("2024-12-31", "since ever")
    assert program.patch(one, {"note": ""}, If_Match=made.headers["ETag"]).status_code == 412
    assert program.delete(one, If_Match=made.headers["ETag"]).status_code == 412
    assert program.delete(one, If_Match=ended.headers["ETag"]).status_code == 204
    assert program.get(one).status_code == 404


def test_the_other_end_may_be_the_from(program, two):
    agency, shop = two
    made = program.post(
        f"/customers/{shop['id']}/relations", {"kind": "agent_of", "from_id": agency["id"]}
    )
    assert (made.json["from_id"], made.json["to_id"]) == (agency["id"], shop["id"])


def test_a_relation_needs_two_ends_that_are_seen(program, connect, two):
    agency, shop = two
    place = f"/customers/{agency['id']}/relations"
    ends = {"from_id": shop["id"], "to_id": shop["id"]}
    for wrong in ({}, ends):
        refused = program.post(place, {"kind": "agent_of", **wrong})
        assert (refused.status_code, list(refused.json["errors"])) == (422, ["to_id"])
    assert program.post(place, {"kind": "agent_of", "to_id": agency["id"]}).status_code == 422
    assert program.post(place, {"kind": "friend", "to_id": shop["id"]}).status_code == 422
    assert program.post(place, {"kind": "agent_of", "to_id": str(uuid4())}).status_code == 404
    relation = program.post(place, {"kind": "agent_of", "to_id": shop["id"]}).json
    rep = connect("rep")
    own = rep.post("/customers", {"name": "Own"}).json
    kept = program.post(place, {"kind": "referred_by", "to_id": own["id"]}).json
    assert rep.get(f"/customers/{own['id']}/relations").json["items"] == []
    for one in (relation, kept):
        for customer in (agency, own):
            address = f"/customers/{customer['id']}/relations/{one['id']}"
            assert rep.get(address).status_code == 404
            assert rep.patch(address, {"note": "x"}).status_code == 404
            assert rep.delete(address).status_code == 404
    assert connect("viewer").post(place, {}).status_code == 403


def test_a_relation_is_changed_under_its_own_customers_alone(program, two):
    agency, shop = two
    third = program.post("/customers", {"name": "Third"}).json
    relation = program.post(
        f"/customers/{agency['id']}/relations", {"kind": "agent_of", "to_id": shop["id"]}
    ).json
    address = f"/customers/{third['id']}/relations/{relation['id']}"
    assert program.get(address).status_code == 404
    assert program.patch(address, {"note": "x"}).status_code == 404
    assert program.delete(address).status_code == 404


def test_the_timeline_is_read_page_by_page(program, connect):
    customer = program.post("/customers", {"name": "Shop"}).json
    for number in range(4):
        program.patch(f"/customers/{customer['id']}", {"note": f"Note {number}"})
    place = f"/customers/{customer['id']}/timeline"
    first = program.get(f"{place}?limit=3").json
    assert [one["kind"] for one in first["items"]] == ["changes"] * 3
    assert first["items"][0]["title"] == "Details changed"
    assert "Note 3" in first["items"][0]["words"]
    rest = program.get(f"{place}?limit=3&cursor={first['next_cursor']}").json
    assert [one["title"] for one in rest["items"]] == ["Details changed", "Customer added"]
    assert rest["next_cursor"] is None
    found = program.get(f"{place}?q=note 2").json["items"]
    assert len(found) == 2  # as it became, and as it had been
    assert program.get(f"{place}?kind=visit").json["items"] == []
    other = program.get(f"{place}?kind=changes&cursor={first['next_cursor']}")
    assert (other.status_code, other.json["code"]) == (422, "invalid_cursor")
    assert program.get(f"{place}?cursor=~").status_code == 422
    assert connect("rep").get(place).status_code == 404


def test_possible_twins_are_told_and_nothing_is_saved(program, connect):
    known = program.post(
        "/customers", {"name": "Aceros del Norte", "email": "a@aceros.mx", "external_ref": "crm:1"}
    ).json
    draft = {"name": "ACEROS DEL NORTE SA", "email": "a@aceros.mx", "external_ref": "crm:1"}
    told = program.post("/customers/duplicates", draft)
    assert told.status_code == 200
    twin = told.json["items"][0]
    assert (twin["id"], twin["reasons"][0]) == (known["id"], "email")
    assert twin["score"] > 80
    assert program.post("/customers/duplicates", draft | {"id": known["id"]}).json["items"] == []
    assert connect("rep").post("/customers/duplicates", draft).json["items"] == []
    assert len(program.get("/customers").json["items"]) == 1
    reader = connect("admin", ["customers:read"])
    assert reader.post("/customers/duplicates", draft).status_code == 200
    assert program.post("/customers/duplicates", {"email": "a@aceros.mx"}).status_code == 422

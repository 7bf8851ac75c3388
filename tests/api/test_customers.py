"""Customers through the API: what programs send, see and are refused."""

from uuid import uuid4

import pytest


def test_a_customer_makes_the_round(program):
    made = program.post(
        "/customers",
        {"name": "Aceros del Norte", "email": "Ventas@Aceros.mx", "roles": ["customer"]},
    )
    assert made.status_code == 201
    customer = made.json
    assert made.headers["Location"] == f"/api/v1/customers/{customer['id']}"
    assert made.headers["ETag"] == f'"{customer["version"]}"'
    assert customer["email"] == "ventas@aceros.mx"
    shown = program.get(f"/customers/{customer['id']}")
    assert shown.json == customer
    changed = program.patch(
        f"/customers/{customer['id']}", {"tags": ["steel"]}, If_Match=shown.headers["ETag"]
    )
    assert changed.status_code == 200
    assert changed.json["tags"] == ["steel"]
    assert changed.json["version"] == customer["version"] + 1
    stale = program.patch(
        f"/customers/{customer['id']}", {"tags": []}, If_Match=shown.headers["ETag"]
    )
    assert (stale.status_code, stale.json["code"]) == (412, "stale_version")
    listed = program.get("/customers?q=aceros")
    assert [one["id"] for one in listed.json["items"]] == [customer["id"]]
    assert program.delete(f"/customers/{customer['id']}").status_code == 204
    gone = program.get(f"/customers/{customer['id']}")
    assert (gone.status_code, gone.mimetype) == (404, "application/problem+json")


def test_what_was_sent_twice_with_a_key_is_done_once(program):
    body = {"name": "Twice"}
    first = program.post("/customers", body, Idempotency_Key="a")
    again = program.post("/customers", body, Idempotency_Key="a")
    assert again.json == first.json
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.status_code == 201
    other = program.post("/customers", {"name": "Other"}, Idempotency_Key="a")
    assert (other.status_code, other.json["code"]) == (409, "idempotency_key_reused")
    assert len(program.get("/customers?q=twice").json["items"]) == 1


def test_many_are_saved_at_once_and_each_has_a_result(program):
    taken = str(uuid4())
    items = [{"name": f"Customer {number}"} for number in range(20)]
    items[7] = {"name": "Bad", "parent_id": taken}
    items[13] = {"name": "Bad", "emails": [{"address": "no"}]}
    answer = program.post("/customers/batch", {"items": items})
    statuses = [one["status"] for one in answer.json["results"]]
    assert statuses == [201] * 7 + [422] + [201] * 5 + [422] + [201] * 6
    names = [one["record"]["name"] for one in answer.json["results"] if "record" in one]
    assert names == [one["name"] for one in items if one["name"] != "Bad"]
    assert answer.json["results"][13]["problem"]["errors"].keys() == {"emails"}
    assert len(program.get("/customers?limit=200").json["items"]) == 18


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({"name": "A", "colour": "red"}, 422, "wrong_shape", "colour"),
        ({"name": 1}, 422, "wrong_shape", "name"),
        ({}, 422, "wrong_shape", "name"),
        ({"name": "A", "kind": "robot"}, 422, "wrong_shape", "kind"),
        ({"name": "A\0"}, 422, "wrong_shape", "name"),
        ({"name": "A", "custom": {"none": 1}}, 422, "invalid_input", "custom.none"),
        ({"name": "A", "email": "nobody"}, 422, "invalid_input", "email"),
        ({"name": "A", "external_ref": "x" * 130}, 422, "invalid_input", "external_ref"),
        ({"name": "A", "external_ref": f"{'s' * 41}:1"}, 422, "invalid_input", "external_ref"),
        ({"name": "A", "external_ref": "  "}, 422, "invalid_input", "external_ref"),
    ],
)
def test_what_is_wrong_is_named(program, body, status, code, field):
    refused = program.post("/customers", body)
    assert (refused.status_code, refused.json["code"]) == (status, code)
    assert list(refused.json["errors"]) == [field]


def test_a_batch_in_which_all_is_wrong_keeps_nobody_waiting(program, monkeypatch):
    monkeypatch.setattr("salesforce_lite.api.batches._LONGEST", 0.0)
    items = [{"name": f"A {number}", "parent_id": str(uuid4())} for number in range(8)]
    answer = program.post("/customers/batch", {"items": items})
    assert [one["status"] for one in answer.json["results"]] == [429] * 8
    assert {one["problem"]["code"] for one in answer.json["results"]} == {"too_many_refused"}


def test_of_two_new_ones_with_one_id_elsewhere_the_second_is_refused(program):
    items = [{"name": "One", "external_ref": "shop:1"}, {"name": "Two", "external_ref": "shop:1"}]
    first, second = program.post("/customers/batch", {"items": items}).json["results"]
    assert (first["status"], first["record"]["external_ref"]) == (201, "shop:1")
    assert (second["status"], second["problem"]["code"]) == (409, "external_ref_taken")

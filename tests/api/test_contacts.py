"""Contacts through the API: what programs send, see and are refused."""

from uuid import uuid4

import pytest

GONE = "019aaf83-2980-7000-8000-00000000dead"


def test_a_contact_makes_the_round(program, customer):
    made = program.post(
        "/contacts",
        {
            "name": "Ana Ruiz",
            "email": "Ana@Aceros.mx",
            "external_ref": "shop:17",
            "links": [{"customer_id": customer["id"], "function": "Buyer", "is_primary": True}],
        },
    )
    assert made.status_code == 201
    contact = made.json
    assert made.headers["Location"] == f"/api/v1/contacts/{contact['id']}"
    assert contact["email"] == "ana@aceros.mx"
    assert contact["external_ref"] == "shop:17"
    assert contact["links"] == [
        {
            "customer_id": customer["id"],
            "function": "Buyer",
            "is_primary": True,
            "since": None,
            "until": None,
            "version": 1,
        }
    ]
    shown = program.get(f"/contacts/{contact['id']}")
    assert shown.json == contact
    changed = program.patch(
        f"/contacts/{contact['id']}", {"salutation": "Ing."}, If_Match=shown.headers["ETag"]
    )
    assert (changed.json["salutation"], changed.json["version"]) == ("Ing.", 2)
    assert changed.json["links"] == contact["links"]
    stale = program.patch(f"/contacts/{contact['id']}", {"note": "x"}, If_Match='"1"')
    assert (stale.status_code, stale.json["code"]) == (412, "stale_version")
    stale = program.delete(f"/contacts/{contact['id']}", If_Match='"1"')
    assert stale.status_code == 412
    assert program.delete(f"/contacts/{contact['id']}", If_Match='"2"').status_code == 204
    assert program.get(f"/contacts/{contact['id']}").status_code == 404
    back = program.post(f"/contacts/{contact['id']}/restoration")
    assert (back.status_code, back.json["name"]) == (200, "Ana Ruiz")


def test_what_was_shown_can_be_sent_back_and_changes_nothing(program, customer):
    link = {"customer_id": customer["id"], "function": "Buyer", "since": "2024-02-29"}
    contact = program.post(
        "/contacts",
        {"name": "Ana", "phones": [{"typed": "81 8345 6789 ext 4"}], "links": [link]},
    ).json
    sent = {name: contact[name] for name in ("name", "emails", "phones", "note", "person_id")}
    sent["links"] = [
        {name: value for name, value in one.items() if name != "version"}
        for one in contact["links"]
    ]
    again = program.patch(f"/contacts/{contact['id']}", sent)
    assert again.json == contact


def test_what_a_contact_does_at_a_customer_is_a_record_of_its_own(program, customer):
    contact = program.post("/contacts", {"name": "Ana"}).json
    place = f"/contacts/{contact['id']}/links/{customer['id']}"
    made = program.ask("PUT", place, {"function": "Buyer"})
    assert (made.status_code, made.headers["ETag"]) == (200, '"1"')
    told = program.get(f"/contacts/{contact['id']}")
    assert [one["function"] for one in told.json["links"]] == ["Buyer"]
    # Other links are another contact: what was kept of it does not stand any more.
    assert told.json["version"] > contact["version"]
    changed = program.ask("PUT", place, {"function": "Head", "until": "2025-01-31"}, If_Match='"1"')
    assert changed.json["version"] == 2
    assert program.ask("PUT", place, {}, If_Match='"1"').status_code == 412
    assert program.delete(place, If_Match='"1"').status_code == 412
    assert program.delete(place, If_Match='"2"').status_code == 204
    assert program.delete(place).status_code == 404
    assert program.ask("PUT", place, {}, If_Match='"2"').status_code == 412
    assert program.get(f"/contacts/{contact['id']}").json["links"] == []
    wrong = program.ask("PUT", place, {"since": "2025-02-01", "until": "2025-01-01"})
    assert (wrong.status_code, list(wrong.json["errors"])) == (422, ["until"])
    foreign = program.ask("PUT", f"/contacts/{contact['id']}/links/{GONE}", {})
    assert foreign.status_code == 422
    assert program.ask("PUT", f"/contacts/{GONE}/links/{customer['id']}", {}).status_code == 404


def test_whoever_steps_back_as_the_primary_contact_has_a_new_version(program, customer):
    link = {"customer_id": customer["id"], "is_primary": True}
    first = program.post("/contacts", {"name": "Ana", "links": [link]}).json
    program.post("/contacts", {"name": "Bea", "links": [link]})
    told = program.get(f"/contacts/{first['id']}", If_None_Match=f'"{first["version"]}"')
    assert told.status_code == 200
    assert told.json["links"][0]["is_primary"] is False


def test_each_filter_narrows(program, customer):
    other = program.post("/customers", {"name": "Other"}).json
    for number in range(3):
        at = customer if number else other
        program.post(
            "/contacts",
            {
                "name": f"Person {number}",
                "email": f"p{number}@example.com",
                "phone": f"+52 81 8345 67{number}9",
                "external_ref": f"shop:{number}",
                "links": [{"customer_id": at["id"]}],
            },
        )

    def names(query):
        answer = program.get(f"/contacts?{query}")
        assert answer.status_code == 200, answer.json
        return [one["name"] for one in answer.json["items"]]

    assert names("") == ["Person 0", "Person 1", "Person 2"]
    assert names("sort=-name") == ["Person 2", "Person 1", "Person 0"]
    assert names(f"customer_id={customer['id']}") == ["Person 1", "Person 2"]
    assert names("email=P1@example.com") == ["Person 1"]
    assert names("phone=%2B52 81 8345 6729") == ["Person 2"]
    assert names("external_ref=shop:0") == ["Person 0"]
    assert names("q=person") == ["Person 0", "Person 1", "Person 2"]
    assert names("q=person&external_ref=shop:2") == ["Person 2"]
    assert names("external_ref=shop:none") == []
    moment = program.get("/contacts?external_ref=shop:1").json["items"][0]["updated_at"]
    assert names(f"updated_since={moment}") == ["Person 1", "Person 2"]
    changed = program.get("/contacts?external_ref=shop:1").json["items"][0]["id"]
    program.patch(f"/contacts/{changed}", {"note": "x"})
    assert names(f"updated_since={moment}") == ["Person 2", "Person 1"]
    assert names(f"updated_since={moment}&sort=name") == ["Person 1", "Person 2"]


def test_a_mark_belongs_to_its_query(program):
    for number in range(3):
        program.post("/contacts", {"name": f"Person {number}"})
    first = program.get("/contacts?limit=2").json
    assert len(first["items"]) == 2
    rest = program.get(f"/contacts?limit=2&cursor={first['next_cursor']}").json
    assert [one["name"] for one in rest["items"]] == ["Person 2"]
    assert rest["next_cursor"] is None
    other = program.get(f"/contacts?sort=-name&cursor={first['next_cursor']}")
    assert (other.status_code, other.json["code"]) == (422, "invalid_cursor")


def test_many_contacts_at_once_each_have_a_result(program, customer):
    items = [
        {"name": f"Person {number}", "links": [{"customer_id": customer["id"]}]}
        for number in range(12)
    ]
    items[3]["links"] = [{"customer_id": GONE}]
    items[8]["emails"] = [{"address": "no"}]
    results = program.post("/contacts/batch", {"items": items}).json["results"]
    statuses = [one["status"] for one in results]
    assert statuses == [201] * 3 + [422] + [201] * 4 + [422] + [201] * 3
    made = [one["record"] for one in results if "record" in one]
    patches = [{"id": one["id"], "note": "changed"} for one in made[:4]]
    patches[1]["version"] = 99
    patches[2]["id"] = GONE
    results = program.patch("/contacts/batch", {"items": patches}).json["results"]
    assert [one["status"] for one in results] == [200, 412, 404, 200]
    assert results[0]["record"]["note"] == "changed"
    assert program.get(f"/contacts/{made[1]['id']}").json["note"] == ""


def test_what_is_sent_again_is_made_once(program):
    body = {"name": "Ana", "id": str(uuid4())}
    first, again = program.post("/contacts", body), program.post("/contacts", body)
    assert again.json == first.json
    other = program.post("/contacts", body | {"name": "Bea"})
    assert (other.status_code, other.json["code"]) == (409, "saved_before")
    items = [body, {"name": "Carl", "id": str(uuid4())}]
    results = program.post("/contacts/batch", {"items": items}).json["results"]
    assert [one["status"] for one in results] == [201, 201]
    assert len(program.get("/contacts").json["items"]) == 2
    program.post("/contacts", {"name": "Key"}, Idempotency_Key="k")
    again = program.post("/contacts", {"name": "Key"}, Idempotency_Key="k")
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(program.get("/contacts").json["items"]) == 3


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"name": "A", "colour": "red"}, "wrong_shape", "colour"),
        ({"name": 1}, "wrong_shape", "name"),
        ({}, "wrong_shape", "name"),
        ({"name": "A", "links": [{"function": "x"}]}, "wrong_shape", "links[0].customer_id"),
        ({"name": "A", "links": [{"customer_id": GONE}]}, "invalid_input", "customer_id"),
        ({"name": "A", "person_id": GONE}, "invalid_input", "person_id"),
        ({"name": "A", "custom": {"none": 1}}, "invalid_input", "custom.none"),
        ({"name": "A", "email": "nobody"}, "invalid_input", "email"),
        ({"name": "A", "email": "a@b.mx", "emails": []}, "invalid_input", "email"),
    ],
)
def test_what_is_wrong_is_named(program, body, code, field):
    refused = program.post("/contacts", body)
    assert (refused.status_code, refused.json["code"]) == (422, code)
    assert list(refused.json["errors"]) == [field]


def test_a_rep_sees_their_own_contacts(connect, program, customer):
    rep = connect("rep")
    own = rep.post("/customers", {"name": "Own"}).json
    shared = program.post(
        "/contacts",
        {"name": "Both", "links": [{"customer_id": one["id"]} for one in (customer, own)]},
    ).json
    hidden = program.post("/contacts", {"name": "Hidden", "links": [shared["links"][0]]})
    assert hidden.status_code == 422  # the version of a link is nothing that is sent
    hidden = program.post(
        "/contacts", {"name": "Hidden", "links": [{"customer_id": customer["id"]}]}
    ).json
    held = rep.post("/contacts", {"name": "Held"}).json
    listed = rep.get("/contacts").json["items"]
    assert [one["name"] for one in listed] == ["Both", "Held"]
    # At whom they stand besides is none of the rep's business.
    assert [one["customer_id"] for one in listed[0]["links"]] == [own["id"]]
    assert [one["id"] for one in rep.get("/contacts?q=held").json["items"]] == [held["id"]]
    assert rep.get(f"/contacts?customer_id={customer['id']}").json["items"] == []
    for method, path in (
        ("GET", f"/contacts/{hidden['id']}"),
        ("DELETE", f"/contacts/{hidden['id']}"),
        ("DELETE", f"/contacts/{shared['id']}/links/{customer['id']}"),
    ):
        assert rep.ask(method, path).status_code == 404
    assert rep.patch(f"/contacts/{hidden['id']}", {"note": "x"}).status_code == 404


def test_a_token_does_what_its_scopes_say(connect, customer):
    reader = connect("admin", ["contacts:read"])
    assert reader.get("/contacts").status_code == 200
    refused = reader.post("/contacts", {"name": "A"})
    assert (refused.status_code, refused.json["code"]) == (403, "scope_missing")
    assert reader.get("/contacts?include=customers").status_code == 403
    assert connect("admin", ["customers:read"]).get("/contacts").status_code == 403
    twins = reader.post("/contacts/duplicates", {"name": "A", "email": "a@example.com"})
    assert twins.json["items"] == []


def test_a_viewer_changes_nothing(connect, program):
    contact = program.post("/contacts", {"name": "A"}).json
    viewer = connect("viewer")
    assert viewer.post("/contacts", {"name": "B"}).status_code == 403
    assert viewer.delete(f"/contacts/{contact['id']}").status_code == 403


def test_possible_twins_are_told_with_reasons(program, customer):
    link = {"customer_id": customer["id"]}
    known = program.post(
        "/contacts", {"name": "Ana Ruiz", "email": "ana@aceros.mx", "links": [link]}
    ).json
    told = program.post(
        "/contacts/duplicates", {"name": "Ana Ruiz", "email": "ANA@aceros.mx", "links": [link]}
    )
    assert told.json["items"] == [
        {"id": known["id"], "name": "Ana Ruiz", "reasons": ["email", "name"], "score": None}
    ]
    same = {"id": known["id"], "name": "Ana Ruiz", "email": "ana@aceros.mx"}
    assert program.post("/contacts/duplicates", same).json["items"] == []

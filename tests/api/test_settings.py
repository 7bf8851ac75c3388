"""Custom fields and lists of values through the API, and what a client asks for at its start."""

from uuid import uuid4

import pytest

from salesforce_lite.access import find_user

FIELD = {"entity": "customer", "kind": "choice", "label_en": "Tier"}
OPTIONS = [{"label_en": "Gold", "label_es": "Oro"}, {"label_en": "Tin", "label_es": "Lata"}]


def test_a_field_makes_the_round(program):
    body = {**FIELD, "options": OPTIONS, "default_value": "gold", "id": str(uuid4())}
    made = program.post("/custom-fields", body)
    assert made.status_code == 201, made.json
    assert program.post("/custom-fields", body).json == made.json
    field = made.json
    assert [one["code"] for one in field["options"]] == ["gold", "tin"]
    assert (field["code"], field["default_value"]) == ("tier", "gold")
    address = f"/custom-fields/{field['id']}"
    assert program.get(address).json == field
    renamed = [{**field["options"][0], "label_en": "Golden"}, field["options"][1]]
    changed = program.patch(address, {"options": renamed}, If_Match=made.headers["ETag"])
    assert changed.json["options"][0]["label_en"] == "Golden"
    stale = program.patch(address, {"is_listed": True}, If_Match=made.headers["ETag"])
    assert stale.status_code == 412
    gone = program.patch(address, {"options": renamed[1:]})
    assert (gone.status_code, gone.json["code"]) == (422, "option_gone")
    second = program.post("/custom-fields", {**FIELD, "kind": "text", "label_en": "Colour"}).json
    moved = program.post(f"/custom-fields/{second['id']}/place", {"place": 1})
    assert moved.status_code == 200
    listed = program.get("/custom-fields?entity=customer").json["items"]
    assert [one["code"] for one in listed] == ["colour", "tier"]
    assert program.get("/custom-fields?entity=activity").json["items"] == []
    assert program.post(f"{address}/retirement").json["retired_at"]
    assert len(program.get("/custom-fields").json["items"]) == 1
    assert len(program.get("/custom-fields?retired=true").json["items"]) == 2
    assert program.post(f"{address}/revival").json["retired_at"] is None
    assert program.delete(f"/custom-fields/{second['id']}").status_code == 204


def test_money_is_told_as_it_is_sent(program):
    body = {"entity": "customer", "kind": "money", "label_en": "Limit"}
    body["default_value"] = {"amount": "10.50", "currency": "EUR"}
    made = program.post("/custom-fields", body)
    assert made.status_code == 201, made.json
    assert made.json["default_value"] == body["default_value"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"colour": 1}, "colour"),
        ({"kind": "rainbow"}, "kind"),
        ({"entity": "planet"}, "entity"),
        ({"label_en": ""}, "label_es"),
        ({"code": "Not A Code"}, "code"),
        ({"kind": "choice"}, "options"),
    ],
)
def test_what_is_wrong_with_a_field_is_named(program, said, field):
    refused = program.post("/custom-fields", {**FIELD, "kind": "text", **said})
    assert (refused.status_code, list(refused.json["errors"])) == (422, [field])


def test_a_field_of_other_roles_does_not_exist(program, connect):
    hidden = program.post("/custom-fields", {**FIELD, "kind": "text", "roles": ["manager"]}).json
    shown = program.post("/custom-fields", {**FIELD, "kind": "text", "label_en": "Seen"}).json
    rep = connect("rep")
    assert [one["id"] for one in rep.get("/custom-fields").json["items"]] == [shown["id"]]
    assert rep.get(f"/custom-fields/{hidden['id']}").status_code == 404
    assert rep.get(f"/custom-fields/{shown['id']}").json["roles"] is None
    sent = [
        rep.post("/custom-fields", {**FIELD, "kind": "text", "label_en": "Mine"}),
        rep.patch(f"/custom-fields/{shown['id']}", {"is_listed": True}),
        rep.post(f"/custom-fields/{shown['id']}/retirement"),
        rep.delete(f"/custom-fields/{shown['id']}"),
    ]
    assert [one.status_code for one in sent] == [403] * 4
    assert program.get(f"/custom-fields/{uuid4()}").status_code == 404


def test_lists_are_read_by_everybody_and_kept_by_some(program, connect):
    lists = {one["name"]: one for one in connect("viewer").get("/lists").json["items"]}
    assert lists["activity.kind"]["values"][0]["code"] == "visit"
    assert lists["activity.kind"]["is_kept_here"] is False
    outcomes = lists["activity.outcome.call"]
    assert (outcomes["is_kept_here"], outcomes["title"]) == (True, "Outcomes of calls")
    address = "/lists/activity.outcome.call"
    made = program.post(f"{address}/values", {"label_en": "Later", "label_es": "Luego"})
    assert made.status_code == 201, made.json
    value = f"/lists/values/{made.json['id']}"
    etag = made.headers["ETag"]
    renamed = program.patch(value, {"label_en": "Much later"}, If_Match=etag)
    assert (renamed.json["label_en"], renamed.json["label_es"]) == ("Much later", "Luego")
    assert program.patch(value, {"label_en": "No"}, If_Match=etag).status_code == 412
    assert program.post(f"{value}/place", {"place": 1}).status_code == 200
    assert program.get(address).json["values"][0]["code"] == "later"
    assert program.post(f"{value}/retirement").json["is_active"] is False
    assert program.get(address).json["values"][0]["code"] != "later"
    assert program.get(f"{address}?retired=true").json["values"][0]["code"] == "later"
    assert program.post(f"{value}/revival").json["is_active"] is True
    taken = program.post(f"{address}/values", {"label_en": "Much later", "label_es": "L"})
    assert 400 <= taken.status_code < 500
    rep = connect("rep")
    sent = [
        rep.post(f"{address}/values", {"label_en": "A", "label_es": "B"}),
        rep.patch(value, {"label_en": "A"}),
        rep.post(f"{value}/retirement"),
    ]
    assert [one.status_code for one in sent] == [403] * 3


def test_lists_that_are_kept_elsewhere_are_not_changed_here(program):
    kinds = program.get("/lists/activity.kind").json["values"]
    value = f"/lists/values/{kinds[0]['id']}"
    sent = [
        program.post("/lists/activity.kind/values", {"label_en": "A", "label_es": "B"}),
        program.patch(value, {"label_en": "A"}),
        program.post(f"{value}/retirement"),
        program.get("/lists/no.such.list"),
        program.patch(f"/lists/values/{uuid4()}", {"label_en": "A"}),
    ]
    assert [one.status_code for one in sent] == [404] * 5


def test_me_tells_who_one_is_what_one_may_and_what_is_left(connect, work):
    rep = connect("rep", scopes=["me:read", "customers:read", "lists:read"])
    me = rep.get("/me").json
    with work("admin") as uow:
        person = find_user(uow, "rep@example.com")
        assert (me["id"], me["email"], me["roles"]) == (str(person.id), person.email, ["rep"])
        assert me["sees"] == [str(person.id)]
    assert "customers.view" in me["permissions"]
    assert "users.manage" not in me["permissions"]
    token = me["token"]
    assert token["scopes"] == ["customers:read", "lists:read", "me:read"]
    assert token["hour"]["most"] >= token["hour"]["left"] > 0
    again = rep.get("/me")
    assert "ETag" not in again.headers
    assert again.json["token"]["hour"]["left"] < token["hour"]["most"]
    refused = rep.get("/me?include=custom_fields")
    assert (refused.status_code, refused.json["code"]) == (403, "scope_missing")
    names = [one["name"] for one in rep.get("/me?include=lists").json["lists"]]
    assert "activity.kind" in names


def test_me_brings_fields_and_lists_in_one_request(program, connect):
    field = program.post("/custom-fields", {**FIELD, "kind": "text"}).json
    whole = connect("viewer").get("/me?include=custom_fields,lists").json
    assert [one["code"] for one in whole["custom_fields"]] == [field["code"]]
    assert whole["sees"] is None
    assert [*program.get("/me?fields=name,roles").json] == ["id", "name", "roles"]


def test_a_browser_that_has_signed_in_is_somebody_without_a_token(client_of):
    me = client_of("manager").get("/api/v1/me")
    assert (me.status_code, me.json["token"], me.json["roles"]) == (200, None, ["manager"])

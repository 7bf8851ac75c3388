"""People, teams and portfolios through the API."""

from uuid import uuid4

import pytest

PASSWORD = "a long enough password"


def new_user(**said):
    user = {"name": "Nora", "email": "nora@example.com", "roles": ["rep"], "password": PASSWORD}
    return user | said


def test_a_person_is_added_changed_and_leaves(program, app):
    made = program.post("/users", new_user(zone="Europe/Madrid", locale="es-ES"))
    assert made.status_code == 201, made.json
    user = made.json
    assert "password" not in made.text
    assert (user["email"], user["roles"], user["zone"]) == (
        "nora@example.com",
        ["rep"],
        "Europe/Madrid",
    )
    assert program.get(f"/users/{user['id']}").json == user
    browser = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False
    signed_in = browser.post("/sign-in", data={"email": user["email"], "password": PASSWORD})
    assert signed_in.status_code in (302, 303)
    etag = made.headers["ETag"]
    changed = program.patch(f"/users/{user['id']}", {"name": "Nora Díaz"}, If_Match=etag)
    assert (changed.json["name"], changed.json["roles"]) == ("Nora Díaz", ["rep"])
    stale = program.ask("PUT", f"/users/{user['id']}/roles", {"roles": ["viewer"]}, If_Match=etag)
    assert stale.status_code == 412
    given = program.ask("PUT", f"/users/{user['id']}/roles", {"roles": ["viewer"]})
    assert given.json["roles"] == ["viewer"]
    gone = program.post(f"/users/{user['id']}/deactivation")
    assert gone.json["is_active"] is False
    assert user["id"] not in [
        one["id"] for one in program.get("/users?is_active=true").json["items"]
    ]
    assert program.post(f"/users/{user['id']}/activation").json["is_active"] is True


def test_a_person_is_added_once(program):
    body = new_user(id=str(uuid4()))
    first = program.post("/users", body)
    again = program.post("/users", body)
    assert (again.status_code, again.json) == (201, first.json)
    taken = program.post("/users", new_user())
    assert (taken.status_code, taken.json["code"]) == (422, "email_taken")
    keyed = new_user(email="keyed@example.com")
    once = [program.post("/users", keyed, Idempotency_Key="k") for _ in "ab"]
    assert once[0].json == once[1].json
    assert once[1].headers["Idempotent-Replayed"] == "true"
    other = program.post("/users", keyed | {"password": "Another one here"}, Idempotency_Key="k")
    assert (other.status_code, other.json["code"]) == (409, "idempotency_key_reused")


def test_people_are_found_by_their_names_and_told_no_more_than_needed(program, connect, id_of):
    found = program.get("/users?q=manag").json["items"]
    assert [one["email"] for one in found] == ["manager@example.com"]
    by_address = program.get("/users?email=rep@example.com").json["items"]
    assert [one["name"] for one in by_address] == ["Rep"]
    names, cursor = [], ""
    while cursor is not None:
        page = program.get(f"/users?limit=2&sort=-name&cursor={cursor}").json
        names += [one["name"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert names == sorted(names, reverse=True)
    assert len(names) == 6
    rep = connect("rep")
    shown = {one["id"]: one for one in rep.get("/users").json["items"]}
    assert len(shown) == 6
    assert shown[id_of("admin")]["email"] is None
    assert shown[id_of("admin")]["roles"] is None
    assert shown[id_of("rep")]["email"] == "rep@example.com"
    assert rep.get("/users?q=example.com").json["items"] == []
    assert rep.get("/users?email=admin@example.com").status_code == 403
    assert program.get(f"/users/{uuid4()}").status_code == 404


@pytest.mark.parametrize(
    ("said", "status", "field"),
    [
        ({"active": True}, 422, "active"),
        ({"name": 1}, 422, "name"),
        ({"email": "nobody"}, 422, "email"),
        ({"roles": []}, 422, "roles"),
        ({"zone": "Mars/Base"}, 422, "zone"),
    ],
)
def test_what_is_wrong_with_a_person_is_named(program, said, status, field):
    refused = program.post("/users", new_user(**said))
    assert (refused.status_code, list(refused.json["errors"])) == (status, [field])


def test_weak_passwords_unknown_roles_and_oneself_are_refused(program, id_of):
    assert program.post("/users", new_user(password="short")).json["code"] == "weak_password"
    unknown = program.post("/users", new_user(roles=["wizard"]))
    assert 400 <= unknown.status_code < 500
    own = program.post(f"/users/{id_of('admin')}/deactivation")
    assert own.json["code"] == "own_account"


def test_only_who_may_looks_after_people(connect, id_of):
    for role in ("rep", "manager", "viewer"):
        one = connect(role)
        sent = [
            one.post("/users", new_user()),
            one.patch(f"/users/{id_of('other')}", {"name": "X"}),
            one.ask("PUT", f"/users/{id_of(role)}/roles", {"roles": ["admin"]}),
            one.post(f"/users/{id_of('other')}/deactivation"),
            one.post(f"/users/{id_of('other')}/activation"),
            one.post("/teams", {"name": "Mine"}),
        ]
        assert {answer.status_code for answer in sent} == {403}
    reader = connect("admin", scopes=["users:read"])
    assert reader.post("/users", new_user()).json["code"] == "scope_missing"


def test_a_team_makes_the_round(program, id_of):
    people = [id_of("rep"), id_of("other")]
    made = program.post("/teams", {"name": "East", "member_ids": people})
    assert made.status_code == 201, made.json
    team = made.json
    assert sorted(team["member_ids"]) == sorted(people)
    below = program.post("/teams", {"name": "Below", "parent_id": team["id"]}).json
    listed = program.get(f"/teams?parent_id={team['id']}").json["items"]
    assert listed == [below]
    etag = program.get(f"/teams/{team['id']}").headers["ETag"]
    sent = {"manager_id": id_of("manager"), "member_ids": people[:1]}
    changed = program.patch(f"/teams/{team['id']}", sent, If_Match=etag)
    assert changed.json["manager_id"] == id_of("manager")
    assert changed.json["member_ids"] == people[:1]
    assert changed.json["name"] == "East"
    assert program.patch(f"/teams/{team['id']}", {"name": "E"}, If_Match=etag).status_code == 412
    assert [one["id"] for one in program.get("/teams?q=eas").json["items"]] == [team["id"]]
    by_manager = program.get(f"/teams?manager_id={id_of('manager')}").json["items"]
    assert team["id"] in [one["id"] for one in by_manager]
    loop = program.patch(f"/teams/{team['id']}", {"parent_id": below["id"]})
    assert loop.status_code in (409, 422)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"name": ""}, "name"),
        ({"parent_id": str(uuid4())}, "parent_id"),
        ({"manager_id": str(uuid4())}, "manager_id"),
        ({"member_ids": [str(uuid4())]}, "members"),
    ],
)
def test_what_is_wrong_with_a_team_is_named(program, said, field):
    refused = program.post("/teams", {"name": "West", **said})
    assert (refused.status_code, list(refused.json["errors"])) == (422, [field])


def test_a_portfolio_makes_the_round(program, connect, id_of):
    body = {"name": "Big ones", "manager_id": id_of("rep"), "external_ref": "erp:9"}
    body["id"] = str(uuid4())
    made = program.post("/portfolios", body)
    assert made.status_code == 201, made.json
    assert program.post("/portfolios", body).json == made.json
    portfolio = made.json
    assert portfolio["external_refs"] == ["erp:9"]
    found = program.get("/portfolios?external_ref=erp:9").json["items"]
    assert found == [portfolio]
    assert connect("rep").get(f"/portfolios/{portfolio['id']}").json == portfolio
    sent = {"name": "Bigger ones", "manager_id": None}
    changed = program.patch(f"/portfolios/{portfolio['id']}", sent)
    assert (changed.json["name"], changed.json["manager_id"]) == ("Bigger ones", None)
    etag = made.headers["ETag"]
    stale = program.patch(f"/portfolios/{portfolio['id']}", {"name": "No"}, If_Match=etag)
    assert stale.status_code == 412
    assert connect("rep").post("/portfolios", {"name": "Mine"}).status_code == 403
    taken = program.post("/portfolios", {"name": "Bigger ones"})
    assert (taken.status_code, taken.json["code"]) == (422, "portfolio_name_taken")

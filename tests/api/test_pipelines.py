"""Pipelines and their stages through the API."""

from uuid import uuid4

STAGES = [{"name": "First", "probability": 10}, {"name": "Second", "probability": 60}]


def test_a_pipeline_makes_the_round(program):
    made = program.post("/pipelines", {"name": "Projects", "stages": STAGES})
    assert made.status_code == 201
    assert [stage["name"] for stage in made.json["stages"]] == ["First", "Second"]
    place = f"/pipelines/{made.json['id']}"
    assert program.get(place).json == made.json
    changed = program.patch(place, {"name": "Large projects"}, If_Match='"1"')
    assert (changed.json["name"], changed.json["version"]) == ("Large projects", 2)
    assert program.patch(place, {"name": "X"}, If_Match='"1"').status_code == 412
    assert [one["name"] for one in program.get("/pipelines").json["items"]][1] == "Large projects"
    program.ask("PUT", f"{place}/place", {"place": 1})
    assert next(one["name"] for one in program.get("/pipelines").json["items"]) == "Large projects"
    program.patch(place, {"is_active": False})
    assert len(program.get("/pipelines").json["items"]) == 1
    assert len(program.get("/pipelines?retired=true").json["items"]) == 2
    last = program.get("/pipelines").json["items"][0]
    refused = program.patch(f"/pipelines/{last['id']}", {"is_active": False})
    assert (refused.status_code, refused.json["code"]) == (422, "last_pipeline")


def test_a_stage_makes_the_round(program):
    pipeline = program.get("/pipelines").json["items"][0]
    place = f"/pipelines/{pipeline['id']}/stages"
    made = program.post(
        place, {"name": "Signing", "probability": 95, "usual_days": 3, "demands": ["amount"]}
    )
    assert made.status_code == 201
    one = made.headers["Location"].removeprefix("/api/v1")
    assert program.get(one).json == made.json
    changed = program.patch(one, {"probability": 99, "usual_days": None}, If_Match='"1"')
    assert (changed.json["probability"], changed.json["usual_days"]) == (99, None)
    assert changed.json["demands"] == ["amount"]
    assert program.patch(one, {"probability": 1}, If_Match='"1"').status_code == 412
    program.ask("PUT", f"{one}/place", {"place": 1})
    assert program.get(f"/pipelines/{pipeline['id']}").json["stages"][0]["name"] == "Signing"
    taken = program.patch(one, {"name": pipeline["stages"][0]["name"]})
    assert (taken.status_code, list(taken.json["errors"])) == (422, ["name"])
    other = program.post("/pipelines", {"name": "Projects", "stages": STAGES}).json
    elsewhere = f"/pipelines/{other['id']}/stages/{made.json['id']}"
    for method in ("GET", "PATCH"):
        body = {} if method == "PATCH" else None
        assert program.ask(method, elsewhere, body).status_code == 404


def test_what_is_wrong_is_named(program):
    none = program.post("/pipelines", {"name": "Empty", "stages": []})
    assert (none.status_code, none.json["code"]) == (422, "no_stages")
    wrong = [{"name": "A", "probability": 101}]
    refused = program.post("/pipelines", {"name": "A", "stages": wrong})
    assert list(refused.json["errors"]) == ["stages[0].probability"]
    wrong = [{"name": "A", "probability": 1, "demands": ["colour"]}]
    assert program.post("/pipelines", {"name": "A", "stages": wrong}).status_code == 422
    assert program.patch(f"/pipelines/{uuid4()}", {"name": "A"}).status_code == 404
    assert program.get(f"/pipelines/{uuid4()}").status_code == 404


def test_only_those_who_keep_pipelines_change_them(connect, program):
    pipeline = program.get("/pipelines").json["items"][0]
    place = f"/pipelines/{pipeline['id']}"
    rep = connect("rep")
    assert rep.get(place).status_code == 200
    assert rep.post("/pipelines", {"name": "A", "stages": STAGES}).status_code == 403
    assert rep.patch(place, {"name": "A"}).status_code == 403
    assert rep.ask("PUT", f"{place}/place", {"place": 1}).status_code == 403
    reader = connect("admin", ["pipelines:read"])
    assert reader.patch(place, {"name": "A"}).json["code"] == "scope_missing"

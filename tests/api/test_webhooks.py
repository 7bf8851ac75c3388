"""Webhooks and the feed of events through the API."""

import pytest

ADDRESS = "https://203.0.113.7/hook"


@pytest.fixture
def hook(program, monkeypatch):
    """A webhook, whose address may be any: nothing is sent."""
    monkeypatch.setattr("salesforce_lite.outbound.Client.check", lambda _client, _url: None)
    return program.post("/webhooks", {"name": "Shop", "url": ADDRESS}).json


def test_a_webhook_makes_the_round(program, hook):
    assert hook["secret"].startswith("whsec_")
    path = f"/webhooks/{hook['id']}"
    shown = program.get(path)
    assert "secret" not in shown.json
    changed = program.patch(
        path, {"types": ["CustomerCreated"]}, If_Match=shown.headers["ETag"]
    ).json
    assert (changed["types"], changed["url"]) == (["CustomerCreated"], ADDRESS)
    stale = program.patch(path, {"name": "Other"}, If_Match=shown.headers["ETag"])
    assert stale.status_code == 412
    assert program.post(f"{path}/secret").json["secret"] != hook["secret"]
    assert program.post(f"{path}/switching-off").json["is_on"] is False
    assert program.post(f"{path}/test").status_code == 422
    assert program.post(f"{path}/switching-on").json["is_on"] is True
    sent = program.post(f"{path}/test").json
    listed = program.get(f"{path}/deliveries?state=waiting").json
    assert [one["id"] for one in listed["items"]] == [sent["id"]]
    assert program.post(f"{path}/deliveries/{sent['id']}/retry").status_code == 409
    assert program.delete(path, If_Match=shown.headers["ETag"]).status_code == 412
    standing = program.get(path).headers["ETag"]
    assert program.delete(path, If_Match=standing).status_code == 204
    assert program.get("/webhooks").json["items"] == []


def test_a_secret_is_told_once_even_to_whom_asks_twice(program, monkeypatch, app):
    monkeypatch.setattr("salesforce_lite.outbound.Client.check", lambda _client, _url: None)
    body = {"name": "Shop", "url": ADDRESS}
    made = program.post("/webhooks", body, Idempotency_Key="k").json
    again = program.post("/webhooks", body, Idempotency_Key="k")
    assert (again.status_code, again.json["code"]) == (409, "answer_not_kept")
    with app.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT body FROM idempotent_answer").all()
    assert made["secret"] not in repr(kept)
    assert len(program.get("/webhooks").json["items"]) == 1


def test_where_it_may_not_lead_is_said(program):
    refused = program.post("/webhooks", {"name": "Shop", "url": "http://127.0.0.1/x"})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["url"])


def test_who_may_have_none_is_refused(connect):
    assert connect("rep").get("/webhooks").status_code == 403


def test_events_are_read_on_from_where_one_was(connect):
    program = connect("rep")
    mark = program.get("/events?newest=true").json["next_cursor"]
    made = program.post("/customers", {"name": "A"}).json
    connect("other").post("/customers", {"name": "Of somebody else"})
    page = program.get(f"/events?cursor={mark}").json
    told = [(one["type"], one["data"].get("customer_id")) for one in page["items"]]
    assert ("CustomerCreated", made["id"]) in told
    assert {customer for _, customer in told if customer} == {made["id"]}
    later = program.get(f"/events?cursor={page['next_cursor']}").json
    assert (later["items"], later["is_more"]) == ([], False)
    some = program.get(f"/events?cursor={mark}&types=CustomerDeleted").json
    assert some["items"] == []
    assert program.get("/events?cursor=x").json["code"] == "invalid_cursor"


def test_events_count_as_records_that_were_read(connect, app):
    program = connect("rep")
    for number in range(5):
        program.post("/customers", {"name": f"A {number}"})
    purses = app.extensions["purses"]
    program.get("/events?newest=true")
    before = purses._purses[program.token_id].rows
    found = len(program.get("/events").json["items"])
    assert found >= 5
    assert before - purses._purses[program.token_id].rows == found

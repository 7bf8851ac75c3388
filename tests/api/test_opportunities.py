"""Opportunities through the API: what programs send, see and are refused."""

from uuid import uuid4

import pytest

GONE = "019aaf83-2980-7000-8000-00000000dead"


def test_an_opportunity_makes_the_round(program, customer, pipeline):
    contact = program.post(
        "/contacts", {"name": "Ana", "links": [{"customer_id": customer["id"]}]}
    ).json
    said = {
        "title": "Pumps",
        "customer_id": customer["id"],
        "contact_id": contact["id"],
        "stage_id": pipeline["stages"][1]["id"],
        "amount": {"amount": "1234.50", "currency": "EUR"},
        "probability": 40,
        "expected_close_on": "2030-02-28",
        "source": "referral",
        "competitor": "Other Ltd",
        "note": "Two of them.",
        "external_ref": "erp:9",
    }
    made = program.post("/opportunities", said)
    assert made.status_code == 201
    one = made.json
    assert said.items() <= one.items()
    assert made.headers["Location"] == f"/api/v1/opportunities/{one['id']}"
    assert (one["outcome"], one["closed_on"], one["likely"]) == ("open", None, 40)
    assert one["pipeline_id"] == pipeline["id"]
    place = f"/opportunities/{one['id']}"
    shown = program.get(place)
    assert shown.json == one
    assert program.get(place, If_None_Match=shown.headers["ETag"]).status_code == 304
    changed = program.patch(
        place,
        {"amount": {"amount": "0.1", "currency": "KWD"}, "probability": None},
        If_Match=shown.headers["ETag"],
    )
    assert changed.json["amount"] == {"amount": "0.100", "currency": "KWD"}
    assert (changed.json["probability"], changed.json["likely"]) == (None, 25)
    assert program.patch(place, {"note": ""}, If_Match='"1"').status_code == 412
    same = {name: changed.json[name] for name in said if name != "external_ref"}
    assert program.patch(place, same).json == changed.json
    assert program.patch(place, {"amount": None}).json["amount"] is None
    assert program.delete(place, If_Match='"1"').status_code == 412
    assert program.delete(place).status_code == 204
    assert program.get(place).status_code == 404
    back = program.post(f"{place}/restoration")
    assert (back.status_code, back.json["title"]) == (200, "Pumps")


@pytest.mark.parametrize(
    ("amount", "code", "field"),
    [
        ({"amount": "1.234", "currency": "EUR"}, "too_fine_amount", "amount.amount"),
        ({"amount": "1", "currency": "ZZZ"}, "unknown_currency", "amount.currency"),
        ({"amount": "-1", "currency": "EUR"}, "invalid_input", "amount"),
        ({"amount": "9" * 40, "currency": "EUR"}, "invalid_input", "amount"),
        ({"amount": "9" * 41, "currency": "EUR"}, "wrong_shape", "amount.amount"),
        ({"amount": "1e3", "currency": "EUR"}, "wrong_shape", "amount.amount"),
        ({"amount": 1.5, "currency": "EUR"}, "wrong_shape", "amount.amount"),
        ({"amount": "1"}, "wrong_shape", "amount.currency"),
        ("10 EUR", "wrong_shape", "amount"),
    ],
)
def test_money_is_exact_or_refused(program, customer, amount, code, field):
    body = {"title": "Pumps", "customer_id": customer["id"], "amount": amount}
    refused = program.post("/opportunities", body)
    assert (refused.status_code, refused.json["code"]) == (422, code)
    assert list(refused.json["errors"]) == [field]


def test_money_without_decimals_keeps_none(add):
    one = add(amount={"amount": "1000", "currency": "CLP"})
    assert one["amount"] == {"amount": "1000", "currency": "CLP"}


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"colour": "red"}, "wrong_shape", "colour"),
        ({"title": ""}, "wrong_shape", "title"),
        ({"title": 1}, "wrong_shape", "title"),
        ({"customer_id": GONE}, "invalid_input", "customer_id"),
        ({"customer_id": "1"}, "wrong_shape", "customer_id"),
        ({"contact_id": GONE}, "invalid_input", "contact_id"),
        ({"stage_id": GONE}, "invalid_input", "stage_id"),
        ({"pipeline_id": GONE}, "invalid_input", "pipeline_id"),
        ({"owner_id": GONE}, "invalid_input", "owner_id"),
        ({"probability": 101}, "wrong_shape", "probability"),
        ({"expected_close_on": "soon"}, "wrong_shape", "expected_close_on"),
        ({"source": "nowhere"}, "invalid_input", "source"),
        ({"custom": {"none": 1}}, "invalid_input", "custom.none"),
        ({"outcome": "lost"}, "invalid_input", "loss_reason"),
        ({"closed_on": "2024-01-31"}, "invalid_input", "closed_on"),
        ({"outcome": "won", "loss_reason": "price"}, "invalid_input", "loss_reason"),
    ],
)
def test_what_is_wrong_is_named(program, customer, said, code, field):
    refused = program.post(
        "/opportunities", {"title": "Pumps", "customer_id": customer["id"], **said}
    )
    assert (refused.status_code, refused.json["code"]) == (422, code)
    assert list(refused.json["errors"]) == [field]
    assert program.get("/opportunities").json["items"] == []


def test_a_change_does_not_win(program, add):
    refused = program.patch(f"/opportunities/{add()['id']}", {"outcome": "won"})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["outcome"])


def test_it_is_won_lost_and_reopened(program, add):
    place = f"/opportunities/{add()['id']}"
    assert program.post(f"{place}/winning", {}, If_Match='"7"').status_code == 412
    won = program.post(f"{place}/winning", {"closed_on": "2024-05-31"}, If_Match='"1"')
    assert (won.json["outcome"], won.json["closed_on"]) == ("won", "2024-05-31")
    assert won.headers["ETag"] == '"2"'
    again = program.post(f"{place}/winning")
    assert (again.status_code, again.json["code"]) == (422, "opportunity_closed")
    opened = program.post(f"{place}/reopening")
    assert (opened.json["outcome"], opened.json["closed_on"]) == ("open", None)
    again = program.post(f"{place}/reopening")
    assert (again.status_code, again.json["code"]) == (422, "opportunity_open")
    assert program.post(f"{place}/losing", {}).json["errors"].keys() == {"reason"}
    wrong = program.post(f"{place}/losing", {"reason": "nothing"})
    assert (wrong.status_code, list(wrong.json["errors"])) == (422, ["reason"])
    lost = program.post(f"{place}/losing", {"reason": "price", "note": "Half of it."})
    told = {"outcome": "lost", "loss_reason": "price", "loss_note": "Half of it."}
    assert told.items() <= lost.json.items()
    stale = program.post(f"{place}/reopening", If_Match='"1"')
    assert (stale.status_code, stale.json["code"]) == (412, "stale_version")


def test_without_a_body_it_is_won_today(program, add):
    won = program.post(f"/opportunities/{add()['id']}/winning")
    assert (won.status_code, won.json["outcome"]) == (200, "won")


def test_it_enters_stages_and_its_history_is_told(program, add, pipeline):
    one = add()
    place = f"/opportunities/{one['id']}"
    last = pipeline["stages"][-1]
    program.patch(f"/pipelines/{pipeline['id']}/stages/{last['id']}", {"demands": ["amount"]})
    refused = program.post(f"{place}/stage", {"stage_id": last["id"]})
    assert (refused.status_code, refused.json["code"]) == (422, "stage_demands")
    assert list(refused.json["errors"]) == ["amount"]
    program.patch(place, {"amount": {"amount": "1", "currency": "EUR"}})
    assert (
        program.post(f"{place}/stage", {"stage_id": last["id"]}, If_Match='"1"').status_code == 412
    )
    moved = program.post(f"{place}/stage", {"stage_id": last["id"]})
    assert moved.json["stage_id"] == last["id"]
    assert program.post(f"{place}/stage", {"stage_id": GONE}).status_code == 422
    history = program.get(f"{place}/stages").json["items"]
    first = pipeline["stages"][0]["id"]
    assert [(step["from_stage_id"], step["to_stage_id"]) for step in history] == [
        (None, first),
        (first, last["id"]),
    ]
    assert program.get(f"/opportunities/{GONE}/stages").status_code == 404


def test_what_ended_elsewhere_is_brought_in(program, add):
    lost = add(outcome="lost", closed_on="2023-03-31", loss_reason="price", loss_note="Dear.")
    assert (lost["outcome"], lost["closed_on"], lost["loss_note"]) == (
        "lost",
        "2023-03-31",
        "Dear.",
    )
    inside = program.get(f"/opportunities/{lost['id']}").json
    assert inside == lost


def test_many_at_once_each_have_a_result(program, customer):
    items = [{"title": f"Sale {n}", "customer_id": customer["id"]} for n in range(10)]
    items[2]["customer_id"] = GONE
    items[7]["amount"] = {"amount": "1.001", "currency": "EUR"}
    results = program.post("/opportunities/batch", {"items": items}).json["results"]
    statuses = [201] * 2 + [422] + [201] * 4 + [422] + [201] * 2
    assert [one["status"] for one in results] == statuses
    assert results[7]["problem"]["code"] == "too_fine_amount"
    made = [one["record"] for one in results if "record" in one]
    patches = [{"id": one["id"], "note": "changed"} for one in made[:4]]
    patches[1]["version"] = 99
    patches[2]["id"] = GONE
    results = program.patch("/opportunities/batch", {"items": patches}).json["results"]
    assert [one["status"] for one in results] == [200, 412, 404, 200]
    assert [one["note"] for one in program.get("/opportunities").json["items"]].count(
        "changed"
    ) == 2


def test_what_is_sent_again_is_made_once(program, customer):
    body = {"title": "Pumps", "customer_id": customer["id"], "id": str(uuid4())}
    first, again = program.post("/opportunities", body), program.post("/opportunities", body)
    assert (again.status_code, again.json) == (201, first.json)
    other = program.post("/opportunities", body | {"title": "Valves"})
    assert (other.status_code, other.json["code"]) == (409, "saved_before")
    place = f"/opportunities/{first.json['id']}"
    won = program.post(f"{place}/winning", {}, Idempotency_Key="win")
    again = program.post(f"{place}/winning", {}, Idempotency_Key="win")
    assert (again.status_code, again.json) == (200, won.json)
    assert program.post(f"{place}/winning", {}).status_code == 422
    assert len(program.get("/opportunities").json["items"]) == 1


def test_a_rep_sees_and_changes_their_own(program, connect, add):
    hidden = add("Hidden")
    rep = connect("rep")
    own = rep.post("/customers", {"name": "Own"}).json
    mine = rep.post("/opportunities", {"title": "Mine", "customer_id": own["id"]}).json
    assert [one["title"] for one in rep.get("/opportunities").json["items"]] == ["Mine"]
    place = f"/opportunities/{hidden['id']}"
    for action in ("winning", "losing", "reopening", "stage"):
        body = {"losing": {"reason": "price"}, "stage": {"stage_id": mine["stage_id"]}}
        assert rep.post(f"{place}/{action}", body.get(action)).status_code == 404
    assert rep.get(place).status_code == 404
    assert rep.get(f"{place}/stages").status_code == 404
    assert rep.patch(place, {"note": "x"}).status_code == 404
    assert (
        rep.patch("/opportunities/batch", {"items": [{"id": hidden["id"]}]}).json["results"][0][
            "status"
        ]
        == 404
    )
    foreign = rep.post(
        "/opportunities", {"title": "Not mine", "customer_id": hidden["customer_id"]}
    )
    assert (foreign.status_code, list(foreign.json["errors"])) == (422, ["customer_id"])
    assert rep.delete(f"/opportunities/{mine['id']}").status_code == 403
    given = rep.patch(f"/opportunities/{mine['id']}", {"owner_id": hidden["owner_id"]})
    assert given.status_code == 403


def test_a_token_does_what_its_scopes_say(connect, add):
    one = add()
    reader = connect("admin", ["opportunities:read"])
    assert reader.get(f"/opportunities/{one['id']}").status_code == 200
    for path in ("", "/batch", f"/{one['id']}/winning"):
        refused = reader.post(f"/opportunities{path}", {})
        assert (refused.status_code, refused.json["code"]) == (403, "scope_missing")
    assert reader.get("/pipelines").json["code"] == "scope_missing"
    assert connect("admin", ["customers:read"]).get("/opportunities").status_code == 403

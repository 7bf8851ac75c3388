"""Activities through the API: logged, planned, changed, found, refused."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

NOW = datetime.now(UTC).replace(microsecond=0)
YESTERDAY, TOMORROW = NOW - timedelta(days=1), NOW + timedelta(days=1)


def when(moment):
    return moment.isoformat().replace("+00:00", "Z")


@pytest.fixture
def customer(program):
    return program.post("/customers", {"name": "Aceros del Norte"}).json["id"]


def make(program, **said):
    answer = program.post("/activities", {"kind": "visit", "subject": "Visit", **said})
    assert answer.status_code == 201, answer.json
    return answer.json


def ids(answer):
    assert answer.status_code == 200, answer.json
    return [one["id"] for one in answer.json["items"]]


def test_an_activity_makes_the_round(program, customer):
    sent = {
        "kind": "visit",
        "customer_id": customer,
        "subject": "Price of sheets",
        "note": "They want an offer.",
        "outcome": "quote",
        "started_at": when(YESTERDAY),
        "ended_at": when(YESTERDAY + timedelta(hours=1)),
        "completed_at": when(YESTERDAY + timedelta(hours=1)),
        "zone": "America/Monterrey",
        "location": "Plant 2",
        "place": {"lat": 25.67, "lon": -100.31},
        "participants": [{"name": "Ana"}],
        "external_ref": "shop:4711",
        "data": {"steps": [1, 2]},
    }
    made = program.post("/activities", sent)
    assert made.status_code == 201, made.json
    activity = made.json
    shown = program.get(f"/activities/{activity['id']}")
    assert shown.json == activity
    told = {name: activity[name] for name in sent}
    assert told == sent | {"participants": [{"name": "Ana", "kind": "name", "id": None}]}
    assert activity["status"] == "done"
    changed = program.patch(
        f"/activities/{activity['id']}", {"subject": "Sheets"}, If_Match=shown.headers["ETag"]
    )
    assert (changed.status_code, changed.json["subject"]) == (200, "Sheets")
    stale = program.patch(
        f"/activities/{activity['id']}", {"subject": "No"}, If_Match=shown.headers["ETag"]
    )
    assert (stale.status_code, stale.json["code"]) == (412, "stale_version")
    assert program.delete(f"/activities/{activity['id']}").status_code == 204
    assert program.get(f"/activities/{activity['id']}").status_code == 404
    restored = program.post(f"/activities/{activity['id']}/restoration")
    assert restored.json["subject"] == "Sheets"


def test_without_a_moment_it_is_planned_for_today(program):
    activity = make(program, kind="task", subject="Call the bank")
    assert activity["status"] == "planned"
    assert activity["completed_at"] is None
    assert activity["due_at"] is not None
    assert activity["is_all_day"]


def test_what_is_done_brings_its_next_step(program, customer):
    step = {"kind": "call", "subject": "Call back", "due_at": when(TOMORROW)}
    first = make(program, customer_id=customer, completed_at=when(NOW), next_step=step)
    (second,) = program.get(f"/activities?follows_id={first['id']}").json["items"]
    assert (second["subject"], second["due_at"], second["customer_id"]) == (
        "Call back",
        when(TOMORROW),
        customer,
    )
    refused = program.post("/activities", {"kind": "call", "next_step": step})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["next_step"])


def test_every_filter_narrows(program, connect, records):
    rep = connect("rep")
    sale = records.opportunity()
    customer = str(sale.customer_id)
    contact = records.contact(sale.customer_id)
    about = {"contact_id": str(contact.id), "opportunity_id": str(sale.id)}
    moment = when(YESTERDAY)
    done = make(program, customer_id=customer, completed_at=moment, subject="Boiler", **about)
    planned = make(program, kind="call", due_at=when(TOMORROW), external_ref="crm:7")
    overdue = make(program, kind="task", due_at=when(NOW - timedelta(days=3)))
    own = make(rep, kind="note", note="Mine", subject="Mine")
    rep_id = own["owner_id"]
    everything = {one["id"] for one in (done, planned, overdue, own)}
    assert set(ids(program.get("/activities"))) == everything
    asked = {
        "status=done": {done["id"], own["id"]},
        "status=planned": {planned["id"], overdue["id"]},
        "status=overdue": {overdue["id"]},
        "kind=call": {planned["id"]},
        f"customer_id={customer}": {done["id"]},
        f"owner_id={rep_id}": {own["id"]},
        f"contact_id={contact.id}": {done["id"]},
        f"opportunity_id={sale.id}": {done["id"]},
        f"at_since={when(NOW - timedelta(days=2))}&at_until={when(NOW - timedelta(hours=3))}": {
            done["id"]
        },
        f"due_since={when(NOW)}": {planned["id"]},
        f"due_until={when(NOW)}": {overdue["id"]},
        f"updated_since={when(NOW - timedelta(hours=1))}": everything,
        f"updated_since={when(TOMORROW)}": set(),
        "q=boiler": {done["id"]},
        "external_ref=crm:7": {planned["id"]},
    }
    found = {query: set(ids(program.get(f"/activities?{query}"))) for query in asked}
    assert found == asked


def test_custom_fields_are_sent_shown_and_looked_for(program):
    field = {"entity": "activity", "kind": "number", "label_en": "Litres"}
    assert program.post("/custom-fields", field).status_code == 201
    big = make(program, custom={"litres": 40})
    make(program, custom={"litres": 4})
    assert big["custom"] == {"litres": "40"} or big["custom"] == {"litres": 40}
    assert ids(program.get("/activities?custom[litres]=10..50")) == [big["id"]]
    refused = program.get("/activities?custom[none]=1")
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["custom[none]"])


@pytest.mark.parametrize("sort", ["at", "-at", "updated_at", "-updated_at"])
def test_lists_come_in_order_page_by_page(program, sort):
    for days in (3, 1, 2):
        make(program, completed_at=when(NOW - timedelta(days=days)))
    found, cursor = [], ""
    for _ in range(3):
        page = program.get(f"/activities?limit=1&sort={sort}&cursor={cursor}").json
        found += [one[sort.lstrip("-")] for one in page["items"]]
        cursor = page["next_cursor"] or ""
    assert found == sorted(found, reverse=sort.startswith("-"))
    assert cursor == ""


def test_only_what_is_planned_is_sorted_by_its_day(program):
    late = make(program, kind="task", due_at=when(TOMORROW))
    soon = make(program, kind="task", due_at=when(NOW + timedelta(hours=1)))
    assert ids(program.get("/activities?status=planned")) == [soon["id"], late["id"]]
    backwards = program.get("/activities?status=planned&sort=-due_at")
    assert ids(backwards) == [late["id"], soon["id"]]
    refused = program.get("/activities?sort=due_at")
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["sort"])


def test_completing_twice_is_no_error_and_changes_nothing(program):
    planned = make(program, kind="call", due_at=when(TOMORROW))
    step = {"kind": "task", "subject": "Send the offer", "due_at": when(TOMORROW)}
    sent = {"outcome": "reached", "note": "Good talk.", "next_step": step}
    done = program.post(f"/activities/{planned['id']}/completion", sent)
    assert (done.json["status"], done.json["outcome"], done.json["note"]) == (
        "done",
        "reached",
        "Good talk.",
    )
    again = program.post(f"/activities/{planned['id']}/completion", sent)
    assert again.status_code == 200
    assert again.json == done.json
    assert len(ids(program.get(f"/activities?follows_id={planned['id']}"))) == 1
    reopened = program.post(f"/activities/{planned['id']}/reopening")
    assert (reopened.json["status"], reopened.json["completed_at"]) == ("planned", None)


def test_what_is_planned_is_moved_and_what_is_done_is_not(program):
    planned = make(program, kind="meeting", due_at=when(NOW))
    address = f"/activities/{planned['id']}/rescheduling"
    moved = program.post(address, {"due_at": when(TOMORROW), "zone": "Europe/Madrid"})
    assert (moved.json["due_at"], moved.json["zone"]) == (when(TOMORROW), "Europe/Madrid")
    stale = program.post(address, {"due_at": when(NOW)}, If_Match='"1"')
    assert stale.status_code == 412
    wrong = program.post(address, {"due_at": when(NOW), "zone": "Mars/Base"})
    assert (wrong.status_code, list(wrong.json["errors"])) == (422, ["zone"])
    program.post(f"/activities/{planned['id']}/completion", {})
    refused = program.post(address, {"due_at": when(TOMORROW)})
    assert refused.json["code"] == "activity_done"
    assert 400 <= refused.status_code < 500


def test_promises_are_kept_and_broken(program):
    promise = make(program, kind="promise", subject="Spare parts", due_at=when(TOMORROW))
    kept = program.post(f"/activities/{promise['id']}/keeping", {"note": "Delivered"})
    assert (kept.json["is_kept"], kept.json["status"]) == (True, "done")
    broken = program.post(f"/activities/{promise['id']}/breaking", {})
    assert broken.json["is_kept"] is False
    visit = make(program)
    refused = program.post(f"/activities/{visit['id']}/keeping", {})
    assert refused.json["code"] == "not_a_promise"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"kind": 7}, "kind"),
        ({"kind": "dance"}, "kind"),
        ({"due_at": "tomorrow"}, "due_at"),
        ({"due_at": "2026-01-01T10:00:00"}, "due_at"),
        ({"due_at": "1850-01-01T10:00:00Z"}, "due_at"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"outcome": "dragon"}, "outcome"),
        ({"channel": "pigeon"}, "channel"),
        ({"customer_id": str(uuid4())}, "customer_id"),
        ({"contact_id": str(uuid4())}, "contact_id"),
        ({"opportunity_id": str(uuid4())}, "opportunity_id"),
        ({"owner_id": str(uuid4())}, "owner_id"),
        ({"follows_id": str(uuid4())}, "follows_id"),
        ({"place": {"lat": 91, "lon": 0}}, "place.lat"),
        ({"participants": [{"name": "A", "kind": "user"}]}, "participants"),
        ({"participants": [{"name": "A", "kind": "user", "id": str(uuid4())}]}, "participants"),
        ({"participants": [{"name": "A", "kind": "contact", "id": str(uuid4())}]}, "participants"),
        ({"data": {"long": "x" * 20_001}}, "data"),
        ({"custom": {"none": 1}}, "custom.none"),
        ({"subject": "A\0"}, "subject"),
    ],
)
def test_what_is_wrong_is_named(program, said, field):
    refused = program.post("/activities", {"kind": "visit", "subject": "A", **said})
    assert refused.status_code == 422, refused.json
    assert list(refused.json["errors"]) == [field]


def test_a_rep_sees_and_changes_only_what_is_in_sight(connect, program):
    hidden = make(program)
    rep, other = connect("rep"), connect("other")
    own = make(rep)
    assert ids(rep.get("/activities")) == [own["id"]]
    address = f"/activities/{hidden['id']}"
    answers = [
        rep.get(address),
        rep.patch(address, {"subject": "Mine"}),
        rep.delete(address),
        rep.post(f"{address}/completion", {}),
        rep.post(f"{address}/reopening"),
        rep.post(f"{address}/restoration"),
        rep.post(f"{address}/rescheduling", {"due_at": when(NOW)}),
        rep.post(f"{address}/keeping", {}),
        rep.post(f"{address}/breaking", {}),
        other.get(f"/activities/{own['id']}"),
        rep.post("/activities", {"kind": "visit", "subject": "A", "follows_id": hidden["id"]}),
    ]
    assert [one.status_code for one in answers] == [404] * 10 + [422]


def test_scopes_and_roles_narrow_a_token(connect, program):
    activity = make(program)
    reader = connect("admin", scopes=["activities:read"])
    refused = reader.patch(f"/activities/{activity['id']}", {"subject": "No"})
    assert (refused.status_code, refused.json["code"]) == (403, "scope_missing")
    assert connect("admin", scopes=["customers:read"]).get("/activities").status_code == 403
    viewer = connect("viewer")
    assert ids(viewer.get("/activities")) == [activity["id"]]
    sent = [
        viewer.post("/activities", {"kind": "visit", "subject": "A"}),
        viewer.patch(f"/activities/{activity['id']}", {"subject": "A"}),
        viewer.post(f"/activities/{activity['id']}/completion", {}),
        viewer.post("/activities/batch", {"items": [{"kind": "visit", "subject": "A"}]}),
        viewer.delete(f"/activities/{activity['id']}"),
    ]
    assert [one.status_code for one in sent] == [403] * 5


def test_many_are_saved_and_each_has_a_result(program):
    items = [{"kind": "call", "subject": f"Call {number}"} for number in range(12)]
    items[4] = {"kind": "call", "outcome": "dragon"}
    items[9] = {"kind": "call", "customer_id": str(uuid4())}
    answer = program.post("/activities/batch", {"items": items})
    statuses = [one["status"] for one in answer.json["results"]]
    assert statuses == [201] * 4 + [422] + [201] * 4 + [422] + [201] * 2
    made = [one["record"] for one in answer.json["results"] if "record" in one]
    changes = [{"id": one["id"], "version": one["version"], "note": "N"} for one in made]
    changes[2] |= {"version": 9}
    changes[5] |= {"id": str(uuid4())}
    changed = program.patch("/activities/batch", {"items": changes})
    statuses = [one["status"] for one in changed.json["results"]]
    assert statuses == [200, 200, 412, 200, 200, 404, 200, 200, 200, 200]


def test_what_is_sent_again_is_made_once(program):
    body = {"id": str(uuid4()), "kind": "call", "subject": "Once", "external_ref": "shop:1"}
    first = program.post("/activities", body)
    again = program.post("/activities", body)
    assert (again.status_code, again.json) == (201, first.json)
    other = program.post("/activities", body | {"subject": "Other"})
    assert other.status_code == 409
    batch = {"items": [body, {"id": str(uuid4()), "kind": "call", "subject": "Two"}]}
    for _ in range(2):
        answer = program.post("/activities/batch", batch)
        assert [one["status"] for one in answer.json["results"]] == [201, 201], answer.json
    named = {"items": [{"kind": "call", "external_ref": "shop:2"}] * 2}
    answer = program.post("/activities/batch", named)
    assert [one["status"] for one in answer.json["results"]] == [201, 409]
    key = {"Idempotency_Key": "k"}
    kept = [program.post("/activities", {"kind": "call", "subject": "K"}, **key) for _ in "ab"]
    assert kept[0].json == kept[1].json
    assert len(ids(program.get("/activities"))) == 4


def test_the_last_ten_come_along_in_a_fixed_number_of_queries(program, count_queries):
    customers = [program.post("/customers", {"name": f"C{n}"}).json["id"] for n in range(6)]
    for number in range(12):
        moment = when(NOW - timedelta(hours=number))
        make(program, customer_id=customers[0], completed_at=moment, subject=f"V{number}")
    with count_queries() as few:
        shown = program.get("/customers?include=activities&limit=2")
    assert shown.status_code == 200, shown.json
    for one in customers[1:]:
        make(program, customer_id=one, external_ref=f"crm:{one}")
    with count_queries() as many:
        shown = program.get("/customers?include=activities&limit=200")
    assert len(many) == len(few) > 0
    by_id = {one["id"]: one["activities"] for one in shown.json["items"]}
    assert [one["subject"] for one in by_id[customers[0]]] == [f"V{n}" for n in range(10)]
    assert [len(by_id[one]) for one in customers[1:]] == [1] * 5
    single = program.get(f"/customers/{customers[1]}?include=activities")
    assert single.json["activities"] == by_id[customers[1]]


def test_what_comes_along_needs_its_own_scope(connect):
    narrow = connect("admin", scopes=["customers:read"])
    refused = narrow.get("/customers?include=activities")
    assert (refused.status_code, refused.json["code"]) == (403, "scope_missing")

"""Files through the API: handed in, tried, brought in; rows that were not taken."""

from uuid import uuid4

import pytest

from salesforce_lite.imports.upload_files import MOST_BYTES

CUSTOMERS = "Name,City,Email\nFerretería Pérez,Soria,uno@example.com\nKiosco Sol,Lima,\n"
FILE = "application/octet-stream"


@pytest.fixture
def hand_in():
    def send(program, content=CUSTOMERS, query="entity=customers", kind=FILE, **headers):
        raw = content.encode() if isinstance(content, str) else content
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return program.client.post(
            f"/api/v1/imports?{query}",
            data=raw,
            content_type=kind,
            headers={"Authorization": f"Bearer {program.secret}", **sent},
        )

    return send


def test_a_file_is_handed_in_tried_and_brought_in(program, hand_in, work_off):
    handed = hand_in(program, query="entity=customers&file_name=ours.csv")
    assert handed.status_code == 201, handed.json
    one = handed.json
    address = handed.headers["Location"].removeprefix("/api/v1")
    assert address == f"/imports/{one['id']}"
    assert (one["entity"], one["file_name"], one["state"]) == ("customers", "ours.csv", "ready")
    assert one["columns"] == ["Name", "City", "Email"]
    assert one["fields"]["Name"] == "name"
    early = program.post(f"{address}/taking")
    assert (early.status_code, early.json["code"]) == (422, "not_tried")
    tried = program.post(f"{address}/trial", {"columns": {"City": ""}})
    assert (tried.json["state"], tried.json["is_busy"]) == ("trying", True)
    assert tried.json["fields"]["City"] == ""
    busy = program.post(f"{address}/trial", {})
    assert busy.json["code"] == "upload_busy"
    work_off()
    found = program.get(address).json
    trial = found["trial"]
    assert (trial["rows"], trial["tried"], trial["created"]) == (2, 2, 2)
    assert program.get("/customers").json["items"] == []
    assert program.post(f"{address}/taking").json["state"] == "running"
    work_off()
    done = program.get(address).json
    assert (done["state"], done["run"]["state"], done["run"]["created"]) == (
        "finished",
        "finished",
        2,
    )
    names = [one["name"] for one in program.get("/customers").json["items"]]
    assert names == ["Ferretería Pérez", "Kiosco Sol"]
    assert [one["id"] for one in program.get("/imports?state=finished").json["items"]] == [
        one["id"]
    ]
    assert program.get("/imports?entity=contacts").json["items"] == []


def test_rows_that_were_not_taken_are_told_with_the_reason(program, hand_in, work_off):
    rows = "".join(f"Name {number},nobody\n" for number in range(3))
    handed = hand_in(program, f"Name,Email\nGood,a@example.com\n{rows}")
    address = f"/imports/{handed.json['id']}"
    program.post(f"{address}/trial", {})
    work_off()
    shown = program.get(address).json
    assert shown["trial"]["rejected"] == 3, shown
    path = shown["rejected_rows"].removeprefix("/api/v1")
    first = program.get(f"{path}?of=trial&limit=2").json
    assert [one["row"] for one in first["items"]] == [3, 4]
    assert first["items"][0]["cells"] == {"Name": "Name 0", "Email": "nobody"}
    assert first["items"][0]["reason"]
    rest = program.get(f"{path}?of=trial&limit=2&cursor={first['next_cursor']}").json
    assert ([one["row"] for one in rest["items"]], rest["next_cursor"]) == ([5], None)
    assert program.get(path).json["items"] == []


def test_a_file_is_taken_away_and_what_is_under_way_is_cancelled(program, hand_in):
    one = hand_in(program)
    address = f"/imports/{one.json['id']}"
    program.post(f"{address}/trial", {})
    assert program.post(f"{address}/cancellation").json["state"] == "ready"
    stale = program.delete(address, If_Match=one.headers["ETag"])
    assert stale.status_code == 412
    assert program.delete(address).status_code == 204
    assert program.get(address).status_code == 404


def test_a_file_that_is_sent_twice_with_a_key_is_handed_in_once(program, hand_in):
    first, again = (hand_in(program, Idempotency_Key="k") for _ in "ab")
    assert (again.status_code, again.json) == (201, first.json)
    assert again.headers["Idempotent-Replayed"] == "true"
    other = hand_in(program, CUSTOMERS + "More,,\n", Idempotency_Key="k")
    assert (other.status_code, other.json["code"]) == (409, "idempotency_key_reused")
    assert len(program.get("/imports").json["items"]) == 1


def test_what_is_no_table_is_refused_and_nothing_is_kept(program, hand_in, app):
    cases = [
        (hand_in(program, ""), 422, "invalid_input"),
        (hand_in(program, b"\x00\x01\x02\x03" * 50), 422, "invalid_input"),
        (hand_in(program, query="entity=planets"), 422, None),
        (hand_in(program, "Zxcv,Qwer\n1,2\n", query=""), 422, "invalid_input"),
        (hand_in(program, query="colour=red"), 422, "wrong_shape"),
        (hand_in(program, kind="text/csv"), 415, "unsupported_media_type"),
        (hand_in(program, b"a" * (MOST_BYTES + 1)), 413, "too_large"),
    ]
    for answer, status, code in cases:
        assert answer.status_code == status, answer.json
        assert code in (None, answer.json["code"])
    assert program.get("/imports").json["items"] == []
    folder = app.extensions["settings"].instance / "imports"
    assert not folder.exists() or list(folder.iterdir()) == []


def test_what_is_wrong_with_a_trial_is_named(program, hand_in):
    address = f"/imports/{hand_in(program).json['id']}"
    for body in ({"decimal": ";"}, {"colour": 1}, {"columns": {"Name": "wings"}}):
        refused = program.post(f"{address}/trial", body)
        assert 400 <= refused.status_code < 500, body
    assert program.post(f"/imports/{uuid4()}/trial", {}).status_code == 404


def test_only_who_may_brings_files_in(connect, hand_in, program):
    one = hand_in(program).json["id"]
    for role in ("rep", "viewer", "manager"):
        other = connect(role)
        assert hand_in(other).status_code == 403
        assert other.get(f"/imports/{one}").status_code == 403
    reader = connect("admin", scopes=["imports:read"])
    assert hand_in(reader).json["code"] == "scope_missing"
    assert reader.get(f"/imports/{one}").status_code == 200

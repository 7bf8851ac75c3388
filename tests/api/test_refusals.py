"""Bad input, bad headers, bad moments: each meets one clear refusal and changes nothing."""

import json
from io import BytesIO
from unittest.mock import patch

import pytest
from sqlalchemy.exc import OperationalError

from salesforce_lite.api.mounting import LARGEST_BODY
from salesforce_lite.kernel.errors import StaleVersionError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.testing import sign_in

NESTED = b'{"name": "A", "custom": {"a": ' + b"[" * 50_000 + b"]" * 50_000 + b"}}"


def _send(program, raw, mimetype="application/json", path="/customers"):
    return program.client.post(
        f"/api/v1{path}",
        data=raw,
        content_type=mimetype,
        headers={"Authorization": f"Bearer {program.secret}"},
    )


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b"", 400, "malformed_body"),
        (b"{", 400, "malformed_body"),
        (b"\xff\xfe", 400, "malformed_body"),
        (b'{"name": "\xed\xa0\x80"}', 400, "malformed_body"),
        (b'{"name": NaN}', 400, "malformed_body"),
        (b'{"name": "A", "location": {"lat": 1e999, "lon": 0}}', 422, "wrong_shape"),
        (NESTED, 400, "malformed_body"),
        (b'{"name": "A\\u0000"}', 422, "wrong_shape"),
        (b'{"name": "\\ud800"}', 400, "malformed_body"),
        (b'{"name": "A", "custom": {"\\u0000": "x"}}', 422, "wrong_shape"),
        (b"[]", 422, "wrong_shape"),
        (b"null", 422, "wrong_shape"),
        (b'"text"', 422, "wrong_shape"),
    ],
)
def test_what_cannot_be_read_is_refused(program, raw, status, code):
    answer = _send(program, raw)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.mimetype == "application/problem+json"
    assert program.get("/customers").json["items"] == []


def test_other_types_of_bodies_are_refused(program):
    answer = _send(program, b"name=A", "application/x-www-form-urlencoded")
    assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type")


def test_what_is_too_large_is_refused(program):
    answer = _send(program, json.dumps({"name": "A" * (LARGEST_BODY + 1)}).encode())
    assert (answer.status_code, answer.json["code"]) == (413, "too_large")
    assert "at most 8 MB" in answer.json["detail"]


class Counted(BytesIO):
    """A body that knows how much of it was read."""

    taken = 0

    def read(self, size=-1):
        part = super().read(size)
        self.taken += len(part)
        return part

    def readinto(self, room):
        number = super().readinto(room)
        self.taken += number
        return number


@pytest.mark.parametrize("said", ["Bearer sfl_nobody", "Basic x", ""])
def test_a_large_body_is_only_read_of_who_is_known(program, said):
    body = json.dumps({"name": "A", "note": "B" * 100_000}).encode()

    def send(authorization):
        counted = Counted(body)
        answer = program.client.post(
            "/api/v1/customers",
            input_stream=counted,
            content_length=len(body),
            content_type="application/json",
            headers={"Authorization": authorization},
        )
        return answer.status_code, counted.taken

    assert send(said) == (401, 0)
    # Known, and refused for what it says.
    assert send(f"Bearer {program.secret}") == (422, len(body))


def test_of_two_changes_at_once_the_second_is_to_be_sent_again(program, customer, monkeypatch):
    def come_second(_uow):
        raise StaleVersionError

    path = f"/customers/{customer['id']}"
    with monkeypatch.context() as patched:
        patched.setattr(UnitOfWork, "commit", come_second)
        named_none = program.patch(path, {"name": "B"})
        named = program.patch(path, {"name": "B"}, If_Match='"1"')
    assert (named_none.status_code, named_none.json["code"]) == (409, "changed_meanwhile")
    assert (named.status_code, named.json["code"]) == (412, "stale_version")
    assert program.patch(path, {"name": "B"}).json["name"] == "B"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=many", "limit"),
        ("colour=red", "colour"),
        ("limit=1&limit=2", "limit"),
        ("owner_id=me", "owner_id"),
        ("sort=password", "sort"),
        ("updated_since=2026-01-01", "updated_since"),
        ("updated_since=0.5", "updated_since"),
        ("limit=5.0", "limit"),
        ("updated_since=0001-01-01T00:00:00%2B14:00", "updated_since"),
        ("updated_since=9999-12-31T23:59:59-14:00", "updated_since"),
        ("limit=5_0", "limit"),
        ("fields=name,password", "fields"),
        ("include=secrets", "include"),
        ("custom[none]=1", "custom[none]"),
        ("custom=1", "custom"),
    ],
)
def test_what_a_query_asks_wrongly_is_named(program, query, field):
    program.post("/customers", {"name": "A"})
    answer = program.get(f"/customers?{query}")
    assert (answer.status_code, list(answer.json["errors"])) == (422, [field])


def test_an_unknown_field_is_named_where_there_is_no_record_too(program):
    answer = program.get("/customers?fields=password&q=nobody")
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["fields"])


def test_a_mark_belongs_to_one_query(program):
    for number in range(3):
        program.post("/customers", {"name": f"Customer {number}", "tags": ["a"]})
    mark = program.get("/customers?limit=1").json["next_cursor"]
    following = program.get(f"/customers?limit=2&cursor={mark}").json
    assert [one["name"] for one in following["items"]] == ["Customer 1", "Customer 2"]
    for other in ("tag=a", "sort=-name", "lifecycle=lead"):
        answer = program.get(f"/customers?{other}&cursor={mark}")
        assert (answer.status_code, answer.json["code"]) == (422, "invalid_cursor")
    for made_up in ("x", "%00", "W10", mark[:-3]):
        assert program.get(f"/customers?cursor={made_up}").status_code in (400, 422)


@pytest.mark.parametrize("said", ["7", "0", '"x"', '"99999999999"', '""', 'W/"7"'])
def test_a_version_that_does_not_stand_is_refused(program, said):
    made = program.post("/customers", {"name": "A"}).json
    answer = program.patch(f"/customers/{made['id']}", {"name": "B"}, If_Match=said)
    assert (answer.status_code, answer.json["code"]) == (412, "stale_version")
    assert program.get(f"/customers/{made['id']}").json["name"] == "A"


@pytest.mark.parametrize("key", ["", "x" * 201, "é", "a b"])
def test_a_key_has_visible_characters(program, key):
    answer = program.post("/customers", {"name": "A"}, Idempotency_Key=key)
    assert (answer.status_code, answer.json["code"]) == (422, "wrong_idempotency_key")


def test_what_was_refused_may_be_sent_again_with_its_key(program):
    assert program.post("/customers", {"name": ""}, Idempotency_Key="k").status_code == 422
    assert program.post("/customers", {"name": "A"}, Idempotency_Key="k").status_code == 201


def test_what_does_not_exist_is_told_as_a_problem(program):
    for path in ("/nothing", "/customers/none", "/customers/0"):
        answer = program.get(path)
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")
    answer = program.delete("/customers")
    assert (answer.status_code, answer.json["code"]) == (405, "method_not_allowed")
    assert set(answer.headers["Allow"]) >= set("GET")


def test_what_stands_already_is_not_sent_again(program):
    made = program.post("/customers", {"name": "A"}).json
    known = program.get(f"/customers/{made['id']}").headers["ETag"]
    answer = program.get(f"/customers/{made['id']}", If_None_Match=known)
    assert (answer.status_code, answer.data) == (304, b"")


def test_only_the_fields_that_are_asked_for_are_told(program):
    made = program.post("/customers", {"name": "A"}).json
    assert program.get(f"/customers/{made['id']}?fields=name").json == {
        "id": made["id"],
        "version": made["version"],
        "name": "A",
    }
    [one] = program.get("/customers?fields=tags").json["items"]
    assert one.keys() == {"id", "version", "tags"}


def test_a_browser_that_has_signed_in_may_ask_with_its_token(app):
    app.config["WTF_CSRF_ENABLED"] = True
    assert app.test_client().get("/api/v1/customers").status_code == 401
    app.config["WTF_CSRF_ENABLED"] = False
    client = sign_in(app, "rep")
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.get("/api/v1/customers").status_code == 200
    refused = client.post("/api/v1/customers", json={"name": "A"})
    assert (refused.status_code, refused.json["code"]) == (400, "forged")
    # A cookie does not count beside a token, even one that nobody has.
    beside = client.get("/api/v1/customers", headers={"Authorization": "Bearer sfl_none"})
    assert beside.status_code == 401


def test_a_database_that_is_away_is_told_as_such(program, app):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    away = OperationalError("SELECT", {}, Exception("gone"))
    with patch("salesforce_lite.customers.api.find_customers", side_effect=away):
        answer = program.get("/customers")
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    assert answer.headers["Retry-After"]


def test_a_mistake_of_ours_tells_nothing_of_itself(program, app):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with patch("salesforce_lite.customers.api.find_customers", side_effect=KeyError("secret")):
        answer = program.get("/customers")
    assert (answer.status_code, answer.json["code"]) == (500, "fault")
    assert "secret" not in answer.text


def test_an_address_that_no_program_uses_is_a_page(app):
    assert app.test_client().get("/api/nothing").mimetype == "text/html"

"""Large answers are compressed where the program takes that, and nothing can be learnt from it."""

import gzip
import json

import pytest

from salesforce_lite.testing import sign_in

LONG = "Wants a sample of line B. " * 100


@pytest.fixture
def large(program):
    """A customer of more than a kilobyte."""
    return program.post("/customers", {"name": "Aceros", "note": LONG}).json


def is_packed(answer) -> bool:
    return answer.headers.get("Content-Encoding") == "gzip"


def read(answer):
    return json.loads(gzip.decompress(answer.data))


def test_a_large_answer_comes_compressed_and_says_the_same(program, large):
    path = f"/customers/{large['id']}"
    plain, packed = program.get(path), program.get(path, Accept_Encoding="gzip")
    assert (is_packed(plain), plain.json) == (False, large)
    assert (is_packed(packed), read(packed)) == (True, large)
    assert len(packed.data) == int(packed.headers["Content-Length"]) < len(plain.data) / 3
    assert packed.mimetype == "application/json"
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("accepted", "wanted"),
    [
        ("gzip, deflate, br", True),
        ("GZIP", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("*", True),
        ("gzip;q=0.5, identity;q=0.5", True),
        ("", False),
        ("br", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("*;q=0", False),
        ("gzip;q=0.5, identity", False),
    ],
)
def test_what_a_program_accepts_is_heeded(program, large, accepted, wanted):
    answer = program.get(f"/customers/{large['id']}", Accept_Encoding=accepted)
    assert is_packed(answer) == wanted


def test_what_is_small_or_no_json_comes_as_it_is(program, customer, app):
    small = program.get(f"/customers/{customer['id']}?fields=name", Accept_Encoding="gzip")
    assert not is_packed(small)
    assert "Accept-Encoding" in small.headers["Vary"]
    page = app.test_client().get("/sign-in", headers={"Accept-Encoding": "gzip"})
    assert (page.mimetype, is_packed(page)) == ("text/html", False)


def test_the_document_is_compressed_for_anybody(app):
    asked = {"Accept-Encoding": "gzip"}
    answer = app.test_client().get("/api/v1/openapi.json", headers=asked)
    assert (is_packed(answer), read(answer)["openapi"]) == (True, "3.1.0")


def test_each_form_has_a_tag_of_its_own_and_both_are_versions(program, large):
    path = f"/customers/{large['id']}"
    plain = program.get(path).headers["ETag"]
    packed = program.get(path, Accept_Encoding="gzip").headers["ETag"]
    assert (plain, packed) == ('"1"', '"1-gzip"')
    for tag in (plain, packed, f"W/{packed}", f'"7", {packed}'):
        known = program.get(path, If_None_Match=tag, Accept_Encoding="gzip")
        assert (known.status_code, known.data) == (304, b"")
        assert known.headers["ETag"] == (plain if tag == plain else packed)
        assert "Accept-Encoding" in known.headers["Vary"]
    changed = program.patch(path, {"name": "B"}, If_Match=packed, Accept_Encoding="gzip")
    assert (changed.status_code, is_packed(changed)) == (200, True)
    # It names the record that was saved, not the bytes of the answer.
    assert changed.headers["ETag"] == '"2"'
    stale = program.patch(path, {"name": "C"}, If_Match=packed, Accept_Encoding="gzip")
    assert (stale.status_code, stale.headers["ETag"]) == (412, '"2"')
    assert read(stale)["current"]["name"] == "B"
    assert program.get(path, If_None_Match=packed).status_code == 200


def test_the_kept_answer_of_a_key_comes_in_the_form_that_is_asked_for(program):
    body = {"name": "A", "note": LONG}
    first = program.post("/customers", body, Idempotency_Key="k", Accept_Encoding="gzip")
    again = program.post("/customers", body, Idempotency_Key="k")
    assert (is_packed(first), is_packed(again)) == (True, False)
    assert again.json == read(first)
    packed = program.post("/customers", body, Idempotency_Key="k", Accept_Encoding="gzip")
    assert read(packed) == again.json


def test_a_secret_is_never_compressed(program, monkeypatch):
    monkeypatch.setattr("salesforce_lite.outbound.Client.check", lambda _client, _url: None)
    address = f"https://203.0.113.7/{'a' * 1500}"
    made = program.post("/webhooks", {"name": "Shop", "url": address}, Accept_Encoding="gzip")
    assert (made.status_code, len(made.data) > 1024, is_packed(made)) == (201, True, False)
    shown = program.get(f"/webhooks/{made.json['id']}", Accept_Encoding="gzip")
    assert is_packed(shown)
    rotated = program.post(f"/webhooks/{made.json['id']}/secret", Accept_Encoding="gzip")
    assert (rotated.json["secret"][:6], is_packed(rotated)) == ("whsec_", False)


@pytest.mark.parametrize(
    ("site", "wanted"),
    [("same-origin", True), ("same-site", False), ("cross-site", False), ("none", False)],
)
def test_a_strangers_page_learns_nothing_from_lengths(app, large, site, wanted):
    """It can have a browser ask with its cookie, and see how long the answer is."""
    client = sign_in(app, "admin")
    path = f"/api/v1/customers/{large['id']}"
    asked = {"Accept-Encoding": "gzip"}
    assert not is_packed(client.get(path, headers=asked))
    answer = client.get(path, headers=asked | {"Sec-Fetch-Site": site})
    assert is_packed(answer) == wanted

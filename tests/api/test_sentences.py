"""Refusals say what holds for a program, beside what it sent."""

from uuid import uuid4

import pytest


@pytest.fixture
def opportunity(program, customer):
    return program.post("/opportunities", {"title": "Pumps", "customer_id": customer["id"]}).json


@pytest.fixture
def customer(program):
    return program.post("/customers", {"name": "Aceros del Norte"}).json


def test_an_id_that_another_record_has_is_told_as_such(program):
    sent = {"name": "Shop", "id": str(uuid4())}
    program.post("/customers", sent)
    changed = program.post("/customers", sent | {"name": "Other"})
    assert (changed.status_code, changed.json["code"]) == (409, "saved_before")
    assert changed.json["detail"].startswith("Another record has this id")
    taken = program.post("/contacts", sent)
    assert (taken.status_code, taken.json["code"]) == (409, "id_taken")
    assert "leave the id out" in taken.json["detail"]


@pytest.mark.parametrize("said", ["three", '"3', "3a", "*3", "\xf0"])
def test_what_is_no_etag_is_no_stale_version(program, customer, said):
    answer = program.patch(f"/customers/{customer['id']}", {"note": "x"}, If_Match=said)
    assert (answer.status_code, answer.json["code"]) == (400, "malformed_if_match")


@pytest.mark.parametrize(("said", "status"), [('"abc"', 412), ('W/"1"', 200), ("1", 200)])
def test_an_etag_of_others_is_a_stale_version(program, customer, said, status):
    answer = program.patch(f"/customers/{customer['id']}", {"note": "x"}, If_Match=said)
    assert answer.status_code == status


@pytest.mark.parametrize("path", ["customers", "contacts"])
@pytest.mark.parametrize(
    ("said", "place"),
    [({"email": "bad"}, "email"), ({"emails": [{"address": "bad"}]}, "emails")],
)
def test_a_bad_address_is_told_beside_what_was_sent(program, path, said, place):
    answer = program.post(f"/{path}", {"name": "A", **said})
    assert answer.status_code == 422
    assert [*answer.json["errors"]] == [place]


def test_an_unknown_stage_is_told_beside_it(program, opportunity):
    answer = program.post(f"/opportunities/{opportunity['id']}/stage", {"stage_id": str(uuid4())})
    assert (answer.status_code, [*answer.json["errors"]]) == (422, ["stage_id"])


@pytest.mark.parametrize(
    ("path", "place", "said"),
    [
        ("customers?include=foo", "include", "cannot be shown along. There are: "),
        ("customers?fields=foo", "fields", "There are: id, version, kind, name"),
        ("plugins/any?foo=1", "foo", "This address takes no parameters."),
    ],
)
def test_unknown_names_are_told_with_those_that_there_are(program, path, place, said):
    answer = program.get(f"/{path}")
    assert (answer.status_code, answer.json["code"]) == (422, "wrong_shape")
    assert said in answer.json["errors"][place]

"""What a key answers a second time is what is still seen."""

from uuid import uuid4

import pytest

from salesforce_lite.testing import find_user

KEY = {"Idempotency_Key": "k"}


@pytest.fixture
def hand_over(app, connect):
    """Somebody else looks after the customer from now on."""

    def give(customer_id, to="other"):
        with app.make_session() as session:
            owner = str(find_user(session, to).id)
        answer = connect("admin").patch(f"/customers/{customer_id}", {"owner_id": owner})
        assert answer.status_code == 200, answer.json

    return give


def is_out_of_sight(answer):
    return (answer.status_code, answer.json["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/contacts", {"name": "Ana"}),
        ("/opportunities", {"title": "Pumps"}),
        ("/activities", {"kind": "call"}),
    ],
)
def test_what_was_made_is_told_again_only_to_who_still_sees_it(connect, hand_over, path, body):
    rep = connect("rep")
    customer = rep.post("/customers", {"name": "A"}, **KEY)
    at = {"customer_id": customer.json["id"]}
    body = body | ({"links": [at]} if path == "/contacts" else at)
    made = rep.post(path, body, Idempotency_Key="other")
    assert made.status_code == 201
    changed = rep.patch(f"{path}/{made.json['id']}", {"note": "N"}, Idempotency_Key="third")
    assert rep.post("/customers", {"name": "A"}, **KEY).json == customer.json
    assert rep.post(path, body, Idempotency_Key="other").json == made.json
    hand_over(customer.json["id"])
    assert is_out_of_sight(rep.post("/customers", {"name": "A"}, **KEY))
    assert is_out_of_sight(rep.post(path, body, Idempotency_Key="other"))
    path = f"{path}/{changed.json['id']}"
    assert is_out_of_sight(rep.patch(path, {"note": "N"}, Idempotency_Key="third"))
    hand_over(customer.json["id"], to="rep")
    assert rep.post("/customers", {"name": "A"}, **KEY).json == customer.json


def test_what_lies_below_a_record_follows_it(connect, hand_over):
    rep = connect("rep")
    customer, other = (rep.post("/customers", {"name": name}).json["id"] for name in "AB")
    body = {"to_id": other, "kind": "referred_by"}
    path = f"/customers/{customer}/relations"
    made = rep.post(path, body, **KEY)
    assert made.status_code == 201, made.json
    assert rep.post(path, body, **KEY).json == made.json
    hand_over(customer)
    assert is_out_of_sight(rep.post(path, body, **KEY))


def test_in_a_batch_the_others_are_told(connect, hand_over):
    rep = connect("rep")
    items = {"items": [{"name": "A"}, {"name": "B", "email": "no"}, {"name": "C"}, {"name": "D"}]}
    first = rep.post("/customers/batch", items, **KEY).json["results"]
    assert [one["status"] for one in first] == [201, 422, 201, 201]
    hand_over(first[2]["record"]["id"])
    again = rep.post("/customers/batch", items, **KEY)
    assert again.headers["Idempotent-Replayed"] == "true"
    second = again.json["results"]
    assert second[2].keys() == {"status", "problem"}
    assert (second[2]["status"], second[2]["problem"]["code"]) == (404, "not_found")
    assert [*second[:2], second[3]] == [*first[:2], first[3]]


def test_what_is_deleted_twice_is_told_to_be_done(program, customer):
    path = f"/customers/{customer['id']}"
    assert [program.delete(path, **KEY).status_code for _ in "ab"] == [204, 204]


def test_what_concerns_no_record_of_ones_own_is_told_as_before(program):
    body = {"id": str(uuid4()), "name": "Far North"}
    first, again = (program.post("/teams", body, **KEY) for _ in "ab")
    assert (again.status_code, again.json) == (201, first.json)
    assert again.headers["Idempotent-Replayed"] == "true"

"""Batches: each has a result of its own, and what comes again is there already."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from uuid import uuid4

import pytest
from sqlalchemy import event, select

from salesforce_lite.audit import sent_before
from salesforce_lite.customers import CustomerDraft, save_customers
from salesforce_lite.notifications import Notification
from salesforce_lite.references import ReferenceTakenError

Counting = Callable[[], AbstractContextManager[list[str]]]
NEW = {
    "customers": {"name": "Shop"},
    "contacts": {"name": "Ana"},
    "activities": {"kind": "call", "subject": "Call"},
    "opportunities": {"title": "Pumps"},
}


@pytest.fixture
def count_tries(app) -> Counting:
    """`with count_tries() as tried:` – the savepoints meanwhile."""

    @contextmanager
    def count() -> Iterator[list[str]]:
        tried: list[str] = []

        def keep(_connection, name):
            tried.append(name)

        event.listen(app.engine, "savepoint", keep)
        try:
            yield tried
        finally:
            event.remove(app.engine, "savepoint", keep)

    return count


@pytest.fixture
def bodies(customer):
    """`bodies("contacts", 8)` – so many new ones, each with an id of its own."""

    def make(path, number):
        more = {"customer_id": customer["id"]} if path == "opportunities" else {}
        return [NEW[path] | more | {"id": str(uuid4())} for _ in range(number)]

    return make


def statuses(answer):
    return [one["status"] for one in answer.json["results"]]


@pytest.mark.parametrize("path", NEW)
def test_a_batch_that_comes_again_is_answered_as_at_first_in_one_try(
    program, count_tries, bodies, path
):
    items = bodies(path, 12)
    first = program.post(f"/{path}/batch", {"items": items})
    assert statuses(first) == [201] * 12
    # With four more that the first sending did not have, in between.
    new = bodies(path, 4)
    again = [*new[:2], *items, *new[2:]]
    with count_tries() as tried:
        second = program.post(f"/{path}/batch", {"items": again})
    assert statuses(second) == [201] * 16
    assert [one["record"]["id"] for one in second.json["results"]] == [one["id"] for one in again]
    assert second.json["results"][2:14] == first.json["results"]
    assert len(tried) == 1


def test_a_thousand_are_taken_and_one_more_is_not(program):
    items = [{"name": f"Shop {number}"} for number in range(1001)]
    refused = program.post("/customers/batch", {"items": items})
    assert (refused.status_code, refused.json["code"]) == (422, "wrong_shape")
    assert list(refused.json["errors"]) == ["items"]
    assert program.get("/customers").json["items"] == []
    made = program.post("/customers/batch", {"items": items[:1000]})
    assert statuses(made) == [201] * 1000
    patches = [{"id": one["record"]["id"], "tags": ["a"]} for one in made.json["results"]]
    refused = program.patch("/customers/batch", {"items": [*patches, patches[0]]})
    assert (refused.status_code, refused.json["code"]) == (422, "wrong_shape")


@pytest.mark.parametrize("path", NEW)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_every_batch_takes_a_thousand_at_most(program, path, method):
    """By the document, from which requests are read."""
    document = program.get("/openapi.json").json
    operation = document["paths"][f"/api/v1/{path}/batch"][method.lower()]
    shape = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    items = document["components"]["schemas"][shape.rpartition("/")[2]]["properties"]["items"]
    assert (items["minItems"], items["maxItems"]) == (1, 1000)


def test_what_says_something_else_the_second_time_is_refused_alone(program, bodies):
    items = bodies("customers", 6)
    program.post("/customers/batch", {"items": items})
    items[3] |= {"name": "Other"}
    second = program.post("/customers/batch", {"items": items})
    assert statuses(second) == [201] * 3 + [409] + [201] * 2
    assert second.json["results"][3]["problem"]["code"] == "saved_before"


def test_an_id_that_is_there_twice_in_one_batch_is_one_record(program, bodies):
    [one] = bodies("customers", 1)
    answer = program.post("/customers/batch", {"items": [one, one]})
    assert statuses(answer) == [201, 201]
    assert len(program.get("/customers?q=Shop").json["items"]) == 1


@pytest.mark.parametrize("number", [1, 2])
def test_a_batch_tells_nobody_that_they_are_mentioned_however_small_it_is(connect, app, number):
    program = connect("rep")
    items = [{"name": f"Shop {place}", "note": "Ask @Manager"} for place in range(number)]
    assert statuses(program.post("/customers/batch", {"items": items})) == [201] * number
    with app.make_session() as session:
        assert session.scalars(select(Notification)).all() == []
    program.post("/customers", {"name": "Alone", "note": "Ask @Manager"})
    with app.make_session() as session:
        assert len(session.scalars(select(Notification)).all()) == 1


def test_a_record_that_is_named_twice_is_changed_twice(program, customer):
    patches = [{"id": customer["id"], "note": "a"}, {"id": customer["id"], "tags": ["b"]}]
    answer = program.patch("/customers/batch", {"items": patches})
    assert statuses(answer) == [200, 200]
    shown = program.get(f"/customers/{customer['id']}").json
    assert (shown["note"], shown["tags"]) == ("a", ["b"])


def test_two_records_of_one_call_cannot_be_called_the_same(work):
    one, other = (
        CustomerDraft.of({"name": name}, references=[("shop", "1")]) for name in ("A", "B")
    )
    with work() as uow, pytest.raises(ReferenceTakenError) as refused:
        save_customers(uow, [one, other])
    assert refused.value.params == {"reference": "shop:1"}


def test_what_was_sent_before_is_known_of_many_at_once(work):
    ids = [uuid4() for _ in range(3)]
    with work() as uow:
        save_customers(uow, [CustomerDraft.of({"name": "A"}, new_id=one) for one in ids[:2]])
        uow.session.flush()
        assert sent_before(uow, ids) == {*ids[:2]}
        assert sent_before(uow, []) == set()

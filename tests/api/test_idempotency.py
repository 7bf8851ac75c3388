"""A key under which a request comes again: at the same moment, after a failure, after days."""

from datetime import timedelta
from functools import partial
from unittest.mock import patch
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from salesforce_lite.api.idempotency import KEPT
from salesforce_lite.api.model import IdempotentAnswer
from salesforce_lite.kernel import clock
from salesforce_lite.kernel.errors import ConflictError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import current_uow
from tests.api.conftest import Program
from tests.security.test_at_the_same_time import all_at_once

BODY = {"name": "Twice"}
PERSON = {
    "name": "Ana",
    "email": "ana@example.com",
    "roles": ["rep"],
    "password": "a long enough password",
}


@pytest.fixture
def ask_at_once(app, program):
    """`ask_at_once("/customers", body, key="k", times=4)`: the answers of so many threads."""

    def ask(path, body, *, key, times):
        answers = []

        def one():
            mine = Program(app.test_client(), program.secret)
            answer = mine.post(path, body, Idempotency_Key=key)
            answers.append(answer)
            return answer.status_code

        all_at_once(*[one] * times)
        return answers

    return ask


@pytest.fixture
def kept(app):
    """How many answers are kept."""

    def count():
        with app.make_session() as session:
            return session.scalar(select(func.count()).select_from(IdempotentAnswer))

    return count


@pytest.mark.parametrize("attempt", range(5))
def test_what_comes_twice_at_the_same_moment_is_done_once(program, ask_at_once, attempt):
    answers = ask_at_once("/customers", BODY, key="k", times=4)
    assert [one.status_code for one in answers] == [201] * 4
    assert len({one.json["id"] for one in answers}) == 1
    replayed = [one.headers.get("Idempotent-Replayed") for one in answers]
    assert sorted(replayed, key=str) == [None, "true", "true", "true"]
    assert len(program.get("/customers").json["items"]) == 1


def test_what_waits_for_nobody_is_done_once_too(program, ask_at_once):
    before = len(program.get("/users").json["items"])
    answers = ask_at_once("/users", PERSON, key="k", times=3)
    told = {(one.status_code, one.json.get("code")) for one in answers}
    assert (201, None) in told
    assert told <= {(201, None), (409, "idempotency_key_in_use")}
    assert len({one.json["id"] for one in answers if one.status_code == 201}) == 1
    assert len(program.get("/users").json["items"]) == before + 1
    assert program.post("/users", PERSON, Idempotency_Key="k").status_code == 201


def test_of_two_requests_with_one_key_at_the_same_moment_one_is_refused(app, program):
    def ask(name):
        mine = Program(app.test_client(), program.secret)
        return mine.post("/customers", {"name": name}, Idempotency_Key="k").status_code

    assert sorted(all_at_once(partial(ask, "A"), partial(ask, "B"))) == [201, 409]
    assert len(program.get("/customers").json["items"]) == 1


def test_a_commit_that_fails_keeps_no_answer(program, kept):
    commit = UnitOfWork.commit

    def fail(uow):
        if uow is not current_uow():
            # What is taken off the budget of the token.
            commit(uow)
            return
        uow.settle()
        raise ConflictError

    with patch.object(UnitOfWork, "commit", fail):
        failed = program.post("/customers", BODY, Idempotency_Key="k")
    assert (failed.status_code, kept()) == (409, 0)
    again = program.post("/customers", BODY, Idempotency_Key="k")
    assert (again.status_code, "Idempotent-Replayed" in again.headers) == (201, False)
    assert kept() == 1
    third = program.post("/customers", BODY, Idempotency_Key="k")
    assert (third.json, third.headers["Idempotent-Replayed"]) == (again.json, "true")
    assert len(program.get("/customers").json["items"]) == 1


def test_an_answer_is_forgotten_after_its_time_and_not_before(program, kept, app, work, at):
    [forget] = [one for one in app.contributions.jobs if one.name == "api.forget"]
    first = program.post("/customers", BODY, Idempotency_Key="k").json
    made = clock.now()
    for later, number in ((KEPT - timedelta(minutes=1), 1), (KEPT + timedelta(minutes=1), 0)):
        at(made + later)
        with work("admin") as uow:
            forget.run(uow, {})
        assert kept() == number
        again = program.post("/customers", BODY, Idempotency_Key="k")
        assert (again.json["id"] == first["id"]) == bool(number)
    assert forget.schedule is not None


def test_a_key_is_of_one_person(connect):
    body = {"name": "A"}
    mine = connect("rep").post("/customers", body, Idempotency_Key="k")
    theirs = connect("other").post("/customers", body, Idempotency_Key="k")
    assert (mine.status_code, theirs.status_code) == (201, 201)
    assert mine.json["id"] != theirs.json["id"]


def test_an_id_of_its_own_needs_no_key(program, ask_at_once):
    body = BODY | {"id": str(uuid4())}
    answers = ask_at_once("/customers", body, key="a", times=2)
    answers += ask_at_once("/customers", body, key="b", times=2)
    assert {one.status_code for one in answers} == {201}
    assert {one.json["id"] for one in answers} == {body["id"]}
    assert len(program.get("/customers").json["items"]) == 1

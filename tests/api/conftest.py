"""A program with a token: requests and answers as JSON."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from salesforce_lite.app import site_of
from salesforce_lite.background import Worker
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.testing import find_user
from salesforce_lite.tokens import known_scopes, make_token
from salesforce_lite.web import App


@dataclass
class Program:
    """Speaks to the API as one person."""

    client: FlaskClient
    secret: str
    token_id: Any = None

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(
            f"/api/v1{path}",
            method=method,
            json=body,
            headers={"Authorization": f"Bearer {self.secret}", **named},
        )

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self.ask("POST", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self.ask("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> TestResponse:
        return self.ask("DELETE", path, **headers)


Connect = Callable[..., Program]
Counting = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def connect(app: App) -> Connect:
    """`connect("rep", scopes=[…])`: a program that acts as the person of that role."""

    def make(role: str = "admin", scopes: list[str] | None = None, **wishes: Any) -> Program:
        with app.app_context():
            known = known_scopes()
        with unit_of_work(
            app.make_session,
            system_actor("tests"),
            surface="tests",
            reactions=app.contributions.reactions,
        ) as uow:
            token, secret = make_token(
                uow,
                user_id=find_user(uow.session, role).id,
                name="Program",
                scopes=scopes or known,
                known_scopes=known,
                **wishes,
            )
            token_id = token.id
        return Program(app.test_client(), secret, token_id)

    return make


@pytest.fixture
def program(connect: Connect) -> Program:
    """One that acts as the administrator and may do everything."""
    return connect()


@pytest.fixture
def id_of(app: App) -> Callable[[str], str]:
    """The id of the person of a role."""

    def find(role: str) -> str:
        with app.make_session() as session:
            return str(find_user(session, role).id)

    return find


@pytest.fixture
def work_off(app: App) -> Callable[[], object]:
    """Do what waits in the background."""
    return lambda: Worker(site_of(app), "tests").work_off(most=200)


@pytest.fixture
def customer(program):
    """A customer of the administrator."""
    return program.post("/customers", {"name": "Aceros del Norte"}).json


@pytest.fixture
def pipeline(program):
    """The first pipeline."""
    return program.get("/pipelines").json["items"][0]


@pytest.fixture
def add(program, customer):
    """`add("Pumps", note="…")` – a new opportunity."""

    def make(title="Pumps", **fields):
        answer = program.post(
            "/opportunities", {"title": title, "customer_id": customer["id"], **fields}
        )
        assert answer.status_code == 201, answer.json
        return answer.json

    return make


@pytest.fixture
def count_queries(app: App) -> Counting:
    """`with count_queries() as asked:` – what the database was asked for meanwhile; the budget of
    the token, of which a handful of rows is taken now and then, left out."""

    @contextmanager
    def count() -> Iterator[list[str]]:
        asked: list[str] = []

        def keep(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if statement.startswith("SELECT") and "api_token" not in statement:
                asked.append(statement)

        event.listen(app.engine, "before_cursor_execute", keep)
        try:
            yield asked
        finally:
            event.remove(app.engine, "before_cursor_execute", keep)

    return count

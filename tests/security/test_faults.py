"""The database goes away while the server runs: one clear sentence, and then all is as before."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from salesforce_lite.customers import Customer
from tests.conftest import ENGINE, run_on_postgres

only_sqlite = pytest.mark.skipif(ENGINE != "sqlite", reason="about a file")
only_postgresql = pytest.mark.skipif(ENGINE == "sqlite", reason="about a server")
NEW = {"kind": "organization", "name": "Nueva", "lifecycle": "lead", "confirmed": "1"}


def is_away(answer) -> bool:
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "The database does not answer at the moment" in answer.text
    assert "script-src" in answer.headers["Content-Security-Policy"]
    assert "Traceback" not in answer.text
    return True


@pytest.fixture
def served(app):
    """As in earnest: what goes wrong becomes an answer, not an exception of the test."""
    app.config["TESTING"] = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@only_sqlite
def test_a_database_file_that_is_gone_is_said_in_a_sentence(served, client_of) -> None:
    client = client_of("rep")
    file = Path(make_url(served.config["SQLALCHEMY_DATABASE_URI"]).database)
    away = file.parent.rename(file.parent.with_name("away"))
    served.engine.dispose()
    try:
        assert is_away(client.get("/customers"))
        assert is_away(client.get("/customers", headers={"HX-Request": "true"}))
        assert is_away(client.post("/customers/new", data=NEW))
        assert is_away(served.test_client().post("/sign-in", data={"email": "a", "password": "b"}))
        assert client.get("/healthz").status_code in (200, 503)
        assert client.get("/readyz").status_code == 503
    finally:
        away.rename(file.parent)
    assert client.get("/customers").status_code == 200
    assert client.post("/customers/new", data=NEW).status_code == 303


@only_sqlite
def test_a_full_disk_refuses_and_nothing_is_half_done(served, client_of, work) -> None:
    client = client_of("rep")
    with _full_disk(served):
        long = {**NEW, "note": "x" * 4000}
        answers = [client.post("/customers/new", data=long) for _ in range(60)]
        assert is_away(answers[-1])
        assert client.get("/customers").status_code == 200
    with work("rep") as uow:
        kept = uow.session.query(Customer).count()
    assert kept == sum(answer.status_code == 303 for answer in answers)
    assert client.post("/customers/new", data=long).status_code == 303


@only_postgresql
def test_a_connection_that_is_cut_in_the_middle_is_replaced_by_the_next(served, client_of) -> None:
    client = client_of("rep")
    with _cut_at(served, "FROM customer"):
        assert is_away(client.get("/customers"))
    assert client.get("/customers").status_code == 200
    with _cut_at(served, "INSERT INTO customer "):
        assert is_away(client.post("/customers/new", data=NEW))
    assert "Nueva" not in client.get("/customers").text
    assert client.post("/customers/new", data=NEW).status_code == 303


@pytest.mark.parametrize("statement", ["FROM sign_in_session", "FROM customer"])
def test_whichever_statement_fails_the_page_says_it(served, client_of, statement: str) -> None:
    client = client_of("rep")
    with _failing_at(served, statement):
        assert is_away(client.get("/customers"))
    assert client.get("/customers").status_code == 200


def test_a_mistake_of_ours_is_told_without_details(served, client_of, monkeypatch) -> None:
    client = client_of("rep")

    def broken(*_args, **_options):
        raise KeyError("secret detail")

    monkeypatch.setattr("salesforce_lite.customers.views.list_rows", broken)
    answer = client.get("/customers")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert "secret detail" not in answer.text


@contextmanager
def _full_disk(app) -> Iterator[None]:
    with app.engine.connect() as connection:
        most = connection.exec_driver_sql("PRAGMA page_count").scalar_one() + 10

    def limit(connection, *_):
        connection.execute(f"PRAGMA max_page_count={most}")

    def lift(connection, *_):
        connection.execute("PRAGMA max_page_count=1000000000")

    with _on(app.engine.pool, "checkout", limit):
        app.engine.dispose()
        yield
    with _on(app.engine.pool, "checkout", lift):
        app.engine.connect().close()
    app.engine.dispose()


@contextmanager
def _cut_at(app, words: str) -> Iterator[None]:
    """The server ends the connection that is about to run such a statement."""

    def cut(connection, _cursor, statement, *_):
        if words in statement:
            pid = connection.connection.driver_connection.info.backend_pid
            run_on_postgres(f"SELECT pg_terminate_backend({pid})")

    with _on(app.engine, "before_cursor_execute", cut):
        yield


@contextmanager
def _failing_at(app, words: str) -> Iterator[None]:
    def fail(_connection, _cursor, statement, *_):
        if words in statement:
            raise OperationalError(statement, {}, Exception("disk I/O error"))

    with _on(app.engine, "before_cursor_execute", fail):
        yield


@contextmanager
def _on(target, name: str, listener) -> Iterator[None]:
    event.listen(target, name, listener)
    try:
        yield
    finally:
        event.remove(target, name, listener)

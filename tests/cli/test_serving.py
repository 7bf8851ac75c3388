"""`serve` as an operator meets it: on a new instance, on a port that is taken, told to stop."""

import json
import uuid
from collections.abc import Iterator

import pytest

from tests.cli.server import Server, Visitor, serving
from tests.conftest import (
    ENGINE,
    PASSWORD,
    Template,
    drop_database,
    postgres_address,
    run_on_postgres,
)


@pytest.fixture(scope="module")
def nowhere() -> Iterator[str]:
    """A database nobody has prepared: with SQLite, the one that the instance will make."""
    if ENGINE == "sqlite":
        yield ""
        return
    name = f"sfl_{uuid.uuid4().hex}"
    run_on_postgres(f"CREATE DATABASE {name}")
    yield postgres_address(name)
    drop_database(postgres_address(name))


@pytest.fixture(scope="module")
def server(nowhere: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`serve --demo` on a new instance."""
    with serving(tmp_path_factory.mktemp("first"), nowhere, "--demo") as started:
        started.answers()
        yield started


@pytest.fixture
def prepared(template: Template, tmp_path) -> Iterator[str]:
    address = template.copy(tmp_path)
    yield address
    drop_database(address)


def test_a_new_instance_leads_to_a_first_page(server: Server) -> None:
    visitor = Visitor(server)
    start = visitor.get("/")
    assert (start.status, start.headers["Location"]) == (302, "/sign-in?next=/")
    assert visitor.get(start.headers["Location"]).status == 200
    assert f"http://127.0.0.1:{server.port}" in server.said


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_it_says_that_it_is_well(server: Server, path: str) -> None:
    answer = Visitor(server).get(path)
    assert (answer.status, json.loads(answer.text)["status"]) == (200, "ok")


@pytest.mark.parametrize("path", ["/sign-in", "/healthz", "/nothing-here", "/static/icon.svg"])
def test_security_headers_reach_the_browser(server: Server, path: str) -> None:
    headers = Visitor(server).get(path).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


def test_sample_people_are_told_once_and_can_sign_in(server: Server) -> None:
    people = [line.split("\t") for line in server.printed.splitlines()]
    assert [role for role, _email, _password in people] == ["admin", "manager", "rep"]
    for _role, email, password in people:
        visitor = Visitor(server)
        assert visitor.sign_in(email, password).status == 303
        assert email in visitor.get("/me").text
    assert len(server.printed.splitlines()) == 3


def test_a_second_server_on_the_port_is_refused_in_a_sentence(server: Server, tmp_path) -> None:
    with serving(tmp_path, "", port=server.port) as second:
        assert second.ended() == 1
        assert second.said.splitlines() == [
            f"Something already answers on 127.0.0.1:{server.port} – perhaps this server, started "
            "before. Stop it, or choose another port with --port."
        ]
    assert not list(tmp_path.glob("instance/*.db"))


def test_told_to_stop_it_finishes_what_it_has_begun(prepared: str, tmp_path) -> None:
    with serving(tmp_path, prepared) as server:
        server.answers()
        finish_signing_in = Visitor(server).begin_to_sign_in("rep@example.com", PASSWORD)
        is_stopping = Visitor(server).until_the_server_hangs_up()
        server.process.terminate()
        is_stopping()
        assert finish_signing_in().status == 303
        assert server.ended() == 0
        assert len(server.said.splitlines()) == 1

"""What tests stand on: a migrated database of the engine under test, people of each role, a client.

The database is made once per process and copied for each test, so that tests cannot see each other.
"""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import ClassVar

import psycopg
import pytest
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import delete
from sqlalchemy.engine import make_url

from salesforce_lite.access import User, create_user
from salesforce_lite.app import create_app, prepare_instance
from salesforce_lite.config import Settings
from salesforce_lite.kernel.actor import Actor, system_actor
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.uow import UnitOfWork, unit_of_work
from salesforce_lite.migrations import upgrade_database
from salesforce_lite.plugin import Snapshot
from salesforce_lite.team import Team, TeamMember, load_actor
from salesforce_lite.web import App

ENGINE = os.environ.get("SFL_TEST_DATABASE", "sqlite")
POSTGRES = os.environ.get(
    "SFL_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)
PASSWORD = "correct horse battery"

# email, role, team
PEOPLE = (
    ("admin@example.com", "admin", None),
    ("manager@example.com", "manager", "North"),
    ("rep@example.com", "rep", "North"),
    ("other@example.com", "rep", "South"),
    ("inside@example.com", "inside_rep", None),
    ("viewer@example.com", "viewer", None),
)


@dataclass(frozen=True)
class Template:
    """A prepared database to copy."""

    address: str

    def copy(self, folder: Path) -> str:
        if ENGINE == "sqlite":
            target = folder / "test.db"
            shutil.copyfile(make_url(self.address).database or "", target)
            return f"sqlite:///{target}"
        name = f"sfl_{uuid.uuid4().hex}"
        _postgres(f'CREATE DATABASE {name} TEMPLATE "{make_url(self.address).database}"')
        return _address(name)


def _address(name: str) -> str:
    return make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)


def _postgres(statement: str) -> None:
    plain = POSTGRES.replace("+psycopg", "")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(statement)


def drop_database(address: str) -> None:
    if ENGINE != "sqlite":
        _postgres(f'DROP DATABASE IF EXISTS "{make_url(address).database}" WITH (FORCE)')


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """A migrated database with the built-in data and one person of each role."""
    folder = tmp_path_factory.mktemp("template")
    if ENGINE == "sqlite":
        address = f"sqlite:///{folder / 'template.db'}"
    else:
        name = f"sfl_template_{uuid.uuid4().hex}"
        _postgres(f"CREATE DATABASE {name}")
        address = _address(name)
    app = make_app(folder, address)
    upgrade_database(app.engine)
    prepare_instance(app)
    with unit_of_work(app.make_session, system_actor("tests"), surface="test") as uow:
        _add_people(uow)
    with unit_of_work(app.make_session, system_actor("tests"), surface="test") as uow:
        # Tests tell their own events apart from none.
        uow.session.execute(delete(EventRecord))
    app.engine.dispose()
    yield Template(address)
    drop_database(address)


def _add_people(uow: UnitOfWork) -> None:
    teams = {name: Team(name=name) for name in ("North", "South")}
    uow.session.add_all(teams.values())
    uow.session.flush()
    for email, role, team in PEOPLE:
        user = create_user(
            uow, email=email, name=email.split("@")[0].title(), roles=[role], password=PASSWORD
        )
        if team and role == "manager":
            teams[team].manager_id = user.id
        elif team:
            uow.session.add(TeamMember(team_id=teams[team].id, user_id=user.id))


class CompiledTemplates(BytecodeCache):
    """Every test has a server of its own; compiling its templates anew was a third of its time."""

    kept: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


def make_app(folder: Path, address: str) -> App:
    """A server on the given database."""
    app = create_app(Settings(instance=folder, database_url=address, secret_key="test"))
    app.config["TESTING"] = True
    app.jinja_env.bytecode_cache = CompiledTemplates()
    return app


@pytest.fixture
def app(template: Template, tmp_path: Path) -> Iterator[App]:
    """A server on a database of its own."""
    address = template.copy(tmp_path)
    app = make_app(tmp_path, address)
    yield app
    app.engine.dispose()
    drop_database(address)


@pytest.fixture
def actor_of(app: App) -> Callable[[str], Actor]:
    """The actor behind the name before @example.com."""

    def find(name: str) -> Actor:
        with app.make_session() as session:
            return load_actor(session, find_user(session, name))

    return find


def find_user(session, name: str) -> User:
    return session.query(User).filter_by(email=f"{name}@example.com").one()


@pytest.fixture
def work(app: App, actor_of: Callable[[str], Actor]):
    """`with work("rep") as uow:` – a writing unit of that person, committed at the end."""

    def open_unit(name: str = "admin"):
        return unit_of_work(
            app.make_session,
            actor_of(name),
            surface="test",
            reactions=app.contributions.reactions,
        )

    return open_unit


@pytest.fixture
def uow(work) -> Iterator[UnitOfWork]:
    """A unit of the rep, committed when the test ends well."""
    with work("rep") as unit:
        yield unit


def contribute(app: App, **values: tuple[object, ...]) -> None:
    """Let the server have these values instead of those of its slices."""
    changed = replace(app.contributions, **values)
    app.plugins.current = lambda: Snapshot(0, contributions=changed)


def sign_in(app: App, name: str) -> FlaskClient:
    """A browser in which that person has signed in (without the form: see `access` for that)."""
    client = app.test_client()
    with app.make_session() as session:
        uniquifier = find_user(session, name).fs_uniquifier
    with client.session_transaction() as browser_session:
        # What signing in leaves behind; saving it makes the row and its cookie.
        browser_session["_user_id"] = uniquifier
    return client


@pytest.fixture
def client_of(app: App) -> Callable[[str], FlaskClient]:
    """`client_of("rep")`: a browser in which that person has signed in."""
    app.config["WTF_CSRF_ENABLED"] = False
    return partial(sign_in, app)

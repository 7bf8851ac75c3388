"""Databases of tests: one is prepared and copied for each test, on the engine of the environment.

`SFL_TEST_DATABASE` is sqlite or postgresql, `SFL_TEST_POSTGRES_URL` a database of a server on which
others may be made.
"""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Any

import psycopg
from sqlalchemy import delete
from sqlalchemy.engine import make_url

from salesforce_lite.app import prepare_instance
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.errors import N_, DomainError
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.migrations import upgrade_database
from salesforce_lite.testing.people import add_people
from salesforce_lite.testing.reused import Original, is_as_new, read_original
from salesforce_lite.testing.servers import make_app

ENGINE = os.environ.get("SFL_TEST_DATABASE", "sqlite")
POSTGRES = os.environ.get(
    "SFL_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)


# Of this process: what templates hold, whose copy an address is, and copies that nobody uses now.
_originals: dict[str, Original] = {}
_template_of: dict[str, str] = {}
_free: dict[str, list[str]] = {}

# Five seconds in all.
_TRIES = 50
_BETWEEN_TRIES = 0.1


class NoTestServerError(DomainError):
    code = "no_test_server"
    sentence = N_(
        "No PostgreSQL server answers for tests. Name one in SFL_TEST_POSTGRES_URL, or test on "
        "SQLite: SFL_TEST_DATABASE=sqlite."
    )


@dataclass(frozen=True, slots=True)
class Template:
    """A prepared database to copy."""

    address: str

    def copy(self, folder: Path) -> str:
        """The address of a copy, in the folder where it is a file."""
        if ENGINE == "sqlite":
            target = folder / "test.db"
            shutil.copyfile(make_url(self.address).database or "", target)
            return f"sqlite:///{target}"
        if _free.get(self.address):
            return _free[self.address].pop()
        name = f"sfl_{uuid.uuid4().hex}"
        run_on_postgres(f'CREATE DATABASE {name} TEMPLATE "{make_url(self.address).database}"')
        address = postgres_address(name)
        if self.address not in _originals:
            _originals[self.address] = read_original(_plain(address))
        _template_of[address] = self.address
        return address

    def drop(self) -> None:
        """Remove it, and the copies of it that nobody uses now."""
        for copy in (*_free.pop(self.address, ()), self.address):
            _drop(copy)


@contextmanager
def new_template(folder: Path) -> Iterator[Template]:
    """A migrated database with the built-in data and one person of each role."""
    if ENGINE == "sqlite":
        address = f"sqlite:///{folder / 'template.db'}"
    else:
        name = f"sfl_template_{uuid.uuid4().hex}"
        run_on_postgres(f"CREATE DATABASE {name}")
        address = postgres_address(name)
    app = make_app(folder, address)
    upgrade_database(app.engine)
    prepare_instance(app)
    with unit_of_work(app.make_session, system_actor("tests"), surface="test") as uow:
        add_people(uow)
    with unit_of_work(app.make_session, system_actor("tests"), surface="test") as uow:
        # Tests tell their own events apart from none.
        uow.session.execute(delete(EventRecord))
    app.engine.dispose()
    template = Template(address)
    try:
        yield template
    finally:
        template.drop()


def drop_database(address: str) -> None:
    """Remove a copy, or keep it as new for the next test; files go with their folder."""
    if ENGINE == "sqlite":
        return
    template = _template_of.get(address)
    if template and is_as_new(_plain(address), _originals[template]):
        _free.setdefault(template, []).append(address)
    else:
        _drop(address)


def _drop(address: str) -> None:
    if ENGINE != "sqlite":
        _template_of.pop(address, None)
        run_on_postgres(f'DROP DATABASE IF EXISTS "{make_url(address).database}" WITH (FORCE)')


def _plain(address: str) -> str:
    return address.replace("+psycopg", "")


def postgres_address(name: str) -> str:
    return make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)


def run_on_postgres(statement: str) -> None:
    """Outside of a transaction, where databases are made and dropped."""
    try:
        connection = psycopg.connect(_plain(POSTGRES), autocommit=True)
    except psycopg.OperationalError:
        raise NoTestServerError from None
    with connection:
        _execute(connection, statement)


def _execute(connection: "psycopg.Connection[Any]", statement: str) -> None:
    """Two who make databases at the same moment are in each other's way for that moment."""
    for _ in range(_TRIES):
        try:
            connection.execute(statement.encode())
            return
        except psycopg.errors.ObjectInUse:
            sleep(_BETWEEN_TRIES)
    connection.execute(statement.encode())

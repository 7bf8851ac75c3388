"""A running site with twin records, the people who look at it, and what a request did to it."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest.mock import patch
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from salesforce_lite.access import User, create_user
from salesforce_lite.kernel.actor import ANONYMOUS, Actor, system_actor
from salesforce_lite.kernel.uow import UnitOfWork, unit_of_work
from salesforce_lite.team import Team, list_teams, load_actor
from salesforce_lite.web import App
from tests.conftest import PASSWORD
from tests.security.office import LIST, Office, furnish
from tests.security.records import (
    NORTH,
    Records,
    Twin,
    add_fields,
    delete_some,
    save_records,
)
from tests.tables import core_tables

ANYBODY = "nobody"  # who has not signed in
SOUTHERN_MANAGER = "southerner"
STATIC_FILE = "icon.svg"
PEOPLE = (
    ANYBODY,
    "admin",
    "manager",
    "rep",
    "other",
    SOUTHERN_MANAGER,
    "inside",
    "viewer",
)
# What a refusal may leave behind: notes, and where browsers were seen last.
KEPT_ANYWAY = frozenset({"note", "sign_in_session"})


@dataclass
class Site:
    """One server with its database; it is made once per module and stays as it is."""

    app: App
    north: Records = field(init=False)
    south: Records = field(init=False)
    office: Office = field(default_factory=dict)
    # What was asked and answered, for tests that look at the same pages again.
    answers: dict[tuple[str, str], str] = field(default_factory=dict)
    _clients: dict[str, FlaskClient] = field(default_factory=dict)
    _actors: dict[str, Actor] = field(default_factory=dict)

    def hire_southern_manager(self) -> None:
        """The other team has a manager as well."""
        with self.work_of_system() as uow:
            manager = create_user(
                uow,
                email=f"{SOUTHERN_MANAGER}@example.com",
                name="Southerner",
                roles=["manager"],
                password=PASSWORD,
            )
            [team] = [team for team in list_teams(uow) if team.name == "South"]
            uow.session.get(Team, team.id).manager_id = manager.id

    def work_of_system(self):
        return self._work(system_actor("tests"))

    def work(self, name: str):
        return self._work(self.actor(name))

    def _work(self, actor: Actor):
        return unit_of_work(
            self.app.make_session,
            actor,
            surface="test",
            reactions=self.app.contributions.reactions,
        )

    def called(self, name: str, records: Records) -> UUID | str:
        """What an address says for a name in `cases.py`."""
        fixed = {
            "static": STATIC_FILE,
            "unknown": "unknown",
            "list": LIST,
            "entity": "customer",
            "kind": "text",
            "imported": "customers",
            "currency": "PEN",
        }
        return fixed.get(name) or (
            self.office[name].called if name in self.office else records[name]
        )

    def version(self, record_id: UUID) -> int:
        """The version that a page made now would send, whosever the record is."""
        with self.app.engine.connect() as connection:
            for table in core_tables():
                if "version" in table.c and "id" in table.c:
                    query = select(table.c.version).where(table.c.id == record_id)
                    found = connection.execute(query).scalar()
                    if found is not None:
                        return found
        raise LookupError(record_id)

    def actor(self, name: str) -> Actor:
        if name == ANYBODY:
            return ANONYMOUS
        if name not in self._actors:
            with self.app.make_session() as session:
                self._actors[name] = load_actor(session, _user(session, name))
        return self._actors[name]

    def user_id(self, name: str) -> UUID:
        found = self.actor(name).user_id
        assert found
        return found

    def client(self, name: str) -> FlaskClient:
        """A browser in which that person has signed in; the same one each time."""
        if name not in self._clients:
            self._clients[name] = self.new_client(name)
        return self._clients[name]

    def new_client(self, name: str) -> FlaskClient:
        client = self.app.test_client()
        if name != ANYBODY:
            with self.app.make_session() as session:
                uniquifier = _user(session, name).fs_uniquifier
            with client.session_transaction() as browser_session:
                browser_session["_user_id"] = uniquifier
        return client

    def forget_client(self, name: str) -> None:
        """After a request that ended the session."""
        self._clients.pop(name, None)

    @contextmanager
    def csrf(self, *, enabled: bool) -> Iterator[None]:
        before = self.app.config["WTF_CSRF_ENABLED"]
        self.app.config["WTF_CSRF_ENABLED"] = enabled
        try:
            yield
        finally:
            self.app.config["WTF_CSRF_ENABLED"] = before

    def fingerprint(self) -> dict[str, str]:
        """Table → hash of all its rows."""
        found = {}
        with self.app.engine.connect() as connection:
            for table in core_tables():
                if table.name not in KEPT_ANYWAY:
                    rows = sorted(map(repr, connection.execute(select(table))))
                    found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        return found


def add_records(site: Site, name: str, twin: Twin) -> None:
    """The records of one of the twins."""
    with site.work_of_system() as uow:
        add_fields(uow)
    with site.work(name) as uow:
        made = save_records(uow, twin)
    with site.work_of_system() as uow:
        delete_some(uow, made)
    setattr(site, "north" if twin is NORTH else "south", made)


def furnish_office(site: Site) -> None:
    """What the back office keeps beside the records of the twins."""
    with site.work_of_system() as uow:
        site.office = furnish(uow, (site.north, site.south))


@contextmanager
def nothing_stays() -> Iterator[None]:
    """Requests run to their end, reactions and events included; then all is rolled back. Facts that
    are kept beside the unit, such as who took records out, are not kept."""

    def settle_only(uow: UnitOfWork) -> None:
        uow.settle()
        uow.session.rollback()

    with (
        patch.object(UnitOfWork, "commit", settle_only),
        patch.object(UnitOfWork, "note", lambda _uow, _fact: None),
    ):
        yield


def text_of(response: TestResponse) -> str:
    """Everything an answer says, its headers too."""
    return f"{response.headers}\n{response.get_data(as_text=True)}"


def _user(session, name: str) -> User:
    return session.scalars(select(User).where(User.email == f"{name}@example.com")).one()

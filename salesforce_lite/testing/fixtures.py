"""A pytest plugin for tests of the server and of plugins.

    pytest_plugins = ["salesforce_lite.testing.fixtures"]

In the tests of a plugin, `app` is a server on which the plugin is switched on.
"""

import gc
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from salesforce_lite.kernel import clock
from salesforce_lite.kernel.actor import Actor
from salesforce_lite.kernel.events import Event, EventRecord
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.testing.databases import Template, drop_database, new_template
from salesforce_lite.testing.people import actor_called
from salesforce_lite.testing.records import Records
from salesforce_lite.testing.servers import acting, make_app, sign_in
from salesforce_lite.testing.trial import Trial
from salesforce_lite.web import App

E = TypeVar("E", bound=Event)

Work = Callable[..., AbstractContextManager[UnitOfWork]]
_MANIFEST = "plugin.toml"
# Python's first figure is 700; making one server takes more than fifty times as many objects.
_COLLECT_AFTER = (20_000, 10, 10)
_LOCAL = ("127.0.0.1", "::1", "localhost", "", None)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """A migrated database with the built-in data and one person of each role."""
    with new_template(tmp_path_factory.mktemp("template")) as made:
        # What stays to the end is not looked through again and again for the servers that went.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*_COLLECT_AFTER)
        yield made


@pytest.fixture
def plugin_folder(request: pytest.FixtureRequest) -> Path | None:
    """The folder of the plugin whose tests these are: the nearest one with a plugin.toml."""
    above = request.path.parents
    return next((folder for folder in above if (folder / _MANIFEST).is_file()), None)


@pytest.fixture(scope="session")
def _switched_on(
    template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Path], Template]]:
    """For the folder of a plugin: a database on which it is switched on, to copy as well."""
    made: dict[Path, Template] = {}

    def of(folder: Path) -> Template:
        if folder not in made:
            place = tmp_path_factory.mktemp("switched-on")
            trial = Trial(folder, template.copy(place), place)
            try:
                trial.enable()
            except BaseException:
                trial.close()
                raise
            trial.end_server()
            made[folder] = Template(trial.address)
        return made[folder]

    yield of
    for each in made.values():
        each.drop()


@pytest.fixture(scope="module")
def _trials() -> Iterator[list[Trial]]:
    """The last one of a module; the code of the plugin is imported once for all of them."""
    trials: list[Trial] = []
    yield trials
    for trial in trials:
        trial.forget_code()


@pytest.fixture
def plugin(
    plugin_folder: Path, template: Template, tmp_path: Path, _trials: list[Trial]
) -> Iterator[Trial]:
    """The plugin on a server of its own, not switched on yet: `plugin.enable()`."""
    trial = Trial(plugin_folder, template.copy(tmp_path), tmp_path)
    yield trial
    if trial.is_serving:
        _trials[:] = [trial]
    trial.leave()


@pytest.fixture
def app(
    request: pytest.FixtureRequest, plugin_folder: Path | None, template: Template, tmp_path: Path
) -> Iterator[App]:
    """A server on a database of its own; in tests of a plugin, with the plugin switched on."""
    if plugin_folder is not None:
        trial: Trial = request.getfixturevalue("plugin")
        if trial.is_serving:
            trial.enable()
        else:
            drop_database(trial.address)
            trial.address = request.getfixturevalue("_switched_on")(plugin_folder).copy(tmp_path)
        yield trial.app
        return
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
            return actor_called(session, name)

    return find


@pytest.fixture
def work(app: App, actor_of: Callable[[str], Actor]) -> Work:
    """`with work("rep") as uow:` – a writing unit of that person, committed at the end."""

    def open_unit(name: str = "admin") -> AbstractContextManager[UnitOfWork]:
        return acting(app, actor_of(name))

    return open_unit


@pytest.fixture
def uow(work: Work) -> Iterator[UnitOfWork]:
    """A unit of the rep, committed when the test ends well."""
    with work("rep") as unit:
        yield unit


@pytest.fixture
def client_of(app: App) -> Callable[[str], FlaskClient]:
    """`client_of("rep")`: a browser in which that person has signed in."""
    app.config["WTF_CSRF_ENABLED"] = False
    return partial(sign_in, app)


@pytest.fixture
def records(app: App) -> Records:
    """`records.customer()`, `.contact()`, `.opportunity()`, `.activity()`, saved by services."""
    return Records(app)


@pytest.fixture
def told(app: App) -> Callable[[type[E]], list[E]]:
    """`told(OpportunityWon)`: the events of that kind so far, oldest first."""

    def read(kind: type[E]) -> list[E]:
        query = select(EventRecord.payload).where(EventRecord.name == kind.__name__)
        with app.make_session() as session:
            payloads = session.scalars(query.order_by(EventRecord.id)).all()
        return [kind.from_payload(payload) for payload in payloads]

    return read


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """`at(moment)`: from now on it is that moment, until it is another."""

    def hold(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    return hold


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing leaves the machine: who would meet another one is told so."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def refuse(host: Any) -> None:
        if host not in _LOCAL:
            raise RuntimeError(f"A test would speak with {host}; fake what leaves the machine.")

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple):
            refuse(address[0])
        connect(self, address)

    def guarded_look_up(host: Any, *arguments: Any, **options: Any) -> Any:
        refuse(host)
        return look_up(host, *arguments, **options)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)

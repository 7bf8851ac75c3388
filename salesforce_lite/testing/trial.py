"""One plugin on a server and database of its own, as an administrator and people would use it."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, inspect, select
from sqlalchemy.exc import InvalidRequestError

from salesforce_lite.app import site_of
from salesforce_lite.background import Worker
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.db import Base
from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.kernel.uow import UnitOfWork, reading_unit
from salesforce_lite.plugin import (
    Manifest,
    Plugin,
    PluginError,
    read_manifest,
    recent_failures,
    unload_plugin,
)
from salesforce_lite.testing.databases import drop_database
from salesforce_lite.testing.faults import NotLookedAt
from salesforce_lite.testing.records import Records
from salesforce_lite.testing.servers import acting, make_app, sign_in, working_as
from salesforce_lite.web import App

# What tells that something was there may stay; who is signed in and what is due is nobody's.
_TELLING = frozenset(
    [
        *("event", "server_order", "audit_entry", "note", "tombstone", "sign_in_session"),
        *("plugin", "plugin_generation", "job", "scheduled_job", "worker_lead", "record_change"),
    ]
)
_TESTS = "tests"
# Below which the code of plugins in folders is imported.
_OF_FOLDERS = "sfl_plugins."


@dataclass(eq=False)
class Trial:
    """`folder` is the plugin's, `address` that of a prepared database, which goes with the trial.

    `settings` are what its form is tried out with, where its defaults are not enough.
    """

    folder: Path
    address: str
    instance: Path
    settings: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def manifest(self) -> Manifest:
        """Raises a ManifestError."""
        return read_manifest(self.folder)

    @property
    def id(self) -> str:
        return self.manifest.id

    @cached_property
    def app(self) -> App:
        """A server that finds the plugin, and those it needs beside it."""
        app = make_app(self.instance, self.address, plugins=_with_needed(self.folder))
        app.config["WTF_CSRF_ENABLED"] = False
        return app

    @property
    def plugin(self) -> Plugin:
        """As it was loaded; raises NotLookedAt where it cannot be used."""
        problem = self.problem
        if problem is not None:
            raise NotLookedAt(f"It cannot be tried out before this is mended: {problem}")
        return self.app.plugins.installation.plugin(self.id)

    @cached_property
    def problem(self) -> PluginError | None:
        """Why it cannot be used."""
        try:
            plugin_id = self.id
        except PluginError as error:
            return error
        installation = self.app.plugins.installation
        if plugin_id in installation.plugins:
            return installation.plugins[plugin_id].problem
        return next(iter(installation.refused)).error

    def module(self, called: str) -> ModuleType:
        """A module of the plugin as the server has loaded it: `module("model")`."""
        return import_module(f"{self.plugin.package}.{called}")

    def operating(self) -> AbstractContextManager[UnitOfWork]:
        """A writing unit of the operator."""
        return acting(self.app, system_actor(_TESTS))

    def reading(self) -> AbstractContextManager[UnitOfWork]:
        return reading_unit(self.app.make_session, system_actor(_TESTS), surface="test")

    def working(self, name: str = "rep") -> AbstractContextManager[UnitOfWork]:
        """A writing unit of the person of that name."""
        return working_as(self.app, name)

    def browser(self, name: str = "") -> FlaskClient:
        """In which that person has signed in; without a name nobody has."""
        return sign_in(self.app, name) if name else self.app.test_client()

    @cached_property
    def records(self) -> Records:
        return Records(self.app)

    def migrate(self) -> None:
        """Make its tables, and switch on before it the plugins that it needs."""
        installation = self.app.plugins.installation
        needed = _needed_by(self.plugin, installation.plugins) - {self.id}
        for each in installation.usable():
            if each.id in needed:
                self.app.plugins.migrate(each.id)
                with self.operating() as uow:
                    self.app.plugins.enable(uow, each.id)
        self.app.plugins.migrate(self.id)

    def enable(self) -> None:
        """Switch it on with its tables; what keeps it off is raised."""
        self.migrate()
        with self.operating() as uow:
            self.app.plugins.enable(uow, self.id)

    def enable_to_look(self) -> None:
        """The same for checks of something else; raises NotLookedAt."""
        try:
            self.enable()
        except DomainError as error:
            raise NotLookedAt(f"It cannot be tried out before this is mended: {error}") from None

    def disable(self) -> None:
        with self.operating() as uow:
            self.app.plugins.disable(uow, self.id)

    def purge(self) -> None:
        with self.operating() as uow:
            self.app.plugins.removal.purge(uow, self.id, typed=self.id)

    def work_off(self) -> None:
        """What a worker would do now: deliveries, jobs, schedules that are due."""
        Worker(site_of(self.app), _TESTS).work_off(most=100)

    def failures(self) -> list[str]:
        """What the plugin has failed at, newest first, each in one line."""
        with self.reading() as uow:
            notes = [note.details for note in recent_failures(uow, self.id)]
        return [f"{one['place']}: {one['error']}: {one['message']}" for one in notes]

    def tables(self) -> set[str]:
        """Every table of the database."""
        return set(inspect(self.app.engine).get_table_names())

    def rows(self) -> dict[str, int]:
        """Table of the core → how many rows it has, but for those that only tell what happened."""
        counted = {
            name: table
            for name, table in Base.metadata.tables.items()
            if name not in _TELLING and not table.info.get("plugin")
        }
        with self.reading() as uow:
            return {
                name: uow.session.execute(select(func.count()).select_from(table)).scalar_one()
                for name, table in counted.items()
            }

    def close(self) -> None:
        """End the server, forget the code and its tables, and drop the database."""
        self.leave()
        self.forget_code()

    @property
    def is_serving(self) -> bool:
        """Whether its server has been made."""
        return "app" in self.__dict__

    def leave(self) -> None:
        """End the server and drop the database; the code stays for the next trial of the plugin."""
        self.end_server()
        drop_database(self.address)

    def end_server(self) -> None:
        if self.is_serving:
            self.app.engine.dispose()

    def forget_code(self) -> None:
        if not self.is_serving:
            return
        for plugin in self.app.plugins.installation.usable():
            # A package is imported by Python itself, and only once.
            if plugin.package.startswith(_OF_FOLDERS):
                with suppress(InvalidRequestError):  # the core refers to it, which a check tells
                    unload_plugin(plugin.id)


def a_day(trial: Trial) -> Iterator[tuple[str, Any]]:
    """(what, record) of a day's work of the rep: everything that people save, one after another.

    A refusal by the plugin ends the day; that is its right.
    """
    try:
        customer = trial.records.customer()
        yield "customer", customer
        contact = trial.records.contact(customer.id)
        yield "contact", contact
        opportunity = trial.records.opportunity(customer.id)
        yield "opportunity", opportunity
        yield "activity", trial.records.activity(customer.id, opportunity_id=opportunity.id)
    except DomainError:
        return


def _with_needed(folder: Path) -> list[Path]:
    """The folder, and those beside it of the plugins that it needs, and that these need."""
    found = [folder]
    for place in found:
        try:
            needed = [requirement.name for requirement in read_manifest(place).requires]
        except PluginError:
            continue
        beside = [place.parent / name for name in needed]
        found += [each for each in beside if each.is_dir() and each not in found]
    return found


def _needed_by(plugin: Plugin, plugins: Mapping[str, Plugin]) -> set[str]:
    found = [plugin.id]
    for plugin_id in found:
        requires = plugins[plugin_id].manifest.requires
        found += [one.name for one in requires if one.name not in found]
    return set(found)

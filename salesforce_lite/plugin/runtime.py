"""The plugins of one running server: what is installed, what is enabled now, how they fare."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.session import let_go
from salesforce_lite.kernel.uow import UnitOfWork, reading_unit, unit_of_work
from salesforce_lite.plugin.additions import additions_of
from salesforce_lite.plugin.breaker import MOST_FAILURES, count_failures, cut_off, switch_off
from salesforce_lite.plugin.conflicts import conflicts_of
from salesforce_lite.plugin.errors import (
    EnablingFailedError,
    MigrationFailedError,
    NameTakenError,
    NeedsMigrationError,
    PluginError,
    PluginFailedError,
    PluginNotUsableError,
)
from salesforce_lite.plugin.fingerprint import digest_of
from salesforce_lite.plugin.generation import next_generation, take_plugins_turn
from salesforce_lite.plugin.guard import Guard
from salesforce_lite.plugin.health import HealthDesk
from salesforce_lite.plugin.installation import Installation, Plugin
from salesforce_lite.plugin.lifecycle import Health
from salesforce_lite.plugin.migrating import migrate_plugin, revisions
from salesforce_lite.plugin.model import PluginRecord
from salesforce_lite.plugin.removal import Removal, TakeOut
from salesforce_lite.plugin.sealing import Sealer
from salesforce_lite.plugin.settings import Settings, save_settings, standing_settings
from salesforce_lite.plugin.snapshot import Arrange, Snapshot, Snapshots
from salesforce_lite.plugin.states import PluginState, State, plugin_states
from salesforce_lite.plugin.steps import Steps
from salesforce_lite.plugin.switching import (
    MANAGE,
    disable_plugin,
    enable_plugin,
    enabled_ids,
    plugin_record,
    record_of,
)
from salesforce_lite.plugin.timing import Timing
from salesforce_lite.plugin.values import Contributions
from salesforce_lite.plugin.watching import Guarded, Limits, Watchdog

_WATCH = "plugin watch"


class Plugins:
    """Made once per process by the composition root."""

    def __init__(
        self,
        installation: Installation,
        core: Contributions,
        *,
        engine: Callable[[], Engine],
        make_session: Callable[[], Session],
        prepare: Callable[[UnitOfWork, Contributions], None],
        take_out: TakeOut,
        arrange: Arrange,
        ttl: float,
        limits: Limits,
        sealer: Sealer,
    ) -> None:
        self.installation = installation
        self._core = core
        self._engine = engine
        self._prepare = prepare
        self.removal = Removal(installation, self._steps, take_out, self.changed)
        self.timing = Timing()
        self.watchdog = Watchdog(limits, self._tell_hanging)
        self._make_session = make_session
        self._sealer = sealer
        self._health_desk = HealthDesk(self._reading, self.guard)
        self._snapshots = Snapshots(
            engine,
            installation,
            core,
            self.guard,
            read_settings=self._read_settings,
            arrange=arrange,
            ttl=ttl,
        )

    def current(self) -> Snapshot:
        """What is enabled now; take it once for a request, job or command."""
        return self._snapshots.current()

    def fresh(self) -> Snapshot:
        """The same, however short the time since it was asked: for a job that starts now."""
        self._snapshots.forget()
        return self._snapshots.current()

    def migrate(self, plugin_id: str) -> None:
        """Bring the plugin's tables to its version; no unit of work may be writing meanwhile."""
        plugin = self.installation.plugin(plugin_id)
        if plugin.problem is not None:
            raise PluginNotUsableError(id=plugin_id, reason=str(plugin.problem))
        made = migrate_plugin(self._engine(), plugin)
        with unit_of_work(self._make_session, system_actor(_WATCH), surface="plugins") as uow:
            next_generation(uow)
            if made:
                # What it keeps is known from now on, whatever becomes of enabling.
                record = record_of(uow, plugin_id)
                record.tables = sorted({*record.tables, *made})
        self.changed()
        self._upgrade(plugin)

    def migrate_enabled(self) -> list[PluginError]:
        """Bring what is enabled to its version, when the server starts; why some could not be."""
        with self._reading() as uow:
            states = self.states(uow)
        behind = [each.id for each in states if each.state == State.NEEDS_MIGRATION]
        failed: list[PluginError] = [
            each.problem for each in states if isinstance(each.problem, MigrationFailedError)
        ]
        for plugin_id in behind:
            try:
                self.migrate(plugin_id)
            except PluginError as error:
                failed.append(error)
        return failed

    def _upgrade(self, plugin: Plugin) -> None:
        """Let an enabled plugin bring its data to its version; one that fails is switched off."""
        try:
            with unit_of_work(self._make_session, system_actor(_WATCH), surface="plugins") as uow:
                take_plugins_turn(uow)
                record = plugin_record(uow, plugin.id)
                if (
                    not record
                    or not record.is_on
                    or not plugin.awaits_upgrade(record.plugin_version)
                ):
                    return
                self._steps(uow, plugin, record).upgrade(record.plugin_version)
                record.plugin_version = str(plugin.manifest.version)
                next_generation(uow)
        except PluginFailedError as failure:
            with unit_of_work(self._make_session, system_actor(_WATCH), surface="plugins") as uow:
                switch_off(uow, plugin.id, str(failure))
                next_generation(uow)
            raise
        finally:
            self.changed()

    def enable(self, uow: UnitOfWork, plugin_id: str) -> None:
        """Switch on a plugin whose tables are up to date, with the built-in data it brings.

        It has the last word: what it raises in `on_enable` leaves it switched off.
        """
        uow.actor.require(MANAGE)
        take_plugins_turn(uow)
        plugin = self.installation.plugin(plugin_id)
        before = plugin_record(uow, plugin_id)
        was_on, from_version = (before.is_on, before.plugin_version) if before else (False, "")
        record = enable_plugin(uow, self.installation, plugin_id)
        for _, name, other in self._conflicts(plugin, enabled_ids(uow)):
            raise NameTakenError(id=plugin_id, name=name, other=other or "Salesforce Lite")
        if revisions(uow.session.connection(), plugin).is_behind:
            raise NeedsMigrationError(id=plugin_id)
        self.guard(plugin_id).acting(
            uow,
            "permissions, list_definitions",
            lambda: self._prepare(uow, plugin.contributions),
            EnablingFailedError,
        )
        if not was_on:
            self._steps(uow, plugin, record).enable(from_version)
        uow.afterwards("plugins", self.changed)

    def disable(self, uow: UnitOfWork, plugin_id: str) -> None:
        """Switch off a plugin; its data stay."""
        uow.actor.require(MANAGE)
        take_plugins_turn(uow)
        record = plugin_record(uow, plugin_id)
        was_on = record is not None and record.is_on
        disable_plugin(uow, self.installation, plugin_id)
        plugin = self.installation.plugins.get(plugin_id)
        if was_on and record and plugin and plugin.problem is None:
            self._steps(uow, plugin, record).disable()
        uow.afterwards("plugins", self.changed)

    def configure(
        self, uow: UnitOfWork, plugin_id: str, values: Settings, *, version: int | None = None
    ) -> None:
        """Set what was given, if the plugin's form and the plugin itself find it right.

        A text counts as typed; anything else is a value of the form's field. Raises
        InvalidInputError beside the fields, and leaves what was not given as it stands.
        """
        uow.actor.require(MANAGE)
        take_plugins_turn(uow)
        plugin = self.installation.plugin(plugin_id)
        before = plugin_record(uow, plugin_id)
        steps = self._steps(uow, plugin, before)
        values = steps.checked(values)
        new = steps.changed(values)
        record = save_settings(
            uow, self.installation, plugin_id, values, sealer=self._sealer, version=version
        )
        if record.is_on and new != steps.settings:
            steps.settle(new)
        uow.afterwards("plugins", self.changed)

    def settings(self, uow: UnitOfWork, plugin_id: str) -> Settings:
        """What is set now, for whoever changes it: secrets too."""
        uow.actor.require(MANAGE)
        return self._standing(self.installation.plugin(plugin_id), plugin_record(uow, plugin_id))

    def health(self, states: Iterable[PluginState]) -> Mapping[str, Health]:
        """What the enabled ones of these say of themselves; none of them holds a page up."""
        enabled = (each.plugin for each in states if each.state == State.ENABLED)
        return self._health_desk.ask(plugin for plugin in enabled if plugin is not None)

    def _standing(self, plugin: Plugin, record: PluginRecord | None) -> Settings:
        kept, secrets = (record.settings, record.secrets) if record else ({}, {})
        return self._read_settings(plugin, kept, secrets)

    def _steps(self, uow: UnitOfWork, plugin: Plugin, record: PluginRecord | None) -> Steps:
        return Steps(self.guard(plugin.id), plugin, uow, self._standing(plugin, record))

    def states(self, uow: UnitOfWork) -> list[PluginState]:
        """Every plugin there is or was, by id."""
        return plugin_states(uow, self.installation)

    def additions(self, plugin_id: str) -> dict[str, list[str]]:
        """Hook → what the plugin adds there, to be read before it is enabled."""
        return additions_of(self.installation.plugin(plugin_id))

    def conflicts(self, plugin_id: str) -> list[tuple[str, str, str]]:
        """(hook, name, other plugin's id; empty for the core) of what would be there twice."""
        plugin = self.installation.plugin(plugin_id)
        return self._conflicts(plugin, self.current().enabled)

    def _conflicts(self, plugin: Plugin, enabled: frozenset[str]) -> list[tuple[str, str, str]]:
        others = [each for each in self.installation.usable() if each.id in enabled]
        return list(conflicts_of(plugin, self._core, others))

    def is_changed(self, state: PluginState) -> bool:
        """Whether its files are others than when it was enabled; they hold after a restart."""
        files = state.record.files if state.record and state.record.is_on else ""
        return bool(files and state.plugin and digest_of(state.plugin.folder) != files)

    def changed(self) -> None:
        """This process has enabled, disabled or configured something."""
        self._snapshots.forget()

    def _read_settings(self, plugin: Plugin, kept: Settings, secrets: Settings) -> Settings:
        return standing_settings(plugin, kept, secrets, self._sealer)

    def guard(self, plugin_id: str) -> Guard:
        """What runs the plugin's code outside of its values, such as its templates."""
        return Guard(plugin_id, self.timing, self._look_at, self.watchdog)

    def _reading(self) -> AbstractContextManager[UnitOfWork]:
        return reading_unit(self._make_session, system_actor(_WATCH), surface="plugins")

    def _tell_hanging(self, call: Guarded, where: str, given: tuple[Any, ...]) -> None:
        """A failure of a call that does not end; told from beside it."""
        if given and isinstance(given[0], UnitOfWork):
            let_go(given[0].session)
        with unit_of_work(self._make_session, system_actor(_WATCH), surface="plugins") as uow:
            self.guard(call.plugin_id).keep_hanging(uow, call.place, where)

    def _look_at(self, plugin_id: str) -> None:
        """After a unit in which the plugin failed; looking alone takes no write lock."""
        with self._reading() as uow:
            failures = count_failures(uow, plugin_id)
        if failures < MOST_FAILURES:
            return
        with unit_of_work(self._make_session, system_actor(_WATCH), surface="plugins") as uow:
            cut_off(uow, plugin_id)
        self.changed()

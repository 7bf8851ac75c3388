"""What is enabled at one moment, as one value: a request, job or command takes it once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, select

from salesforce_lite.kernel.db import only_reading
from salesforce_lite.plugin.errors import PluginError
from salesforce_lite.plugin.guard import Guard
from salesforce_lite.plugin.installation import Installation, Plugin
from salesforce_lite.plugin.migrating import revisions
from salesforce_lite.plugin.model import PluginGeneration, PluginRecord, Switch
from salesforce_lite.plugin.registry import merged
from salesforce_lite.plugin.settings import Settings
from salesforce_lite.plugin.values import NOTHING, Contributions

# Brings what the company has changed about the contributions into them, read with the generation.
Arrange = Callable[[Connection, Contributions], Contributions]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One generation: ids of the enabled plugins, their settings, the import names of their code,
    and what all contribute."""

    generation: int
    enabled: frozenset[str] = frozenset()
    settings: Mapping[str, Settings] = field(default_factory=dict)
    packages: tuple[str, ...] = ()
    contributions: Contributions = NOTHING


class Snapshots:
    """Keeps the newest snapshot of a process, and asks the database whether it still is.

    The generation is one integer: reading it every `ttl` seconds costs microseconds a request.
    """

    def __init__(
        self,
        engine: Callable[[], Engine],
        installation: Installation,
        core: Contributions,
        guard: Callable[[str], Guard],
        *,
        read_settings: Callable[[Plugin, Settings, Settings], Settings],
        arrange: Arrange,
        ttl: float,
    ) -> None:
        self._engine = engine
        self._read_settings = read_settings
        self._arrange = arrange
        self._core = core
        self._plugins = {plugin.id: plugin for plugin in installation.usable()}
        # Wrapped once: the same plugin gives the same values in every generation.
        self._guarded = {
            plugin.id: guard(plugin.id).around(plugin.contributions)
            for plugin in installation.usable()
        }
        self._ttl = ttl
        self._read_at = float("-inf")
        self._kept: Snapshot | None = None
        # How often this process has changed something: an answer from before is no answer.
        self._forgotten = 0
        self._lock = Lock()

    def current(self) -> Snapshot:
        """The snapshot of now, at most `ttl` seconds old."""
        kept = self._kept
        if kept is not None and monotonic() - self._read_at < self._ttl:
            return kept
        with self._lock:
            started, forgotten = monotonic(), self._forgotten
            self._kept = self._renewed(self._kept)
            if forgotten == self._forgotten:
                self._read_at = started
            return self._kept

    def forget(self) -> None:
        """Look at the database at the next question: this process has changed something."""
        self._forgotten += 1
        self._read_at = float("-inf")

    def _renewed(self, kept: Snapshot | None) -> Snapshot:
        with only_reading(), self._engine().connect() as connection:
            number = connection.scalar(select(PluginGeneration.number)) or 0
            if kept is not None and kept.generation == number:
                return kept
            # In the same transaction as the number: half a change cannot be seen.
            query = select(
                PluginRecord.plugin_id,
                PluginRecord.plugin_version,
                PluginRecord.settings,
                PluginRecord.secrets,
            )
            rows = connection.execute(query.where(PluginRecord.switch == Switch.ENABLED)).all()
            enabled = {
                row.plugin_id: self._settings_of(row)
                for row in rows
                if self._is_ready(connection, row.plugin_id, row.plugin_version)
            }
            shown = [self._guarded[one] for one in self._plugins if one in enabled]
            contributions = self._arrange(connection, merged([self._core, *shown]))
        return Snapshot(
            generation=number,
            enabled=frozenset(enabled),
            settings=enabled,
            packages=tuple(self._plugins[one].package for one in self._plugins if one in enabled),
            contributions=contributions,
        )

    def _settings_of(self, row: Any) -> Settings:
        plugin = self._plugins[row.plugin_id]
        return self._read_settings(plugin, row.settings, row.secrets)

    def _is_ready(self, connection: Connection, plugin_id: str, version: str) -> bool:
        """Its code is there, and its tables and data are those of its code."""
        plugin = self._plugins.get(plugin_id)
        try:
            return (
                plugin is not None
                and not plugin.awaits_upgrade(version)
                and not revisions(connection, plugin).is_behind
            )
        except PluginError:
            return False

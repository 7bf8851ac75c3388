"""Uninstalling, purging and exporting plugins, as pages and commands ask for it."""

from collections.abc import Callable
from typing import IO

from salesforce_lite.kernel.notes import Note
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin.errors import NothingKeptError
from salesforce_lite.plugin.exporting import export_tables
from salesforce_lite.plugin.installation import Installation, Plugin
from salesforce_lite.plugin.model import PluginRecord
from salesforce_lite.plugin.purging import (
    Leaving,
    check_purge,
    known_ids,
    purge_plugin,
    record_to_remove,
    tables_of,
    uninstall_plugin,
)
from salesforce_lite.plugin.steps import Steps
from salesforce_lite.plugin.switching import MANAGE

# Takes what a plugin brought out of the tables of the core.
TakeOut = Callable[[UnitOfWork, Leaving], None]


class Removal:
    """Of the plugins of one server; `changed` is told when a unit has removed something."""

    def __init__(
        self,
        installation: Installation,
        steps: Callable[[UnitOfWork, Plugin, PluginRecord | None], Steps],
        take_out: TakeOut,
        changed: Callable[[], None],
    ) -> None:
        self._installation = installation
        self._steps = steps
        self._take_out = take_out
        self._changed = changed

    def uninstall(self, uow: UnitOfWork, plugin_id: str) -> None:
        """Forget a plugin that is off, but for its tables."""
        record = record_to_remove(uow, self._installation, plugin_id)
        self._take_out(uow, self._leaving(uow, plugin_id, is_purged=False))
        uninstall_plugin(uow, record)
        uow.afterwards("plugins", self._changed)

    def purge(self, uow: UnitOfWork, plugin_id: str, *, typed: str) -> None:
        """Remove everything that a plugin which is off keeps; `typed` is its id once more."""
        record = record_to_remove(uow, self._installation, plugin_id)
        tables = tables_of(uow, self._installation, plugin_id)
        check_purge(uow, plugin_id, tables, typed)
        plugin = self._installation.plugins.get(plugin_id)
        if plugin and plugin.problem is None:
            self._steps(uow, plugin, record).purge()
        self._take_out(uow, self._leaving(uow, plugin_id, is_purged=True))
        purge_plugin(uow, record, tables)
        uow.afterwards("plugins", self._changed)

    def tables(self, uow: UnitOfWork, plugin_id: str) -> list[str]:
        """The tables with its data, with its code or without."""
        return tables_of(uow, self._installation, plugin_id)

    def export(self, uow: UnitOfWork, plugin_id: str, target: IO[bytes]) -> int:
        """Write its tables into a zip of CSV files; how many rows there are. It is noted."""
        uow.actor.require(MANAGE)
        tables = self.tables(uow, plugin_id)
        if not tables:
            self._installation.plugin(plugin_id)
            raise NothingKeptError(id=plugin_id)
        uow.note(
            Note(kind="plugin.export", subject=plugin_id, at=uow.now, actor_id=uow.actor.user_id)
        )
        return export_tables(uow, tables, target)

    def _leaving(self, uow: UnitOfWork, plugin_id: str, *, is_purged: bool) -> Leaving:
        known = {*self._installation.plugins, *known_ids(uow)}
        return Leaving(plugin_id, frozenset(known - {plugin_id}), is_purged)

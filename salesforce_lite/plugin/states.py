"""How every plugin stands, in one word and one sentence, for the back office and the commands."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin.errors import (
    CoreTooOldError,
    CyclicDependencyError,
    IncompatibleApiError,
    MissingDependencyError,
    PluginError,
    SafeModeError,
    UnusableDependencyError,
    WrongDependencyError,
)
from salesforce_lite.plugin.installation import Installation, Plugin
from salesforce_lite.plugin.migrating import revisions
from salesforce_lite.plugin.model import PluginRecord, Switch


class State(StrEnum):
    DISCOVERED = "discovered"  # there, and never enabled
    INCOMPATIBLE = "incompatible"
    BROKEN = "broken"
    NEEDS_MIGRATION = "needs_migration"
    DISABLED = "disabled"
    ENABLED = "enabled"
    AUTO_DISABLED = "auto_disabled"
    MISSING = "missing"  # enabled once, and its code is gone


_DOES_NOT_FIT = (
    IncompatibleApiError,
    CoreTooOldError,
    MissingDependencyError,
    WrongDependencyError,
    UnusableDependencyError,
    CyclicDependencyError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginState:
    """A plugin with what the database knows of it; `plugin` is None where its code is gone."""

    id: str
    state: State
    plugin: Plugin | None
    record: PluginRecord | None
    problem: PluginError | None = None


def plugin_states(uow: UnitOfWork, installation: Installation) -> list[PluginState]:
    """All of them, by id."""
    records = {record.plugin_id: record for record in uow.session.scalars(select(PluginRecord))}
    ids = sorted({*installation.plugins, *records})
    return [
        _state(plugin_id, installation.plugins.get(plugin_id), records.get(plugin_id), uow)
        for plugin_id in ids
    ]


def _state(
    plugin_id: str, plugin: Plugin | None, record: PluginRecord | None, uow: UnitOfWork
) -> PluginState:
    problem = plugin.problem if plugin else None
    try:
        state = _word(plugin, record, uow)
    except PluginError as unreadable:
        state, problem = State.BROKEN, unreadable
    return PluginState(id=plugin_id, state=state, plugin=plugin, record=record, problem=problem)


def _word(plugin: Plugin | None, record: PluginRecord | None, uow: UnitOfWork) -> State:
    if plugin is None:
        return State.MISSING
    if isinstance(plugin.problem, SafeModeError):
        return State(record.switch) if record else State.DISCOVERED
    if plugin.problem is not None:
        fits = not isinstance(plugin.problem, _DOES_NOT_FIT)
        return State.BROKEN if fits else State.INCOMPATIBLE
    if record is None:
        return State.DISCOVERED
    if record.switch == Switch.ENABLED and (
        revisions(uow.session.connection(), plugin).is_behind
        or plugin.awaits_upgrade(record.plugin_version)
    ):
        return State.NEEDS_MIGRATION
    if record.switched_at is None:
        # Its tables were made, or its settings, or it was uninstalled.
        return State.DISCOVERED
    return State(record.switch)

"""Use cases of an administrator: enable, disable. Pages and commands call the same ones."""

from collections.abc import Iterable

from sqlalchemy import select

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin.errors import (
    DependencyDisabledError,
    DependentEnabledError,
    PluginNotUsableError,
)
from salesforce_lite.plugin.events import PluginDisabled, PluginEnabled
from salesforce_lite.plugin.fingerprint import digest_of
from salesforce_lite.plugin.generation import next_generation, take_plugins_turn
from salesforce_lite.plugin.installation import Installation, Plugin
from salesforce_lite.plugin.model import PluginRecord, Switch

MANAGE = "plugins.manage"


def enable_plugin(uow: UnitOfWork, installation: Installation, plugin_id: str) -> PluginRecord:
    """Switch a plugin on; its tables have been brought to its version before.

    Raises PluginNotUsableError, DependencyDisabledError. Enabled again, it stays as it is.
    """
    uow.actor.require(MANAGE)
    take_plugins_turn(uow)
    plugin = installation.plugin(plugin_id)
    if plugin.problem is not None:
        raise PluginNotUsableError(id=plugin_id, reason=str(plugin.problem))
    missing = _needed(plugin) - enabled_ids(uow)
    if missing:
        raise DependencyDisabledError(id=plugin_id, needs=_quoted(missing))
    record = record_of(uow, plugin_id)
    if record.switch == Switch.ENABLED:
        return record
    _turn(uow, record, Switch.ENABLED)
    record.plugin_version = str(plugin.manifest.version)
    record.tables = sorted({*record.tables, *plugin.tables})
    record.files = digest_of(plugin.folder)
    uow.record(PluginEnabled(plugin_id=plugin_id))
    return record


def disable_plugin(uow: UnitOfWork, installation: Installation, plugin_id: str) -> None:
    """Switch a plugin off: its pages and effects end at once, its data stay.

    Raises DependentEnabledError. It works when the plugin's code is broken or gone.
    """
    uow.actor.require(MANAGE)
    take_plugins_turn(uow)
    record = plugin_record(uow, plugin_id)
    if record is None:
        installation.plugin(plugin_id)  # unknown, or never enabled
        return
    if record.switch == Switch.DISABLED:
        return
    enabled = enabled_ids(uow)
    leaning = [
        plugin.id
        for plugin in installation.plugins.values()
        if plugin.id in enabled and plugin_id in _needed(plugin)
    ]
    if leaning:
        raise DependentEnabledError(id=plugin_id, dependents=_quoted(leaning))
    _turn(uow, record, Switch.DISABLED)
    uow.record(PluginDisabled(plugin_id=plugin_id))


def plugin_record(uow: UnitOfWork, plugin_id: str) -> PluginRecord | None:
    """What the database knows of the plugin; None if it was never enabled."""
    query = select(PluginRecord).where(PluginRecord.plugin_id == plugin_id)
    return uow.session.scalar(query)


def record_of(uow: UnitOfWork, plugin_id: str) -> PluginRecord:
    """What the database knows of the plugin; from now on it does."""
    record = plugin_record(uow, plugin_id)
    if record is None:
        record = PluginRecord(plugin_id=plugin_id)
        uow.session.add(record)
    return record


def enabled_ids(uow: UnitOfWork) -> frozenset[str]:
    """Ids of what is switched on, with code or without."""
    query = select(PluginRecord.plugin_id).where(PluginRecord.switch == Switch.ENABLED)
    return frozenset(uow.session.scalars(query))


def _turn(uow: UnitOfWork, record: PluginRecord, switch: Switch) -> None:
    record.switch = switch
    record.reason = ""
    record.switched_at, record.switched_by = uow.now, uow.actor.user_id
    next_generation(uow)


def _needed(plugin: Plugin) -> frozenset[str]:
    return frozenset(requirement.name for requirement in plugin.manifest.requires)


def _quoted(ids: Iterable[str]) -> str:
    return ", ".join(f"“{each}”" for each in sorted(ids))

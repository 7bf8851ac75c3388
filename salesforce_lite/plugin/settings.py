"""What administrators set for a plugin: its own form says which settings there are.

Settings are kept as JSON and read as the types of the form's fields, with the form's defaults where
nothing was set. Secrets are kept apart and sealed, so that no history holds them.
"""

from collections.abc import Callable, Mapping
from datetime import time
from decimal import Decimal
from typing import Any

from salesforce_lite.kernel.events import as_json
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version
from salesforce_lite.plugin.errors import NoSettingsError
from salesforce_lite.plugin.events import PluginConfigured
from salesforce_lite.plugin.generation import next_generation, take_plugins_turn
from salesforce_lite.plugin.installation import Installation, Plugin
from salesforce_lite.plugin.model import PluginRecord
from salesforce_lite.plugin.sealing import Sealer
from salesforce_lite.plugin.settings_fields import settings_of
from salesforce_lite.plugin.switching import MANAGE, plugin_record, record_of

Settings = Mapping[str, Any]


def plugin_settings(uow: UnitOfWork, plugin_id: str) -> Settings:
    """The settings of an enabled plugin, complete and with its secrets, for its own code."""
    read: Callable[[str], Settings] = uow.session.info["plugin_settings"]
    return read(plugin_id)


def settings_form_of(plugin: Plugin) -> Any:
    """The WTForms form of its settings; raises NoSettingsError."""
    forms = plugin.contributions.settings_form
    if not forms:
        raise NoSettingsError(id=plugin.id)
    return forms[0]


def standing_settings(
    plugin: Plugin, kept: Settings, secrets: Settings, sealer: Sealer
) -> Settings:
    """What holds now: what is kept, and the form's defaults for the rest."""
    if not plugin.contributions.settings_form:
        return {}
    standing = {}
    for one in settings_of(settings_form_of(plugin)):
        if one.is_secret:
            standing[one.name] = sealer.open(secrets[one.name]) if one.name in secrets else None
        else:
            standing[one.name] = one.read(kept[one.name]) if one.name in kept else one.default
    return standing


def save_settings(
    uow: UnitOfWork,
    installation: Installation,
    plugin_id: str,
    values: Settings,
    *,
    sealer: Sealer,
    version: int | None = None,
) -> PluginRecord:
    """Keep what was found valid; enabled or not, it is used from now on.

    An empty secret leaves the one that is kept. Raises NoSettingsError, StaleVersionError.
    """
    uow.actor.require(MANAGE)
    take_plugins_turn(uow)
    known = settings_of(settings_form_of(installation.plugin(plugin_id)))
    record = plugin_record(uow, plugin_id)
    if record is not None:
        check_version(record, version)
    record = record or record_of(uow, plugin_id)
    given = [one for one in known if one.name in values]
    settings = dict(record.settings)
    settings |= {one.name: _kept(values[one.name]) for one in given if not one.is_secret}
    sealed = {
        one.name: sealer.seal(values[one.name])
        for one in given
        if one.is_secret and values[one.name]
    }
    changed = [name for name in settings if settings[name] != record.settings.get(name)]
    changed += sealed
    if changed:
        record.settings = settings
        record.secrets = {**record.secrets, **sealed}
        next_generation(uow)
        uow.record(PluginConfigured(plugin_id=plugin_id, fields=tuple(changed)))
    return record


def _kept(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, time) else as_json(value)

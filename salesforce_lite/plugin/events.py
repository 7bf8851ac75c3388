"""What happens to plugins, as facts."""

from dataclasses import dataclass

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PluginEnabled(Event):
    """Somebody switched a plugin on."""

    words = N_("A plugin was switched on")

    plugin_id: str


@dataclass(frozen=True, kw_only=True)
class PluginDisabled(Event):
    """Somebody switched a plugin off; its data stay."""

    words = N_("A plugin was switched off")

    plugin_id: str


@dataclass(frozen=True, kw_only=True)
class PluginConfigured(Event):
    """`fields` are the settings that are different now; their values are not told."""

    words = N_("Settings of a plugin were changed")

    plugin_id: str
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PluginUninstalled(Event):
    """Its settings are forgotten; its tables are still there."""

    words = N_("A plugin was uninstalled")

    plugin_id: str


@dataclass(frozen=True, kw_only=True)
class PluginPurged(Event):
    """Everything it kept is removed, with these tables."""

    words = N_("Everything of a plugin was removed")

    plugin_id: str
    tables: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PluginCutOff(Event):
    """It failed too often and was disabled by itself."""

    words = N_("A plugin was switched off after failures")

    plugin_id: str
    failures: int

"""What happens to plugins, as facts."""

from dataclasses import dataclass

from salesforce_lite.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PluginEnabled(Event):
    """Somebody switched a plugin on."""

    plugin_id: str


@dataclass(frozen=True, kw_only=True)
class PluginDisabled(Event):
    """Somebody switched a plugin off; its data stay."""

    plugin_id: str


@dataclass(frozen=True, kw_only=True)
class PluginConfigured(Event):
    """`fields` are the settings that are different now; their values are not told."""

    plugin_id: str
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PluginUninstalled(Event):
    """Its settings are forgotten; its tables are still there."""

    plugin_id: str


@dataclass(frozen=True, kw_only=True)
class PluginPurged(Event):
    """Everything it kept is removed, with these tables."""

    plugin_id: str
    tables: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PluginCutOff(Event):
    """It failed too often and was disabled by itself."""

    plugin_id: str
    failures: int

"""What a plugin adds, to be read before it is enabled."""

from typing import Any

from salesforce_lite.plugin.installation import Plugin
from salesforce_lite.plugin.registry import HOOKS
from salesforce_lite.plugin.settings_fields import settings_of

# How a value of each hook is named; the first attribute that it has.
_NAMES = ("code", "name", "slot", "id", "kind", "about", "entity")


def additions_of(plugin: Plugin) -> dict[str, list[str]]:
    """Hook → the names of what it answers, for the hooks that it answers; then its tables."""
    added = {
        hook: sorted({name for value in values for name in _names(hook, value)})
        for hook in HOOKS
        if (values := getattr(plugin.contributions, hook))
    }
    if plugin.tables:
        added["tables"] = sorted(plugin.tables)
    return added


def _names(hook: str, value: Any) -> list[str]:
    """How a value is called; a form by its fields, a view of the back office by its title."""
    if hook == "admin_views":
        return [str(value.title)]
    if isinstance(value, type):
        return [one.name for one in settings_of(value)]
    event = getattr(value, "event", None)
    if event is not None:
        return [str(event.__name__)]
    return [next((str(getattr(value, name)) for name in _NAMES if hasattr(value, name)), "…")]

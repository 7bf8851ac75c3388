"""What a plugin adds, as lines to read before it is enabled."""

from typing import Any

from salesforce_lite.plugin.installation import Plugin
from salesforce_lite.plugin.registry import HOOKS

# How a value of each hook is named; the first attribute that it has.
_NAMES = ("code", "name", "slot", "id", "kind", "about", "entity")


def additions_of(plugin: Plugin) -> list[str]:
    """One line per hook that it answers, then its tables."""
    lines = [
        f"{hook.replace('_', ' ')}: {', '.join(sorted({_named(value) for value in values}))}"
        for hook in HOOKS
        if (values := getattr(plugin.contributions, hook))
    ]
    if plugin.tables:
        lines.append(f"tables: {', '.join(sorted(plugin.tables))}")
    return lines


def _named(value: Any) -> str:
    event = getattr(value, "event", None)
    if event is not None:
        return str(event.__name__)
    return next((str(getattr(value, name)) for name in _NAMES if hasattr(value, name)), "…")

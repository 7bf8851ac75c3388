"""Where a plugin says something under a name that another one, or the core, has already."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from salesforce_lite.plugin.installation import Plugin
from salesforce_lite.plugin.values import Contributions

# Hook → what makes two of its values the same.
_NAMES: Mapping[str, str] = {
    "activity_kinds": "code",
    "activity_questions": "name",
    "activity_lines": "name",
    "permissions": "code",
    "notification_kinds": "code",
    "menu_items": "id",
    "timeline_sources": "name",
    "list_columns": "name",
    "list_definitions": "name",
    "importers": "entity",
    "export_columns": "name",
    "link_pages": "kind",
    "search_sources": "kind",
    "jobs": "name",
}


def conflicts_of(
    plugin: Plugin, core: Contributions, others: Iterable[Plugin]
) -> Iterator[tuple[str, str, str]]:
    """(hook, name, id of the other plugin; empty for the core) of what would be there twice."""
    for hook, attribute in _NAMES.items():
        own = _names(plugin.contributions, hook, attribute)
        for name in sorted(own & _names(core, hook, attribute)):
            yield hook, name, ""
        for other in others:
            if other.id != plugin.id:
                for name in sorted(own & _names(other.contributions, hook, attribute)):
                    yield hook, name, other.id


def _names(contributions: Contributions, hook: str, attribute: str) -> set[Any]:
    return {getattr(value, attribute, None) for value in getattr(contributions, hook)} - {None}

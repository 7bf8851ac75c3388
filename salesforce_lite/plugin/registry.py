"""Asks every slice and plugin once what it contributes, and keeps the answers as plain tuples."""

from collections import defaultdict
from collections.abc import Iterable
from types import ModuleType
from typing import Any

import pluggy

from salesforce_lite.kernel.events import Event, Reaction
from salesforce_lite.plugin.hookspecs import PROJECT, HookSpecs
from salesforce_lite.plugin.values import Contributions, Subscription


def collect(modules: Iterable[ModuleType]) -> Contributions:
    """The contributions of the given hook modules, in their order and then by weight."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(HookSpecs)
    for module in modules:
        manager.register(module)
    # A misspelt hook would otherwise be accepted silently.
    manager.check_pending()
    return Contributions(
        blueprints=_answers(manager, "blueprints"),
        menu_items=_weighed(manager, "menu_items"),
        panels=_weighed(manager, "panels"),
        glance_sources=_answers(manager, "glance_sources"),
        timeline_sources=_answers(manager, "timeline_sources"),
        activity_kinds=_weighed(manager, "activity_kinds"),
        opportunity_chips=_answers(manager, "opportunity_chips"),
        permissions=_answers(manager, "permissions"),
        list_definitions=_answers(manager, "list_definitions"),
        importers=_answers(manager, "importers"),
        search_sources=_weighed(manager, "search_sources"),
        reactions=_reactions(_answers(manager, "subscriptions")),
    )


def _answers(manager: pluggy.PluginManager, hook: str) -> tuple[Any, ...]:
    # pluggy calls the last registered first; pages want the first registered first.
    lists = reversed(getattr(manager.hook, hook)())
    return tuple(value for answer in lists for value in answer)


def _weighed(manager: pluggy.PluginManager, hook: str) -> tuple[Any, ...]:
    return tuple(sorted(_answers(manager, hook), key=lambda value: value.weight))


def _reactions(subscriptions: Iterable[Subscription]) -> dict[type[Event], tuple[Reaction, ...]]:
    found: dict[type[Event], list[Reaction]] = defaultdict(list)
    for subscription in subscriptions:
        found[subscription.event].append(subscription.react)
    return {event: tuple(reactions) for event, reactions in found.items()}

"""Cards: what plugins show along with customers, as a phone carries it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any
from uuid import UUID

import msgspec

from salesforce_lite.api import Credential, Resource
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import ApiInclude, Contributions, Plugins, Question

# Given the unit of work and ids of customers, answers customer → what its card lists, as JSON.
Card = Callable[[UnitOfWork, Sequence[UUID]], Mapping[UUID, list[Any]]]
# A plugin that fails costs its own card, and nobody the pull.
_LISTS = Question(MappingProxyType({}), lambda answer: isinstance(answer, Mapping))


def carried_cards(
    uow: UnitOfWork, credential: Credential | None, contributions: Contributions, plugins: Plugins
) -> dict[str, Card]:
    """Name → card, of those that the actor may see by the plugins' own addresses as well."""
    resources = {one.full_name: one for one in contributions.api_resources}
    return {
        one.name: plugins.guard(one.plugin).reading(
            "api_includes.card", partial(_card, one, resources.get(one.resource)), _LISTS
        )
        for one in contributions.api_includes
        if one.plugin
        and one.about == "customer"
        and (not one.permission or uow.actor.may(one.permission))
        and (credential is None or f"{one.resource}:read" in credential.scopes)
    }


def _card(
    include: ApiInclude, resource: Resource | None, uow: UnitOfWork, ids: Sequence[UUID]
) -> dict[UUID, list[Any]]:
    found = include.load(uow, ids)
    if include.shape is None:
        found = _records(uow, resource, found)
    # Written down here: what cannot be written is the plugin's fault as well.
    return {one: msgspec.to_builtins(list(several)) for one, several in found.items() if several}


def _records(
    uow: UnitOfWork, resource: Resource | None, found: Mapping[UUID, Sequence[UUID]]
) -> dict[UUID, list[Any]]:
    """Ids become the records that their resource shows; all of them are asked for at once."""
    wanted = dict.fromkeys(related for several in found.values() for related in several)
    load = resource.load if resource and wanted else None
    shown = load(uow, list(wanted)) if load else {}
    return {
        one: [shown[related] for related in several if related in shown]
        for one, several in found.items()
    }

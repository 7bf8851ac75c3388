"""The words that a phone needs beside records: lists, pipelines, fields, kinds, who and where."""

from collections.abc import Sequence
from typing import Any

from salesforce_lite.activities import outcome_list
from salesforce_lite.api import Listed, Resource
from salesforce_lite.company import get_company
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import ActivityKind
from salesforce_lite.web import kind_name

# What programs ask for one by one, a phone is given at once.
_RESOURCES = {"lists": "lists", "pipelines": "pipelines", "custom-fields": "custom_fields"}


def vocabulary_of(
    uow: UnitOfWork, resources: Sequence[Resource], kinds: Sequence[ActivityKind]
) -> dict[str, Any]:
    """Name → items as programs see them; all of it is small."""
    told: dict[str, Any] = {
        "me": {
            "id": uow.actor.user_id,
            "name": uow.actor.name,
            "locale": uow.actor.locale,
            "zone": uow.actor.zone,
            "permissions": sorted(uow.actor.permissions),
        },
        "company": _company(uow),
        "kinds": [_kind(kind) for kind in kinds if kind.is_offered],
    }
    for resource in resources:
        if resource.name in _RESOURCES and not resource.plugin:
            told[_RESOURCES[resource.name]] = _all_of(uow, resource)
    return told


def _company(uow: UnitOfWork) -> dict[str, Any]:
    company = get_company(uow)
    names = ("name", "currency", "country", "zone", "locale")
    return {name: getattr(company, name) for name in names}


def _kind(kind: ActivityKind) -> dict[str, Any]:
    return {
        "code": kind.code,
        "label": kind_name(kind),
        "icon": kind.icon,
        "channels": kind.channels,
        "has_place": kind.has_place,
        "has_period": kind.has_period,
        "is_planned": kind.is_planned,
        "outcomes": outcome_list(kind.code),
    }


def _all_of(uow: UnitOfWork, resource: Resource) -> Sequence[Any]:
    """What the list of the resource answers, as far as the actor may ask for it."""
    route = next(one for one in resource.routes if one.method == "GET" and not one.path)
    if route.needs in uow.actor.permissions or "." not in route.needs:
        answer = route.handler(query=route.query()) if route.query else route.handler()
        return answer.items if isinstance(answer, Listed) else ()
    return ()

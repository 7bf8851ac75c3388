"""What an answer that is kept may tell when it is given again: what is still seen."""

from typing import Any, get_origin
from uuid import UUID

import msgspec
from flask import request

from salesforce_lite.api.batches import Results, refused
from salesforce_lite.api.problems import plain_json
from salesforce_lite.api.resource import Resource, Route
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork

# Where this begins an address below the resource, it names one of its records.
_RECORD = "/<uuid:"


def as_seen_now(uow: UnitOfWork, resource: Resource, route: Route, body: bytes) -> bytes:
    """The kept answer of the route; in that of a batch, what is out of sight is refused by now.

    Raises NotFoundError where what it tells of is out of sight.
    """
    if resource.load is None or not body:
        return body
    told = msgspec.json.decode(body)
    if get_origin(route.answer) is Results:
        return _results_seen_now(uow, resource, told)
    places = iter((request.view_args or {}).values())
    named = [next(places)] if route.path.startswith(_RECORD) else []
    if route.answer is resource.shape:
        named.append(UUID(told["id"]))
    if set(named) - resource.load(uow, named).keys():
        raise NotFoundError
    return body


def _results_seen_now(uow: UnitOfWork, resource: Resource, told: dict[str, Any]) -> bytes:
    ids = [UUID(one["record"]["id"]) for one in told["results"] if "record" in one]
    seen = resource.load(uow, ids) if resource.load else {}
    hidden = refused(NotFoundError())
    results = [
        hidden if "record" in one and UUID(one["record"]["id"]) not in seen else one
        for one in told["results"]
    ]
    return plain_json({"results": results})

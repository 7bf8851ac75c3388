"""Runs one route for a request: reads what was sent, calls the function, writes what it answers."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from flask import Response, current_app, request
from flask_babel import gettext

from salesforce_lite.api.batches import Results
from salesforce_lite.api.credential import READ, current_credential
from salesforce_lite.api.errors import WrongShapeError
from salesforce_lite.api.idempotency import once_for_key
from salesforce_lite.api.misshapen import wrong_shape
from salesforce_lite.api.problems import plain_json
from salesforce_lite.api.reading import read_body, read_query, received_file
from salesforce_lite.api.resource import Listed, Query, Resource, Route
from salesforce_lite.api.told_again import as_seen_now
from salesforce_lite.api.versions import etag_of, known_tag
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import ApiInclude
from salesforce_lite.web import current_uow

if TYPE_CHECKING:
    from salesforce_lite.web import App

_ALWAYS = ("id", "version")
JSON = "application/json"
_NO_QUERY = N_("This address takes no parameters.")
_NO_INCLUDE = N_("One of these cannot be shown along. There are: %(known)s.")
_NO_FIELD = N_("One of these is no field of the records. There are: %(known)s.")


def view_of(resource: Resource, route: Route) -> Callable[..., Response]:
    """The view of a route: what it takes is read before, what it answers is written afterwards."""

    def view(**values: Any) -> Response:
        uow = current_uow()
        credential = current_credential()
        if credential:
            credential.require(resource.scope_of(route))
            # Asking costs a row as well: what is refused, or finds nothing, tells something too.
            credential.spend(1)
        query = None
        if route.query:
            query = values["query"] = read_query(route.query, request.args)
        elif request.args:
            raise WrongShapeError(
                reason=gettext(_NO_QUERY), fields=dict.fromkeys(request.args, _NO_QUERY)
            )
        if route.access == READ:
            return _answer(uow, resource, route, query, values)
        with received_file() if route.most_bytes else nullcontext() as file:
            if file:
                values["body"] = file
            return once_for_key(
                uow,
                lambda: _answer(uow, resource, route, query, values),
                file=file,
                reads_first=route.reads_first,
                is_kept=not route.tells_secret,
                tell_again=partial(as_seen_now, uow, resource, route),
            )

    view.__name__ = route.name
    return view


def _answer(
    uow: UnitOfWork, resource: Resource, route: Route, query: Any, values: dict[str, Any]
) -> Response:
    if route.body:
        values["body"] = read_body(route.body)
    wanted, included = _wanted_fields(route, query), _wanted_includes(resource, query)
    shown = route.handler(**values)
    if shown is None:
        return Response(status=204)
    related = _related(uow, included, shown)
    _count(shown, related)
    answer = Response(_written(shown, wanted, related), route.status, mimetype=JSON)
    version = getattr(shown, "version", None)
    if version is not None:
        answer.headers["ETag"] = etag_of(version)
        known = known_tag(version) if route.method == "GET" and not included else None
        if known:
            answer = Response(status=304, headers={"ETag": known})
    if route.status == 201 and isinstance(getattr(shown, "id", None), UUID):
        answer.headers["Location"] = f"{request.path}/{shown.id}"
    return answer


def _wanted_includes(resource: Resource, query: Any) -> list[ApiInclude]:
    """What is to be shown along; raises WrongShapeError for a name that nobody offers."""
    if not isinstance(query, Query) or not query.include:
        return []
    offered = {one.name: one for one in includes_of(resource)}
    names = dict.fromkeys(name.strip() for name in query.include.split(","))
    unknown = [name for name in names if name not in offered]
    if unknown:
        known = ", ".join(offered) or "–"
        raise wrong_shape("include", _NO_INCLUDE, known=known)
    uow, credential = current_uow(), current_credential()
    for name in names:
        if offered[name].permission:
            uow.actor.require(offered[name].permission)
        if credential:
            credential.require(f"{offered[name].resource}:read")
    return [offered[name] for name in names]


def includes_of(resource: Resource) -> list[ApiInclude]:
    """What can be shown along with its records, by slices and plugins."""
    contributions = cast("App", current_app).contributions
    return [one for one in contributions.api_includes if one.about == resource.about]


def _records(shown: Any) -> Sequence[Any]:
    return shown.items if isinstance(shown, Listed) else [shown]


def _related(
    uow: UnitOfWork, included: Sequence[ApiInclude], shown: Any
) -> dict[str, Mapping[UUID, Sequence[Any]]]:
    """Name → record → what belongs to it; asked once for all records of the page."""
    ids = [record.id for record in _records(shown)] if included else []
    return {one.name: _as_records(uow, one, one.load(uow, ids)) for one in included}


def _as_records(
    uow: UnitOfWork, include: ApiInclude, found: Mapping[UUID, Sequence[Any]]
) -> Mapping[UUID, Sequence[Any]]:
    """Ids become the records that their resource shows; all of them are asked for at once."""
    if include.shape is not None or not found:
        return found
    resources: Sequence[Resource] = cast("App", current_app).contributions.api_resources
    load = next((one.load for one in resources if one.full_name == include.resource), None)
    wanted = dict.fromkeys(related for several in found.values() for related in several)
    records = load(uow, list(wanted)) if load else {}
    return {
        record: [records[related] for related in several if related in records]
        for record, several in found.items()
    }


def _count(shown: Any, related: Mapping[str, Mapping[UUID, Sequence[Any]]]) -> None:
    """Whatever leaves the house counts, so that a stolen token reads no more than its budget."""
    credential = current_credential()
    if credential:
        along = sum(len(several) for found in related.values() for several in found.values())
        credential.spend(max(0, _number_of(shown) + along - 1))


def _number_of(shown: Any) -> int:
    """How many records an answer tells of; where it says so itself, that many."""
    rows: int | None = getattr(shown, "counted_rows", None)
    if rows is not None:
        return rows
    if isinstance(shown, Results):
        return sum(one.record is not None for one in shown.results)
    several = getattr(shown, "items", None)
    return 1 if several is None else len(several)


def _written(
    shown: Any, wanted: Sequence[str], related: Mapping[str, Mapping[UUID, Sequence[Any]]]
) -> bytes:
    if not wanted and not related:
        return plain_json(shown)

    def record_of(record: Any) -> dict[str, Any]:
        names = wanted or record.__struct_fields__
        told = {name: getattr(record, name) for name in names}
        along = {name: found.get(record.id, ()) for name, found in related.items()}
        return told | along

    if isinstance(shown, Listed):
        items = [record_of(record) for record in shown.items]
        return plain_json({"items": items, "next_cursor": shown.next_cursor})
    return plain_json(record_of(shown))


def _wanted_fields(route: Route, query: Any) -> tuple[str, ...]:
    """The fields that are asked for; none for all of them. Id and version are always told.

    Raises WrongShapeError for a name that the records do not have, also where there is no record.
    """
    if not isinstance(query, Query) or not query.fields:
        return ()
    known: tuple[str, ...] = getattr(route.shown, "__struct_fields__", ())
    always = [name for name in _ALWAYS if name in known]
    names = dict.fromkeys([*always, *(name.strip() for name in query.fields.split(","))])
    if names.keys() - set(known):
        told = ", ".join(known)
        raise wrong_shape("fields", _NO_FIELD, known=told)
    return tuple(names)

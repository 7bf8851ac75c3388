"""The OpenAPI 3.1 document, made from the declarations that requests are read with."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from inspect import getdoc
from typing import Any

import msgspec

from salesforce_lite import __version__
from salesforce_lite.api.credential import WRITE
from salesforce_lite.api.problems import MIMETYPE
from salesforce_lite.api.reading import FILE, may_be_left_out
from salesforce_lite.api.resource import Query, Record, Resource, Route, Shown
from salesforce_lite.plugin import ApiInclude

Document = dict[str, Any]

_REF = "#/components/schemas/{name}"
_PLACE = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
_PROBLEM: Document = {
    "type": "object",
    "description": "Why a request was refused (RFC 9457). `code` is stable.",
    "required": ["status", "code", "detail"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "string"}},
        "current": {
            "type": "object",
            "description": "With 412: the record as it stands now, where it may be read.",
        },
    },
}
_ABOUT = (
    "Everything the pages can do, for programs, by the same rules. Send a personal token "
    "(`Authorization: Bearer …`, made under “My profile”); it sees what its owner sees. Times are "
    "RFC 3339 in UTC, ids UUIDs of version 7, money is an amount with its currency. What may not "
    "be seen is answered with 404, every refusal is a problem with a stable `code`."
)
_KEY: Document = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Sent again with the same key within 72 hours, the request is done once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}
_IF_MATCH: Document = {
    "name": "If-Match",
    "in": "header",
    "description": "The version that was read, as in `ETag`; 412 where there is another by now.",
    "schema": {"type": "string", "pattern": '^"[0-9]{1,9}(-gzip)?"$'},
}

_STALE: Document = {
    "description": "Another version stands by now; `current` is the record, where it may be read.",
    "headers": {"ETag": {"description": "Its version.", "schema": {"type": "string"}}},
    "content": {MIMETYPE: {"schema": {"$ref": _REF.format(name="Problem")}}},
}


def openapi_document(
    resources: Sequence[Resource], includes: Sequence[ApiInclude], server: str
) -> Document:
    """The document of these resources, with what can be shown along with their records."""
    includes = _with_shapes(includes, resources)
    shapes = _Shapes(_structs(resources, includes))
    paths: dict[str, Document] = {}
    for resource in resources:
        offered = [one for one in includes if one.about == resource.about]
        for route in resource.routes:
            path, places = _path(resource, route)
            operation = _operation(resource, route, places, offered, shapes)
            paths.setdefault(path, {})[route.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Salesforce Lite", "version": __version__, "description": _ABOUT},
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": {**shapes.components, "Problem": _PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "tags": [{"name": _tag(resource)} for resource in resources],
    }


class _Shapes:
    """The schemas of all structs; records may come with fewer fields than they have."""

    def __init__(self, structs: Sequence[Any]) -> None:
        schemas, components = msgspec.json.schema_components(structs, ref_template=_REF)
        self._known = dict(zip(map(repr, structs), schemas, strict=True))
        self.components: dict[str, Document] = components
        for struct in structs:
            if isinstance(struct, type) and issubclass(struct, Shown):
                found = self._known[repr(struct)]
                always = ["id", "version"] if issubclass(struct, Record) else ["id"]
                components[found["$ref"].rpartition("/")[2]]["required"] = always

    def of(self, struct: Any) -> Document:
        return self._known[repr(struct)]

    def properties(self, struct: type[Any]) -> dict[str, Document]:
        """The properties of a struct, by name."""
        found: dict[str, Document] = self.components[self.of(struct)["$ref"].rpartition("/")[2]][
            "properties"
        ]
        return found


def _with_shapes(includes: Iterable[ApiInclude], resources: Iterable[Resource]) -> list[ApiInclude]:
    """Those that answer ids show what the resource shows."""
    shapes = {resource.full_name: resource.shape for resource in resources}
    told = [replace(one, shape=one.shape or shapes.get(one.resource)) for one in includes]
    return [one for one in told if one.shape is not None]


def _structs(resources: Sequence[Resource], includes: Iterable[ApiInclude]) -> list[Any]:
    found: dict[str, Any] = {}
    for resource in resources:
        for route in resource.routes:
            for struct in (route.query, route.body, route.shown):
                if struct not in (None, type(None)):
                    found.setdefault(repr(struct), struct)
    for one in includes:
        found.setdefault(repr(one.shape), one.shape)
    return list(found.values())


def _path(resource: Resource, route: Route) -> tuple[str, list[Document]]:
    """The address with its placeholders, and these as parameters."""
    places: list[Document] = []

    def told(place: re.Match[str]) -> str:
        schema: Document = {"type": "integer"} if place["kind"] == "int" else {"type": "string"}
        if place["kind"] == "uuid":
            schema["format"] = "uuid"
        places.append({"name": place["name"], "in": "path", "required": True, "schema": schema})
        return f"{{{place['name']}}}"

    return _PLACE.sub(told, f"{resource.address}{route.path}"), places


def _operation(
    resource: Resource,
    route: Route,
    places: list[Document],
    offered: Sequence[ApiInclude],
    shapes: _Shapes,
) -> Document:
    words = (getdoc(route.handler) or route.name).strip().split("\n\n", 1)
    parameters = [*places, *_query_parameters(route, offered, shapes)]
    if route.access == WRITE:
        parameters.append(_KEY)
    takes_version = route.method in ("PATCH", "PUT", "DELETE") and bool(places)
    if takes_version:
        parameters.append(_IF_MATCH)
    operation: Document = {
        "operationId": f"{_tag(resource).replace('.', '_').replace('-', '_')}_{route.name}",
        "summary": " ".join(words[0].split()),
        "tags": [_tag(resource)],
        "description": "\n\n".join([*words[1:], f"Scope: `{resource.scope_of(route)}`."]),
        "security": [{"token": [resource.scope_of(route)]}],
        "parameters": parameters,
        "responses": {
            str(route.status): _answer(route, offered, shapes),
            "default": _told("Refused.", {"$ref": _REF.format(name="Problem")}, MIMETYPE),
        },
    }
    if takes_version:
        operation["responses"]["412"] = _STALE
    if route.method == "GET" and not route.is_list:
        operation["responses"]["304"] = {"description": "What `If-None-Match` names still stands."}
    if route.body:
        content = {"application/json": {"schema": shapes.of(route.body)}}
        is_needed = not may_be_left_out(route.method, route.body)
        operation["requestBody"] = {"required": is_needed, "content": content}
    elif route.most_bytes:
        content = {FILE: {"schema": {"type": "string", "format": "binary"}}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _query_parameters(
    route: Route, offered: Sequence[ApiInclude], shapes: _Shapes
) -> list[Document]:
    if not route.query:
        return []
    found = []
    for name, schema in shapes.properties(route.query).items():
        schema = dict(schema)
        parameter: Document = {"name": name, "in": "query", "schema": schema}
        if "description" in schema:
            parameter["description"] = schema.pop("description")
        if issubclass(route.query, Query) and name in ("fields", "include"):
            choices = _choices(route, name, offered)
            if not choices:
                continue
            schema.clear()
            schema |= {"type": "array", "items": {"enum": choices}}
            parameter |= {"style": "form", "explode": False}
        elif name == "custom":
            parameter |= {"style": "deepObject", "explode": True}
        of_one = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
        if len(of_one) == 1:
            # What is not asked for is left out; no query says null.
            del schema["anyOf"]
            schema |= of_one[0]
        if schema.get("default") in ("", None, {}):
            schema.pop("default", None)
        found.append(parameter)
    return found


def _choices(route: Route, name: str, offered: Sequence[ApiInclude]) -> list[str]:
    if name == "include":
        return [one.name for one in offered]
    shown = route.shown
    return list(shown.__struct_fields__) if isinstance(shown, type) else []


def _answer(route: Route, offered: Sequence[ApiInclude], shapes: _Shapes) -> Document:
    shown = route.shown
    if shown in (None, type(None)):
        return {"description": "Done; nothing is answered."}
    schema: Document = shapes.of(shown)
    if offered and route.shows_records:
        along = {one.name: {"type": "array", "items": shapes.of(one.shape)} for one in offered}
        schema = {"allOf": [schema, {"type": "object", "properties": along}]}
    if route.is_list:
        mark: Document = {"anyOf": [{"type": "string"}, {"type": "null"}]}
        schema = {
            "type": "object",
            "required": ["items", "next_cursor"],
            "properties": {"items": {"type": "array", "items": schema}, "next_cursor": mark},
        }
    return _told("What was asked for.", schema, "application/json")


def _told(description: str, schema: Document, mimetype: str) -> Document:
    return {"description": description, "content": {mimetype: {"schema": schema}}}


def _tag(resource: Resource) -> str:
    return ".".join(part for part in (resource.plugin, resource.name) if part)

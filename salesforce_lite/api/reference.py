"""The OpenAPI document as people read it: operation by operation, with examples of its shapes."""

import json
from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]

_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be done, in words."""

    method: str
    path: str
    summary: str
    description: str
    parameters: list[tuple[str, str]]
    body: str
    answer: str


def operations_by_tag(document: Document) -> dict[str, list[Operation]]:
    """Resource → what can be done with it, in the order of the document."""
    found: dict[str, list[Operation]] = {tag["name"]: [] for tag in document["tags"]}
    components = document["components"]["schemas"]
    for path, operations in document["paths"].items():
        for method, one in operations.items():
            found[one["tags"][0]].append(
                Operation(
                    method.upper(),
                    path,
                    one["summary"],
                    one["description"],
                    [(_name(each), _told(each, components)) for each in one["parameters"]],
                    _example(one.get("requestBody"), components),
                    _example(_success(one["responses"]), components),
                )
            )
    return found


def _name(parameter: Document) -> str:
    place = "" if parameter["in"] == "query" else f" ({parameter['in']})"
    return f"{parameter['name']}{place}"


def _told(parameter: Document, components: Document) -> str:
    kind = json.dumps(_shape(parameter["schema"], components, 0), ensure_ascii=False)
    return " – ".join(part for part in (kind, parameter.get("description", "")) if part)


def _success(responses: Document) -> Document | None:
    return next((told for code, told in responses.items() if code.startswith("2")), None)


def _example(told: Document | None, components: Document) -> str:
    content = (told or {}).get("content")
    if not content:
        return ""
    schema = next(iter(content.values()))["schema"]
    return json.dumps(_shape(schema, components, 0), indent=2, ensure_ascii=False)


def _shape(schema: Document, components: Document, depth: int) -> Any:
    """What a value looks like: texts that say what stands there, in the shape of the JSON."""
    if "$ref" in schema:
        schema = components[schema["$ref"].rpartition("/")[2]]
    if "allOf" in schema:
        parts = [_shape(one, components, depth) for one in schema["allOf"]]
        return {name: value for part in parts for name, value in part.items()}
    if "anyOf" in schema:
        choices = [_shape(one, components, depth) for one in schema["anyOf"]]
        told = next((one for one in choices if one != "null"), "null")
        return f"{told} | null" if isinstance(told, str) and "null" in choices else told
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        items = schema.get("items")
        return [_shape(items, components, depth + 1)] if isinstance(items, dict) else []
    if schema.get("type") == "object" and depth < _DEEPEST:
        properties = schema.get("properties", {})
        return {name: _shape(one, components, depth + 1) for name, one in properties.items()}
    return str(schema.get("format") or schema.get("type", "…"))

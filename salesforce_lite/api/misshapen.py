"""Says in a sentence, and at its place, what is wrong with the shape of what was sent.

The validator tells it in English of its own; what was asked for stands in the type of the place.
"""

import re
from collections.abc import Callable, Hashable
from functools import cache
from typing import Any

from flask_babel import gettext
from msgspec.inspect import (
    BoolType,
    DateTimeType,
    DateType,
    DictType,
    EnumType,
    FloatType,
    IntType,
    ListType,
    LiteralType,
    Metadata,
    NoneType,
    StrType,
    StructType,
    Type,
    UnionType,
    UUIDType,
    VarTupleType,
    type_info,
)

from salesforce_lite.api.errors import WrongShapeError
from salesforce_lite.kernel.errors import N_

_PLACE = re.compile(r" - at (?:`key` in )?`\$\.?(?P<path>.*)`$")
_STEP = re.compile(r"\.?(?P<name>[^.\[\]]+)|\[(?P<index>[0-9]+|\.\.\.)\]")
_NAMED = re.compile(r"(?P<what>unknown|required) field `(?P<name>[^`]*)`")
_BOUND = re.compile(r"^Expected `[^`]*` (?P<of>of length )?(?P<sign>[<>]=?) (?P<bound>\S+)$")
_ANY_KEY = "[...]"

_UNKNOWN_FIELD = N_("There is no such field. There are: %(known)s.")
_UNKNOWN_PARAMETER = N_("There is no such parameter. There are: %(known)s.")
_MISSING = N_("This is missing.")
_NOT_OFFERED = N_("This is none of the values that there are: %(known)s.")
_EMPTY = N_("This must not be empty.")
_OTHER = N_("This does not have the shape that the API describes.")
_TOO_LARGE = N_("This number is too large.")
# Sign of the bound → what is said of a number, of a text, of a list.
_BOUNDS = {
    ">=": (
        N_("This has to be at least %(bound)s."),
        N_("This is too short: it takes at least %(bound)s characters."),
        N_("These are too few: send at least %(bound)s."),
    ),
    "<=": (
        N_("This can be at most %(bound)s."),
        N_("This is too long: it takes at most %(bound)s characters."),
        N_("These are too many: send at most %(bound)s."),
    ),
}
_KINDS: dict[type[Type], str] = {
    StrType: N_("Send a text."),
    IntType: N_("Send a whole number."),
    FloatType: N_("Send a number."),
    BoolType: N_("Send true or false."),
    ListType: N_("Send a list."),
    VarTupleType: N_("Send a list."),
    DictType: N_("Send an object: names with their values."),
    StructType: N_("Send an object: names with their values."),
    UUIDType: N_("Send an id: a UUID such as 0197d2f4-5b1c-7d3e-8f00-1a2b3c4d5e6f."),
    DateType: N_("Send a day such as 2026-03-31."),
    DateTimeType: N_("Send a moment with its zone, such as 2026-03-31T09:30:00Z."),
}
_PATTERNS = {
    r"^-?[0-9]+(\.[0-9]+)?$": N_("Send a number such as 1234.50, as text."),
    "^[A-Z]{3}$": N_("Send the code of a currency: three capital letters such as EUR."),
    "^[0-9]*$": N_("Send the “next_cursor” of the page before."),
    r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?(\.\.)?([0-9]{4}-[0-9]{2}-[0-9]{2})?$": N_(
        "Send a day such as 2026-03-31, or a range such as 2026-01-01..2026-03-31."
    ),
}


def misshapen(
    message: str, shape: Any, read: Callable[[], Any], *, is_query: bool = False
) -> WrongShapeError:
    """What the validator said of what was to be of the shape. `read` gives what was sent, as JSON
    values: it is asked where only they tell which of several names it was."""
    place = _PLACE.search(message)
    reason = message[: place.start()] if place else message
    path = place["path"] if place else ""
    named = _NAMED.search(reason)
    kind = _kind_at(_described(shape), path)
    if named:
        text, params = _about_name(named["what"], kind, is_query=is_query)
        path = ".".join(part for part in (path, named["name"]) if part)
    else:
        text, params = _about_value(reason, kind)
        path = _with_key(path, _described(shape), read) if _ANY_KEY in path else path
    return wrong_shape(path, text, **params)


def wrong_shape(path: str, text: str, **params: object) -> WrongShapeError:
    """That sentence about the place, and in what is said of the whole."""
    told = gettext(text) % params
    reason = f"{path}: {told}" if path else told
    return WrongShapeError(reason=reason, fields={path: text} if path else None, **params)


def _about_name(what: str, kind: Type | None, *, is_query: bool) -> tuple[str, dict[str, object]]:
    if what == "required":
        return _MISSING, {}
    known = [one.encode_name for one in kind.fields] if isinstance(kind, StructType) else []
    text = _UNKNOWN_PARAMETER if is_query else _UNKNOWN_FIELD
    return text, {"known": ", ".join(known) or "–"}


def _about_value(reason: str, kind: Type | None) -> tuple[str, dict[str, object]]:
    bound = _BOUND.match(reason)
    if bound and bound["sign"] in _BOUNDS:
        if bound["of"] and bound["sign"] == ">=" and bound["bound"] == "1":
            return _EMPTY, {}
        of = 0 if not bound["of"] else 1 if isinstance(kind, StrType) else 2
        return _BOUNDS[bound["sign"]][of], {"bound": bound["bound"].removesuffix(".0")}
    if isinstance(kind, LiteralType | EnumType):
        values = kind.values if isinstance(kind, LiteralType) else [one.value for one in kind.cls]
        return _NOT_OFFERED, {"known": ", ".join(map(str, values))}
    if "out of range" in reason:
        return _TOO_LARGE, {}
    if isinstance(kind, StrType) and kind.pattern:
        return _PATTERNS.get(kind.pattern, _OTHER), {}
    return (_KINDS.get(type(kind), _OTHER) if kind else _OTHER), {}


def _kind_at(kind: Type, path: str) -> Type | None:
    """What is asked for at the place; None where several may stand there, or it is free."""
    found: Type | None = _plain(kind)
    for step in _STEP.finditer(path):
        found = _plain(_inner(found, step["name"]))
    return found


def _inner(kind: Type | None, name: str | None) -> Type | None:
    if isinstance(kind, StructType):
        return next((one.type for one in kind.fields if one.encode_name == name), None)
    if isinstance(kind, ListType | VarTupleType):
        return kind.item_type
    return kind.value_type if isinstance(kind, DictType) else None


def _plain(kind: Type | None) -> Type | None:
    """Without what describes it, and without null."""
    if isinstance(kind, Metadata):
        return _plain(kind.type)
    if isinstance(kind, UnionType):
        several = [one for one in kind.types if not isinstance(one, NoneType)]
        return _plain(several[0]) if len(several) == 1 else None
    return kind


def _with_key(path: str, shape: Type, read: Callable[[], Any]) -> str:
    """The validator does not say of which key it is: it is the first whose value is of another
    kind."""
    before, _, after = path.partition(_ANY_KEY)
    kind, values = _kind_at(shape, f"{before}{_ANY_KEY}"), read()
    for step in _STEP.finditer(before):
        values = values[step["name"]] if step["name"] else values[int(step["index"])]
    keys = [key for key, value in values.items() if not _is_of(value, kind)]
    return f"{before}[{keys[0]}]{after}" if keys else path


def _is_of(value: Any, kind: Type | None) -> bool:
    if isinstance(kind, LiteralType):
        return value in kind.values
    return not isinstance(kind, StrType) or isinstance(value, str)


@cache
def _described(shape: Hashable) -> Type:
    return type_info(shape)

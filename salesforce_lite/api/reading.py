"""Reads what a program sends: query and body, typed, with one clear sentence for the rest."""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import Annotated, Any, BinaryIO, TypeVar, cast, get_args, get_type_hints

import msgspec
from flask import request
from msgspec import DecodeError, ValidationError
from msgspec.inspect import BoolType, IntType, Metadata, NoneType, StructType, UnionType, type_info
from werkzeug.datastructures import MultiDict

from salesforce_lite.api.errors import (
    MalformedBodyError,
    UnsupportedBodyError,
    WrongShapeError,
)
from salesforce_lite.api.misshapen import misshapen, wrong_shape
from salesforce_lite.api.resource import LARGEST_BATCH, Input, Misshapen, Several
from salesforce_lite.kernel.errors import N_, DomainError
from salesforce_lite.kernel.types import is_storable

T = TypeVar("T")

FILE = "application/octet-stream"
_IN_MEMORY = 1 << 20
_NUMBER = re.compile(r"-?[0-9]{1,18}")
_CUSTOM = re.compile(r"custom\[(?P<code>[a-z][a-z0-9_]*)\]")
_DEEP = "nested too deeply"
_DEEPEST = 50
_FAR = N_("Choose a day between the years 1900 and 2199.")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_ODD = N_("This contains a character that cannot be kept.")
_TWICE = N_("This is given twice. Give it once.")
_BY_CODE = N_("Write custom[code]=value, with the code of the field.")


def read_body(shape: type[T]) -> T:
    """The body as the shape. Raises what is wrong with it: its type, its JSON, its shape."""
    raw = request.get_data()
    if not raw and may_be_left_out(request.method, shape):
        return msgspec.convert({}, shape)
    if request.mimetype != "application/json":
        raise UnsupportedBodyError(type="application/json")
    try:
        return _read(raw, shape)
    except WrongShapeError:
        if not issubclass(shape, Several):
            raise
        return _each_by_itself(raw, shape)


def _read(raw: bytes, shape: type[T]) -> T:
    body = _decoded(raw, shape)
    _refuse_far_moments(body)
    # Every text that cannot be kept is written with an escape or a NUL; others are not walked.
    if b"\\u" in raw:
        _refuse_odd(_without_parts(body), "")
    return body


class _Parts(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Several, each still to be read."""

    items: Annotated[list[msgspec.Raw], msgspec.Meta(min_length=1, max_length=LARGEST_BATCH)]


def _each_by_itself(raw: bytes, shape: type[T]) -> T:
    """Several, where one that is wrong stands as the refusal of that one; the others are right."""
    (one,) = get_args(get_args(get_type_hints(shape, include_extras=True)["items"])[0])
    items: list[Any] = []
    for part in _decoded(raw, _Parts).items:
        try:
            items.append(_read(bytes(part), one))
        except DomainError as error:
            items.append(Misshapen(error))
    make: Callable[..., T] = shape
    return make(items=items)


def read_part(part: msgspec.Raw) -> dict[str, Any]:
    """A part of a body that was left unread (`msgspec.Raw`), as JSON values.

    Raises as the reading of a body does: what is wrong with one part spoils no other.
    """
    values = _decoded(bytes(part), dict[str, Any])
    if _is_deep(values):
        raise MalformedBodyError(reason=_DEEP)
    _refuse_odd(values, "")
    return values


def _is_deep(value: Any) -> bool:
    """Whether it is nested deeper than anything that somebody means."""
    level = [value]
    for _ in range(_DEEPEST):
        several = [one.values() if isinstance(one, dict) else one for one in level]
        level = [inner for one in several for inner in one if isinstance(inner, dict | list)]
        if not level:
            return False
    return True


def shaped(values: Mapping[str, Any], shape: type[T]) -> T:
    """JSON values as the shape; raises WrongShapeError."""
    try:
        body = msgspec.convert(values, shape)
    except ValidationError as error:
        raise misshapen(str(error), shape, lambda: values) from None
    _refuse_far_moments(body)
    return body


def _decoded(raw: bytes, shape: type[T]) -> T:
    try:
        return msgspec.json.decode(raw, type=shape)
    except ValidationError as error:
        raise misshapen(str(error), shape, lambda: msgspec.json.decode(raw)) from None
    except (DecodeError, UnicodeDecodeError, RecursionError) as error:
        reason = _DEEP if isinstance(error, RecursionError) else str(error)
        raise MalformedBodyError(reason=reason) from None


def _without_parts(value: Any) -> Any:
    """JSON values of what was read, without what is read later, part by part."""
    if isinstance(value, msgspec.Raw):
        return None
    if isinstance(value, msgspec.Struct):
        return {name: _without_parts(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, list):
        return [_without_parts(inner) for inner in value]
    if isinstance(value, dict):
        return {name: _without_parts(inner) for name, inner in value.items()}
    return value


@contextmanager
def received_file() -> Iterator[BinaryIO]:
    """The body as a file until it is answered; a large one lies on the disk."""
    if request.mimetype != FILE:
        raise UnsupportedBodyError(type=FILE)
    with SpooledTemporaryFile(_IN_MEMORY) as kept:
        copyfileobj(request.stream, kept)
        kept.seek(0)
        yield cast(BinaryIO, kept)


def may_be_left_out(method: str, shape: type[Any]) -> bool:
    """Whether a request without a body says the same: of a change of state nothing must be said."""
    return method == "POST" and not any(one.required for one in msgspec.structs.fields(shape))


def read_query(shape: type[T], arguments: MultiDict[str, str]) -> T:
    """The query as the shape; `custom[code]=value` are gathered under `custom`."""
    values: dict[str, Any] = {}
    for name, several in arguments.lists():
        if len(several) > 1:
            raise wrong_shape(name, _TWICE)
        custom = _CUSTOM.fullmatch(name)
        if custom:
            values.setdefault("custom", {})[custom["code"]] = several[0]
        elif name == "custom":
            raise wrong_shape(name, _BY_CODE)
        else:
            values[name] = _typed(shape, name, several[0])
    try:
        query = msgspec.convert(values, shape)
    except ValidationError as error:
        raise misshapen(str(error), shape, lambda: values, is_query=True) from None
    _refuse_far_moments(query)
    return query


def _typed(shape: type[Any], name: str, text: str) -> Any:
    """Numbers and yes or no, which a query writes as text; the rest is text in JSON as well."""
    kind = _kinds(cast(Hashable, shape)).get(name)
    if kind is IntType and _NUMBER.fullmatch(text):
        return int(text)
    if kind is BoolType:
        return {"true": True, "false": False}.get(text, text)
    return text


@cache
def _kinds(shape: Hashable) -> dict[str, type]:
    """Field → what it is, where nothing else is allowed but null."""
    described = type_info(shape)
    found = {}
    for one in described.fields if isinstance(described, StructType) else ():
        kind = one.type.type if isinstance(one.type, Metadata) else one.type
        several = kind.types if isinstance(kind, UnionType) else (kind,)
        kinds = [type(each) for each in several if not isinstance(each, NoneType)]
        if len(kinds) == 1:
            found[one.encode_name] = kinds[0]
    return found


def _refuse_far_moments(value: Any, path: str = "") -> None:
    """In another zone, a moment at the ends of the calendar would lie outside of it."""
    if isinstance(value, datetime):
        if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
            raise wrong_shape(path or "$", _FAR)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            _refuse_far_moments(getattr(value, name), f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            _refuse_far_moments(inner, f"{path}[{place}]")


def _refuse_odd(value: Any, path: str) -> None:
    if isinstance(value, str):
        if not is_storable(value):
            raise wrong_shape(path or "$", _ODD)
    elif isinstance(value, dict):
        for name, inner in value.items():
            _refuse_odd(name, path)
            _refuse_odd(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            _refuse_odd(inner, f"{path}[{place}]")

"""Column types that mean the same on SQLite and PostgreSQL."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Generic, Protocol, Self, TypeVar
from uuid import UUID

from sqlalchemy import JSON, BigInteger, DateTime, LargeBinary, String, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine


class Id(TypeDecorator[UUID]):
    """A UUID: native on PostgreSQL, sixteen bytes on SQLite. Text is accepted too."""

    impl = LargeBinary(16)
    cache_ok = True

    @property
    def python_type(self) -> type[UUID]:
        return UUID

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Uuid() if dialect.name == "postgresql" else LargeBinary(16))

    # Most of what a statement binds and answers are ids and moments: they go to the driver and
    # come from it past the processing of the type they are kept in.
    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        return _uuid if dialect.name == "postgresql" else _sixteen_bytes

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        return None if dialect.name == "postgresql" else _from_bytes


def _from_bytes(value: bytes | None) -> UUID | None:
    return None if value is None else UUID(bytes=value)


def _uuid(value: UUID | str | None) -> UUID | None:
    return UUID(value) if isinstance(value, str) else value


def _sixteen_bytes(value: UUID | str | None) -> bytes | None:
    uid = _uuid(value)
    return None if uid is None else uid.int.to_bytes(16)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; a naive datetime is a mistake and refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        return datetime

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        return _in_utc if dialect.name == "postgresql" else _as_sqlite_keeps_it

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        return _in_utc if dialect.name == "postgresql" else _from_sqlite


def _from_sqlite(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


def _in_utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return value.astimezone(UTC)


@lru_cache(maxsize=64)  # what is saved together has the same moment everywhere
def _as_sqlite_keeps_it(value: datetime | None) -> str | None:
    utc = _in_utc(value)
    return None if utc is None else utc.replace(tzinfo=None).isoformat(" ", "microseconds")


class Exact(TypeDecorator[Decimal]):
    """A decimal number kept as text: SQLite would store NUMERIC as a float."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


# Minor units outgrow 32 bits; SQLite's INTEGER is 64 bits wide already.
Minor = BigInteger

# JSONB on PostgreSQL, so that equality and indexes work; text on SQLite.
Document = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


# Surrogates stand for letters in pairs; alone they cannot be written as UTF-8.
_HALF_LETTER = re.compile("[\ud800-\udfff]")


class ValueObject(Protocol):
    """A frozen dataclass that can be written as a JSON object and read back."""

    def as_json(self) -> dict[str, Any]: ...

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Self: ...


V = TypeVar("V", bound=ValueObject)


class ValueList(TypeDecorator[tuple[V, ...]], Generic[V]):
    """A short ordered list of value objects kept inside its record, as a JSON array.

    Values are immutable and the list is a tuple: assigning a new one is the only way to change it,
    so that history and optimistic locking see every change.
    """

    impl = Document
    cache_ok = True

    def __init__(self, kind: type[V]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: tuple[V, ...] | None, dialect: Dialect) -> Any:
        return [item.as_json() for item in value or ()]

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[V, ...]:
        items = json.loads(value) if isinstance(value, str) else value
        return tuple(self.kind.from_json(item) for item in items or ())


class TextList(TypeDecorator[tuple[str, ...]]):
    """A short ordered list of words, such as tags or role codes, as a JSON array."""

    impl = Document
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> Any:
        return list(value or ())

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...]:
        return tuple(value or ())


def is_storable(text: str) -> bool:
    """Whether both engines can keep it: PostgreSQL refuses NUL, and neither takes half letters."""
    return "\0" not in text and (text.isascii() or not _HALF_LETTER.search(text))


def sort_text(length: int) -> String:
    """Text that is ordered by code point on both engines, as the sort keys are made for."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")

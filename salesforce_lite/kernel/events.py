"""Events: past-tense facts that services record, and the table they are written to."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Self,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.db import Base, Identified
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.types import Document

if TYPE_CHECKING:
    from salesforce_lite.kernel.uow import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events. `payload_version` counts up when the meaning of a field changes.

    `words` say what has happened to who reads about a plugin, marked for translation: “An
    opportunity was won”. Without them its name is shown.
    """

    payload_version: ClassVar[int] = 1
    words: ClassVar[str] = ""

    def payload(self) -> dict[str, Any]:
        """The fields as JSON values."""
        return {field.name: as_json(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """The event that was written so. Fields that are new since have their defaults."""
        kinds = get_type_hints(cls)
        return cls(**{name: from_json(kinds[name], value) for name, value in payload.items()})


def kinds_of_events(packages: Collection[str]) -> dict[str, type[Event]]:
    """Name → kind, for all that modules of these packages define, by name.

    Every kind of the process is otherwise among them: of plugins that are off, and of tests.
    """
    found: dict[str, type[Event]] = {}
    waiting = [*Event.__subclasses__()]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if any(f"{kind.__module__}.".startswith(f"{package}.") for package in packages):
            found[kind.__name__] = kind
    return dict(sorted(found.items()))


Reaction = Callable[["UnitOfWork", Any], None]


@dataclass(frozen=True, slots=True)
class Together:
    """A reaction that is told all events of its kind at once, when the others have reacted."""

    react: Reaction


class EventRecord(Identified, Base, kw_only=True):
    """One event as written in the transaction that caused it. Rows are never changed."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_name_id", "name", "id"),
        Index("ix_event_position", "position", unique=True),
    )

    name: Mapped[str] = mapped_column(String(80))
    payload_version: Mapped[int] = mapped_column(Integer)
    payload: Mapped[dict[str, Any]] = mapped_column(Document)
    surface: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[UUID | None] = mapped_column(default=None)
    actor_name: Mapped[str] = mapped_column(String(200), default="")
    occurred_at: Mapped[datetime]
    # Its number in the order of the server; see `order`.
    position: Mapped[int] = mapped_column(BigInteger)


def as_json(value: Any) -> Any:
    """A field of a record or event as a JSON value."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case UUID():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case Money():
            return value.as_json()
        case tuple() | list() | set() | frozenset():
            return [as_json(item) for item in value]
        case dict():
            return {str(key): as_json(item) for key, item in value.items()}
    if hasattr(value, "as_json"):
        return value.as_json()
    return str(value)


def from_json(kind: Any, value: Any) -> Any:
    """A field of this type from its JSON value: the way back from `as_json`."""
    if get_origin(kind) in (Union, UnionType):
        if value is None:
            return None
        (kind,) = (one for one in get_args(kind) if one is not NoneType)
    of = get_args(kind)
    match get_origin(kind) or kind:
        case origin if origin in (tuple, list, frozenset, set):
            return origin(from_json(of[0], item) for item in value) if of else origin(value)
        case origin if origin is dict:
            return dict(value)
        case origin if origin in (datetime, date):
            return origin.fromisoformat(value)
        case origin if origin in (UUID, Decimal) or issubclass(origin, Enum):
            return origin(value)
        case origin if origin is Money:
            return Money.of(value["amount"], value["currency"])
        case origin if hasattr(origin, "from_json"):
            return origin.from_json(value)
    return value

"""Values about what people are told with the bell, by mail and otherwise."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from salesforce_lite.plugin.contribution import Contribution, Question

if TYPE_CHECKING:
    from salesforce_lite.kernel.uow import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something that a person was told, as it is kept: ids and numbers, no words."""

    id: UUID
    """What tells it from others."""
    about: UUID | None
    """The record that it is about."""
    params: Mapping[str, Any]
    """What was given besides: JSON."""
    at: datetime
    """When it was told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationWords:
    """How it reads, in the reader's language."""

    title: str
    """What has happened, in a few words."""
    detail: str = ""
    """More about it, for who reads on."""
    endpoint: str = ""
    """Where it leads, where that is another page than that of its kind."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Arguments of that address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationKind(Contribution):
    """A sort of thing that people are told with `notify`; on their profile they choose for each
    whether it comes by mail too. The words are made when they are read."""

    ASKED: ClassVar[dict[str, Question]] = {
        "words": Question(
            MappingProxyType({}),
            lambda answer: (
                isinstance(answer, Mapping)
                and all(isinstance(each, NotificationWords) for each in answer.values())
            ),
        )
    }

    code: str
    """Its code; of a plugin `<id>.something`."""
    label: str
    """Names several of them, marked for translation: “Reminders”."""
    icon: str
    """A name of `web/icons.json`."""
    words: Callable[["UnitOfWork", Sequence[Told]], Mapping[UUID, NotificationWords]]
    """Given the unit of work of the reader, answers id → words. What is left out, because the
    reader may not see it any more, is shown without words and without a link."""
    endpoint: str = ""
    """The page of what it is about; empty for none."""
    argument: str = ""
    """What the page calls the id of the record; empty for a page about no record."""
    is_mailed: bool = True
    """Whether it comes by mail too until somebody chooses otherwise."""
    weight: int = 100
    """Smaller ones are offered first."""

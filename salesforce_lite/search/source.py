"""What a slice says about its records, so that they can be found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import Contribution, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchEntryDraft:
    """How one record is found and shown. `texts` and `phones` are searched but not shown."""

    kind: str
    record_id: UUID
    title: str
    subtitle: str = ""
    customer_id: UUID | None = None
    scope_owner_id: UUID | None = None
    texts: Sequence[str] = ()
    phones: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found."""

    kind: str
    id: UUID
    title: str
    subtitle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSource(Contribution):
    """A kind of record the search knows.

    `label` is marked for translation and names several ("Customers"); `endpoint` with `argument` is
    the page of one. `entries` answers the drafts of the given records, for saving and rebuilding.
    `shown` answers the hits of a page in the reader's words, where those change without the record.
    `change_words` answers what its fields are called in the history, by their names, and how their
    values read (`web.FieldWords`); it gets the changes of the saves that a page tells.
    Smaller weights are shown first.
    """

    ASKED: ClassVar[dict[str, Question]] = {
        "shown": Question(
            None,
            lambda answer: (
                isinstance(answer, list | tuple) and all(isinstance(hit, Hit) for hit in answer)
            ),
        ),
        "change_words": Question({}, lambda answer: isinstance(answer, Mapping)),
    }
    ACTS: ClassVar[tuple[str, ...]] = ("entries",)

    kind: str
    label: str
    icon: str
    endpoint: str
    argument: str
    permission: str
    model: type[Any]
    entries: Callable[[UnitOfWork, Sequence[Any]], Sequence[SearchEntryDraft]]
    shown: Callable[[UnitOfWork, Sequence[Hit]], Sequence[Hit]] | None = None
    # Any: `FieldWords` stand above the search.
    change_words: (
        Callable[[UnitOfWork, Sequence[Mapping[str, Sequence[Any]]]], Mapping[str, Any]] | None
    ) = None
    weight: int = 100

"""Values about what pages say of a record: at a glance, on its timeline, on a card of the board."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from uuid import UUID

from salesforce_lite.plugin.contribution import Contribution, Question, list_of

if TYPE_CHECKING:
    from salesforce_lite.kernel.uow import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class GlanceLine:
    """One sentence of "At a glance" in the reader's language; smaller urgency is shown first."""

    text: str
    """The sentence, in the reader's language."""
    icon: str
    """A name of `web/icons.json`."""
    urgency: int
    """Smaller is shown first."""
    state: Literal["", "good", "warn", "bad"] = ""
    """How it looks."""
    reason: str = ""
    """Why it is said, for whoever asks."""
    url: str = ""
    """Where it leads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GlanceSource(Contribution):
    """Gives sentences about a "customer" or an "opportunity"; the most urgent four are shown."""

    ASKED: ClassVar[dict[str, Question]] = {"load": Question((), list_of(GlanceLine))}

    about: str
    """"customer" or "opportunity"."""
    load: Callable[["UnitOfWork", Any], Sequence[GlanceLine]]
    """Given the unit of work and the record, answers sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineQuery:
    """What is asked of each source: the newest entries before a moment, about one record."""

    about: Literal["customer", "opportunity"]
    """Whose timeline it is."""
    record_id: UUID
    """The record's id."""
    before: datetime | None
    """Only what is older; None for the newest."""
    before_id: UUID | None
    """Among those of the same moment, only what comes after this one."""
    limit: int
    """How many at most."""
    kinds: frozenset[str] = frozenset()
    """Only these kinds; empty for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One line of a timeline."""

    at: datetime
    """When it was."""
    id: UUID
    """What tells it from others of the same moment."""
    source: str
    """The name of its source."""
    kind: str
    """What people filter by."""
    template: str
    """What draws it; it is given `entry`."""
    data: Any
    """What the template needs."""
    words: tuple[str, ...] = ()
    """What the search of the timeline looks through."""
    plugin: str = ""
    """Whose it is; the timeline fills it in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineSource(Contribution):
    """More rows for the timeline; `load` answers newest first and only what the actor may see."""

    ASKED: ClassVar[dict[str, Question]] = {"load": Question((), list_of(TimelineEntry))}

    name: str
    """Its name among all sources."""
    label: str
    """What people filter by, marked for translation."""
    load: Callable[["UnitOfWork", TimelineQuery], Sequence[TimelineEntry]]
    """Answers the entries, newest first, and only those that the actor may see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityChip:
    """What a card of the board says about the next step, in the reader's language."""

    text: str
    """What the card says, in the reader's language."""
    state: Literal["planned", "none", "overdue"] = "planned"
    """How it looks."""
    url: str = ""
    """Where it leads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityChips(Contribution):
    """Chips for many cards: `load` answers opportunity → chip in a fixed number of queries."""

    ASKED: ClassVar[dict[str, Question]] = {
        "load": Question(MappingProxyType({}), lambda answer: isinstance(answer, Mapping))
    }

    load: Callable[["UnitOfWork", Sequence[UUID]], Mapping[UUID, OpportunityChip]]
    """Given the unit of work and ids, answers opportunity → chip, in a fixed number of
    queries."""

"""The typed values with which slices and plugins answer the hooks.

`ASKED` of a value says which of its fields are called at run time (with the unit of work first):
what is an answer, and what a page goes on with when a plugin's one fails.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from uuid import UUID

from salesforce_lite.kernel.events import Event, Reaction
from salesforce_lite.plugin.job_values import GoOn, Schedule

if TYPE_CHECKING:
    from salesforce_lite.kernel.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class Question:
    """What is an answer to a callable, and what stands for it when a plugin fails."""

    fallback: Any
    is_answer: Callable[[Any], bool]


def _list_of(kind: type) -> Callable[[Any], bool]:
    return lambda answer: (
        isinstance(answer, list | tuple) and all(isinstance(each, kind) for each in answer)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What all values have: whose it is. Empty for the built-in slices; the server fills it in."""

    plugin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission(Contribution):
    """A permission code `slice.verb`, the sentence that explains it, and the roles born with it."""

    code: str
    label: str
    default_roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem(Contribution):
    """An entry of the rail, or with the place "command" one that is found only by typing its name.

    `title` and `words` (more words that find it) are marked for translation; `values` are arguments
    of the address. With `panel` it opens beside what one sees. Smaller weights stand higher.
    """

    id: str
    title: str
    endpoint: str
    icon: str
    permission: str = ""
    weight: int = 100
    place: Literal["main", "foot", "command"] = "main"
    values: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    panel: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel(Contribution):
    """Something shown in a slot of a page, such as "customer.side".

    `load` is given the unit of work and the record of the page and answers the template's context,
    or None to show nothing.
    """

    ASKED: ClassVar[dict[str, Question]] = {
        "load": Question(None, lambda answer: answer is None or isinstance(answer, Mapping))
    }

    slot: str
    template: str
    load: Callable[["UnitOfWork", Any], Mapping[str, Any] | None]
    permission: str = ""
    weight: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class GlanceLine:
    """One sentence of "At a glance" in the reader's language; smaller urgency is shown first."""

    text: str
    icon: str
    urgency: int
    state: Literal["", "good", "warn", "bad"] = ""
    reason: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GlanceSource(Contribution):
    """Gives sentences about a "customer" or an "opportunity"; the most urgent four are shown."""

    ASKED: ClassVar[dict[str, Question]] = {"load": Question((), _list_of(GlanceLine))}

    about: str
    load: Callable[["UnitOfWork", Any], Sequence[GlanceLine]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineQuery:
    """What is asked of each source: the newest entries before a moment, about one record."""

    about: Literal["customer", "opportunity"]
    record_id: UUID
    before: datetime | None
    before_id: UUID | None
    limit: int
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One line of a timeline. `template` shows it and is given `entry`; `data` is what it needs.

    `words` are what the search of the timeline looks through.
    """

    at: datetime
    id: UUID
    source: str
    kind: str
    template: str
    data: Any
    words: tuple[str, ...] = ()
    # Whose it is; the timeline fills it in.
    plugin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineSource(Contribution):
    """More rows for the timeline; `load` answers newest first and only what the actor may see."""

    ASKED: ClassVar[dict[str, Question]] = {"load": Question((), _list_of(TimelineEntry))}

    name: str
    label: str
    load: Callable[["UnitOfWork", TimelineQuery], Sequence[TimelineEntry]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityKind(Contribution):
    """A kind of activity: `label` names one, `verb` is on the button that logs it.

    `has_place` and `has_period` say which fields its form shows; what `is_planned` is put down to
    be done, never as done already.
    """

    code: str
    label: str
    verb: str
    icon: str
    plan_verb: str = ""
    channels: tuple[str, ...] = ()
    has_place: bool = False
    has_period: bool = False
    is_planned: bool = False
    weight: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityChip:
    """What a card of the board says about the next step, in the reader's language."""

    text: str
    state: Literal["planned", "none", "overdue"] = "planned"
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityChips(Contribution):
    """Chips for many cards: `load` answers opportunity → chip in a fixed number of queries."""

    ASKED: ClassVar[dict[str, Question]] = {
        "load": Question(MappingProxyType({}), lambda answer: isinstance(answer, Mapping))
    }

    load: Callable[["UnitOfWork", Sequence[UUID]], Mapping[UUID, OpportunityChip]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription(Contribution):
    """A reaction to an event: inside its transaction, or `is_delivered` by a worker after it."""

    event: type[Event]
    react: Reaction
    is_delivered: bool = False
    # Of its deliveries, which may wait while the code changes.
    name: str = ""

    @property
    def kind(self) -> str:
        """The kind of the jobs that deliver to it."""
        return f"{self.plugin or 'core'}/{self.event.__name__}/{self.name}"


def before_commit(event: type[Event], react: Reaction) -> Subscription:
    """React inside the transaction that recorded the event; a DomainError refuses it."""
    return Subscription(event=event, react=react)


def after_commit(event: type[Event], react: Reaction, *, name: str = "") -> Subscription:
    """React to what has been saved, in a transaction of its own soon afterwards, at least once.

    What waits is found again by the `name`, which is that of the function unless another is given.
    """
    name = name or getattr(react, "__name__", "")
    return Subscription(event=event, react=react, is_delivered=True, name=name)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobKind(Contribution):
    """Work for later. `name` begins with the id of the plugin and a dot; `enqueue_job` asks for it.

    `run` is given the unit of work, which is that of the person who asked, and the payload. It is
    called until it does not answer `GoOn`; each call is one transaction, and should be short.
    """

    name: str
    label: str
    run: Callable[["UnitOfWork", Mapping[str, Any]], GoOn | None]
    schedule: Schedule | None = None


@dataclass(frozen=True)
class Contributions:
    """Everything that slices, or one plugin, or all together contribute; each field is a hook."""

    blueprints: tuple[Any, ...] = ()
    menu_items: tuple[MenuItem, ...] = ()
    panels: tuple[Panel, ...] = ()
    glance_sources: tuple[GlanceSource, ...] = ()
    timeline_sources: tuple[TimelineSource, ...] = ()
    activity_kinds: tuple[ActivityKind, ...] = ()
    opportunity_chips: tuple[OpportunityChips, ...] = ()
    permissions: tuple[Permission, ...] = ()
    list_definitions: tuple[Any, ...] = ()
    importers: tuple[Any, ...] = ()
    search_sources: tuple[Any, ...] = ()
    settings_form: tuple[Any, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    jobs: tuple[JobKind, ...] = ()

    @cached_property
    def reactions(self) -> Mapping[type[Event], tuple[Reaction, ...]]:
        """Event → what reacts to it, in order."""
        found: dict[type[Event], list[Reaction]] = defaultdict(list)
        for subscription in self.subscriptions:
            found[subscription.event].append(_reaction(subscription))
        return {event: tuple(reactions) for event, reactions in found.items()}


def _reaction(subscription: Subscription) -> Reaction:
    if not subscription.is_delivered:
        return subscription.react
    return partial(_deliver_later, subscription.kind)


def _deliver_later(kind: str, uow: "UnitOfWork", _fact: Event) -> None:
    uow.deliver_later(kind)


NOTHING = Contributions()

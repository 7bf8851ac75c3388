"""The typed values with which slices and plugins answer the hooks."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from salesforce_lite.kernel.events import Event, Reaction, Together
from salesforce_lite.plugin.api_values import ApiInclude
from salesforce_lite.plugin.asking_values import ActivityLines, ActivityQuestions, ExportColumns
from salesforce_lite.plugin.command_values import CliCommand, SampleData
from salesforce_lite.plugin.contribution import Contribution, Question
from salesforce_lite.plugin.customer_values import LinkPage
from salesforce_lite.plugin.given_names import GivenName
from salesforce_lite.plugin.job_values import GoOn, Reach, Schedule
from salesforce_lite.plugin.list_values import ListColumn
from salesforce_lite.plugin.shown_values import GlanceSource, OpportunityChips, TimelineSource
from salesforce_lite.plugin.sync_values import SyncCommand
from salesforce_lite.plugin.told_values import NotificationKind

if TYPE_CHECKING:
    from salesforce_lite.kernel.uow import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission(Contribution):
    """A permission code `slice.verb`, the sentence that explains it, and the roles born with it."""

    code: str
    """`slice.verb`, of a plugin `<id>.verb`."""
    label: str
    """What it permits, marked for translation."""
    default_roles: tuple[str, ...] = ()
    """Names of the roles that have it from the start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem(Contribution):
    """An entry of the rail, or a command that is found by typing its name."""

    id: str
    """Its name among all entries."""
    title: str
    """What it is called, marked for translation."""
    endpoint: str
    """The page that it leads to."""
    icon: str
    """A name of `web/icons.json`."""
    permission: str = ""
    """Who may see it; empty for everybody."""
    weight: int = 100
    """Smaller ones stand higher."""
    place: Literal["main", "foot", "command"] = "main"
    """The rail, its foot, or found only by typing its name."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Arguments of the address."""
    words: str = ""
    """More words that find it, marked for translation."""
    panel: bool = False
    """Whether it opens beside what one sees."""
    given: GivenName | None = None
    """What `%(name)s` in its title stands for; the server fills it in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel(Contribution):
    """Something shown in a slot of a page, such as "customer.side"."""

    ASKED: ClassVar[dict[str, Question]] = {
        "load": Question(None, lambda answer: answer is None or isinstance(answer, Mapping))
    }

    slot: str
    """The place on a page; one of the slots below."""
    template: str
    """What draws it, found as `<id>/….html` in `templates/`."""
    load: Callable[["UnitOfWork", Any], Mapping[str, Any] | None]
    """Given the unit of work and the record of the page, answers the template's context, or
    None to show nothing."""
    permission: str = ""
    """Who may see it; empty for everybody."""
    weight: int = 100
    """Smaller ones stand higher."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityKind(Contribution):
    """A kind of activity that people plan and log; `web.kind_name` and `web.kind_verb` say it."""

    code: str
    """Its code; of a plugin `<id>.something`."""
    label: str
    """Names one of them, marked for translation."""
    verb: str
    """On the button that logs one, marked for translation."""
    icon: str
    """A name of `web/icons.json`."""
    plan_verb: str = ""
    """On the button that plans one."""
    channels: tuple[str, ...] = ()
    """By which it can come, as in messages."""
    has_place: bool = False
    """Whether its form asks where."""
    has_period: bool = False
    """Whether its form asks from when to when."""
    is_planned: bool = False
    """Whether it is put down to be done, never as done already."""
    weight: int = 100
    """Smaller ones are offered first, until an administrator puts them in another order."""
    given: GivenName | None = None
    """What administrators call it; the server fills it in, for what they made or renamed."""
    like: str = ""
    """The built-in kind after which the company has made it; the server fills it in."""
    is_offered: bool = True
    """Whether people choose it; of what was retired there are activities. The server fills it in.
    """

    @property
    def works_like(self) -> str:
        """The code of the kind whose rules hold: whether it is a contact, a task or a note."""
        return self.like or self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription(Contribution):
    """A reaction to an event: inside its transaction, or `is_delivered` by a worker after it."""

    event: type[Event]
    """The kind of event."""
    react: Reaction
    """Given the unit of work and the event."""
    is_delivered: bool = False
    """Whether a worker calls it after the commit."""
    is_together: bool = False
    """Whether it is given all events of the kind that the unit has told, at once."""
    name: str = ""
    """What its deliveries are found by while the code changes."""

    @property
    def kind(self) -> str:
        """The kind of the jobs that deliver to it."""
        return f"{self.plugin or 'core'}/{self.event.__name__}/{self.name}"


def before_commit(
    event: type[Event], react: Reaction, *, is_together: bool = False
) -> Subscription:
    """React inside the transaction that recorded the event; a DomainError refuses it.

    A reaction to events that come by the thousand says `is_together`: it is given a sequence of
    them, once those that react to single ones have done so, and needs one query for all.
    """
    return Subscription(event=event, react=react, is_together=is_together)


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
    """Begins with the id of the plugin and a dot."""
    label: str
    """What it does, marked for translation."""
    run: Callable[["UnitOfWork", Mapping[str, Any]], GoOn | Reach | None]
    """Given the unit of work and the payload; it answers None, or `GoOn` when it is not done."""
    schedule: Schedule | None = None
    """When it comes due by itself; None for only when asked."""


@dataclass(frozen=True)
class Contributions:
    """Everything that slices, or one plugin, or all together contribute; each field is a hook."""

    blueprints: tuple[Any, ...] = ()
    admin_views: tuple[type[Any], ...] = ()
    api_resources: tuple[Any, ...] = ()
    api_includes: tuple[ApiInclude, ...] = ()
    sync_commands: tuple[SyncCommand, ...] = ()
    menu_items: tuple[MenuItem, ...] = ()
    panels: tuple[Panel, ...] = ()
    glance_sources: tuple[GlanceSource, ...] = ()
    timeline_sources: tuple[TimelineSource, ...] = ()
    activity_kinds: tuple[ActivityKind, ...] = ()
    activity_questions: tuple[ActivityQuestions, ...] = ()
    activity_lines: tuple[ActivityLines, ...] = ()
    opportunity_chips: tuple[OpportunityChips, ...] = ()
    notification_kinds: tuple[NotificationKind, ...] = ()
    list_columns: tuple[ListColumn, ...] = ()
    permissions: tuple[Permission, ...] = ()
    list_definitions: tuple[Any, ...] = ()
    importers: tuple[Any, ...] = ()
    export_columns: tuple[ExportColumns, ...] = ()
    link_pages: tuple[LinkPage, ...] = ()
    search_sources: tuple[Any, ...] = ()
    settings_form: tuple[Any, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    jobs: tuple[JobKind, ...] = ()
    cli_commands: tuple[CliCommand, ...] = ()
    sample_data: tuple[SampleData, ...] = ()

    @cached_property
    def reactions(self) -> Mapping[type[Event], tuple[Reaction | Together, ...]]:
        """Event → what reacts to it, in order."""
        found: dict[type[Event], list[Reaction | Together]] = defaultdict(list)
        for subscription in self.subscriptions:
            found[subscription.event].append(_reaction(subscription))
        return {event: tuple(reactions) for event, reactions in found.items()}


def _reaction(subscription: Subscription) -> Reaction | Together:
    if subscription.is_together:
        return Together(subscription.react)
    if not subscription.is_delivered:
        return subscription.react
    return partial(_deliver_later, subscription.kind)


def _deliver_later(kind: str, uow: "UnitOfWork", _fact: Event) -> None:
    uow.deliver_later(kind)


NOTHING = Contributions()

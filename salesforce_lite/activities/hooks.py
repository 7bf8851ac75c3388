"""How activities plug in."""

from flask import Blueprint

from salesforce_lite.activities import (  # noqa: F401 – they add routes
    api,
    calendar_views,
    change_views,
    today_views,
)
from salesforce_lite.activities.api_includes import include_of
from salesforce_lite.activities.changes import saved_words
from salesforce_lite.activities.chips import load_chips
from salesforce_lite.activities.glance import about_customer, about_opportunity
from salesforce_lite.activities.hits import shown_hits
from salesforce_lite.activities.kind_commands import kind_commands
from salesforce_lite.activities.kinds import KINDS, outcome_lists
from salesforce_lite.activities.model import Activity
from salesforce_lite.activities.reactions import (
    follow_deletion,
    follow_lifecycle,
    follow_merge,
    follow_opportunity_owner,
    follow_owner,
    follow_restoration,
)
from salesforce_lite.activities.reminders import REMINDER, remind
from salesforce_lite.activities.search_entries import activity_entries
from salesforce_lite.activities.sync_commands import COMMANDS
from salesforce_lite.activities.timeline import load_entries
from salesforce_lite.activities.told_words import reminder_words
from salesforce_lite.activities.views import blueprint
from salesforce_lite.api import Resource
from salesforce_lite.customers import (
    CustomerDeleted,
    CustomerLifecycleChanged,
    CustomerOwnerChanged,
    CustomerRestored,
    CustomersMerged,
)
from salesforce_lite.kernel.errors import N_
from salesforce_lite.lists import ListDefinition
from salesforce_lite.opportunities import OpportunityOwnerChanged
from salesforce_lite.plugin import (
    ActivityKind,
    ApiInclude,
    GlanceSource,
    JobKind,
    MenuItem,
    NotificationKind,
    OpportunityChips,
    Panel,
    Permission,
    Schedule,
    Subscription,
    SyncCommand,
    TimelineSource,
    before_commit,
    hookimpl,
)
from salesforce_lite.search import SearchSource

_EDITORS = ("admin", "manager", "rep", "inside_rep")
_ALL = (*_EDITORS, "viewer")
_LEADERS = ("admin", "manager")


@hookimpl
def blueprints() -> list[Blueprint]:
    return [blueprint]


@hookimpl
def sync_commands() -> list[SyncCommand]:
    return list(COMMANDS)


@hookimpl
def api_resources() -> list[Resource]:
    return [api.resource]


@hookimpl
def api_includes() -> list[ApiInclude]:
    return [include_of("customer"), include_of("opportunity")]


@hookimpl
def menu_items() -> list[MenuItem]:
    return [
        MenuItem(
            id="today",
            title=N_("Today"),
            endpoint="activities.today",
            icon="today",
            permission="activities.view",
            weight=10,
        ),
        MenuItem(
            id="activities",
            title=N_("Activities"),
            endpoint="activities.index",
            icon="activities",
            permission="activities.view",
            weight=40,
        ),
        *kind_commands(KINDS),
    ]


@hookimpl
def panels() -> list[Panel]:
    return [
        Panel(
            slot="profile.main",
            template="activities/_calendar.html",
            load=calendar_views.load_card,
            permission="activities.view",
        )
    ]


@hookimpl
def timeline_sources() -> list[TimelineSource]:
    return [TimelineSource(name="activities", label=N_("Activities"), load=load_entries)]


@hookimpl
def glance_sources() -> list[GlanceSource]:
    return [
        GlanceSource(about="customer", load=about_customer),
        GlanceSource(about="opportunity", load=about_opportunity),
    ]


@hookimpl
def opportunity_chips() -> list[OpportunityChips]:
    return [OpportunityChips(load=load_chips)]


@hookimpl
def activity_kinds() -> list[ActivityKind]:
    return list(KINDS)


@hookimpl
def notification_kinds() -> list[NotificationKind]:
    return [
        NotificationKind(
            code=REMINDER,
            label=N_("Reminders"),
            icon="clock",
            words=reminder_words,
            endpoint="activities.show",
            argument="activity_id",
            weight=10,
        ),
    ]


@hookimpl
def jobs() -> list[JobKind]:
    return [
        JobKind(
            name="activities.remind",
            label=N_("Remind people of what they have planned"),
            run=remind,
            schedule=Schedule("* * * * *"),
        )
    ]


@hookimpl
def list_definitions() -> list[ListDefinition]:
    return outcome_lists()


@hookimpl
def permissions() -> list[Permission]:
    return [
        Permission(code="activities.view", label=N_("See activities"), default_roles=_ALL),
        Permission(
            code="activities.edit",
            label=N_("Plan, log and complete activities"),
            default_roles=_EDITORS,
        ),
        Permission(
            code="activities.assign",
            label=N_("Give activities to people outside one's own team"),
            default_roles=_LEADERS,
        ),
        Permission(
            code="activities.delete",
            label=N_("Delete and restore activities"),
            default_roles=_EDITORS,
        ),
    ]


@hookimpl
def search_sources() -> list[SearchSource]:
    return [
        SearchSource(
            kind="activity",
            label=N_("Activities"),
            icon="activities",
            endpoint="activities.show",
            argument="activity_id",
            permission="activities.view",
            model=Activity,
            entries=activity_entries,
            shown=shown_hits,
            change_words=saved_words,
            weight=40,
        )
    ]


@hookimpl
def subscriptions() -> list[Subscription]:
    return [
        before_commit(CustomerOwnerChanged, follow_owner),
        before_commit(CustomerLifecycleChanged, follow_lifecycle),
        before_commit(CustomersMerged, follow_merge),
        before_commit(CustomerDeleted, follow_deletion),
        before_commit(CustomerRestored, follow_restoration),
        before_commit(OpportunityOwnerChanged, follow_opportunity_owner),
    ]

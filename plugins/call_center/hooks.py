"""What the call centre adds to the server."""

from flask import Blueprint

from salesforce_lite.admin import BackOfficeView
from salesforce_lite.api import Resource
from salesforce_lite.customers import CustomersMerged
from salesforce_lite.imports import Importer
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import (
    CliCommand,
    Health,
    JobKind,
    MenuItem,
    Panel,
    Permission,
    SampleData,
    Schedule,
    Subscription,
    before_commit,
    hookimpl,
)

from . import (
    agent_api,
    agent_pages,
    api,
    campaign_api,
    campaign_pages,
    consent_api,
    consent_pages,
    desk_api,
    dialling_pages,
    door_pages,
    pages,
    recording_pages,
    report_api,
    report_pages,
    sample,
)
from .admin import CallCenterView
from .campaign_lists import FILL, fill_further
from .commands import exclusions
from .dispositions import ensure_dispositions
from .following import SETTLE
from .forms import CallCenterForm
from .health import how_it_fares
from .importing import CALLS
from .leaving import follow_merged
from .model import LOG, MANAGE, REPORT, VIEW
from .settling import FORGET, SWEEP, WRITE_DOWN, forget_old, settle, sweep, write_down_unlogged
from .tools import load_customer_calls, load_tools

# They add their pages to the blueprint of `pages`.
_FURTHER_PAGES = (
    *(agent_pages, campaign_pages, consent_pages, dialling_pages, recording_pages),
    report_pages,
)
_DESK = ("admin", "manager", "rep", "inside_rep")
_LEADERS = ("admin", "manager")


@hookimpl
def permissions() -> list[Permission]:
    return [
        Permission(code=VIEW, label=N_("See calls"), default_roles=(*_DESK, "viewer")),
        Permission(code=LOG, label=N_("Log calls and work through lists"), default_roles=_DESK),
        Permission(code=REPORT, label=N_("See the reports on calls"), default_roles=_LEADERS),
        Permission(
            code=MANAGE,
            label=N_("Keep dispositions, campaigns and lines"),
            default_roles=_LEADERS,
        ),
    ]


@hookimpl
def blueprints() -> list[Blueprint]:
    return [pages.blueprint, door_pages.blueprint]


@hookimpl
def admin_views() -> list[type[BackOfficeView]]:
    return [CallCenterView]


@hookimpl
def api_resources() -> list[Resource]:
    return [
        *(api.calls, consent_api.consents, campaign_api.campaigns, agent_api.agents),
        *(desk_api.dispositions, desk_api.exclusions, report_api.reports),
    ]


@hookimpl
def menu_items() -> list[MenuItem]:
    return [
        MenuItem(
            id="call_center",
            title=N_("Calls"),
            endpoint="call_center.index",
            icon="headset",
            permission=VIEW,
            weight=60,
        ),
        MenuItem(
            id="call_center.campaigns",
            title=N_("Campaigns"),
            endpoint="call_center.campaigns",
            icon="target",
            permission=LOG,
            place="command",
        ),
        MenuItem(
            id="call_center.reports",
            title=N_("Reports on calls"),
            endpoint="call_center.reports",
            icon="reports",
            permission=REPORT,
            place="command",
        ),
        MenuItem(
            id="call_center.log",
            title=N_("Log call"),
            endpoint="call_center.log",
            icon="call",
            permission=LOG,
            place="command",
            panel=True,
        ),
    ]


@hookimpl
def panels() -> list[Panel]:
    return [
        Panel(slot="frame.tools", template="call_center/_tools.html", load=load_tools),
        Panel(
            slot="customer.side",
            template="call_center/_customer.html",
            load=load_customer_calls,
            permission=VIEW,
            weight=40,
        ),
    ]


@hookimpl
def settings_form() -> list[type[CallCenterForm]]:
    return [CallCenterForm]


@hookimpl
def subscriptions() -> list[Subscription]:
    return [before_commit(CustomersMerged, follow_merged)]


@hookimpl
def importers() -> list[Importer]:
    return [CALLS]


@hookimpl
def cli_commands() -> list[CliCommand]:
    return [CliCommand(command=exclusions)]


@hookimpl
def health(uow: UnitOfWork) -> Health | None:
    return how_it_fares(uow)


@hookimpl
def sample_data() -> list[SampleData]:
    return [SampleData(play=sample.play, forget=sample.forget)]


@hookimpl
def jobs() -> list[JobKind]:
    return [
        JobKind(name=SETTLE, label=N_("Tell that a call has ended"), run=settle),
        JobKind(name=FILL, label=N_("Put customers on the list of a campaign"), run=fill_further),
        JobKind(
            name=SWEEP,
            label=N_("Close calls whose end nobody told"),
            run=sweep,
            schedule=Schedule("*/15 * * * *"),
        ),
        JobKind(
            name=WRITE_DOWN,
            label=N_("Write down calls that nobody logged"),
            run=write_down_unlogged,
            schedule=Schedule("*/10 * * * *"),
        ),
        JobKind(
            name=FORGET,
            label=N_("Forget old recordings and what exchanges sent"),
            run=forget_old,
            schedule=Schedule("40 3 * * *"),
        ),
    ]


@hookimpl
def on_enable(uow: UnitOfWork) -> None:
    ensure_dispositions(uow)

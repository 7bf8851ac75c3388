"""What loyalty adds: points for what is bought and done, the pages about them, and their jobs."""

from flask import Blueprint

from salesforce_lite.activities import (
    ActivityCompleted,
    ActivityDeleted,
    ActivityLogged,
    ActivityReopened,
    ActivityRestored,
)
from salesforce_lite.admin import BackOfficeView
from salesforce_lite.api import Resource
from salesforce_lite.customers import CustomerDeleted, CustomerRestored, CustomersMerged
from salesforce_lite.imports import Importer
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.job_rows import Urgency
from salesforce_lite.plugin import (
    ApiInclude,
    CliCommand,
    GlanceSource,
    JobKind,
    LinkPage,
    ListColumn,
    MenuItem,
    Panel,
    Permission,
    SampleData,
    Schedule,
    Subscription,
    TimelineSource,
    before_commit,
    hookimpl,
)
from salesforce_lite.purchases import PurchaseMade, PurchaseReturned

from . import sample
from .admin import AdjustmentsView, LoyaltyView
from .api import RESOURCES
from .api_shapes import MemberView, members_along
from .card_words import SOURCE, load_card, load_movements, points_column
from .commands import catch_up, verify
from .correction_files import ADJUSTMENTS, RETURNS
from .due import BIRTHDAYS, DUE, congratulate, work_off_due
from .glance import about_customer
from .joining import reward_referrals
from .leaving import close_accounts, reopen_accounts
from .mail_words import MAILS, mail_statements
from .members_pages import blueprint
from .merging import follow_merge
from .model import ACCRUE, ADJUST, APPROVE, ENROL, MANAGE, REDEEM, REPORT, VIEW
from .point_files import ACCRUALS, MEMBERS
from .purchases import follow_purchases, follow_returns
from .referral_jobs import REWARD_REFERRALS
from .statement import STATEMENT, load_statement
from .visits import follow_restored, follow_undone, follow_visits

_ALL = ("admin", "manager", "rep", "inside_rep")


@hookimpl
def permissions() -> list[Permission]:
    return [
        Permission(
            code=VIEW,
            label=N_("See members, their points and tiers"),
            default_roles=(*_ALL, "viewer"),
        ),
        Permission(code=ENROL, label=N_("Make customers members"), default_roles=_ALL),
        Permission(
            code=REDEEM,
            label=N_("Redeem points, and cancel redemptions"),
            default_roles=_ALL,
        ),
        Permission(
            code=ACCRUE,
            label=N_("Post points for purchases of other systems"),
            default_roles=("admin",),
        ),
        Permission(
            code=ADJUST,
            label=N_("Give and take points by hand"),
            default_roles=("admin", "manager"),
        ),
        Permission(
            code=APPROVE,
            label=N_("Decide about large adjustments of others"),
            default_roles=("admin", "manager"),
        ),
        Permission(
            code=MANAGE,
            label=N_("Make programs of points, their rules and rewards"),
            default_roles=("admin",),
        ),
        Permission(
            code=REPORT,
            label=N_("See what points are worth in all"),
            default_roles=("admin", "manager"),
        ),
    ]


@hookimpl
def admin_views() -> list[type[BackOfficeView]]:
    return [LoyaltyView, AdjustmentsView]


@hookimpl
def link_pages() -> list[LinkPage]:
    return [LinkPage(kind=STATEMENT, template="loyalty/statement.html", load=load_statement)]


@hookimpl
def api_includes() -> list[ApiInclude]:
    return [
        ApiInclude(
            about="customer",
            name="loyalty",
            resource="loyalty.members",
            permission=VIEW,
            shape=MemberView,
            load=members_along,
        )
    ]


@hookimpl
def importers() -> list[Importer]:
    return [MEMBERS, ACCRUALS, RETURNS, ADJUSTMENTS]


@hookimpl
def cli_commands() -> list[CliCommand]:
    return [CliCommand(command=verify), CliCommand(command=catch_up)]


@hookimpl
def sample_data() -> list[SampleData]:
    return [SampleData(play=sample.play, forget=sample.forget)]


@hookimpl
def api_resources() -> list[Resource]:
    return RESOURCES


@hookimpl
def blueprints() -> list[Blueprint]:
    return [blueprint]


@hookimpl
def menu_items() -> list[MenuItem]:
    return [
        MenuItem(
            id="loyalty",
            title=N_("Members"),
            endpoint="loyalty.index",
            icon="star",
            permission=VIEW,
            weight=120,
            words=N_("points rewards loyalty"),
        )
    ]


@hookimpl
def panels() -> list[Panel]:
    return [
        Panel(
            slot="customer.side",
            template="loyalty/_card.html",
            load=load_card,
            permission=VIEW,
            weight=30,
        )
    ]


@hookimpl
def glance_sources() -> list[GlanceSource]:
    return [GlanceSource(about="customer", load=about_customer)]


@hookimpl
def timeline_sources() -> list[TimelineSource]:
    return [TimelineSource(name=SOURCE, label=N_("Points"), load=load_movements)]


@hookimpl
def list_columns() -> list[ListColumn]:
    return [points_column()]


@hookimpl
def subscriptions() -> list[Subscription]:
    return [
        before_commit(PurchaseMade, follow_purchases, is_together=True),
        before_commit(PurchaseReturned, follow_returns, is_together=True),
        before_commit(ActivityLogged, follow_visits, is_together=True),
        before_commit(ActivityCompleted, follow_visits, is_together=True),
        before_commit(ActivityReopened, follow_undone, is_together=True),
        before_commit(ActivityDeleted, follow_undone, is_together=True),
        before_commit(ActivityRestored, follow_restored, is_together=True),
        before_commit(CustomersMerged, follow_merge),
        before_commit(CustomerDeleted, close_accounts),
        before_commit(CustomerRestored, reopen_accounts),
    ]


@hookimpl
def jobs() -> list[JobKind]:
    return [
        JobKind(
            name=DUE,
            label=N_("Release and expire points, look at tiers"),
            run=work_off_due,
            schedule=Schedule("10 * * * *", urgency=Urgency.BULK),
        ),
        JobKind(
            name=BIRTHDAYS,
            label=N_("Points for birthdays"),
            run=congratulate,
            schedule=Schedule("30 5 * * *"),
        ),
        JobKind(
            name=MAILS,
            label=N_("Statements of points by mail"),
            run=mail_statements,
            schedule=Schedule("0 7 1 * *"),
        ),
        JobKind(
            name=REWARD_REFERRALS,
            label=N_("Points for who brought a member"),
            run=reward_referrals,
        ),
    ]

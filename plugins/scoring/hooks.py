"""What scoring adds: scores of customers, their reasons on pages, and the jobs that keep them."""

from salesforce_lite.activities import ActivityMoved
from salesforce_lite.admin import BackOfficeView
from salesforce_lite.api import Resource
from salesforce_lite.customers import CustomerDeleted, CustomersMerged
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.job_rows import Urgency
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import OpportunityMoved
from salesforce_lite.plugin import (
    ApiInclude,
    GlanceSource,
    Health,
    JobKind,
    ListColumn,
    Panel,
    Permission,
    Schedule,
    Subscription,
    after_commit,
    before_commit,
    hookimpl,
)

from . import api
from .admin import ScoringView
from .chance.hooks import (
    CHANCE_COLUMNS,
    CHANCE_JOBS,
    CHANCE_PANELS,
    CHANCE_PERMISSIONS,
    CHANCE_VIEWS,
    begin_chances,
)
from .column_words import score_column
from .events import ScoringThresholdReached
from .glance import about_customer
from .health import how_it_fares
from .leaving import forget_deleted, forget_merged
from .model import MANAGE
from .moving import score_former
from .panels import load_customer_panel, load_opportunity_panel
from .recompute import FOLLOW, RECOMPUTE, follow, recompute
from .switching import begin
from .thresholds import plan_task


@hookimpl
def permissions() -> list[Permission]:
    return [
        Permission(
            code=MANAGE,
            label=N_("Make the rules by which customers are scored"),
            default_roles=("admin",),
        ),
        *CHANCE_PERMISSIONS,
    ]


@hookimpl
def admin_views() -> list[type[BackOfficeView]]:
    return [ScoringView, *CHANCE_VIEWS]


@hookimpl
def panels() -> list[Panel]:
    return [
        Panel(
            slot="customer.side",
            template="scoring/_customer.html",
            load=load_customer_panel,
            permission="customers.view",
            weight=20,
        ),
        Panel(
            slot="opportunity.side",
            template="scoring/_opportunity.html",
            load=load_opportunity_panel,
            permission="customers.view",
            weight=60,
        ),
        *CHANCE_PANELS,
    ]


@hookimpl
def list_columns() -> list[ListColumn]:
    return [score_column(), *CHANCE_COLUMNS]


@hookimpl
def api_resources() -> list[Resource]:
    return [api.resource]


@hookimpl
def api_includes() -> list[ApiInclude]:
    return [api.scores_along()]


@hookimpl
def glance_sources() -> list[GlanceSource]:
    return [GlanceSource(about="customer", load=about_customer)]


@hookimpl
def subscriptions() -> list[Subscription]:
    return [
        before_commit(CustomerDeleted, forget_deleted),
        before_commit(CustomersMerged, forget_merged),
        after_commit(ScoringThresholdReached, plan_task),
        after_commit(ActivityMoved, score_former, name="activity_moved"),
        after_commit(OpportunityMoved, score_former, name="sale_moved"),
    ]


@hookimpl
def jobs() -> list[JobKind]:
    return [
        JobKind(
            name=RECOMPUTE,
            label=N_("Score all customers"),
            run=recompute,
            schedule=Schedule("15 2 * * *", urgency=Urgency.BULK),
        ),
        JobKind(
            name=FOLLOW,
            label=N_("Score customers of whom something changed"),
            run=follow,
            schedule=Schedule("* * * * *"),
        ),
        *CHANCE_JOBS,
    ]


@hookimpl
def on_enable(uow: UnitOfWork) -> None:
    begin(uow)
    begin_chances(uow)


@hookimpl
def health(uow: UnitOfWork) -> Health | None:
    return how_it_fares(uow)

"""What the chances of winning add to the plugin: a panel, a job, a page of the back office."""

from salesforce_lite.admin import BackOfficeView
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.job_rows import Urgency
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import JobKind, ListColumn, Panel, Permission, Schedule

from .admin import ChancesView
from .learning import TRAIN, ask_for_training, train
from .page import load_chance, load_chances
from .service import READ, was_trained

CHANCE_PANELS = [
    Panel(
        slot="opportunity.side",
        template="scoring/_chance.html",
        load=load_chance,
        permission="opportunities.view",
        weight=20,
    )
]
CHANCE_COLUMNS = [
    ListColumn(
        about="opportunity",
        name="scoring_chance",
        title=N_("Chance"),
        load=load_chances,
        permission="opportunities.view",
    )
]
CHANCE_PERMISSIONS = [
    Permission(
        code=READ,
        label=N_("See how well the chances of winning foretell"),
        default_roles=("admin", "manager"),
    )
]
CHANCE_JOBS = [
    JobKind(
        name=TRAIN,
        label=N_("Learn the chances of winning from the sales that have ended"),
        run=train,
        schedule=Schedule("40 2 * * *", urgency=Urgency.BULK),
    )
]
CHANCE_VIEWS: list[type[BackOfficeView]] = [ChancesView]


def begin_chances(uow: UnitOfWork) -> None:
    """When the plugin is switched on the first time, so that chances are there within minutes."""
    if not was_trained(uow):
        ask_for_training(uow)

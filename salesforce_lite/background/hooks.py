"""How background work plugs in: who may look after jobs, and what is tidied up."""

from salesforce_lite.background.service import MANAGE
from salesforce_lite.background.tidying import forget_schedules, tidy_jobs
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.job_rows import Urgency
from salesforce_lite.plugin import (
    JobKind,
    Permission,
    PluginPurged,
    PluginUninstalled,
    Schedule,
    Subscription,
    before_commit,
    hookimpl,
)


@hookimpl
def permissions() -> list[Permission]:
    return [
        Permission(
            code=MANAGE,
            label=N_("See jobs, try them again and cancel them"),
            default_roles=("admin",),
        )
    ]


@hookimpl
def subscriptions() -> list[Subscription]:
    return [
        before_commit(PluginUninstalled, forget_schedules),
        before_commit(PluginPurged, forget_schedules),
    ]


@hookimpl
def jobs() -> list[JobKind]:
    return [
        JobKind(
            name="background.tidy",
            label=N_("Forget jobs that ended 30 days ago"),
            run=tidy_jobs,
            schedule=Schedule("30 3 * * *", urgency=Urgency.BULK),
        )
    ]

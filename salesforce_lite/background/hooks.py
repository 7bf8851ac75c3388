"""How background work plugs in: who may look after jobs, and the nightly tidying."""

from salesforce_lite.background.service import MANAGE
from salesforce_lite.background.tidying import tidy_jobs
from salesforce_lite.kernel.errors import N_
from salesforce_lite.plugin import JobKind, Permission, Schedule, hookimpl


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
def jobs() -> list[JobKind]:
    return [
        JobKind(
            name="background.tidy",
            label=N_("Forget jobs that ended 30 days ago"),
            run=tidy_jobs,
            schedule=Schedule("30 3 * * *"),
        )
    ]

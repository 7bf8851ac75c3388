"""A plugin that is purged: nothing of it is left."""

from sqlalchemy import select

from salesforce_lite.access import Role
from salesforce_lite.testing.checks.running import look_at_pages, run_jobs
from salesforce_lite.testing.checks.switching import more_rows, work_a_day
from salesforce_lite.testing.faults import Fault
from salesforce_lite.testing.trial import Trial


def check_purging(trial: Trial) -> None:
    """Purged, it leaves no table, no row, no permission and no job behind."""
    _ = trial.plugin
    work_a_day(trial)
    tables, rows = trial.tables(), trial.rows()
    trial.enable_to_look()
    look_at_pages(trial, ["/today"])
    run_jobs(trial)
    trial.disable()
    trial.purge()
    left = trial.tables() - tables
    if left:
        raise Fault(
            f"Purged, it leaves the tables {', '.join(sorted(left))}; call them {trial.id}_…."
        )
    for fault in more_rows(rows, trial.rows()):
        raise Fault(f"Purged, it leaves {fault}; remove them in `on_purge`.")
    with trial.reading() as uow:
        kept = {code for role in uow.session.scalars(select(Role)) for code in role.permissions}
    if any(code.startswith(f"{trial.id}.") for code in kept):
        raise Fault("Purged, it leaves permissions in the roles.")

"""Forgets what nobody looks for any more."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from salesforce_lite.background.model import ScheduledJob
from salesforce_lite.kernel.ids import smallest_id_of
from salesforce_lite.kernel.job_rows import Job, JobState
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import GoOn, PluginPurged, PluginUninstalled

KEPT = timedelta(days=30)
# Small enough that a writer on SQLite waits less than 200 ms.
_BATCH = 500


def forget_schedules(uow: UnitOfWork, fact: PluginUninstalled | PluginPurged) -> None:
    """When it comes again, it begins anew; nothing was missed meanwhile."""
    is_its_own = ScheduledJob.name.startswith(f"{fact.plugin_id}.", autoescape=True)
    uow.session.execute(delete(ScheduledJob).where(is_its_own))


def tidy_jobs(uow: UnitOfWork, _payload: Mapping[str, Any]) -> GoOn | None:
    """Jobs that were done or cancelled 30 days ago; dead ones wait for somebody."""
    long_ago = uow.now - KEPT
    ended = (
        select(Job.id)
        .where(
            Job.state.in_((JobState.DONE, JobState.CANCELLED)),
            # An index leads to these; few of them have ended later.
            Job.id < smallest_id_of(long_ago),
            Job.ended_at < long_ago,
        )
        .limit(_BATCH)
    )
    ids = list(uow.session.scalars(ended))
    uow.session.execute(delete(Job).where(Job.id.in_(ids)))
    return GoOn({}) if len(ids) == _BATCH else None

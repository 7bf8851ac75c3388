"""What people do about jobs: look at them, try a dead one again, take one back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from salesforce_lite.background.errors import NoSuchJobError
from salesforce_lite.background.events import JobCancelled, JobRetried
from salesforce_lite.background.kinds import runnables
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.job_rows import Job, JobState
from salesforce_lite.kernel.jobs import cancel_job, retry_job
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import Contributions

MANAGE = "jobs.manage"


def list_jobs(
    uow: UnitOfWork, *, state: JobState | None = None, before: UUID | None = None, most: int = 50
) -> Sequence[Job]:
    """The newest jobs, deliveries of events among them; `before` is the last id of a page."""
    uow.actor.require(MANAGE)
    query = select(Job).order_by(Job.id.desc()).limit(most)
    if state is not None:
        query = query.where(Job.state == state)
    if before is not None:
        query = query.where(Job.id < before)
    return uow.session.scalars(query).all()


@dataclass(frozen=True, slots=True)
class Overview:
    """How background work stands: dead jobs, and since when the oldest that is due waits."""

    dead: int
    waits_since: datetime | None


def overview(uow: UnitOfWork, contributions: Contributions) -> Overview:
    """What belongs to a plugin that is off may wait."""
    uow.actor.require(MANAGE)
    dead = select(func.count()).select_from(Job).where(Job.state == JobState.DEAD)
    waits_since = select(func.min(Job.run_after)).where(
        Job.state == JobState.QUEUED, Job.kind.in_(runnables(contributions))
    )
    return Overview(uow.session.scalar(dead) or 0, uow.session.scalar(waits_since))


def retry(uow: UnitOfWork, job_id: UUID) -> None:
    """Give a dead job all its attempts again. Raises NoSuchJobError."""
    uow.actor.require(MANAGE)
    job = _job(uow, job_id)
    try:
        retry_job(uow, job_id)
    except NotFoundError:
        raise NoSuchJobError from None
    uow.record(JobRetried(job_id=job_id, kind=job.kind))


def cancel(uow: UnitOfWork, job_id: UUID) -> None:
    """Take back a job that waits or runs; what it has saved stays. Raises NoSuchJobError."""
    uow.actor.require(MANAGE)
    job = _job(uow, job_id)
    try:
        cancel_job(uow, job_id)
    except NotFoundError:
        raise NoSuchJobError from None
    uow.record(JobCancelled(job_id=job_id, kind=job.kind))


def _job(uow: UnitOfWork, job_id: UUID) -> Job:
    job = uow.session.get(Job, job_id)
    if job is None:
        raise NoSuchJobError
    return job

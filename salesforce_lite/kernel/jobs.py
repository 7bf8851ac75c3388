"""Jobs: work for later, written in the transaction that wants it and done at least once.

The table is the truth. A worker claims a job with a lease and a token that counts up; whoever comes
back late, after the lease had been given to somebody else, holds an old token and is refused.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from salesforce_lite.kernel import clock
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.errors import N_, DomainError, NotFoundError
from salesforce_lite.kernel.events import as_json
from salesforce_lite.kernel.job_rows import LONGEST_ERROR, Job, JobState, Urgency
from salesforce_lite.kernel.uow import UnitOfWork, reading_unit, unit_of_work

LEASE = timedelta(minutes=2)
_FIRST_PAUSE = timedelta(seconds=10)
_LONGEST_PAUSE = timedelta(hours=6)

MakeSession = Callable[[], Session]


class LeaseLostError(DomainError):
    """The job was cancelled, or given to another worker because this one seemed dead."""

    code = "lease_lost"
    sentence = N_("This job does not belong to this worker any more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A job in the hands of one worker until the lease ends."""

    job_id: UUID
    token: int
    kind: str
    payload: dict[str, Any]
    attempt: int
    actor_id: UUID | None
    is_system: bool


def enqueue_job(
    uow: UnitOfWork,
    kind: str,
    payload: dict[str, Any],
    *,
    run_after: datetime | None = None,
    priority: int = Urgency.USUAL,
    max_attempts: int = 8,
    key: str | None = None,
) -> Job:
    """Leave work for later; it is there exactly if the unit commits, and runs as its actor.

    `priority` is an `Urgency`: work of many or long steps is BULK. A second job with the same
    `key` is a conflict.
    """
    job = Job(
        kind=kind,
        payload=as_json(payload),
        priority=priority,
        run_after=run_after or uow.now,
        max_attempts=max_attempts,
        actor_id=uow.actor.user_id,
        is_system=uow.actor.everything,
        key=key,
        created_at=uow.now,
    )
    uow.session.add(job)
    if job.run_after <= uow.now:
        uow.announce(job.id, priority)
    return job


def claim_job(
    make_session: MakeSession,
    kinds: Collection[str],
    *,
    lease: timedelta = LEASE,
    worker: str = "",
    takes_bulk: bool = True,
) -> Claim | None:
    """The most urgent job that is due; None when there is none for this worker.

    On PostgreSQL claimers pass over rows that others hold; on SQLite there is one writer anyway.
    """
    now = clock.now()
    due = (
        select(Job)
        .where(Job.state == JobState.QUEUED, Job.run_after <= now, Job.kind.in_(kinds))
        .order_by(Job.priority, Job.run_after, Job.id)
        .limit(1)
    )
    if not takes_bulk:
        due = due.where(Job.priority < Urgency.BULK)
    with reading_unit(make_session, system_actor("look"), surface="jobs") as look:
        # A worker with nothing to do must not take SQLite's write lock again and again.
        if look.session.scalar(due) is None:
            return None
    with _unit(make_session, "claim") as uow:
        job = uow.session.scalar(due.with_for_update(skip_locked=True))
        if job is None:
            return None
        job.state, job.token, job.attempts = JobState.RUNNING, job.token + 1, job.attempts + 1
        job.lease_until, job.worker = now + lease, worker
        job.started_at = job.started_at or now
        return Claim(
            job_id=job.id,
            token=job.token,
            kind=job.kind,
            payload=job.payload,
            attempt=job.attempts,
            actor_id=job.actor_id,
            is_system=job.is_system,
        )


def waits(make_session: MakeSession, job_id: UUID) -> bool:
    """Whether the job is there to be claimed; one that others hold or have done is not."""
    with reading_unit(make_session, system_actor("look"), surface="jobs") as look:
        query = select(Job.state).where(Job.id == job_id, Job.run_after <= look.now)
        return look.session.scalar(query) == JobState.QUEUED


def extend_lease(
    make_session: MakeSession,
    claim: Claim,
    *,
    progress: int | None = None,
    lease: timedelta = LEASE,
) -> None:
    """Say that the work goes on, and how far it is; LeaseLostError tells the worker to stop."""
    with _unit(make_session, "lease") as uow:
        values: dict[str, Any] = {"lease_until": clock.now() + lease}
        if progress is not None:
            values["progress"] = max(0, min(progress, 100))
        _change_held(uow.session, claim, values)


def finish_job(uow: UnitOfWork, claim: Claim) -> None:
    """Note that the work is done, in the same transaction as its last effects.

    Raises LeaseLostError when somebody else holds the job now; the unit must then not commit.
    """
    _settle(uow, claim, {"state": JobState.DONE, "progress": 100, "error": "", **_released()})


def continue_job(
    uow: UnitOfWork, claim: Claim, payload: dict[str, Any], *, progress: int | None = None
) -> None:
    """Note what is left to do, in the same transaction as what was done; others get their turn.

    What was done counts: the next failure is the first one again.
    """
    values: dict[str, Any] = {"payload": payload, "attempts": 0, "run_after": clock.now()}
    if progress is not None:
        values["progress"] = max(0, min(progress, 100))
    again = {"state": JobState.QUEUED, "error": "", "lease_until": None}
    uow.announce(claim.job_id, _settle(uow, claim, values | again))


def release_job(make_session: MakeSession, claim: Claim) -> None:
    """Give it back as it was, because it is not to be done now; no attempt is counted."""
    with _unit(make_session, "release") as uow:
        values = {"state": JobState.QUEUED, "attempts": claim.attempt - 1, "lease_until": None}
        uow.announce(claim.job_id, _change_held(uow.session, claim, values))


def fail_job(make_session: MakeSession, claim: Claim, error: str) -> None:
    """Note that the work failed: it is tried again after a longer pause, or is dead."""
    with _unit(make_session, "failure") as uow:
        job = uow.session.get_one(Job, claim.job_id)
        _change_held(uow.session, claim, _after_failure(job, error))


def cancel_job(uow: UnitOfWork, job_id: UUID) -> None:
    """Take a job back; a worker that runs it is told when it next asks, and cannot finish it."""
    cancelled = uow.session.execute(
        update(Job)
        .where(Job.id == job_id, Job.state.in_((JobState.QUEUED, JobState.RUNNING)))
        .values(state=JobState.CANCELLED, **_released())
        .returning(Job.id)
    )
    if cancelled.first() is None:
        raise NotFoundError


def retry_job(uow: UnitOfWork, job_id: UUID) -> None:
    """Give a dead job all its attempts again."""
    revived = uow.session.execute(
        update(Job)
        .where(Job.id == job_id, Job.state == JobState.DEAD)
        .values(state=JobState.QUEUED, attempts=0, run_after=uow.now, ended_at=None)
        .returning(Job.priority)
    )
    priority = revived.scalar()
    if priority is None:
        raise NotFoundError
    uow.announce(job_id, priority)


def sweep_expired(make_session: MakeSession, *, limit: int = 100) -> int:
    """Take back what dead workers held; the lost attempt counts, so that a killer job ends too."""
    return _take_back(make_session, Job.lease_until < clock.now(), "lease expired", limit)


def take_back(make_session: MakeSession, worker: str, *, limit: int = 100) -> int:
    """The same for one worker that is known to be dead, without waiting for its leases."""
    return _take_back(make_session, Job.worker == worker, "the worker ended", limit)


def _take_back(
    make_session: MakeSession, is_lost: ColumnElement[bool], error: str, limit: int
) -> int:
    held = select(Job).where(Job.state == JobState.RUNNING, is_lost).limit(limit)
    with reading_unit(make_session, system_actor("look"), surface="jobs") as look:
        # As for claiming: no write lock where there is nothing to write.
        if look.session.scalar(held.limit(1)) is None:
            return 0
    with _unit(make_session, "sweep") as uow:
        jobs = list(uow.session.scalars(held.with_for_update(skip_locked=True)))
        for job in jobs:
            for name, value in _after_failure(job, error).items():
                setattr(job, name, value)
        return len(jobs)


def _unit(make_session: MakeSession, reason: str) -> Any:
    return unit_of_work(make_session, system_actor(reason), surface="jobs")


def _released() -> dict[str, Any]:
    return {"lease_until": None, "ended_at": clock.now()}


def _after_failure(job: Job, error: str) -> dict[str, Any]:
    """Queued with a pause that doubles each time, or dead after the last attempt."""
    kept = error[:LONGEST_ERROR]
    if job.attempts >= job.max_attempts:
        return {"state": JobState.DEAD, "error": kept, **_released()}
    pause = min(_FIRST_PAUSE * 2 ** min(job.attempts - 1, 20), _LONGEST_PAUSE)
    return {
        "state": JobState.QUEUED,
        "error": kept,
        "lease_until": None,
        "run_after": clock.now() + pause,
    }


def _settle(uow: UnitOfWork, claim: Claim, values: dict[str, Any]) -> int:
    """End what the claim was for; the row is held until the commit, and needs no fence any more."""
    try:
        priority = _change_held(uow.session, claim, values)
    except LeaseLostError:
        uow.leave_nothing()
        raise
    uow.session.info.pop("fence", None)
    return priority


def _change_held(session: Session, claim: Claim, values: dict[str, Any]) -> int:
    """Change the row if it is still the claim's; answers its priority."""
    changed = session.execute(
        update(Job)
        .where(Job.id == claim.job_id, Job.token == claim.token, Job.state == JobState.RUNNING)
        .values(**values)
        .returning(Job.priority)
    )
    priority = changed.scalar()
    if priority is None:
        raise LeaseLostError
    return priority

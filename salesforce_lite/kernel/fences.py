"""Fences: what works for a job commits only as long as the job is its own.

A worker that was held up – a machine that slept, a process that was stopped – comes back and knows
nothing of it, while another does its job. The token of its claim is looked at in the very
transaction that it wants to commit, so that there is no moment in between.
"""

from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesforce_lite.kernel.job_rows import Job, JobState
from salesforce_lite.kernel.jobs import Claim, LeaseLostError
from salesforce_lite.kernel.uow import UnitOfWork


def put_up_fence(session: Session, claim: Claim) -> None:
    """Let units of this session, and further ones from it, commit only for who holds the job."""
    session.info["fence"] = partial(_refuse_lost, claim)


def _refuse_lost(claim: Claim, uow: UnitOfWork) -> None:
    """Raises LeaseLostError. Until the commit nobody can take the job over.

    What somebody cancelled is no other worker's: what its steps have saved stays.
    """
    held = select(Job.id).where(
        Job.id == claim.job_id,
        Job.token == claim.token,
        Job.state.in_((JobState.RUNNING, JobState.CANCELLED)),
    )
    if uow.session.scalar(held.with_for_update()) is None:
        uow.leave_nothing()
        raise LeaseLostError

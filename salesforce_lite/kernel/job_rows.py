"""The table of jobs."""

from collections.abc import Mapping
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.db import Base, Identified
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.types import Document

LONGEST_KIND = 80
LONGEST_ERROR = 2000
_MOST_ATTEMPTS = 8


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"  # failed too often; people see it and may try again
    CANCELLED = "cancelled"


class Urgency(IntEnum):
    """The classes of priorities; what is more urgent goes first, between any two steps of others.

    A priority between two of them belongs to the more urgent one.
    """

    # Somebody waits for it: mail, and what follows from an event.
    INTERACTIVE = 50
    USUAL = 100
    # What takes many steps, or long ones: imports, recomputation.
    BULK = 200


def urgency_of(priority: int) -> Urgency:
    """The class that a priority belongs to."""
    if priority < Urgency.USUAL:
        return Urgency.INTERACTIVE
    return Urgency.USUAL if priority < Urgency.BULK else Urgency.BULK


class Job(Identified, Base, kw_only=True):
    """One piece of work for later. A job that failed and will be tried again is queued."""

    __tablename__ = "job"
    __table_args__ = (
        # Only what is still to be done: the table keeps a long history.
        Index(
            "ix_job_queued",
            "priority",
            "run_after",
            "id",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        Index(
            "ix_job_running",
            "lease_until",
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
        Index("ix_job_state_id", "state", "id"),
        Index("ix_job_key", "key", unique=True),
    )

    kind: Mapped[str] = mapped_column(String(LONGEST_KIND))
    payload: Mapped[dict[str, Any]] = mapped_column(Document)
    state: Mapped[str] = mapped_column(String(10), default=JobState.QUEUED)
    # Smaller numbers first.
    priority: Mapped[int] = mapped_column(Integer, default=Urgency.USUAL)
    run_after: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    max_attempts: Mapped[int] = mapped_column(Integer, default=_MOST_ATTEMPTS)
    # Counts up with every claim.
    token: Mapped[int] = mapped_column(Integer, default=0)
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    # Percent.
    progress: Mapped[int] = mapped_column(Integer, default=0)
    error: Mapped[str] = mapped_column(String(LONGEST_ERROR), default="")
    # On whose behalf it runs; with neither, it is somebody's who had not signed in.
    actor_id: Mapped[UUID | None] = mapped_column(default=None)
    is_system: Mapped[bool] = mapped_column(Boolean, default=False)
    # What must not be done twice, such as telling one event to one subscriber.
    key: Mapped[str | None] = mapped_column(String(200), default=None)
    # Who holds it, so that what a dead worker held is found without waiting for the lease.
    worker: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


def delivery_row(event: Mapping[str, Any], subscriber: str, *, is_system: bool) -> dict[str, Any]:
    """All columns of the job that tells a subscriber of the event, whose columns are given."""
    return {
        "id": new_id(),
        "kind": subscriber,
        "payload": {"event_id": str(event["id"])},
        "state": JobState.QUEUED,
        "priority": Urgency.INTERACTIVE,
        "run_after": event["occurred_at"],
        "attempts": 0,
        "max_attempts": _MOST_ATTEMPTS,
        "token": 0,
        "progress": 0,
        "error": "",
        "actor_id": event["actor_id"],
        "is_system": is_system,
        "key": f"{event['id']}/{subscriber}",
        "worker": "",
        "created_at": event["occurred_at"],
    }

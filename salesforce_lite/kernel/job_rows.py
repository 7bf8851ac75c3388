"""The table of jobs."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.db import Base, Identified
from salesforce_lite.kernel.types import Document

LONGEST_KIND = 80
LONGEST_ERROR = 2000


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"  # failed too often; people see it and may try again
    CANCELLED = "cancelled"


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
    priority: Mapped[int] = mapped_column(Integer, default=100)
    run_after: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    max_attempts: Mapped[int] = mapped_column(Integer, default=8)
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

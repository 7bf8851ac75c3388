"""When scheduled jobs come due, and which worker looks after that."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.db import Base


class ScheduledJob(Base):
    """A job that comes due again and again; `name` is its kind."""

    __tablename__ = "scheduled_job"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    # As they were when `next_at` was reckoned.
    cron: Mapped[str] = mapped_column(String(100))
    zone: Mapped[str] = mapped_column(String(60))
    next_at: Mapped[datetime]
    last_at: Mapped[datetime | None]


class Lead(Base):
    """Something that one worker at a time looks after, until its lease ends."""

    __tablename__ = "worker_lead"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    worker: Mapped[str] = mapped_column(String(80))
    until: Mapped[datetime]

"""The runs of imports: what was read, how far it came, and what became of it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.db import Base, Identified


class RunState(StrEnum):
    RUNNING = "running"
    FINISHED = "finished"
    # Interrupted or failed; running it again goes on without doubling anything.
    STOPPED = "stopped"


class ImportRun(Identified, Base, kw_only=True):
    """One import of one file. Each batch brings it up to date in its own transaction."""

    __tablename__ = "import_run"
    __table_args__ = (Index("ix_import_run_file", "file_hash", "entity"),)

    entity: Mapped[str] = mapped_column(String(40))
    system: Mapped[str] = mapped_column(String(40))
    file_name: Mapped[str] = mapped_column(String(200))
    file_hash: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10), default=RunState.RUNNING)
    # The last row, as a spreadsheet counts, that is taken or rejected for good.
    last_row: Mapped[int] = mapped_column(BigInteger, default=0)
    created: Mapped[int] = mapped_column(Integer, default=0)
    updated: Mapped[int] = mapped_column(Integer, default=0)
    skipped: Mapped[int] = mapped_column(Integer, default=0)
    rejected: Mapped[int] = mapped_column(Integer, default=0)
    actor_id: Mapped[UUID | None] = mapped_column(default=None)
    actor_name: Mapped[str] = mapped_column(String(200), default="")
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(default=None)

"""The runs of imports, and the files that people handed in for them with the browser."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from salesforce_lite.kernel.db import Base, Identified
from salesforce_lite.kernel.types import Document


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
    # What was told at the end: remarks, sums of the file and of the database; see `reports`.
    report: Mapped[dict[str, Any] | None] = mapped_column(Document, default=None)


class UploadState(StrEnum):
    # Its columns can be said.
    READY = "ready"
    TRYING = "trying"
    RUNNING = "running"
    FINISHED = "finished"


class ImportUpload(Identified, Base, kw_only=True):
    """A file that somebody handed in with the browser, until it is brought in or taken away.

    The file itself lies in the instance. Its run, where there is one, says what became of it.
    """

    __tablename__ = "import_upload"

    file_name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(BigInteger)
    entity: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10), default=UploadState.READY)
    # How it is opened: sheet, encoding, delimiter, where they were said.
    reading: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    # What the file says of itself: columns, examples, sheets, encoding, delimiter.
    head: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    # Column → field, empty for none; columns that are not among them are recognised.
    columns: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    options: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    # What the newest trial found; empty since something was said otherwise.
    trial: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    # Why the newest trial or import broke off: code, sentence and params.
    problem: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    # Percent.
    progress: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    by_name: Mapped[str] = mapped_column(String(200))
    # When something was said of it, or done with it.
    changed_at: Mapped[datetime]
    # Counts up with every change; what a page has read is compared with it.
    version: Mapped[int] = mapped_column(default=None, init=False)
    # No foreign key: jobs that were done are forgotten before.
    job_id: Mapped[UUID | None] = mapped_column(default=None)
    run_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("import_run.id", ondelete="SET NULL"), default=None
    )
    run: Mapped[ImportRun | None] = relationship(default=None, init=False)

    __mapper_args__ = {"version_id_col": version}

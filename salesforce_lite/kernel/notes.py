"""Notes: facts that are kept even when the request that caused them was refused."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.db import Base, Identified
from salesforce_lite.kernel.types import Document


class Note(Identified, Base, kw_only=True):
    """One such fact: a failed sign-in, a denied request. `subject` is what is counted by."""

    __tablename__ = "note"
    __table_args__ = (Index("ix_note_kind_subject_at", "kind", "subject", "at"),)

    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None] = mapped_column(default=None)
    details: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)

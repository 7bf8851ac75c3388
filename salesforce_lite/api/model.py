"""Answers that are kept, so that a request which is sent twice is done once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.db import Base
from salesforce_lite.kernel.types import Document


class IdempotentAnswer(Base):
    """What was answered to the request with a key; written in the transaction of its effect."""

    __tablename__ = "idempotent_answer"
    __table_args__ = (Index("ix_idempotent_answer_at", "at"),)

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    # Of method, address and body.
    request_hash: Mapped[str] = mapped_column(String(64))
    # Zero until the answer is known; nobody else sees that.
    status: Mapped[int]
    headers: Mapped[dict[str, Any]] = mapped_column(Document)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]

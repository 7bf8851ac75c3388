"""The outbox: every mail that was asked for, and when it was handed in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.db import Base, Identified

LONGEST_SUBJECT = 200


class Mail(Identified, Base, kw_only=True):
    """One mail to one address. What becomes of it until it is sent, its job says."""

    __tablename__ = "mail"

    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    # No foreign key: jobs that were done are forgotten before their mail is.
    job_id: Mapped[UUID]
    sent_at: Mapped[datetime | None] = mapped_column(default=None)

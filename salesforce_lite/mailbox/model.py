"""Private addresses to which people copy or forward mail, and the mail that came there."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.db import Base, Historic, Identified, Versioned
from salesforce_lite.kernel.types import Document


class MailboxAddress(Identified, Versioned, Historic, Base, kw_only=True):
    """One per person. Its id, with its signature, is the random part of the address: another id
    makes another address, and nobody reads one out of the database."""

    __tablename__ = "mailbox_address"
    history_name: ClassVar[str] = "mailbox_address"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), unique=True)


class MailState(StrEnum):
    """WAITING for its job; UNFILED until its owner says whose it is; DONE: filed or left out."""

    WAITING = "waiting"
    UNFILED = "unfiled"
    DONE = "done"


class ReceivedMail(Identified, Base, kw_only=True):
    """One mail for one person. What it says is kept until it is filed, for thirty days at most;
    that it came is known longer, so that it is never filed twice."""

    __tablename__ = "received_mail"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        Index("ix_received_mail_state", "user_id", "state", "id"),
        Index("ix_received_mail_received", "user_id", "received_at"),
        Index("ix_received_mail_seen", "seen_at"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    # What tells it from others: a digest of its Message-ID.
    key: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(20), default=MailState.WAITING)
    # A `Letter`; empty as soon as nobody needs it any more.
    letter: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    received_at: Mapped[datetime]
    # When it came last: what stays in the mailbox comes again and again.
    seen_at: Mapped[datetime]

    def be_done(self) -> None:
        """Nobody needs to know what it said any more."""
        self.state, self.letter = MailState.DONE, {}

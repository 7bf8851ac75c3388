"""What people are told, and how each of them wants to be told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.company import DAYS, WorkingHours
from salesforce_lite.kernel.db import Base, Historic, Identified, Versioned
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.types import Document, TextList

LONGEST_KEY = 160
NO_REMINDER = -1


class Notification(Identified, Base, kw_only=True):
    """One thing that one person is told. It holds no words: they are made when it is read."""

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        Index("ix_notification_user", "user_id", "id"),
        # What nobody has read, and what no mail has told yet, are a small part of all there is.
        Index(
            "ix_notification_unread",
            "user_id",
            "id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
        Index(
            "ix_notification_waiting",
            "user_id",
            "id",
            sqlite_where=text("waits_since IS NOT NULL"),
            postgresql_where=text("waits_since IS NOT NULL"),
        ),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    # A code of the hook `notification_kinds`.
    kind: Mapped[str] = mapped_column(String(60))
    # What the person is told once and no more, in the words of whoever tells it.
    key: Mapped[str] = mapped_column(String(LONGEST_KEY))
    about: Mapped[UUID | None] = mapped_column(default=None)
    params: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None] = mapped_column(default=None)
    # Until the person works, and a mail is written or nothing is to be.
    waits_since: Mapped[datetime | None] = mapped_column(default=None)


class NotificationChoice(Identified, Versioned, Historic, Base, kw_only=True):
    """How one person wants to be told; who has none follows what is usual."""

    __tablename__ = "notification_choice"
    history_name: ClassVar[str] = "notification_choice"
    history_label: ClassVar[str] = N_("Choice of notifications")
    history_fields: ClassVar[Mapping[str, str]] = {
        "mails": N_("By mail"),
        "pushes": N_("On devices"),
        "has_own_hours": N_("Hours of their own"),
        "remind_appointments": N_("Reminder of appointments"),
        "remind_others": N_("Reminder of what has an hour"),
        "remind_days": N_("Reminder of what has only a day"),
    }

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), unique=True)
    # Kind → whether it comes by mail, for the kinds of which the person has said so.
    mails: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    # The same for the browsers that are told.
    pushes: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    # Else those of the company.
    has_own_hours: Mapped[bool] = mapped_column(default=False)
    work_days: Mapped[tuple[str, ...]] = mapped_column(TextList, default=DAYS[:5])
    work_from: Mapped[str] = mapped_column(String(5), default="08:00")
    work_until: Mapped[str] = mapped_column(String(5), default="19:00")
    # Minutes before what is planned begins, or `NO_REMINDER`: for visits and meetings, for what
    # else has an hour, and for what has only a day.
    remind_appointments: Mapped[int] = mapped_column(Integer, default=30)
    remind_others: Mapped[int] = mapped_column(Integer, default=10)
    remind_days: Mapped[int] = mapped_column(Integer, default=NO_REMINDER)

    @property
    def hours(self) -> WorkingHours | None:
        """The person's own; None where those of the company count."""
        if not self.has_own_hours:
            return None
        return WorkingHours(self.work_days, self.work_from, self.work_until)


class PushSubscription(Identified, Base, kw_only=True):
    """A browser in which somebody wants to be told, as it gave its address and its keys."""

    __tablename__ = "push_subscription"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    # Of the push service of its maker; whoever knows it still cannot write there without our key.
    address: Mapped[str] = mapped_column(String(1000), unique=True)
    p256dh: Mapped[str] = mapped_column(String(120))
    auth: Mapped[str] = mapped_column(String(40))
    # As it calls itself.
    browser: Mapped[str] = mapped_column(String(200))
    # Which one it is, for whoever signs out there; empty where that was not known.
    device: Mapped[str] = mapped_column(String(32), default="")
    created_at: Mapped[datetime]

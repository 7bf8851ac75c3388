"""Webhooks: where events are sent, each delivery, and how far events were looked through."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.db import (
    DERIVED,
    Base,
    Deletable,
    Historic,
    Identified,
    Scoped,
    Versioned,
)
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.types import Document, TextList
from salesforce_lite.outbound import LONGEST_ADDRESS

MANAGE = "webhooks.manage"
LONGEST_NAME = 120
LONGEST_TYPE = 80
LONGEST_ANSWER = 500


# How long a delivery is tried; the event itself stays where programs read events.
TRIED_FOR = timedelta(hours=72)
# How long deliveries are shown.
KEPT_SENT = timedelta(days=7)
KEPT_DEAD = timedelta(days=30)


class OffReason(StrEnum):
    """Why a webhook is off."""

    PERSON = "person"  # somebody switched it off
    GONE = "gone"  # the receiver said that there is nothing any more (410)
    OWNER = "owner"  # its owner may not sign in any more, or not have webhooks


class Webhook(Identified, Versioned, Deletable, Scoped, Historic, Base, kw_only=True):
    """Sends events to one address, as far as its owner may see them."""

    __tablename__ = "webhook"
    __table_args__ = (Index("ix_webhook_owner", "owner_id"),)
    history_name: ClassVar[str] = "webhook"
    history_label: ClassVar[str] = N_("Webhook")
    history_fields: ClassVar[Mapping[str, str]] = {
        "url": N_("Address"),
        "types": N_("Kinds of events"),
        "team_id": N_("Team"),
        "portfolio_id": N_("Portfolio"),
        "fields": N_("Conditions"),
        "is_on": N_("Switched on"),
        "off_reason": N_("Why it is off"),
        "secret_changed_at": N_("Secret changed"),
    }
    # Addresses of receivers often hold a secret of theirs.
    history_permission: ClassVar[str] = MANAGE

    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    url: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    # Names of events; none means all of them.
    types: Mapped[tuple[str, ...]] = mapped_column(TextList, default=())
    # Only what belongs to people of this team, and to customers of this portfolio.
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"), default=None)
    portfolio_id: Mapped[UUID | None] = mapped_column(ForeignKey("portfolio.id"), default=None)
    # Field of the event → what it must be.
    fields: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    is_on: Mapped[bool] = mapped_column(Boolean, default=True)
    off_reason: Mapped[str] = mapped_column(String(10), default="")
    secret_changed_at: Mapped[datetime]

    # Sealed; the former one signs too until that moment.
    secret: Mapped[str] = mapped_column(String(500), repr=False, info=DERIVED)
    former_secret: Mapped[str] = mapped_column(String(500), default="", repr=False, info=DERIVED)
    former_until: Mapped[datetime | None] = mapped_column(default=None, info=DERIVED)
    # Events with a number up to this one happened before it was made or switched on.
    since_position: Mapped[int] = mapped_column(BigInteger, info=DERIVED)
    # How often in a row the receiver gave no good answer, and until when it is left alone for that.
    failures: Mapped[int] = mapped_column(Integer, default=0, info=DERIVED)
    rests_until: Mapped[datetime | None] = mapped_column(default=None, info=DERIVED)


class DeliveryState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"  # given up; people see it and may send it again
    WITHHELD = "withheld"  # the owner may not see the record any more


class WebhookDelivery(Identified, Base, kw_only=True):
    """One event for one webhook. Its id is what the receiver knows it by, at each attempt."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        Index("ix_webhook_delivery_webhook_event", "webhook_id", "event_id", unique=True),
        Index("ix_webhook_delivery_webhook_id", "webhook_id", "id"),
        Index("ix_webhook_delivery_state", "webhook_id", "state", "id"),
        # What is still to be sent, in the order of the server, and what it may have to wait for.
        Index(
            "ix_webhook_delivery_waiting",
            "webhook_id",
            "position",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_webhook_delivery_record",
            "webhook_id",
            "record",
            "position",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    webhook_id: Mapped[UUID] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"))
    # None for a test. No foreign key: events are kept in another order than these.
    event_id: Mapped[UUID | None] = mapped_column(default=None)
    type: Mapped[str] = mapped_column(String(LONGEST_TYPE))
    # Later ones of the same record wait for this.
    record: Mapped[str] = mapped_column(String(80))
    position: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(10), default=DeliveryState.WAITING)
    next_at: Mapped[datetime]
    # When it is given up.
    until: Mapped[datetime]
    # Who sends it now holds it until then; the token counts up each time.
    held_until: Mapped[datetime | None] = mapped_column(default=None)
    token: Mapped[int] = mapped_column(Integer, default=0)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    # The last answer: its status and how it began, or why there was none.
    status: Mapped[int | None] = mapped_column(Integer, default=None)
    problem: Mapped[str] = mapped_column(String(40), default="")
    answer: Mapped[str] = mapped_column(String(LONGEST_ANSWER), default="")
    created_at: Mapped[datetime]
    last_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class EventReader(Base):
    """How far somebody has looked through the events: the last number they have seen."""

    __tablename__ = "event_reader"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)

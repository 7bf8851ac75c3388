"""Calls, what exchanges told of them, their legs, and for whom one is ringing."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.types import Document
from salesforce_lite.plugin import plugin_registry

from .state import EventKind

VIEW, LOG = "call_center.view", "call_center.log"
REPORT, MANAGE = "call_center.report", "call_center.manage"
# No exchange: somebody wrote it down.
MANUAL = "manual"
LONGEST_KEY, LONGEST_NUMBER = 120, 40


class Base(DeclarativeBase):
    registry = plugin_registry("call_center")


class Call(Base):
    """One call, whoever told of it. What was said stands in its activity, of which there is one."""

    __tablename__ = "call_center_call"
    __table_args__ = (
        Index("ix_call_center_call_started", "started_at", "id"),
        Index("ix_call_center_call_customer", "customer_id", "started_at", "id"),
        Index("ix_call_center_call_number", "number", "started_at"),
        Index("ix_call_center_call_agent", "agent_id", "started_at", "id"),
        Index("ix_call_center_call_activity", "activity_id"),
        Index("ix_call_center_call_phase", "phase", "started_at"),
        {"info": {"words": N_("Calls")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    source: Mapped[str] = mapped_column(String(30))
    direction: Mapped[str] = mapped_column(String(3))
    # The customer's number: E.164 where it can be read, and as it was told.
    number: Mapped[str] = mapped_column(String(LONGEST_NUMBER), default="")
    raw_number: Mapped[str] = mapped_column(String(LONGEST_KEY), default="")
    own_number: Mapped[str] = mapped_column(String(LONGEST_NUMBER), default="")
    is_withheld: Mapped[bool] = mapped_column(default=False)
    queue: Mapped[str] = mapped_column(String(60), default="")
    phase: Mapped[str] = mapped_column(String(10))
    result: Mapped[str] = mapped_column(String(10))
    started_at: Mapped[datetime]
    # Of the company's clock at that moment: a call across midnight stays on its day.
    offset_minutes: Mapped[int] = mapped_column(Integer, default=0)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    wait_s: Mapped[int | None] = mapped_column(Integer, default=None)
    talk_s: Mapped[int] = mapped_column(Integer, default=0)
    hold_s: Mapped[int] = mapped_column(Integer, default=0)
    # Wrap-up: from the end of the call to when it was logged.
    acw_s: Mapped[int] = mapped_column(Integer, default=0)
    duration_source: Mapped[str] = mapped_column(String(10))
    customer_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("customer.id", ondelete="SET NULL"), default=None
    )
    contact_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("contact.id", ondelete="SET NULL"), default=None
    )
    # none, number, picked.
    match_method: Mapped[str] = mapped_column(String(10), default="none")
    agent_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), default=None
    )
    activity_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("activity.id", ondelete="SET NULL"), default=None
    )
    callback_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("activity.id", ondelete="SET NULL"), default=None
    )
    disposition: Mapped[str] = mapped_column(String(40), default="")
    # The top of the tree above the disposition: what the call was about.
    reason: Mapped[str] = mapped_column(String(40), default="")
    member_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("call_center_member.id", ondelete="SET NULL"), default=None
    )
    recording: Mapped[str] = mapped_column(String(500), default="")
    recording_deleted_at: Mapped[datetime | None] = mapped_column(default=None)
    is_flagged: Mapped[bool] = mapped_column(default=False)
    flag_reason: Mapped[str] = mapped_column(String(300), default="")
    logged_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_told(self) -> bool:
        """Whether an exchange has told of it."""
        return self.source != MANUAL

    @property
    def handle_s(self) -> int:
        return self.talk_s + self.hold_s + self.acw_s


class CallKey(Base):
    """What an exchange calls a call. Two of its calls may turn out to be one of ours."""

    __tablename__ = "call_center_key"
    __table_args__ = {"info": {"words": N_("What exchanges call them")}}

    source: Mapped[str] = mapped_column(String(30), primary_key=True)
    key: Mapped[str] = mapped_column(String(LONGEST_KEY), primary_key=True)
    call_id: Mapped[UUID] = mapped_column(
        ForeignKey("call_center_call.id", ondelete="CASCADE"), index=True
    )


class CallEventRow(Base):
    """One thing an exchange told, as it came. Rows are never changed; old ones are forgotten."""

    __tablename__ = "call_center_event"
    __table_args__ = (
        UniqueConstraint("source", "event_key", name="uq_call_center_event_key"),
        Index("ix_call_center_event_call", "source", "call_key", "at"),
        Index("ix_call_center_event_arrived", "arrived_at"),
        {"info": {"words": N_("What exchanges told")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    source: Mapped[str] = mapped_column(String(30))
    event_key: Mapped[str] = mapped_column(String(LONGEST_KEY))
    call_key: Mapped[str] = mapped_column(String(LONGEST_KEY))
    leg: Mapped[str] = mapped_column(String(LONGEST_KEY))
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    arrived_at: Mapped[datetime]
    # What the state is reckoned from, by the names of `CallEvent`.
    said: Mapped[dict[str, Any]] = mapped_column(Document)
    # As the exchange sent it.
    payload: Mapped[dict[str, Any]] = mapped_column(Document)


# The sweeper's own word on a call is no message of an exchange.
TOLD_BY_EXCHANGE = CallEventRow.kind != EventKind.SWEPT


class CallLeg(Base):
    """Who was on a call, from when to when; transfers and conferences have several."""

    __tablename__ = "call_center_leg"
    __table_args__ = (
        Index("ix_call_center_leg_user", "user_id"),
        {"info": {"words": N_("Who was on them")}},
    )

    call_id: Mapped[UUID] = mapped_column(
        ForeignKey("call_center_call.id", ondelete="CASCADE"), primary_key=True
    )
    leg: Mapped[str] = mapped_column(String(LONGEST_KEY), primary_key=True)
    extension: Mapped[str] = mapped_column(String(60), default="")
    user_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), default=None
    )
    is_agent: Mapped[bool] = mapped_column(default=False)
    rang_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class Ringing(Base):
    """A call that rings at somebody's desk now: the one row that their pages ask for."""

    __tablename__ = "call_center_ringing"
    __table_args__ = (
        Index("ix_call_center_ringing_call", "call_id"),
        {"info": {"words": N_("What rings now")}},
    )

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    call_id: Mapped[UUID] = mapped_column(
        ForeignKey("call_center_call.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[datetime]


class Extension(Base):
    """The line of a person at an exchange."""

    __tablename__ = "call_center_extension"
    __table_args__ = (
        Index("ix_call_center_extension_user", "user_id"),
        {"info": {"words": N_("Lines of people")}},
    )

    # As the exchange calls it: 204, SIP/204, client:ana, +34911234567.
    extension: Mapped[str] = mapped_column(String(60), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))

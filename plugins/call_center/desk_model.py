"""Dispositions, numbers that may not be called, consents, campaigns, their lists and scripts."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.types import Document

from .model import LONGEST_NUMBER, Base


class Disposition(Base):
    """How a call ended, or one of its finer kinds. It is never deleted: calls say it."""

    __tablename__ = "call_center_disposition"
    __table_args__ = {"info": {"words": N_("Dispositions")}}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    parent_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("call_center_disposition.id", ondelete="SET NULL"), index=True, default=None
    )
    name_es: Mapped[str] = mapped_column(String(80), default="")
    name_en: Mapped[str] = mapped_column(String(80), default="")
    # What the core's list of outcomes of calls says for it; empty for nothing.
    outcome: Mapped[str] = mapped_column(String(40), default="")
    is_contact: Mapped[bool] = mapped_column(default=True)
    is_success: Mapped[bool] = mapped_column(default=False)
    schedules_callback: Mapped[bool] = mapped_column(default=False)
    sets_dnc: Mapped[bool] = mapped_column(default=False)
    needs_note: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(Integer, default=0)
    retired_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_live(self) -> bool:
        return self.retired_at is None

    def name(self, locale: str) -> str:
        spanish = locale.startswith("es")
        first, second = (self.name_es, self.name_en) if spanish else (self.name_en, self.name_es)
        return first or second or self.code


class Exclusion(Base):
    """A number that may not be called: somebody said so, or a public list does."""

    __tablename__ = "call_center_exclusion"
    __table_args__ = (
        Index("ix_call_center_exclusion_customer", "customer_id"),
        {"info": {"words": N_("Numbers that may not be called")}},
    )

    number: Mapped[str] = mapped_column(String(LONGEST_NUMBER), primary_key=True)
    # `own`, or the code of a list of the country pack.
    list_code: Mapped[str] = mapped_column(String(30), primary_key=True)
    customer_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("customer.id", ondelete="SET NULL"), default=None
    )
    reason: Mapped[str] = mapped_column(String(300), default="")
    since: Mapped[datetime]
    added_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), default=None
    )


class Consent(Base):
    """What a customer has agreed to, with what proves it."""

    __tablename__ = "call_center_consent"
    __table_args__ = (
        Index("ix_call_center_consent_customer", "customer_id", "purpose", "given_at"),
        {"info": {"words": N_("Consents")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    # commercial, recording.
    purpose: Mapped[str] = mapped_column(String(20))
    proof: Mapped[str] = mapped_column(String(500))
    # phone, web, paper, email, message, in_person; empty where nobody said it.
    channel: Mapped[str] = mapped_column(String(20), default="")
    # Of the recording, form or letter: its number, or where it is kept.
    reference: Mapped[str] = mapped_column(String(200), default="")
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    recorded_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), default=None
    )


class Campaign(Base):
    """A list of customers who are called for one purpose, with what is said."""

    __tablename__ = "call_center_campaign"
    __table_args__ = {"info": {"words": N_("Campaigns")}}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(String(20))
    max_attempts: Mapped[int] = mapped_column(Integer, default=4)
    retry_minutes: Mapped[int] = mapped_column(Integer, default=120)
    is_open: Mapped[bool] = mapped_column(default=True)
    # Of the script that is read out now; 0 for none.
    script_number: Mapped[int] = mapped_column(Integer, default=0)
    # What those who are called see, in E.164; empty for the number of the line.
    caller_number: Mapped[str] = mapped_column(String(LONGEST_NUMBER), default="")
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class Member(Base):
    """A customer on the list of a campaign, and when it is called next."""

    __tablename__ = "call_center_member"
    __table_args__ = (
        UniqueConstraint("campaign_id", "customer_id", name="uq_call_center_member_customer"),
        Index("ix_call_center_member_next", "campaign_id", "state", "priority", "next_at", "id"),
        Index("ix_call_center_member_customer", "customer_id"),
        {"info": {"words": N_("Who is on their lists")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID] = mapped_column(
        ForeignKey("call_center_campaign.id", ondelete="CASCADE")
    )
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(String(LONGEST_NUMBER))
    zone: Mapped[str] = mapped_column(String(60))
    # Smaller is called first.
    priority: Mapped[int] = mapped_column(Integer, default=5)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_at: Mapped[datetime]
    # waiting, done, exhausted, excluded.
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    taken_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), default=None
    )
    taken_until: Mapped[datetime | None] = mapped_column(default=None)
    # A call-back that was promised is made by the person who promised it.
    promised_to: Mapped[UUID | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), default=None
    )
    disposition: Mapped[str] = mapped_column(String(40), default="")
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class Script(Base):
    """What is said and asked in a campaign, as somebody saved it, whole. Rows are never changed."""

    __tablename__ = "call_center_script"
    __table_args__ = {"info": {"words": N_("Versions of scripts")}}

    campaign_id: Mapped[UUID] = mapped_column(
        ForeignKey("call_center_campaign.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    # Steps: {"key", "text", "answers": [{"code", "text", "next"}]}; an empty next ends it.
    steps: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))


class ScriptAnswer(Base):
    """What a customer answered to a step of the script in one call."""

    __tablename__ = "call_center_answer"
    __table_args__ = {"info": {"words": N_("Answers to scripts")}}

    call_id: Mapped[UUID] = mapped_column(
        ForeignKey("call_center_call.id", ondelete="CASCADE"), primary_key=True
    )
    step: Mapped[str] = mapped_column(String(40), primary_key=True)
    script_number: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(40))
    # As it was asked and answered then.
    question: Mapped[str] = mapped_column(String(500))
    answer: Mapped[str] = mapped_column(String(500))

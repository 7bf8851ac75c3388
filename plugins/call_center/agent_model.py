"""What agents are doing, from when on."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.errors import N_

from .model import Base

LONGEST_STATE_KEY = 200
# Who forgets to say that the day is over is not at work all night.
LONGEST_STATE = timedelta(hours=12)


class AgentState(StrEnum):
    """What somebody at a telephone is doing; `off` is not at work."""

    AVAILABLE = "available"
    ON_CALL = "on_call"
    WRAP_UP = "wrap_up"
    PAUSE = "pause"
    OFF = "off"


class PauseReason(StrEnum):
    REST = "rest"
    MEAL = "meal"
    TRAINING = "training"
    MEETING = "meeting"
    PAPERWORK = "paperwork"


class SetBy(StrEnum):
    """Who told: the person, the exchange, or the log that ended a wrap-up."""

    AGENT = "agent"
    EXCHANGE = "exchange"
    LOG = "log"


class AgentStateRow(Base):
    """From this moment on, until the person's next row. Rows are never changed."""

    __tablename__ = "call_center_agent_state"
    __table_args__ = (
        UniqueConstraint("user_id", "key", name="uq_call_center_agent_state_key"),
        Index("ix_call_center_agent_state_at", "user_id", "at"),
        {"info": {"words": N_("What agents were doing")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    # What tells it from others: the same thing told twice is one row.
    key: Mapped[str] = mapped_column(String(LONGEST_STATE_KEY))
    state: Mapped[str] = mapped_column(String(10))
    # Of a pause.
    reason: Mapped[str] = mapped_column(String(20), default="")
    at: Mapped[datetime]
    set_by: Mapped[str] = mapped_column(String(10))

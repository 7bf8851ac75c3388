"""What stands beside the journal: tiers of members, rewards, redemptions, referrals, requests."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.errors import N_

from .model import Base

OPEN, USED, CANCELLED = "open", "used", "cancelled"
WAITING, POSTED, REFUSED = "waiting", "posted", "refused"
REWARDED, VOID = "rewarded", "void"


class TierPeriod(Base):
    """How long a member stands in a tier, and why. The last one of an account holds."""

    __tablename__ = "loyalty_tier_period"
    __table_args__ = (
        Index("ix_loyalty_tier_period_account", "account_id", "begins_at"),
        {"info": {"words": N_("Tiers of members")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("loyalty_account.id"))
    tier: Mapped[str] = mapped_column(String(40))
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    # `reached`, `kept`, `fell` or `set`.
    reason: Mapped[str] = mapped_column(String(20))
    qualifying: Mapped[int] = mapped_column(BigInteger)
    # Since when a return has brought the points below what the tier asks for; it stays until then.
    doubted_at: Mapped[datetime | None]


class Reward(Base):
    """What points can be redeemed for."""

    __tablename__ = "loyalty_reward"
    __table_args__ = (
        CheckConstraint("cost > 0", name="cost"),
        CheckConstraint("stock IS NULL OR stock >= 0", name="stock"),
        Index("ix_loyalty_reward_program", "program_id", "cost", "id"),
        {"info": {"words": N_("Rewards")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    program_id: Mapped[UUID] = mapped_column(ForeignKey("loyalty_program.id"))
    name: Mapped[str] = mapped_column(String(120))
    cost: Mapped[int] = mapped_column(BigInteger)
    # How many there are; None for as many as are wanted.
    stock: Mapped[int | None] = mapped_column(Integer)
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    is_offered: Mapped[bool]
    version: Mapped[int] = mapped_column(Integer)


class Redemption(Base):
    """Points that were given for a reward, with the code that the member shows."""

    __tablename__ = "loyalty_redemption"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_loyalty_redemption_account", "account_id", "made_at", "id"),
        {"info": {"words": N_("Redemptions")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("loyalty_account.id"))
    tx_id: Mapped[UUID] = mapped_column(ForeignKey("loyalty_tx.id"))
    # None where points were redeemed for something that is no reward of the program.
    reward_id: Mapped[UUID | None] = mapped_column(ForeignKey("loyalty_reward.id"))
    code: Mapped[str] = mapped_column(String(20))
    points: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(10))
    made_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Referral(Base):
    """Who brought whom; both are rewarded when the new member buys for the first time."""

    __tablename__ = "loyalty_referral"
    __table_args__ = (
        UniqueConstraint("referred_id"),
        Index("ix_loyalty_referral_referrer", "referrer_id", "made_at"),
        {"info": {"words": N_("Who brought which member")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    referrer_id: Mapped[UUID] = mapped_column(ForeignKey("loyalty_account.id"))
    referred_id: Mapped[UUID] = mapped_column(ForeignKey("loyalty_account.id"))
    state: Mapped[str] = mapped_column(String(10))
    made_at: Mapped[datetime]
    rewarded_at: Mapped[datetime | None]


class AdjustmentRequest(Base):
    """Points given or taken by hand, with the reason; above a limit a second person decides."""

    __tablename__ = "loyalty_adjustment"
    __table_args__ = (
        Index("ix_loyalty_adjustment_state", "state", "asked_at", "id"),
        Index("ix_loyalty_adjustment_account", "account_id"),
        {"info": {"words": N_("Adjustments of points by hand")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("loyalty_account.id"))
    points: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(300))
    # The last day of points that are given, where the program is; none for what its rules say.
    lapses_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(10))
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    tx_id: Mapped[UUID | None] = mapped_column(ForeignKey("loyalty_tx.id"))

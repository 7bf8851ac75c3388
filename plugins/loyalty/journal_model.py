"""The journal of points: transactions, their entries, lots of points, and what used them up.

Transactions, entries and allocations are never changed or deleted: triggers of the migration
refuse it, whoever tries. Of a lot only what is left of it changes.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.types import Document

from .model import Base

ACCRUED, RELEASED, REDEEMED, EXPIRED = "accrue", "release", "redeem", "expire"
ADJUSTED, REVERSED, TRANSFERRED = "adjust", "reverse", "transfer"
KINDS = (ACCRUED, RELEASED, REDEEMED, EXPIRED, ADJUSTED, REVERSED, TRANSFERRED)

# Of the member; debt is below zero there, as it is owed.
AVAILABLE, PENDING, OWED = "available", "pending", "debt"
# Of the program: where points come from and go to.
ISSUED, SPENT, LAPSED = "issued", "redeemed", "expired"
TAKEN_BACK, CORRECTED = "reversed", "adjust"
LEDGERS = (AVAILABLE, PENDING, OWED, ISSUED, SPENT, LAPSED, TAKEN_BACK, CORRECTED)

OURS = "loyalty"


class Transaction(Base):
    """One movement of points, whole. What is posted twice is found by its key and posted once."""

    __tablename__ = "loyalty_tx"
    __table_args__ = (
        UniqueConstraint("program_id", "source", "reference", "kind", name="uq_loyalty_tx_key"),
        Index("ix_loyalty_tx_account", "account_id", "occurred_at", "id"),
        Index(
            "ix_loyalty_tx_reverses",
            "reverses_id",
            sqlite_where=text("reverses_id IS NOT NULL"),
            postgresql_where=text("reverses_id IS NOT NULL"),
        ),
        {"info": {"words": N_("Movements of points")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    program_id: Mapped[UUID] = mapped_column(ForeignKey("loyalty_program.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("loyalty_account.id"))
    kind: Mapped[str] = mapped_column(String(10))
    # When it was for the member, and when it was written.
    occurred_at: Mapped[datetime]
    posted_at: Mapped[datetime]
    # Who tells of it and by what reference: `orders` and the id of the order.
    source: Mapped[str] = mapped_column(String(40))
    reference: Mapped[str] = mapped_column(String(120))
    # What the member's points became more or less by.
    points: Mapped[int] = mapped_column(BigInteger)
    # The version of the rules that made it; None where no rule did.
    rules: Mapped[int | None] = mapped_column(Integer)
    reverses_id: Mapped[UUID | None] = mapped_column(ForeignKey("loyalty_tx.id"))
    # No reference: it outlives the person.
    actor_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(String(300))
    # What it was reckoned from, such as the number of the order: no names of people.
    detail: Mapped[dict[str, Any]] = mapped_column(Document)


class Entry(Base):
    """One side of a transaction. Those of a transaction add up to nothing."""

    __tablename__ = "loyalty_entry"
    __table_args__ = {"info": {"words": N_("Entries of the ledger of points")}}

    tx_id: Mapped[UUID] = mapped_column(ForeignKey("loyalty_tx.id"), primary_key=True)
    line: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("loyalty_account.id"))
    ledger: Mapped[str] = mapped_column(String(10))
    points: Mapped[int] = mapped_column(BigInteger)


class Lot(Base):
    """Points that were earned together and expire together, and what is left of them.

    `basis` is the amount (minor units) or quantity (thousandths) they were given for, `returned`
    how much of that came back, `reversed` how many points were taken back for it.
    """

    __tablename__ = "loyalty_lot"
    __table_args__ = (
        CheckConstraint("points > 0", name="points"),
        CheckConstraint("remaining >= 0 AND remaining <= points", name="remaining"),
        CheckConstraint("reversed >= 0 AND reversed <= points", name="reversed"),
        # What a member has, nearest expiry first, and what is to be done next by the job.
        Index("ix_loyalty_lot_open", "account_id", "remaining"),
        Index("ix_loyalty_lot_earned", "account_id", "earned_at"),
        Index("ix_loyalty_lot_next", "next_at", "id"),
        Index("ix_loyalty_lot_tx", "tx_id"),
        Index(
            "ix_loyalty_lot_origin",
            "origin_id",
            sqlite_where=text("origin_id IS NOT NULL"),
            postgresql_where=text("origin_id IS NOT NULL"),
        ),
        {"info": {"words": N_("Lots of points with what is left of them")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tx_id: Mapped[UUID] = mapped_column(ForeignKey("loyalty_tx.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("loyalty_account.id"))
    # The key of the rule, with a `+` for what tiers and campaigns add.
    rule: Mapped[str] = mapped_column(String(90))
    points: Mapped[int] = mapped_column(BigInteger)
    remaining: Mapped[int] = mapped_column(BigInteger)
    reversed: Mapped[int] = mapped_column(BigInteger)
    basis: Mapped[int] = mapped_column(BigInteger)
    returned: Mapped[int] = mapped_column(BigInteger)
    # Whether it counts for tiers.
    qualifies: Mapped[bool]
    earned_at: Mapped[datetime]
    available_at: Mapped[datetime]
    # None where it does not expire by itself.
    expires_at: Mapped[datetime | None]
    is_pending: Mapped[bool]
    # When it is to be released or expires; None once nothing is left of it.
    next_at: Mapped[datetime | None]
    # How often a cancelled redemption brought it back after it had expired.
    revived: Mapped[int] = mapped_column(Integer)
    # The lot of another account of which it is what was left, after a merge.
    origin_id: Mapped[UUID | None] = mapped_column(ForeignKey("loyalty_lot.id"))


class Allocation(Base):
    """Which transaction used up how much of which lot; less than nothing where it gave back."""

    __tablename__ = "loyalty_allocation"
    __table_args__ = (
        Index("ix_loyalty_allocation_lot", "lot_id"),
        {"info": {"words": N_("What used up which points")}},
    )

    tx_id: Mapped[UUID] = mapped_column(ForeignKey("loyalty_tx.id"), primary_key=True)
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("loyalty_lot.id"), primary_key=True)
    points: Mapped[int] = mapped_column(BigInteger)

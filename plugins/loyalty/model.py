"""Programs, the versions of their rules, and the accounts of members with their balances."""

from datetime import datetime
from decimal import Decimal
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
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.types import Document, Exact
from salesforce_lite.plugin import plugin_registry

VIEW, ENROL, REDEEM = "loyalty.view", "loyalty.enrol", "loyalty.redeem"
ACCRUE, ADJUST, APPROVE = "loyalty.accrue", "loyalty.adjust", "loyalty.approve"
MANAGE, REPORT = "loyalty.manage", "loyalty.report"

DEBT, REFUSE = "debt", "refuse"
ACTIVE, CLOSED, MERGED = "active", "closed", "merged"


class Base(DeclarativeBase):
    registry = plugin_registry("loyalty")


class Program(Base):
    """What points are called, in which money and zone they are reckoned, and what may happen.

    What earns stands in its versions; `rules` is the number of the one that holds, 0 before the
    first is published.
    """

    __tablename__ = "loyalty_program"
    __table_args__ = (
        UniqueConstraint("code"),
        {"info": {"words": N_("Programs of points")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    # Amounts of other currencies are turned into this one at the rate of the day of the sale.
    currency: Mapped[str] = mapped_column(String(3))
    # Days, months and the end of a day are those of this IANA zone.
    zone: Mapped[str] = mapped_column(String(64))
    # What happens when a return takes back more points than the member has: `debt` or `refuse`.
    negative_policy: Mapped[str] = mapped_column(String(10))
    # What one point costs us when it is redeemed, in major units of the currency.
    point_value: Mapped[Decimal] = mapped_column(Exact)
    # Percent of points that are never redeemed; None: as the ledger shows it.
    breakage: Mapped[Decimal | None] = mapped_column(Exact)
    # Whether who buys becomes a member by that.
    enrols_buyers: Mapped[bool]
    # Adjustments of more points wait for a second person.
    approve_above: Mapped[int] = mapped_column(BigInteger)
    # Redemptions that are cancelled give points back: with `original` expiry or so many days.
    restore_days: Mapped[int] = mapped_column(Integer)
    is_open: Mapped[bool]
    # Of the sample company, which may be taken away again; a trigger keeps it as it was made.
    is_sample: Mapped[bool]
    rules: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)
    made_at: Mapped[datetime]


class ProgramRules(Base):
    """What earns, multiplies and expires, as it was published, whole. Rows are never changed."""

    __tablename__ = "loyalty_rules"
    __table_args__ = {"info": {"words": N_("Published rules of programs")}}

    program_id: Mapped[UUID] = mapped_column(ForeignKey("loyalty_program.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    content: Mapped[dict[str, Any]] = mapped_column(Document)
    published_at: Mapped[datetime]
    # No reference: a row that is never changed outlives the person.
    published_by: Mapped[UUID | None]
    published_by_name: Mapped[str] = mapped_column(String(200))


class Account(Base):
    """A member of a program. It alone refers to the customer; the ledger refers to it.

    The numbers are sums of ledger entries, kept for speed and re-derivable at any time:
    available + pending − debt is what the member has, and the others say where points came from
    and went. None of the first three is ever below zero.
    """

    __tablename__ = "loyalty_account"
    __table_args__ = (
        UniqueConstraint("program_id", "customer_id"),
        UniqueConstraint("program_id", "number", name="uq_loyalty_account_number"),
        CheckConstraint("available >= 0", name="available"),
        CheckConstraint("pending >= 0", name="pending"),
        CheckConstraint("debt >= 0", name="debt"),
        Index("ix_loyalty_account_customer", "customer_id"),
        Index("ix_loyalty_account_merged", "merged_into_id"),
        Index("ix_loyalty_account_expiry", "expires_at"),
        Index("ix_loyalty_account_review", "tier_until"),
        Index("ix_loyalty_account_birthday", "birthday", "id"),
        Index("ix_loyalty_account_joined", "program_id", "joined_at", "id"),
        Index(
            "ix_loyalty_account_mails",
            "mailed",
            "id",
            sqlite_where=text("mail_agreed_at IS NOT NULL"),
            postgresql_where=text("mail_agreed_at IS NOT NULL"),
        ),
        {"info": {"words": N_("Members of programs with their points")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    program_id: Mapped[UUID] = mapped_column(ForeignKey("loyalty_program.id"))
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id", ondelete="SET NULL"))
    number: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10))
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("loyalty_account.id"))
    joined_at: Mapped[datetime]
    # The month of joining where the program is, such as 202605: for points by cohort.
    cohort: Mapped[int] = mapped_column(Integer)
    # Month and day, such as 1224; 0 where it is not known.
    birthday: Mapped[int] = mapped_column(Integer)
    # Of people who work here; they earn nothing.
    is_staff: Mapped[bool]
    # Of a sample customer: alone such accounts may go with their journal.
    is_sample: Mapped[bool]

    available: Mapped[int] = mapped_column(BigInteger)
    pending: Mapped[int] = mapped_column(BigInteger)
    debt: Mapped[int] = mapped_column(BigInteger)
    issued: Mapped[int] = mapped_column(BigInteger)
    redeemed: Mapped[int] = mapped_column(BigInteger)
    expired: Mapped[int] = mapped_column(BigInteger)
    reversed: Mapped[int] = mapped_column(BigInteger)
    adjusted: Mapped[int] = mapped_column(BigInteger)

    # The last moment at which points were earned or redeemed.
    active_at: Mapped[datetime]
    # Where points expire by activity: when all of them do. One change moves all lots.
    expires_at: Mapped[datetime | None]
    # Empty below the first tier.
    tier: Mapped[str] = mapped_column(String(40))
    tier_since: Mapped[datetime | None]
    # When the tier is looked at again.
    tier_until: Mapped[datetime | None]
    # Since when the member agrees to statements by mail; None where they do not.
    mail_agreed_at: Mapped[datetime | None]
    # The month of the last one, such as 202605: there is one in a month at most. 0 for none.
    mailed: Mapped[int] = mapped_column(Integer)

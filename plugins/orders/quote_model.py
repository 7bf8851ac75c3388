"""Quotes, their versions and the lines of these."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.money import Money

from .base import LONGEST_NAME, LONGEST_NOTE, Base, LineColumns, SampleColumn, StampColumns


class QuoteState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    # Another version was made after it.
    REPLACED = "replaced"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Quote(StampColumns, SampleColumn, Base):
    """An offer to a customer; what is offered stands in its versions."""

    __tablename__ = "orders_quote"
    __table_args__ = (
        Index("ix_orders_quote_customer", "customer_id", "created_at", "id"),
        Index("ix_orders_quote_newest", "created_at", "id"),
        {"info": {"words": N_("Quotes")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(LONGEST_NAME))
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id", ondelete="SET NULL"))
    opportunity_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("opportunity.id", ondelete="SET NULL"), index=True
    )
    # The state of its newest version.
    state: Mapped[str] = mapped_column(String(20), default=QuoteState.DRAFT)
    last_version: Mapped[int] = mapped_column(Integer, default=1)
    # What came of it.
    order_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("orders_order.id", ondelete="SET NULL"), index=True
    )
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class QuoteVersion(StampColumns, Base):
    """One version of a quote. Once sent, nothing of what it offers changes any more."""

    __tablename__ = "orders_quote_version"
    __table_args__ = (
        UniqueConstraint("quote_id", "number"),
        {"info": {"words": N_("Versions of quotes")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    quote_id: Mapped[UUID] = mapped_column(ForeignKey("orders_quote.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(20), default=QuoteState.DRAFT)
    currency: Mapped[str] = mapped_column(String(3))
    valid_until: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE), default="")
    net_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    tax_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    # Who accepted or declined, as they wrote their name.
    answered_by: Mapped[str] = mapped_column(String(LONGEST_NAME), default="")
    answer_note: Mapped[str] = mapped_column(String(LONGEST_NOTE), default="")

    @property
    def net(self) -> Money:
        return Money(self.net_minor, self.currency)

    @property
    def tax(self) -> Money:
        return Money(self.tax_minor, self.currency)

    @property
    def total(self) -> Money:
        return Money(self.net_minor + self.tax_minor, self.currency)

    def has_expired(self, on: date) -> bool:
        return self.valid_until < on


class QuoteLine(LineColumns, Base):
    """One line of a version."""

    __tablename__ = "orders_quote_line"
    __table_args__ = (
        Index("ix_orders_quote_line_version", "version_id", "position"),
        {"info": {"words": N_("Lines of quotes")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    version_id: Mapped[UUID] = mapped_column(
        ForeignKey("orders_quote_version.id", ondelete="CASCADE")
    )

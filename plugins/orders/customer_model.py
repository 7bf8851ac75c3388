"""What is kept for each customer: totals, what other systems say of credit, and what is advised."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.types import Document

from .base import Base

FACT_NAMES = ("overdue", "credit_limit", "is_blocked")


class CustomerTotal(Base):
    """What a customer has bought since the first time; kept with every order and return."""

    __tablename__ = "orders_total"
    __table_args__ = (
        Index("ix_orders_total_last", "last_at", "customer_id"),
        {"info": {"words": N_("Totals by customer")}},
    )

    customer_id: Mapped[UUID] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True
    )
    order_count: Mapped[int] = mapped_column(Integer)
    # None when all was cancelled.
    first_at: Mapped[datetime | None]
    last_at: Mapped[datetime | None]


class YearTotal(Base):
    """What a customer bought in a year in one currency, less what came back."""

    __tablename__ = "orders_year_total"
    __table_args__ = {"info": {"words": N_("Totals by customer and year")}}

    customer_id: Mapped[UUID] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True
    )
    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    order_count: Mapped[int] = mapped_column(Integer)
    net_minor: Mapped[int] = mapped_column(BigInteger)
    tax_minor: Mapped[int] = mapped_column(BigInteger)
    # In the company's currency, each sale at the rate of its day.
    company_net_minor: Mapped[int] = mapped_column(BigInteger)
    # What of `net_minor` had no rate and is not in it.
    unconverted_minor: Mapped[int] = mapped_column(BigInteger)


class CreditFacts(Base):
    """What the system that keeps the books says of a customer, and as of when."""

    __tablename__ = "orders_credit"
    __table_args__ = {"info": {"words": N_("Credit as other systems tell it")}}

    customer_id: Mapped[UUID] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True
    )
    currency: Mapped[str] = mapped_column(String(3))
    # None: the system does not say.
    overdue_minor: Mapped[int | None] = mapped_column(BigInteger)
    credit_limit_minor: Mapped[int | None] = mapped_column(BigInteger)
    is_blocked: Mapped[bool] = mapped_column(default=False)
    # Of the newest word on any of it.
    as_of: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(40))
    # Fact → {"as_of", "source"} of the last word on it; None: all was said at once.
    told: Mapped[dict[str, dict[str, str]] | None] = mapped_column(Document)

    @property
    def id(self) -> UUID:
        return self.customer_id

    @property
    def version(self) -> tuple[datetime, str]:
        """Another one where something newer was said."""
        return self.as_of, str(self.told)

    def word_on(self, fact: str) -> tuple[datetime, str] | None:
        """As of when, and who says so; None where nobody ever said anything of the fact."""
        if self.told is None:
            return self.as_of, self.source
        word = self.told.get(fact)
        return (datetime.fromisoformat(word["as_of"]), word["source"]) if word else None

    def told_now(self) -> dict[str, dict[str, str]]:
        """The last word on each fact, to add to."""
        words = {fact: self.word_on(fact) for fact in FACT_NAMES}
        return {
            fact: {"as_of": word[0].isoformat(), "source": word[1]}
            for fact, word in words.items()
            if word
        }


class Advice(Base):
    """What a customer usually buys, stopped buying, might buy and could spend; made every night."""

    __tablename__ = "orders_advice"
    __table_args__ = {"info": {"words": N_("What customers usually buy, and might")}}

    customer_id: Mapped[UUID] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True
    )
    usual: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    stopped: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    similar: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    potential: Mapped[dict[str, Any] | None] = mapped_column(Document)
    computed_at: Mapped[datetime]


class SegmentFact(Base):
    """What customers of a segment buy and spend in a year, counted for the advice."""

    __tablename__ = "orders_segment"
    __table_args__ = {"info": {"words": N_("What customers of a kind buy")}}

    segment: Mapped[str] = mapped_column(String(120), primary_key=True)
    customer_count: Mapped[int] = mapped_column(Integer)
    # Product → how many of them bought it within a year.
    products: Mapped[dict[str, int]] = mapped_column(Document)
    # What each of them spent within a year, in the company's currency; of some thousand at most.
    spends: Mapped[list[int]] = mapped_column(Document)
    computed_at: Mapped[datetime]

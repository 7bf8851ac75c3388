"""Purchases that could not be counted, with what was told of them, until they can be."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.types import Document

from .model import Base

NO_RATE = "no_rate"


class Uncounted(Base):
    """A purchase in a currency without a rate on its day, with the returns that came meanwhile."""

    __tablename__ = "loyalty_uncounted"
    __table_args__ = (
        UniqueConstraint("program_id", "source", "reference", name="uq_loyalty_uncounted_key"),
        Index("ix_loyalty_uncounted_customer", "customer_id"),
        Index("ix_loyalty_uncounted_noted", "program_id", "noted_at", "id"),
        {"info": {"words": N_("Purchases that could not be counted")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    program_id: Mapped[UUID] = mapped_column(ForeignKey("loyalty_program.id"))
    source: Mapped[str] = mapped_column(String(40))
    reference: Mapped[str] = mapped_column(String(120))
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    made_at: Mapped[datetime]
    noted_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(20))
    sale: Mapped[dict[str, Any]] = mapped_column(Document)
    # What was given back of it meanwhile.
    returns: Mapped[list[dict[str, Any]]] = mapped_column(Document)

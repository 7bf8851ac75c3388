"""A link that a customer was sent."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.db import Base, Identified


class CustomerLink(Identified, Base, kw_only=True):
    """Leads to what belongs to one record, such as a quote; a page of the kind shows it.

    The address is the id, signed; it is kept nowhere.
    """

    __tablename__ = "customer_link"
    __table_args__ = (Index("ix_customer_link_subject", "kind", "subject_id"),)

    kind: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[UUID]
    customer_id: Mapped[UUID] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime]
    # From then on it shows nothing any more; None for as long as nobody closes it.
    valid_until: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    # When somebody looked last, to the quarter of an hour.
    seen_at: Mapped[datetime | None] = mapped_column(default=None)

    def works_at(self, moment: datetime) -> bool:
        is_late = self.valid_until is not None and moment >= self.valid_until
        return self.closed_at is None and not is_late

"""Orders with their lines, returns with theirs, and the numbers they get."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.audit import Historic
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.types import Document, Exact

from .base import LONGEST_NOTE, Base, LineColumns, SampleColumn, StampColumns
from .errors import OrderCancelledError, OrderNotADraftError, OrderNotPlacedError
from .permissions import VIEW


class State(StrEnum):
    DRAFT = "draft"
    PLACED = "placed"
    CANCELLED = "cancelled"


STATES = {"draft": N_("Draft"), "placed": N_("Placed"), "cancelled": N_("Cancelled")}


class Order(StampColumns, SampleColumn, Historic, Base):
    """What a customer orders. Once placed it is never edited: returns correct it."""

    history_name = "orders_order"
    history_label = N_("Order")
    history_fields: ClassVar = {
        "customer_id": N_("Customer"),
        "state": N_("State"),
        "currency": N_("Currency"),
        "note": N_("Note"),
        "lines": N_("Lines"),
        "total": N_("Total"),
    }
    history_values: ClassVar = {"state": STATES}
    history_permission = VIEW
    history_is_told = True
    __tablename__ = "orders_order"
    __table_args__ = (
        UniqueConstraint("source", "external_number"),
        Index("ix_orders_order_newest", "ordered_at", "id"),
        Index("ix_orders_order_customer", "customer_id", "state", "ordered_at", "id"),
        Index("ix_orders_order_state", "state", "ordered_at", "id"),
        {"info": {"words": N_("Orders")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    # Drafts have none.
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    # The system it comes from, and what that calls it; empty and None for our own.
    source: Mapped[str] = mapped_column(String(40), default="")
    external_number: Mapped[str | None] = mapped_column(String(120))
    # Of what was placed: whether the same comes again, or something else under its number.
    digest: Mapped[str] = mapped_column(String(64), default="")
    # Orders stay when a customer is erased; nobody sees whose they were.
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id", ondelete="SET NULL"))
    opportunity_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("opportunity.id", ondelete="SET NULL"), index=True
    )
    state: Mapped[str] = mapped_column(String(20), default=State.DRAFT)
    currency: Mapped[str] = mapped_column(String(3))
    ordered_at: Mapped[datetime]
    # In the company's zone; totals are kept by year.
    year: Mapped[int] = mapped_column(Integer)
    placed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    net_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    tax_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    # Of the lines whose cost is known; None where no line's is.
    cost_minor: Mapped[int | None] = mapped_column(BigInteger)
    # In the company's currency at the rate of the day it was ordered; None where there was none.
    company_currency: Mapped[str] = mapped_column(String(3), default="")
    rate: Mapped[Decimal | None] = mapped_column(Exact)
    company_net_minor: Mapped[int | None] = mapped_column(BigInteger)
    returned_net_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    returned_tax_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE), default="")
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}

    @property
    def title(self) -> str:
        """What the history calls it."""
        return self.number or ""

    @property
    def net(self) -> Money:
        return Money(self.net_minor, self.currency)

    @property
    def tax(self) -> Money:
        return Money(self.tax_minor, self.currency)

    @property
    def total(self) -> Money:
        return Money(self.net_minor + self.tax_minor, self.currency)

    @property
    def returned(self) -> Money:
        return Money(self.returned_net_minor + self.returned_tax_minor, self.currency)

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    def must_be_draft(self) -> None:
        if self.state != State.DRAFT:
            raise OrderNotADraftError(number=self.number)

    def must_be_placed(self) -> None:
        if self.state == State.DRAFT:
            raise OrderNotPlacedError
        if self.state == State.CANCELLED:
            raise OrderCancelledError(number=self.number)


class OrderLine(LineColumns, Base):
    """One line of an order."""

    __tablename__ = "orders_line"
    __table_args__ = (
        Index("ix_orders_line_order", "order_id", "position"),
        {"info": {"words": N_("Lines of orders")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders_order.id", ondelete="CASCADE"))
    returned_quantity: Mapped[Decimal] = mapped_column(Exact, default=Decimal(0))

    @property
    def left_quantity(self) -> Decimal:
        """What has not come back yet."""
        return self.quantity - self.returned_quantity


class Return(StampColumns, Base):
    """Goods that came back, or an order that was cancelled; it is never changed."""

    __tablename__ = "orders_return"
    __table_args__ = (
        UniqueConstraint("source", "external_number"),
        Index("ix_orders_return_order", "order_id", "returned_at"),
        {"info": {"words": N_("Returns")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    source: Mapped[str] = mapped_column(String(40), default="")
    external_number: Mapped[str | None] = mapped_column(String(120))
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders_order.id", ondelete="CASCADE"))
    returned_at: Mapped[datetime]
    # In which it counts; that of the order where it was cancelled.
    year: Mapped[int] = mapped_column(Integer)
    is_cancellation: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(500), default="")
    net_minor: Mapped[int] = mapped_column(BigInteger)
    tax_minor: Mapped[int] = mapped_column(BigInteger)
    cost_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    company_net_minor: Mapped[int | None] = mapped_column(BigInteger)


class ReturnLine(Base):
    """How many of a line came back, and what was refunded for them."""

    __tablename__ = "orders_return_line"
    __table_args__ = {"info": {"words": N_("Lines of returns")}}

    return_id: Mapped[UUID] = mapped_column(
        ForeignKey("orders_return.id", ondelete="CASCADE"), primary_key=True
    )
    line_id: Mapped[UUID] = mapped_column(
        ForeignKey("orders_line.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    quantity: Mapped[Decimal] = mapped_column(Exact)
    net_minor: Mapped[int] = mapped_column(BigInteger)
    taxes: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)
    tax_minor: Mapped[int] = mapped_column(BigInteger)


class Counter(Base):
    """The last number that was given out; whoever takes the next one holds the row."""

    __tablename__ = "orders_counter"
    __table_args__ = {"info": {"words": N_("Running numbers")}}

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    last: Mapped[int] = mapped_column(Integer, default=0)

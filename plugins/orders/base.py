"""What the tables of orders stand on, and the columns that several of them share."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.types import Document, Exact
from salesforce_lite.plugin import plugin_registry

LONGEST_CODE = 60
LONGEST_NAME = 200
LONGEST_UNIT = 20
LONGEST_CATEGORY = 80
LONGEST_NOTE = 4000


class Base(DeclarativeBase):
    registry = plugin_registry("orders")


class LineColumns:
    """What is sold: a product or a free text, how many, at which price, less what, plus which
    taxes. Amounts are reckoned once, when the line is written."""

    position: Mapped[int] = mapped_column(Integer)
    product_code: Mapped[str] = mapped_column(String(LONGEST_CODE), default="")
    category: Mapped[str] = mapped_column(String(LONGEST_CATEGORY), default="")
    description: Mapped[str] = mapped_column(String(LONGEST_NAME))
    unit: Mapped[str] = mapped_column(String(LONGEST_UNIT), default="")
    quantity: Mapped[Decimal] = mapped_column(Exact)
    # For one unit, before discount and taxes; it may be finer than the currency.
    price: Mapped[Decimal] = mapped_column(Exact)
    # Which list gave the price; empty where somebody wrote it.
    price_source: Mapped[str] = mapped_column(String(LONGEST_NAME), default="")
    discount_percent: Mapped[Decimal | None] = mapped_column(Exact)
    discount_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    net_minor: Mapped[int] = mapped_column(BigInteger)
    # {"name", "rate" as text, "minor"} each.
    taxes: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)
    tax_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    # What the goods cost, in the currency of the line; None where nobody knows.
    cost_minor: Mapped[int | None] = mapped_column(BigInteger)
    is_reward: Mapped[bool] = mapped_column(default=False)

    @declared_attr
    def product_id(self) -> Mapped[UUID | None]:
        return mapped_column(ForeignKey("orders_product.id", ondelete="SET NULL"), index=True)


class SampleColumn:
    """Whether it belongs to the sample data, and goes with them."""

    is_sample: Mapped[bool] = mapped_column(default=False)


class StampColumns:
    """Since when it is there, and who wrote it down."""

    created_at: Mapped[datetime]

    @declared_attr
    def created_by(self) -> Mapped[UUID | None]:
        return mapped_column(ForeignKey("user.id", ondelete="SET NULL"))


def in_language(locale: str, english: str, spanish: str) -> str:
    """In the reader's language, or in the only one there is."""
    return (spanish or english) if locale.startswith("es") else (english or spanish)


def money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)

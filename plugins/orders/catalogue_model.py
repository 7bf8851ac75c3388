"""Products, price lists with their prices, and how many pieces there are."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.audit import Historic
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.types import Document, Exact, sort_text
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import list_values
from salesforce_lite.team import Portfolio

from .base import (
    LONGEST_CATEGORY,
    LONGEST_CODE,
    LONGEST_NAME,
    LONGEST_UNIT,
    Base,
    SampleColumn,
    in_language,
)
from .permissions import COSTS, VIEW


class Product(SampleColumn, Historic, Base):
    """Something that is sold. It is never deleted: what was sold names it."""

    history_name = "orders_product"
    history_label = N_("Product")
    history_fields: ClassVar = {
        "name_es": N_("Name in Spanish"),
        "name_en": N_("Name in English"),
        "unit": N_("Unit"),
        "category": N_("Category"),
        "cost": N_("Cost of one unit"),
        "taxes": N_("Taxes"),
        "is_active": N_("It is sold"),
    }
    # The history tells what a unit costs.
    history_permission = COSTS
    __tablename__ = "orders_product"
    __table_args__ = (
        Index("ix_orders_product_category", "category", "code"),
        {"info": {"words": N_("Products")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(sort_text(LONGEST_CODE), unique=True)
    # One language may stand for both.
    name_es: Mapped[str] = mapped_column(String(LONGEST_NAME), default="")
    name_en: Mapped[str] = mapped_column(String(LONGEST_NAME), default="")
    unit: Mapped[str] = mapped_column(String(LONGEST_UNIT), default="")
    category: Mapped[str] = mapped_column(String(LONGEST_CATEGORY), default="")
    # What one unit costs, in the company's currency; None where nobody knows.
    cost: Mapped[Decimal | None] = mapped_column(Exact)
    # {"name", "rate" as text}; None: those of the settings.
    taxes: Mapped[list[dict[str, Any]] | None] = mapped_column(Document)
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}

    @property
    def label_es(self) -> str:
        """What the history calls it."""
        return self.name("es")

    @property
    def label_en(self) -> str:
        return self.name("en")

    def name(self, locale: str) -> str:
        return in_language(locale, self.name_en, self.name_es) or self.code


AUDIENCE_WORDS = {
    "everybody": N_("Everybody"),
    "tag": N_("Customers with a tag"),
    "role": N_("Customers of a role"),
    "portfolio": N_("A portfolio"),
    "customer": N_("One customer"),
}


class PriceList(SampleColumn, Historic, Base):
    """Prices in one currency that hold from a day to a day, for everybody or for some."""

    history_name = "orders_price_list"
    history_label = N_("Price list")
    history_fields: ClassVar = {
        "starts_on": N_("First day"),
        "ends_on": N_("Last day"),
        "audience": N_("For whom"),
        "audience_value": N_("Which of them"),
        "customer_id": N_("Customer"),
        "is_active": N_("It holds"),
        "prices": N_("Prices"),
    }
    history_values: ClassVar = {"audience": AUDIENCE_WORDS}
    history_targets: ClassVar = {"audience_value": Portfolio}
    history_permission = VIEW
    __tablename__ = "orders_price_list"
    __table_args__ = (
        Index("ix_orders_price_list_audience", "audience", "audience_value"),
        {"info": {"words": N_("Price lists")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), unique=True)
    currency: Mapped[str] = mapped_column(String(3))
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    # everybody, tag, role, portfolio or customer; and which one.
    audience: Mapped[str] = mapped_column(String(20), default="everybody")
    audience_value: Mapped[str] = mapped_column(String(80), default="")
    # Whose list it is, where it is one customer's.
    customer_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), index=True
    )
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def history_codes(cls, uow: UnitOfWork) -> Mapping[str, Mapping[str, str]]:
        """Roles are kept by administrators, under names of theirs."""
        roles = list_values(uow, "customer.role", retired=True)
        return {"audience_value": {one.code: one.label(uow.actor.locale) for one in roles}}


class Price(Base):
    """What one unit of a product costs by a list."""

    __tablename__ = "orders_price"
    __table_args__ = {"info": {"words": N_("Prices")}}

    price_list_id: Mapped[UUID] = mapped_column(
        ForeignKey("orders_price_list.id", ondelete="CASCADE"), primary_key=True
    )
    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("orders_product.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    price: Mapped[Decimal] = mapped_column(Exact)


class Stock(Base):
    """How many pieces another system says there are, and as of when."""

    __tablename__ = "orders_stock"
    __table_args__ = {"info": {"words": N_("Stock as other systems tell it")}}

    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("orders_product.id", ondelete="CASCADE"), primary_key=True
    )
    quantity: Mapped[Decimal] = mapped_column(Exact)
    as_of: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(40))
    # Whether phones that carry it have been asked to read it again.
    is_told: Mapped[bool] = mapped_column(default=True)

    @property
    def id(self) -> UUID:
        return self.product_id

    @property
    def version(self) -> datetime:
        """Another one where something newer was said."""
        return self.as_of

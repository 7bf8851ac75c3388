"""The company that runs this server, and the exchange rates it reckons with."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.db import Base, Historic, Identified, Versioned
from salesforce_lite.kernel.types import Exact


class Company(Identified, Versioned, Historic, Base, kw_only=True):
    """The one company of this instance."""

    __tablename__ = "company"
    history_name: ClassVar[str] = "company"

    name: Mapped[str] = mapped_column(String(200))
    currency: Mapped[str] = mapped_column(String(3))
    country: Mapped[str] = mapped_column(String(2))
    zone: Mapped[str] = mapped_column(String(60))
    locale: Mapped[str] = mapped_column(String(10))


class ExchangeRate(Base):
    """What one unit of a currency was worth in the company's currency from a day on."""

    __tablename__ = "exchange_rate"

    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    rate: Mapped[Decimal] = mapped_column(Exact)

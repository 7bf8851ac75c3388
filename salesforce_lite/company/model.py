"""The company that runs this server, and the exchange rates it reckons with."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import String, UniqueConstraint
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


class ExchangeRate(Identified, Versioned, Historic, Base, kw_only=True):
    """What one unit of a currency was worth in the company's currency from a day on."""

    __tablename__ = "exchange_rate"
    __table_args__ = (UniqueConstraint("currency", "valid_from"),)
    history_name: ClassVar[str] = "exchange_rate"

    currency: Mapped[str] = mapped_column(String(3))
    valid_from: Mapped[date]
    rate: Mapped[Decimal] = mapped_column(Exact)

    @property
    def name(self) -> str:
        """How the history calls it."""
        return f"{self.currency} {self.valid_from.isoformat()}"

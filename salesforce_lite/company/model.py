"""The company that runs this server, and the exchange rates it reckons with."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.company.hours import WEEK, WorkingHours
from salesforce_lite.kernel.db import Base, Historic, Identified, Versioned
from salesforce_lite.kernel.types import Exact, TextList


class Company(Identified, Versioned, Historic, Base, kw_only=True):
    """The one company of this instance."""

    __tablename__ = "company"
    history_name: ClassVar[str] = "company"

    name: Mapped[str] = mapped_column(String(200))
    currency: Mapped[str] = mapped_column(String(3))
    country: Mapped[str] = mapped_column(String(2))
    zone: Mapped[str] = mapped_column(String(60))
    locale: Mapped[str] = mapped_column(String(10))
    # When people work who have no hours of their own, each by the clock of where they live.
    work_days: Mapped[tuple[str, ...]] = mapped_column(TextList, default=WEEK)
    work_from: Mapped[str] = mapped_column(String(5), default="08:00")
    work_until: Mapped[str] = mapped_column(String(5), default="19:00")

    @property
    def hours(self) -> WorkingHours:
        return WorkingHours(self.work_days, self.work_from, self.work_until)


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

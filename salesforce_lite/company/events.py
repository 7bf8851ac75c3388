"""What happens to the company's settings."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CompanyChanged(Event):
    """`fields` are the names of the fields that have other values now."""

    words = N_("What is known of the company was changed")

    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ExchangeRateSet(Event):
    """From that day on one unit of the currency is worth `rate` of the company's currency."""

    words = N_("An exchange rate was set")

    currency: str
    valid_from: date
    rate: Decimal

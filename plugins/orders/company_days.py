"""Days, years and exchange rates as the company reckons them, read once for a batch."""

from bisect import bisect_right
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from salesforce_lite.company import get_company, list_exchange_rates, total_of
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork

# Totals of many orders are kept in 64 bits.
_LARGEST_CONVERTED = 10**16


class CompanyDays:
    """What day it is for the company at a moment, and what a currency was worth on it."""

    def __init__(self, uow: UnitOfWork) -> None:
        company = get_company(uow)
        self._uow = uow
        self.currency = company.currency
        self._zone = ZoneInfo(company.zone)
        self._rates: dict[str, list[tuple[date, Decimal]]] | None = None

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()

    def start(self, day: date) -> datetime:
        """The moment at which the day begins for the company."""
        return datetime.combine(day, time(), self._zone)

    def rate(self, currency: str, on: date) -> Decimal | None:
        """What one unit was worth in the company's currency; None where no rate is known."""
        if currency == self.currency:
            return Decimal(1)
        if self._rates is None:
            self._rates = {}
            for one in list_exchange_rates(self._uow):
                self._rates.setdefault(one.currency, []).append((one.valid_from, one.rate))
            for rates in self._rates.values():
                rates.sort()
        known = self._rates.get(currency, [])
        place = bisect_right(known, on, key=lambda one: one[0])
        return known[place - 1][1] if place else None

    def converted(self, amount: Money, rate: Decimal | None) -> int | None:
        """The amount in minor units of the company's currency."""
        return in_company_currency(amount, self.currency, rate)


def convertible_rate(amount: Money, currency: str, rate: Decimal | None) -> Decimal | None:
    """The rate; None where the amount would be more in that currency than is kept."""
    worth = in_company_currency(amount, currency, rate)
    is_kept = worth is None or amount.currency == currency or worth <= _LARGEST_CONVERTED
    return rate if is_kept else None


def in_company_currency(amount: Money, currency: str, rate: Decimal | None) -> int | None:
    """As every total across currencies converts; None without a rate."""
    if amount.currency == currency:
        return amount.minor
    if rate is None:
        return None
    total = total_of({amount.currency: amount}, currency, {amount.currency: rate})
    return total.amount.minor

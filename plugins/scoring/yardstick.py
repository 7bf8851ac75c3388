"""What values are compared with at one moment: bounds of time, and amounts in every currency."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from salesforce_lite.company import get_company, newest_exchange_rates
from salesforce_lite.custom_fields import millionths
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork

# The ends of a range, both of which belong to it; None where it is open.
Range = tuple[int | None, int | None]
# What both databases can compare with; no amount is as large.
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Yardstick:
    """The moment, and what one unit of each currency is worth in the company's."""

    now: datetime
    worth: Mapping[str, Decimal]

    @classmethod
    def of(cls, uow: UnitOfWork) -> "Yardstick":
        """At the moment of the unit, with the newest rates."""
        worth = {rate.currency: rate.rate for rate in newest_exchange_rates(uow) if rate.rate > 0}
        return cls(uow.now, {**worth, get_company(uow).currency: Decimal(1)})

    def days_ago(self, days: int) -> datetime:
        """So many days before the moment."""
        return self.now - timedelta(days=days)

    def day_of(self, days: int) -> date:
        """The day, in UTC, on which it was so many days ago."""
        return self.days_ago(days).astimezone(UTC).date()


def start_of(day: date) -> datetime:
    """The first moment of the day, in UTC."""
    return datetime.combine(day, time(), UTC)


def number_range(operator: str, value: Any) -> Range:
    """The numbers that are meant, as the index of custom fields counts them."""
    low, high = _ends(operator, value)
    return (
        None if low is None else millionths(Decimal(low)),
        None if high is None else millionths(Decimal(high)),
    )


def money_ranges(operator: str, value: Any, worth: Mapping[str, Decimal]) -> dict[str, Range]:
    """The same for amounts of the company's currency: currency → its own minor units.

    The bounds are converted, not the amounts: so both ways of comparing have equal whole numbers,
    and an index can be used. A currency without a rate is not among them.
    """
    low, high = _ends(operator, value)
    found: dict[str, Range] = {}
    for currency, rate in worth.items():
        units = Fraction(Money.of(1, currency).minor) / Fraction(rate)
        found[currency] = (
            None if low is None else _bounded(ceil(Fraction(low) * units)),
            None if high is None else _bounded(floor(Fraction(high) * units)),
        )
    return found


def _bounded(minor: int) -> int:
    return max(-_LARGEST, min(_LARGEST, minor))


def date_range(operator: str, value: Any) -> Range:
    """Days as their numbers."""
    if operator == "before":
        return None, date.fromisoformat(value).toordinal() - 1
    if operator == "after":
        return date.fromisoformat(value).toordinal() + 1, None
    first, last = value
    return date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal()


def _ends(operator: str, value: Any) -> tuple[str | None, str | None]:
    if operator == "at_least":
        return value, None
    if operator == "at_most":
        return None, value
    first, last = value
    return first, last

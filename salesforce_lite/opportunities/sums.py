"""Sums of amounts in words of the company: one total in its currency, with the parts behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from salesforce_lite.company import Total, get_company, rates_on, total_of
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities.totals import Sums

# Currency → sums; the empty currency holds what has no amount.
ByCurrency = Mapping[str, Sums]


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The company's currency and the rates of one day: a page asks for them once."""

    currency: str
    rates: Mapping[str, Decimal]

    def total(self, amounts: Iterable[Money]) -> Total:
        sums: dict[str, Money] = {}
        for amount in amounts:
            known = sums.get(amount.currency)
            sums[amount.currency] = known + amount if known else amount
        return total_of(sums, self.currency, self.rates)

    def amount(self, sums: ByCurrency) -> Total:
        return self.total(Money(one.minor, code) for code, one in sums.items() if code)

    def weighted(self, sums: ByCurrency) -> Total:
        return self.total(
            Money(one.minor_times_percent, code).share(1) for code, one in sums.items() if code
        )


def reckoning(uow: UnitOfWork, currencies: Iterable[str], on: date) -> Reckoning:
    """What sums in these currencies are reckoned with on that day."""
    own = get_company(uow).currency
    return Reckoning(own, rates_on(uow, on, {code for code in currencies if code} - {own}))


def currencies_of(several: Iterable[ByCurrency]) -> set[str]:
    return {code for sums in several for code in sums if code}


def count_of(sums: ByCurrency) -> int:
    return sum(one.count for one in sums.values())

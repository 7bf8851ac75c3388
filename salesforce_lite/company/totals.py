"""Sums across currencies: in the company's currency at dated rates, with their parts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from babel.numbers import get_currency_precision
from sqlalchemy import func, select

from salesforce_lite.company.model import ExchangeRate
from salesforce_lite.company.service import get_company
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class Part:
    """What a total holds of one currency; `converted` is None where no rate is known.

    `rate` is None then, and where the total was put together from several days.
    """

    amount: Money
    converted: Money | None
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Total:
    """`amount` is the sum of the parts that could be converted; the others are named."""

    amount: Money
    parts: tuple[Part, ...]
    missing_rates: tuple[str, ...]


def total_in_company_currency(uow: UnitOfWork, parts: Iterable[Money], on: date) -> Total:
    """Add up amounts of any currencies at the rates of that day (the newest that is not after it).

    Each currency is summed first and converted once, so that a total does not depend on the order,
    nor on into how many amounts a sum is split.
    """
    currency = get_company(uow).currency
    sums = _sums(parts)
    rates = rates_on(uow, on, sums.keys() - {currency})
    return total_of(sums, currency, rates)


def rates_on(uow: UnitOfWork, on: date, currencies: Iterable[str]) -> dict[str, Decimal]:
    """Currency → its rate on that day, for those that have one."""
    wanted = sorted(set(currencies))
    if not wanted:
        return {}
    newest = (
        select(ExchangeRate.currency, func.max(ExchangeRate.valid_from).label("valid_from"))
        .where(ExchangeRate.currency.in_(wanted), ExchangeRate.valid_from <= on)
        .group_by(ExchangeRate.currency)
        .subquery()
    )
    rows = uow.session.execute(
        select(ExchangeRate.currency, ExchangeRate.rate).join(
            newest,
            (ExchangeRate.currency == newest.c.currency)
            & (ExchangeRate.valid_from == newest.c.valid_from),
        )
    )
    return {row.currency: row.rate for row in rows}


def total_of(sums: Mapping[str, Money], currency: str, rates: Mapping[str, Decimal]) -> Total:
    """The total of one sum for each currency."""
    parts = tuple(
        _part(amount, currency, rates.get(amount.currency)) for _, amount in sorted(sums.items())
    )
    total = Money(sum(part.converted.minor for part in parts if part.converted), currency)
    missing = tuple(part.amount.currency for part in parts if part.converted is None)
    return Total(total, parts, missing)


def together(totals: Iterable[Total], currency: str) -> Total:
    """The sum of totals in the company's currency, each at the rates of its own day."""
    found = list(totals)
    # What has a rate and what has none of one currency stay apart: neither speaks for the other.
    parts: dict[tuple[str, bool], Part] = {}
    for part in (part for total in found for part in total.parts):
        key = part.amount.currency, part.converted is None
        known = parts.get(key)
        parts[key] = _added(known, part) if known else part
    amount = Money(sum(total.amount.minor for total in found), currency)
    missing = sorted({code for total in found for code in total.missing_rates})
    return Total(amount, tuple(part for _, part in sorted(parts.items())), tuple(missing))


def _added(one: Part, other: Part) -> Part:
    converted = one.converted + other.converted if one.converted and other.converted else None
    rate = one.rate if one.rate == other.rate else None
    return Part(one.amount + other.amount, converted, rate)


def convert(amount: Money, currency: str, rate: Decimal) -> Money:
    """The amount in the currency, rounded half to even at its precision."""
    with localcontext() as exact:
        # The default of 28 digits would round before we do.
        exact.prec = 100
        scale = get_currency_precision(currency) - get_currency_precision(amount.currency)
        minor = (Decimal(amount.minor) * rate).scaleb(scale)
        return Money(int(minor.quantize(Decimal(1), ROUND_HALF_EVEN)), currency)


def _sums(parts: Iterable[Money]) -> dict[str, Money]:
    sums: dict[str, Money] = {}
    for part in parts:
        present = sums.get(part.currency)
        sums[part.currency] = present + part if present else part
    return sums


def _part(amount: Money, currency: str, rate: Decimal | None) -> Part:
    if amount.currency == currency:
        return Part(amount, amount, Decimal(1))
    return Part(amount, convert(amount, currency, rate) if rate is not None else None, rate)

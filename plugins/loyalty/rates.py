"""Amounts of other currencies, turned into the program's at the rate of the day of the sale."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from salesforce_lite.company import get_company, rates_on
from salesforce_lite.kernel.uow import UnitOfWork

from .days import day_of
from .model import Program
from .sales import Sale


def factors_of(
    uow: UnitOfWork, program: Program, sales: Iterable[Sale]
) -> dict[tuple[str, date], Fraction]:
    """(currency, day) → what an amount of it is worth in the program's currency at that day."""
    wanted = {(one.net.currency, day_of(one.made_at, program.zone)) for one in sales}
    found = {key: Fraction(1) for key in wanted if key[0] == program.currency}
    foreign = sorted(wanted - found.keys())
    if not foreign:
        return found
    ours = get_company(uow).currency
    for day in {one[1] for one in foreign}:
        codes = {code for code, on in foreign if on == day}
        rates = rates_on(uow, day, (codes | {program.currency}) - {ours})
        worth = {code: Fraction(rate) for code, rate in rates.items()} | {ours: Fraction(1)}
        for code in codes:
            if code in worth and program.currency in worth:
                found[code, day] = worth[code] / worth[program.currency]
    return found

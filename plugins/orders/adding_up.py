"""What an order comes to, and when it counts."""

from collections.abc import Sequence
from datetime import date, datetime

from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.kernel.money import Money

from .company_days import CompanyDays, convertible_rate, in_company_currency
from .drafts import TOO_LARGE
from .order_model import Order, OrderLine

# Of an order with its taxes: a sum of some is still far from what 64 bits hold.
_LARGEST_MINOR = 10**18


def date_order(order: Order, at: datetime, days: CompanyDays) -> None:
    order.ordered_at, order.year = at, days.day(at).year


def add_up(order: Order, lines: Sequence[OrderLine], days: CompanyDays) -> None:
    costs = [line.cost_minor for line in lines if line.cost_minor is not None]
    order.net_minor = sum(line.net_minor for line in lines)
    order.tax_minor = sum(line.tax_minor for line in lines)
    order.cost_minor = sum(costs) if costs else None
    check_sums(order.net, order.tax_minor, days, days.day(order.ordered_at))
    order.company_currency = days.currency
    order.rate = days.rate(order.currency, days.day(order.ordered_at))
    order.company_net_minor = in_company_currency(order.net, days.currency, order.rate)


def check_sums(net: Money, tax_minor: int, days: CompanyDays, on: date) -> None:
    """Refuse what lines come to together, or would in the company's currency, beyond what is kept.

    Raises InvalidInputError that names the lines or the currency.
    """
    if net.minor + tax_minor > _LARGEST_MINOR:
        raise InvalidInputError(fields={"lines": TOO_LARGE})
    rate = days.rate(net.currency, on)
    if rate is not None and convertible_rate(net, days.currency, rate) is None:
        raise InvalidInputError(fields={"currency": TOO_LARGE})

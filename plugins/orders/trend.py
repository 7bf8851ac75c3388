"""Whether a customer buys more or less than a year ago: full months against the same months."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Numeric, case, cast, func, select

from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork

from .amounts import rounded
from .company_days import CompanyDays
from .customer_model import CustomerTotal
from .order_model import Order, State
from .permissions import VIEW

# The last full ones; what is bought of a month that goes on says nothing yet.
MONTHS = 3
# A year ago it must have bought as often in them, and for the first time before them: otherwise a
# single order would make a trend.
FEWEST_ORDERS = 3


@dataclass(frozen=True, slots=True)
class Trend:
    """What was bought from one day to another, and in the same months a year before."""

    first_on: date
    last_on: date
    now: Money
    before: Money

    @property
    def percent(self) -> int:
        """By how much more, or less where it is negative."""
        return rounded(Decimal(self.now.minor - self.before.minor) * 100 / self.before.minor)


def trend_of(uow: UnitOfWork, customer_id: UUID) -> Trend | None:
    """Net of what came back, in the company's currency; None where there is too little history.

    Asked about a customer that the actor sees.
    """
    uow.actor.require(VIEW)
    days = CompanyDays(uow)
    end = days.day(uow.now).replace(day=1)
    start = _months_before(end, MONTHS)
    year_before = start.replace(year=start.year - 1), end.replace(year=end.year - 1)
    total = uow.session.get(CustomerTotal, customer_id)
    if total is None or total.first_at is None or days.day(total.first_at) > year_before[0]:
        return None
    count, then, is_known = _bought(uow, customer_id, days, *year_before)
    _count, now, is_known_now = _bought(uow, customer_id, days, start, end)
    if count < FEWEST_ORDERS or then <= 0 or not (is_known and is_known_now):
        return None
    last_on = end - timedelta(days=1)
    return Trend(start, last_on, Money(now, days.currency), Money(then, days.currency))


def _months_before(first: date, count: int) -> date:
    month = first.year * 12 + first.month - 1 - count
    return date(month // 12, month % 12 + 1, 1)


def _bought(
    uow: UnitOfWork, customer_id: UUID, days: CompanyDays, start: date, end: date
) -> tuple[int, int, bool]:
    """(orders, minor units, whether each has an amount in the company's currency)."""
    kept = cast(Order.net_minor - Order.returned_net_minor, Numeric)
    # While orders wait to be valued anew, their amounts are in what the company reckoned in before.
    known = case((Order.company_currency == days.currency, Order.company_net_minor))
    share = case((Order.net_minor == 0, 0), else_=known * kept / Order.net_minor)
    row = uow.session.execute(
        select(func.count(Order.id), func.sum(share), func.count(known)).where(
            Order.customer_id == customer_id,
            Order.state == State.PLACED,
            Order.ordered_at >= days.start(start),
            Order.ordered_at < days.start(end),
        )
    ).one()
    return row[0], rounded(Decimal(row[1] or 0)), row[0] == row[2]

"""Values orders anew when the company reckons in another currency, or a rate is known at last."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Table, or_, select, update

from salesforce_lite.company import CompanyChanged, ExchangeRateSet
from salesforce_lite.kernel.job_rows import Urgency
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import GoOn

from .company_days import CompanyDays, convertible_rate, in_company_currency
from .numbers import ORDER, take_counter
from .order_model import Order, Return
from .totals import renew_totals

REVALUE = "orders.revalue"
BATCH = 200
_orders: Table = Order.metadata.tables[Order.__tablename__]
_returns: Table = Return.metadata.tables[Return.__tablename__]


def ask_after_currency(uow: UnitOfWork, fact: CompanyChanged) -> None:
    if "currency" in fact.fields:
        enqueue_job(uow, REVALUE, {}, priority=Urgency.BULK)


def ask_after_rate(uow: UnitOfWork, _fact: ExchangeRateSet) -> None:
    """What was sold before any rate was known counts with this one."""
    enqueue_job(uow, REVALUE, {}, priority=Urgency.BULK)


def revalue(uow: UnitOfWork, payload: Mapping[str, Any]) -> GoOn | None:
    """A step: some orders that are valued in another currency, or not at all."""
    # Nobody places or returns meanwhile, so that totals are made from what stands.
    take_counter(uow, ORDER)
    days = CompanyDays(uow)
    query = select(Order).where(
        or_(Order.company_currency != days.currency, Order.company_net_minor.is_(None))
    )
    if payload.get("after"):
        query = query.where(Order.id > UUID(payload["after"]))
    orders = uow.session.scalars(query.order_by(Order.id).limit(BATCH)).all()
    if not orders:
        return None
    last = orders[-1].id
    _value(uow, orders, days)
    renew_totals(uow, {one.customer_id for one in orders if one.customer_id is not None})
    return GoOn({"after": str(last)})


def _value(uow: UnitOfWork, orders: Sequence[Order], days: CompanyDays) -> None:
    """What people see of an order is the same, so its version is. What would be worth more than
    is kept counts as what has no rate."""
    rates = {
        one.id: convertible_rate(
            one.net, days.currency, days.rate(one.currency, days.day(one.ordered_at))
        )
        for one in orders
    }
    for one in orders:
        uow.session.execute(
            update(_orders)
            .where(_orders.c.id == one.id)
            .values(
                company_currency=days.currency,
                rate=rates[one.id],
                company_net_minor=in_company_currency(one.net, days.currency, rates[one.id]),
            )
        )
    by_id = {one.id: one for one in orders}
    returned = dict.fromkeys(by_id, 0)
    query = select(Return.id, Return.order_id, Return.net_minor).where(Return.order_id.in_(by_id))
    for made in uow.session.execute(query.order_by(Return.order_id, Return.id)):
        order = by_id[made.order_id]
        before, after = returned[order.id], returned[order.id] + made.net_minor
        returned[order.id] = after
        values = [
            in_company_currency(Money(minor, order.currency), days.currency, rates[order.id])
            for minor in (before, after)
        ]
        worth = None if values[0] is None or values[1] is None else values[1] - values[0]
        uow.session.execute(
            update(_returns).where(_returns.c.id == made.id).values(company_net_minor=worth)
        )
    for one in orders:
        uow.session.expire(one)

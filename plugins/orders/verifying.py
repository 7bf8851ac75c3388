"""Compares what is kept of each customer with the orders and returns it is made from."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.customers import Customer
from salesforce_lite.kernel.uow import UnitOfWork

from .customer_model import CustomerTotal, YearTotal
from .order_model import Order
from .totals import Sums, derived_totals, renew_totals

_BATCH = 500


@dataclass(frozen=True, slots=True)
class WrongTotal:
    """A total that does not say what the orders say; `year` is None for that of all years."""

    customer_id: UUID
    year: int | None
    currency: str
    kept: str
    derived: str


def wrong_totals(uow: UnitOfWork) -> Iterator[WrongTotal]:
    """Every total that is not what orders and returns make of it."""
    for ids in _customers(uow):
        yield from _wrong(uow, ids)


def renew_all_totals(uow: UnitOfWork) -> int:
    """Make all of them anew; answers of how many customers."""
    done = 0
    for ids in _customers(uow):
        renew_totals(uow, ids)
        done += len(ids)
    return done


def _customers(uow: UnitOfWork) -> Iterator[list[UUID]]:
    """Those who have orders or totals, some hundred at a time."""
    after: UUID | None = None
    while True:
        ordered = select(Order.customer_id).where(Order.customer_id == Customer.id).exists()
        kept = (
            select(CustomerTotal.customer_id)
            .where(CustomerTotal.customer_id == Customer.id)
            .exists()
        )
        query = select(Customer.id).where(ordered | kept).order_by(Customer.id).limit(_BATCH)
        ids = list(
            uow.session.scalars(query if after is None else query.where(Customer.id > after))
        )
        if ids:
            yield ids
        if len(ids) < _BATCH:
            return
        after = ids[-1]


def _wrong(uow: UnitOfWork, ids: list[UUID]) -> Iterator[WrongTotal]:
    totals, years = derived_totals(uow, ids)
    kept = {
        row.customer_id: (row.order_count, row.first_at, row.last_at)
        for row in uow.session.scalars(
            select(CustomerTotal).where(CustomerTotal.customer_id.in_(ids))
        )
    }
    for key in sorted(totals.keys() | kept.keys()):
        nothing = (0, None, None)
        if kept.get(key, nothing) != totals.get(key, nothing):
            yield WrongTotal(key, None, "", str(kept.get(key)), str(totals.get(key)))
    kept_years = {
        (row.customer_id, row.year, row.currency): Sums(
            row.order_count,
            row.net_minor,
            row.tax_minor,
            row.company_net_minor,
            row.unconverted_minor,
        )
        for row in uow.session.scalars(select(YearTotal).where(YearTotal.customer_id.in_(ids)))
    }
    for place in sorted(years.keys() | kept_years.keys()):
        was, is_now = kept_years.get(place, Sums()), years.get(place, Sums())
        if was != is_now:
            yield WrongTotal(*place, kept=str(was), derived=str(is_now))

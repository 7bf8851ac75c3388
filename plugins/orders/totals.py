"""Running totals of customers, kept with every order and return, and made anew from these."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from salesforce_lite.customers import renew_cards
from salesforce_lite.kernel.uow import UnitOfWork

from .customer_model import CustomerTotal, YearTotal
from .errors import TotalTooLargeError
from .order_model import Order, Return, State

_BATCH = 200
# A kept sum and what is added to it must together fit into the 64 bits of their column.
_LARGEST_SUM = 4 * 10**18
_SUMS = ("order_count", "net_minor", "tax_minor", "company_net_minor", "unconverted_minor")


@dataclass(slots=True)
class Sums:
    """What is added to a customer's year in a currency."""

    order_count: int = 0
    net_minor: int = 0
    tax_minor: int = 0
    company_net_minor: int = 0
    unconverted_minor: int = 0

    def add(self, *, count: int, net: int, tax: int, company: int | None) -> None:
        self.order_count += count
        self.net_minor += net
        self.tax_minor += tax
        if company is None:
            self.unconverted_minor += net
        else:
            self.company_net_minor += company


Key = tuple[UUID, int, str]


class Changes:
    """What a unit does to totals, gathered and then written in a fixed number of statements."""

    def __init__(self) -> None:
        self.years: dict[Key, Sums] = {}
        # Customer → when it ordered.
        self.orders: dict[UUID, list[datetime]] = {}
        self.cancelled: set[UUID] = set()

    def place(self, order: Order) -> None:
        if order.customer_id is None:
            return
        self._of(order, order.year).add(
            count=1, net=order.net_minor, tax=order.tax_minor, company=order.company_net_minor
        )
        self.orders.setdefault(order.customer_id, []).append(order.ordered_at)

    def give_back(self, order: Order, made: Return) -> None:
        if order.customer_id is None:
            return
        company = made.company_net_minor
        self._of(order, made.year).add(
            count=-1 if made.is_cancellation else 0,
            net=-made.net_minor,
            tax=-made.tax_minor,
            company=None if company is None else -company,
        )
        if made.is_cancellation:
            self.cancelled.add(order.customer_id)

    def _of(self, order: Order, year: int) -> Sums:
        assert order.customer_id is not None  # noqa: S101 – asked by both callers
        return self.years.setdefault((order.customer_id, year, order.currency), Sums())

    def write(self, uow: UnitOfWork) -> None:
        """In one order of the keys, so that two units that meet wait for each other."""
        uow.session.flush()
        _add_years(uow, self.years)
        _add_orders(uow, self.orders)
        _forget_loaded(uow)
        if self.cancelled:
            renew_totals(uow, self.cancelled)
        renew_cards(uow, (customer_id for customer_id, _year, _currency in self.years))


def _add_years(uow: UnitOfWork, years: dict[Key, Sums]) -> None:
    rows = [_row(key, sums) for key, sums in sorted(years.items())]
    build = _insert(uow)
    for start in range(0, len(rows), _BATCH):
        statement = build(YearTotal).values(rows[start : start + _BATCH])
        added = {name: getattr(YearTotal, name) + statement.excluded[name] for name in _SUMS}
        kept = uow.session.execute(
            statement.on_conflict_do_update(
                index_elements=["customer_id", "year", "currency"], set_=added
            ).returning(*(getattr(YearTotal, name) for name in _SUMS)),
            execution_options={"synchronize_session": False},
        )
        for sums in kept:
            _check_size(*sums)


def _add_orders(uow: UnitOfWork, orders: dict[UUID, list[datetime]]) -> None:
    rows = [
        {
            "customer_id": customer_id,
            "order_count": len(moments),
            "first_at": min(moments),
            "last_at": max(moments),
        }
        for customer_id, moments in sorted(orders.items())
    ]
    build = _insert(uow)
    is_postgresql = uow.session.get_bind().dialect.name == "postgresql"
    least, greatest = (func.least, func.greatest) if is_postgresql else (func.min, func.max)
    for start in range(0, len(rows), _BATCH):
        statement = build(CustomerTotal).values(rows[start : start + _BATCH])
        new = statement.excluded
        first = func.coalesce(CustomerTotal.first_at, new.first_at)
        last = func.coalesce(CustomerTotal.last_at, new.last_at)
        uow.session.execute(
            statement.on_conflict_do_update(
                index_elements=["customer_id"],
                set_={
                    "order_count": CustomerTotal.order_count + new.order_count,
                    "first_at": least(first, new.first_at),
                    "last_at": greatest(last, new.last_at),
                },
            ),
            execution_options={"synchronize_session": False},
        )


def _insert(uow: UnitOfWork) -> Any:  # a function of either dialect
    is_postgresql = uow.session.get_bind().dialect.name == "postgresql"
    return postgresql.insert if is_postgresql else sqlite.insert


def renew_totals(uow: UnitOfWork, customer_ids: Iterable[UUID]) -> None:
    """Make the totals of these customers anew from their orders and returns."""
    wanted = sorted(set(customer_ids))
    for start in range(0, len(wanted), _BATCH):
        _renew(uow, wanted[start : start + _BATCH])


def _renew(uow: UnitOfWork, ids: Sequence[UUID]) -> None:
    uow.session.flush()
    totals, years = derived_totals(uow, ids)
    for table in (YearTotal, CustomerTotal):
        uow.session.execute(
            delete(table).where(table.customer_id.in_(ids)),
            execution_options={"synchronize_session": False},
        )
    _forget_loaded(uow)
    build = _insert(uow)
    rows = [
        {"customer_id": key, "order_count": count, "first_at": first, "last_at": last}
        for key, (count, first, last) in sorted(totals.items())
    ]
    if rows:
        uow.session.execute(build(CustomerTotal).values(rows))
    kept = [_row(key, sums) for key, sums in sorted(years.items())]
    for start in range(0, len(kept), _BATCH):
        uow.session.execute(build(YearTotal).values(kept[start : start + _BATCH]))


def _row(key: Key, sums: Sums) -> dict[str, Any]:
    named = {"customer_id": key[0], "year": key[1], "currency": key[2]}
    values = {name: getattr(sums, name) for name in _SUMS}
    _check_size(*values.values())
    return named | values


def _check_size(*sums: int) -> None:
    if max(map(abs, sums)) > _LARGEST_SUM:
        raise TotalTooLargeError


def _forget_loaded(uow: UnitOfWork) -> None:
    """What was read before is not what stands now."""
    for one in list(uow.session.identity_map.values()):
        if isinstance(one, CustomerTotal | YearTotal):
            uow.session.expunge(one)


Standing = tuple[int, datetime | None, datetime | None]


def derived_totals(
    uow: UnitOfWork, ids: Sequence[UUID]
) -> tuple[dict[UUID, Standing], dict[Key, Sums]]:
    """What the totals of these customers are by their orders and returns."""
    totals: dict[UUID, Standing] = {}
    years: dict[Key, Sums] = {}
    orders = uow.session.execute(
        select(
            *(Order.id, Order.customer_id, Order.year, Order.currency, Order.state),
            *(Order.net_minor, Order.tax_minor, Order.company_net_minor, Order.ordered_at),
        ).where(Order.customer_id.in_(ids), Order.state != State.DRAFT)
    ).all()
    for row in orders:
        sums = years.setdefault((row.customer_id, row.year, row.currency), Sums())
        sums.add(count=1, net=row.net_minor, tax=row.tax_minor, company=row.company_net_minor)
        count, first, last = totals.get(row.customer_id, (0, None, None))
        if row.state == State.PLACED:
            count += 1
            first = min(first or row.ordered_at, row.ordered_at)
            last = max(last or row.ordered_at, row.ordered_at)
        totals[row.customer_id] = count, first, last
    returns = uow.session.execute(
        select(
            *(Order.customer_id, Order.currency, Return.year, Return.is_cancellation),
            *(Return.net_minor, Return.tax_minor, Return.company_net_minor),
        )
        .join(Order, Return.order_id == Order.id)
        .where(Order.customer_id.in_(ids))
    )
    for back in returns:
        sums = years.setdefault((back.customer_id, back.year, back.currency), Sums())
        company = back.company_net_minor
        sums.add(
            count=-1 if back.is_cancellation else 0,
            net=-back.net_minor,
            tax=-back.tax_minor,
            company=None if company is None else -company,
        )
    return totals, years

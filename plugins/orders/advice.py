"""The nightly job: first what customers of a kind buy, then what follows for each of them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from salesforce_lite.customers import Customer, renew_cards
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import GoOn

from .amounts import plain, rounded
from .buying import MOST, Bought, Habit, Purchases, habits
from .catalogue_model import Stock
from .company_days import CompanyDays
from .customer_model import Advice, CustomerTotal, SegmentFact
from .order_model import Order, OrderLine, State
from .products import products_by_id

ADVISE = "orders.advise"
BATCH = 50
_YEAR, _DAY = timedelta(days=365), timedelta(days=1)
# What phones carry of what is usual.
_CARRIED = ("product_id", "name", "quantity", "every_days")
# So many buyers, and this share of a segment, speak for a product.
_FEWEST_BUYERS, _SHARE = 3, 0.3
# Below so many customers a quartile says nothing; more are not needed for one.
_FEWEST_CUSTOMERS, _MOST_SPENDS = 8, 2000


def advise(uow: UnitOfWork, payload: Mapping[str, Any]) -> GoOn | None:
    """A step: some customers are counted into their segments, or advised by these."""
    phase, after = payload.get("phase", "count"), payload.get("after")
    if phase == "count" and after is None:
        uow.session.execute(delete(SegmentFact))
    customers = _next(uow, UUID(after) if after else None)
    if customers:
        purchases = purchases_of(uow, [one.id for one in customers])
        act = _count if phase == "count" else _advise
        act(uow, customers, purchases)
        return GoOn({"phase": phase, "after": str(customers[-1].id)})
    return GoOn({"phase": "advise"}) if phase == "count" else None


def _next(uow: UnitOfWork, after: UUID | None) -> Sequence[Customer]:
    """Those who ever bought something, in the order of their ids."""
    query = select(Customer).join(CustomerTotal, CustomerTotal.customer_id == Customer.id)
    if after is not None:
        query = query.where(Customer.id > after)
    query = query.where(Customer.deleted_at.is_(None))
    return uow.session.scalars(query.order_by(Customer.id).limit(BATCH)).all()


def segment_of(customer: Customer) -> str:
    """Whom it is like: the first of its tags, else of its roles, else people or organisations."""
    return next(iter((*customer.tags, *customer.roles)), customer.kind)[:120]


def purchases_of(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Purchases]:
    """Customer → what it bought and kept within a year."""
    days = CompanyDays(uow)
    found = {one: Purchases() for one in ids}
    orders = {
        row.id: row
        for row in uow.session.execute(
            select(
                *(Order.id, Order.customer_id, Order.ordered_at, Order.net_minor),
                *(Order.returned_net_minor, Order.company_net_minor),
            ).where(
                Order.customer_id.in_(ids),
                Order.state == State.PLACED,
                Order.ordered_at >= uow.now - _YEAR,
            )
        )
    }
    for row in orders.values():
        kept = row.net_minor - row.returned_net_minor
        if row.company_net_minor and row.net_minor:
            found[row.customer_id].spent_minor += row.company_net_minor * kept // row.net_minor
    lines = uow.session.execute(
        select(
            *(OrderLine.order_id, OrderLine.product_id),
            *(OrderLine.quantity, OrderLine.returned_quantity),
        )
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            Order.customer_id.in_(ids),
            Order.state == State.PLACED,
            Order.ordered_at >= uow.now - _YEAR,
            OrderLine.product_id.is_not(None),
            OrderLine.is_reward.is_(False),
        )
    )
    for line in lines:
        order = orders.get(line.order_id)
        left = line.quantity - line.returned_quantity
        if order is not None and left > 0:
            found[order.customer_id].lines.append(
                Bought(line.order_id, line.product_id, days.day(order.ordered_at), left)
            )
    return found


def _count(
    uow: UnitOfWork, customers: Sequence[Customer], purchases: Mapping[UUID, Purchases]
) -> None:
    """Add these customers to what is known of their segments."""
    named = {segment_of(one) for one in customers}
    facts = {
        one.segment: one
        for one in uow.session.scalars(select(SegmentFact).where(SegmentFact.segment.in_(named)))
    }
    for segment in sorted(named):
        fact = facts.get(segment)
        if fact is None:
            fact = SegmentFact(
                segment=segment, customer_count=0, products={}, spends=[], computed_at=uow.now
            )
            uow.session.add(fact)
        buyers, spends = dict(fact.products), list(fact.spends)
        for customer in customers:
            if segment_of(customer) != segment:
                continue
            fact.customer_count += 1
            if len(spends) < _MOST_SPENDS:
                spends.append(purchases[customer.id].spent_minor)
            for product_id in purchases[customer.id].products:
                buyers[str(product_id)] = buyers.get(str(product_id), 0) + 1
        fact.products, fact.spends = buyers, spends
    uow.session.flush()


def _advise(
    uow: UnitOfWork, customers: Sequence[Customer], purchases: Mapping[UUID, Purchases]
) -> None:
    """Write down anew what is advised of these customers."""
    days = CompanyDays(uow)
    today = days.day(uow.now)
    named = {segment_of(one) for one in customers}
    facts = {
        one.segment: one
        for one in uow.session.scalars(select(SegmentFact).where(SegmentFact.segment.in_(named)))
    }
    found = {one.id: habits(purchases[one.id], today) for one in customers}
    similar = {one.id: _similar(purchases[one.id], facts.get(segment_of(one))) for one in customers}
    wanted = [habit.product_id for pair in found.values() for part in pair for habit in part]
    wanted += [product_id for rows in similar.values() for product_id, _buyers in rows]
    names = {key: one.name(uow.actor.locale) for key, one in products_by_id(uow, wanted).items()}
    ids = [one.id for one in customers]
    before = _on_phones(uow, ids)
    uow.session.execute(delete(Advice).where(Advice.customer_id.in_(ids)))
    for customer in customers:
        fact = facts.get(segment_of(customer))
        usual, stopped = found[customer.id]
        uow.session.add(
            Advice(
                customer_id=customer.id,
                usual=[_habit(one, names) for one in usual],
                stopped=[_habit(one, names) for one in stopped],
                similar=[
                    {
                        "product_id": str(product_id),
                        "name": names[product_id],
                        "buyers": buyers,
                        "count": fact.customer_count - 1 if fact else 0,
                    }
                    for product_id, buyers in similar[customer.id]
                    if product_id in names
                ],
                potential=_potential(purchases[customer.id], fact, days.currency),
                computed_at=uow.now,
            )
        )
    uow.session.flush()
    after = _on_phones(uow, ids)
    fresh = _counted_anew(uow, wanted)
    # Of nobody else does a phone show anything else than last night.
    renew_cards(
        uow,
        (
            one
            for one in ids
            if before.get(one) != after.get(one)
            or fresh & {habit.product_id for habit in found[one][0]}
        ),
    )


def _on_phones(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, list[tuple[Any, ...]]]:
    """Customer → what phones carry of the advice."""
    query = select(Advice.customer_id, Advice.usual).where(Advice.customer_id.in_(ids))
    return {
        customer_id: [tuple(one[name] for name in _CARRIED) for one in usual]
        for customer_id, usual in uow.session.execute(query)
    }


def _counted_anew(uow: UnitOfWork, product_ids: Sequence[UUID]) -> set[UUID]:
    """Those of which somebody said since the day before how many there are."""
    query = select(Stock.product_id).where(
        Stock.product_id.in_(set(product_ids)), Stock.as_of >= uow.now - _DAY
    )
    return set(uow.session.scalars(query))


def _habit(one: Habit, names: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "product_id": str(one.product_id),
        "name": names.get(one.product_id, ""),
        "quantity": plain(one.quantity),
        "every_days": one.every_days,
        "silent_days": one.silent_days,
    }


def _similar(own: Purchases, fact: SegmentFact | None) -> list[tuple[UUID, int]]:
    """(product, buyers) of what many others of the segment buy and this one does not."""
    if fact is None:
        return []
    others = fact.customer_count - 1
    likely = [
        (UUID(key), buyers)
        for key, buyers in fact.products.items()
        if buyers >= _FEWEST_BUYERS and buyers >= _SHARE * others and UUID(key) not in own.products
    ]
    return sorted(likely, key=lambda one: (-one[1], one[0]))[:MOST]


def _potential(own: Purchases, fact: SegmentFact | None, currency: str) -> dict[str, Any] | None:
    """What three quarters of the segment do not reach, less what this one buys already."""
    if fact is None or fact.customer_count < _FEWEST_CUSTOMERS:
        return None
    upper = upper_quartile(fact.spends)
    if upper <= own.spent_minor:
        return None
    return {
        "minor": upper - own.spent_minor,
        "upper_minor": upper,
        "currency": currency,
        "count": fact.customer_count,
    }


def upper_quartile(values: Sequence[int]) -> int:
    """The 75th percentile, between neighbours in proportion."""
    ordered = sorted(values)
    place = Decimal(3) * (len(ordered) - 1) / 4
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return rounded(ordered[low] + (ordered[high] - ordered[low]) * (place - low))

"""What is usual, what stopped, what others like it buy and what it could buy: from purchases."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from .conftest import NOON, Shop

TODAY = date(2026, 3, 10)


def bought(shop: Shop, product: int, *days_ago: int, quantity: str = "2") -> list[Any]:
    decimal = shop.amounts.Decimal
    return [
        shop.buying.Bought(
            UUID(int=1000 + days),
            UUID(int=product),
            TODAY - timedelta(days=days),
            decimal(quantity),
        )
        for days in days_ago
    ]


def habits(shop: Shop, *lines: Any) -> Any:
    return shop.buying.habits(shop.buying.Purchases(lines=[*lines]), TODAY)


def test_what_comes_every_week_is_usual_and_what_fell_silent_has_stopped(shop: Shop) -> None:
    usual, stopped = habits(
        shop, *bought(shop, 1, 3, 10, 17, 24), *bought(shop, 2, 40, 50, 60), *bought(shop, 3, 5)
    )
    assert [(one.product_id.int, one.every_days) for one in usual] == [(1, 7)]
    assert [(one.product_id.int, one.silent_days) for one in stopped] == [(2, 40)]


@pytest.mark.parametrize(("last", "has_stopped"), [(20, False), (21, True)])
def test_silence_counts_from_twice_the_usual_interval(
    shop: Shop,
    last: int,
    has_stopped: bool,
) -> None:
    _usual, stopped = habits(shop, *bought(shop, 1, last, last + 10, last + 20))
    assert bool(stopped) == has_stopped


def test_the_upper_quartile_lies_between_neighbours(shop: Shop) -> None:
    assert shop.advice.upper_quartile([1, 2, 3, 4]) == 3
    assert shop.advice.upper_quartile([100, 200, 300, 400, 500]) == 400
    assert shop.advice.upper_quartile([7]) == 7


def test_the_nightly_job_advises_from_what_others_like_it_buy(shop: Shop, at: Any) -> None:
    at(NOON)
    bread, milk = shop.product("B1"), shop.product("M1")
    bakeries = [
        shop.records.customer(name=f"Bakery {one}", tags=("bakery",), by="rep") for one in range(9)
    ]
    drafts = [
        shop.draft(
            [shop.line("1", str(10 + place), product_id=product.id)],
            customer_id=bakery.id,
            ordered_at=NOON - timedelta(days=7 * week),
            source="shop",
            external_number=f"{place}-{week}-{product.code}",
        )
        for place, bakery in enumerate(bakeries)
        for week in (1, 2, 3)
        for product in ((bread, milk) if place else (bread,))
    ]
    with shop.operating() as uow:
        shop.orders.save_orders(uow, drafts)
    run(shop)
    with shop.operating() as uow:
        advice = uow.session.get(shop.customer_model.Advice, bakeries[0].id)
        assert [one["every_days"] for one in advice.usual] == [7]
        [other] = advice.similar
        assert (other["name"], other["buyers"], other["count"]) == ("Product M1", 8, 8)
        # It spent 30.00, and a quarter of the nine 96.00 or more.
        assert (advice.potential["upper_minor"], advice.potential["minor"]) == (9600, 6600)
        assert uow.session.get(shop.customer_model.Advice, bakeries[8].id).potential is None
    # Run again, nothing is counted twice.
    run(shop)
    with shop.operating() as uow:
        [fact] = uow.session.query(shop.customer_model.SegmentFact)
        assert fact.customer_count == 9


def run(shop: Shop) -> None:
    payload: dict[str, Any] = {}
    while True:
        with shop.operating() as uow:
            more = shop.advice.advise(uow, payload)
        if more is None:
            return
        payload = dict(more.payload)


def test_the_job_waits_while_orders_are_off_and_goes_on_afterwards(shop: Shop) -> None:
    """The plugin is switched off in the middle of a job."""
    shop.order([shop.line(product_id=shop.product().id)])
    with shop.operating() as uow:
        first = shop.advice.advise(uow, {})
        assert first is not None
    shop.plugin.disable()
    shop.plugin.enable()
    payload = dict(first.payload)
    with shop.operating() as uow:
        assert shop.advice.advise(uow, payload).payload == {"phase": "advise"}

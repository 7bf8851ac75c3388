"""What purchases give, told one by one or many at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.kernel.money import Money
from salesforce_lite.testing import Trial

from .points import BASE, NOW, Shop, eur

At = Callable[[datetime], None]
TIERS = [
    {"code": "silver", "name": "S", "achieve": 100, "retain": 100, "multiplier": "2"},
    {"code": "gold", "name": "G", "achieve": 300, "retain": 200, "multiplier": "3"},
]


@pytest.fixture
def shop(plugin: Trial, at: At) -> Shop:
    at(NOW)
    plugin.enable()
    return Shop(plugin, tiers=TIERS)


def sale(shop: Shop, customer: UUID, amount: int, days: int) -> Any:
    return shop.of("sales").Sale(
        source="till",
        reference=str(uuid4()),
        customer_id=customer,
        made_at=NOW - timedelta(days=days),
        net=eur(amount),
    )


def tell(shop: Shop, *sales: Any) -> None:
    with shop.plugin.working("admin") as uow:
        shop.of("told_points").post_sales(uow, shop.program_id, sales)


def test_each_purchase_of_a_batch_has_the_tier_that_the_earlier_ones_brought(shop: Shop) -> None:
    together, apart, other = (shop.customer(name=name) for name in ("A", "B", "C"))
    steps = [(100, 9), (200, 8), (50, 7), (10, 6)]
    # Told in any order they count in that of their days.
    batch = [sale(shop, together, *step) for step in reversed(steps)]
    tell(shop, sale(shop, other, 10, 1), *batch)
    for step in steps:
        tell(shop, sale(shop, apart, *step))
    for customer in (together, apart):
        account = shop.account_of(customer)
        assert (account.issued, account.tier) == (100 + 400 + 150 + 30, "gold")
    assert shop.account_of(other).issued == 10
    shop.agrees()


def test_what_was_bought_before_the_window_brings_no_tier_within_a_batch(shop: Shop) -> None:
    customer = shop.customer()
    tell(shop, sale(shop, customer, 500, 400), sale(shop, customer, 10, 1))
    assert (shop.account_of(customer).issued, shop.account_of(customer).tier) == (510, "")


def test_what_does_not_qualify_brings_no_tier_within_a_batch(shop: Shop, at: At) -> None:
    shop.publish(rules=[BASE | {"qualifies": False}], tiers=TIERS)
    at(NOW + timedelta(days=3))
    customer = shop.customer()
    tell(shop, sale(shop, customer, 10, -2), sale(shop, customer, 500, -1))
    assert (shop.account_of(customer).issued, shop.account_of(customer).tier) == (510, "")


@pytest.mark.parametrize(
    "lines", [["60", "30"], ["60", "50"], ["10000"], ["60 USD", "40 USD"], ["60", "40 USD"]]
)
def test_lines_that_do_not_add_up_to_what_was_paid_are_refused(
    shop: Shop, lines: list[str]
) -> None:
    customer, line = shop.customer(), shop.of("sales").SaleLine

    def told(amounts: list[str]) -> Any:
        amounts = [one if " " in one else f"{one} EUR" for one in amounts]
        nets = [Money.of(*one.split()) for one in amounts]
        return replace(sale(shop, customer, 100, 1), lines=tuple(line(net=net) for net in nets))

    with pytest.raises(InvalidInputError) as refusal:
        tell(shop, told(lines))
    assert list(refusal.value.fields) == ["lines"]
    assert shop.movements() == []
    tell(shop, told(["60", "40"]))
    assert shop.movements() == [("accrue", 100)]

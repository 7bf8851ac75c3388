"""Where rules begin and end: days of campaigns, the least amount, rounding, referrals in a year."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from salesforce_lite.testing import Trial

from .points import BASE, NOW, Shop, line

At = Callable[[datetime], None]


@pytest.fixture
def shop(plugin: Trial, at: At) -> Shop:
    at(NOW)
    plugin.enable()
    return Shop(plugin)


@pytest.mark.parametrize(
    ("moment", "points"),
    [
        # In Madrid the day begins two hours before that of UTC.
        (datetime(2026, 5, 31, 21, 59, tzinfo=UTC), 10),
        (datetime(2026, 5, 31, 22, 0, tzinfo=UTC), 20),
        (datetime(2026, 6, 2, 21, 59, tzinfo=UTC), 20),
        (datetime(2026, 6, 2, 22, 0, tzinfo=UTC), 10),
    ],
)
def test_a_campaign_holds_from_its_first_to_its_last_day_where_the_program_is(
    shop: Shop, at: At, moment: datetime, points: int
) -> None:
    days = {"begins": "2026-06-01", "ends": "2026-06-02", "multiplier": "2"}
    shop.publish(campaigns=[{"key": "days", **days}])
    at(moment)
    customer = shop.customer()
    shop.buys(customer, 10)
    assert shop.account_of(customer).issued == points


@pytest.mark.parametrize(("amount", "points"), [("19.99", 0), ("20.00", 20), ("20.99", 20)])
def test_the_least_amount_counts_and_what_is_over_a_point_is_dropped(
    shop: Shop, amount: str, points: int
) -> None:
    shop.publish(rules=[BASE | {"least": "20"}])
    customer = shop.customer()
    shop.member(customer)
    shop.buys(customer, amount)
    assert shop.account_of(customer).issued == points


@pytest.mark.parametrize(("per", "points"), [("order", 2), ("line", 0)])
def test_rounding_is_down_for_the_purchase_or_for_each_line(
    shop: Shop, per: str, points: int
) -> None:
    shop.publish(rules=[BASE | {"per": per}])
    customer = shop.customer()
    shop.member(customer)
    shop.buys(customer, "2.97", lines=tuple(line("0.99") for _ in range(3)))
    assert shop.account_of(customer).issued == points


def test_so_many_referrals_of_a_member_count_in_a_year(shop: Shop, plugin: Trial, at: At) -> None:
    friend = {"key": "friend", "kind": "referral", "points": 30}
    new = {"key": "new", "kind": "referred", "points": 10}
    shop.publish(rules=[BASE, friend, new], referrals_a_year=1)
    brings = shop.member()
    given = []
    for year, number in ((2026, 1), (2026, 2), (2027, 3)):
        at(datetime(year, 6, number, tzinfo=UTC))
        customer = shop.customer(name=f"Friend {number}")
        account = shop.member(customer, brought_by=brings)
        shop.buys(customer, 100)
        plugin.work_off()
        # Who was brought has their points in any case.
        assert shop.account(account).available == 110
        given.append(shop.account(brings).issued)
    assert given == [30, 30, 60]
    shop.agrees()

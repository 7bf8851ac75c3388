"""Many at once: the same order, redemptions of the same points, and expiry meanwhile."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest

from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.testing import Trial

from .points import NOW, Shop

At = Callable[[datetime], None]
WORKERS = 16


@pytest.fixture
def shop(plugin: Trial, at: At) -> Shop:
    at(NOW)
    plugin.enable()
    return Shop(plugin, expiry="fixed", expiry_months=1)


def all_at_once(count: int, act: Callable[[int], bool]) -> int:
    """How many of them succeeded."""
    barrier = Barrier(count)

    def run(number: int) -> bool:
        barrier.wait()
        return act(number)

    with ThreadPoolExecutor(count) as pool:
        return sum(pool.map(run, range(count)))


def test_the_same_order_ten_times_at_once_counts_once(shop: Shop) -> None:
    customer, order = shop.customer(), uuid4()

    def buy(_: int) -> bool:
        return shop.buys(customer, 100, purchase_id=order) == order

    assert all_at_once(10, buy) == 10
    assert shop.movements() == [("accrue", 100)]
    assert shop.plugin.failures() == []
    shop.agrees()


def test_sixteen_redeem_the_same_points_and_nobody_overdraws(shop: Shop) -> None:
    customer = shop.customer()
    for _ in range(4):
        shop.buys(customer, 25)
    account = shop.account_of(customer).id

    def redeem(_: int) -> bool:
        done = 0
        for _again in range(4):
            try:
                shop.redeems(account, 3)
                done += 1
            except DomainError:
                pass
        return bool(done)

    all_at_once(WORKERS, redeem)
    after = shop.account(account)
    assert (after.available, after.redeemed) == (1, 99)
    shop.agrees()


def test_redemptions_race_with_expiry(shop: Shop, at: At) -> None:
    customer = shop.customer()
    shop.buys(customer, 90)
    at(NOW + timedelta(days=20))
    shop.buys(customer, 30)
    account = shop.account_of(customer).id
    # The first lot is over, the second is not.
    at(NOW + timedelta(days=40))

    def act(number: int) -> bool:
        if number % 2:
            shop.work_off()
            return False
        try:
            shop.redeems(account, 5)
        except DomainError:
            return False
        return True

    assert all_at_once(WORKERS, act) == 6
    after = shop.account(account)
    assert (after.available, after.redeemed, after.expired) == (0, 30, 90)
    shop.agrees()


def test_without_the_lock_a_race_is_refused_and_overdraws_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = shop.customer()
    shop.buys(customer, 100)
    account = shop.account_of(customer).id
    model, redeeming = shop.of("model").Account, shop.of("redeeming")

    def without_lock(uow: Any, ids: Any) -> dict[Any, Any]:
        return {key: uow.session.get(model, key, populate_existing=True) for key in ids}

    monkeypatch.setattr(redeeming, "lock_accounts", without_lock)

    def redeem(_: int) -> bool:
        try:
            shop.redeems(account, 60)
        except DomainError:
            return False
        return True

    assert all_at_once(8, redeem) == 1
    assert shop.account(account).available == 40
    shop.agrees()

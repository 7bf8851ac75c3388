"""Joining is welcomed once, whoever turns out to be the same customer."""

from collections.abc import Callable
from datetime import datetime

import pytest

from salesforce_lite.customers import merge_customers
from salesforce_lite.testing import Trial

from .points import BASE, NOW, Shop

At = Callable[[datetime], None]


@pytest.mark.parametrize("is_first_to_stay", [True, False])
def test_case_10_one_welcome_stays_through_several_merges(
    plugin: Trial, at: At, *, is_first_to_stay: bool
) -> None:
    at(NOW)
    plugin.enable()
    shop = Shop(plugin)
    early, late, other = (shop.customer(name=name) for name in ("Alfa", "Beta", "Gamma"))
    shop.member(early)
    shop.publish(rules=[BASE, {"key": "hello", "kind": "welcome", "points": 25}])
    shop.member(late)
    shop.member(other)
    # The one who stays has the welcome only of the one who went into it.
    merges = [(early, late), (early, other) if is_first_to_stay else (other, early)]
    for keep, goes in merges:
        with plugin.working("admin") as uow:
            merge_customers(uow, keep, goes)
        assert shop.account_of(keep).available == 25
        shop.agrees()
    # Who joins again is a member already.
    assert shop.member(merges[-1][0]) == shop.account_of(merges[-1][0]).id
    assert shop.account_of(merges[-1][0]).available == 25

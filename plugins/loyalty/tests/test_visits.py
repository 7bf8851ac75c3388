"""Points of visits, as long as the visits stand."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from salesforce_lite.activities import (
    complete_activity,
    delete_activity,
    reopen_activity,
    restore_activity,
)
from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.testing import Trial

from .points import BASE, NOW, Shop

At = Callable[[datetime], None]
RULES = [BASE, {"key": "call", "kind": "visit", "points": 7, "caps": {"day": 7}}]


@pytest.fixture
def shop(plugin: Trial, at: At) -> Shop:
    at(NOW)
    plugin.enable()
    return Shop(plugin, rules=RULES)


def does(shop: Shop, deed: Callable[..., Any], visit: UUID) -> None:
    with shop.plugin.working("admin") as uow:
        deed(uow, visit)


def visited(shop: Shop) -> tuple[UUID, UUID, UUID]:
    """(customer, account, visit)"""
    customer = shop.customer()
    account = shop.member(customer)
    return customer, account, shop.plugin.records.activity(customer, kind="visit").id


def test_a_deleted_visit_loses_its_points_and_a_restored_one_has_them_again(shop: Shop) -> None:
    customer, account, visit = visited(shop)
    for _ in range(2):
        assert shop.account(account).available == 7
        does(shop, delete_activity, visit)
        assert shop.account(account).available == 0
        does(shop, restore_activity, visit)
    assert [points for _, points in shop.movements()] == [7, -7, 7, -7, 7]
    does(shop, delete_activity, visit)
    # What was taken back leaves room below the limit of the day.
    shop.plugin.records.activity(customer, kind="visit")
    assert shop.account(account).available == 7
    shop.agrees()


def test_a_visit_to_be_made_again_counts_when_it_is_made(shop: Shop) -> None:
    _, account, visit = visited(shop)
    does(shop, reopen_activity, visit)
    assert shop.account(account).available == 0
    does(shop, reopen_activity, visit)
    does(shop, delete_activity, visit)
    does(shop, restore_activity, visit)
    assert shop.account(account).available == 0
    does(shop, complete_activity, visit)
    assert shop.account(account).available == 7
    assert [points for _, points in shop.movements()] == [7, -7, 7]
    shop.agrees()


@pytest.mark.parametrize("policy", ["debt", "refuse"])
def test_points_of_a_visit_that_were_spent_are_owed_or_keep_it(
    plugin: Trial, at: At, policy: str
) -> None:
    at(NOW)
    plugin.enable()
    shop = Shop(plugin, rules=RULES, negative_policy=policy)
    _, account, visit = visited(shop)
    shop.redeems(account, 5)
    if policy == "debt":
        does(shop, delete_activity, visit)
        assert (shop.account(account).available, shop.account(account).debt) == (0, 5)
    else:
        with pytest.raises(DomainError):
            does(shop, delete_activity, visit)
        assert shop.account(account).available == 2
    shop.agrees()


def test_what_is_no_visit_and_whom_no_program_has_changes_nothing(shop: Shop) -> None:
    stranger = shop.plugin.records.activity(shop.customer(name="Other"), kind="visit").id
    call = shop.plugin.records.activity(kind="call").id
    for one in (stranger, call):
        for deed in (delete_activity, restore_activity, reopen_activity):
            does(shop, deed, one)
    assert shop.movements() == []

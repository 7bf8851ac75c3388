"""What people see of points on the pages, and do there."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from salesforce_lite.customers import merge_customers
from salesforce_lite.testing import Trial

from .points import BASE, NOW, Shop

At = Callable[[datetime], None]
TIERS = [
    {"code": "silver", "name": "Silver", "achieve": 100, "retain": 80},
    {"code": "gold", "name": "Gold", "achieve": 500, "retain": 400},
]


@pytest.fixture
def shop(plugin: Trial, at: At) -> Shop:
    at(NOW)
    plugin.enable()
    return Shop(plugin, rules=[BASE], tiers=TIERS, expiry="fixed")


def page(shop: Shop, address: str, name: str = "rep") -> str:
    answer = shop.plugin.browser(name).get(address)
    assert answer.status_code == 200, answer.text[:500]
    return " ".join(answer.text.split())


def test_the_card_says_points_tier_and_what_expires(shop: Shop) -> None:
    customer = shop.customer()
    assert "Not a member yet" in page(shop, f"/customers/{customer}")
    shop.buys(customer, 120)
    text = page(shop, f"/customers/{customer}")
    assert "<strong>120 points</strong>" in text
    assert "Silver" in text
    assert "380 points to Gold" in text
    assert "120 points until May 20, 2027" in text
    assert "Points earned: +120" in text
    assert "120 · Silver" in page(shop, "/customers")
    assert shop.plugin.failures() == []


def test_at_a_glance_it_says_what_expires_soon_and_what_points_are_enough_for(
    shop: Shop, at: At
) -> None:
    customer = shop.customer()
    rewards = shop.of("rewards")
    with shop.plugin.working("admin") as uow:
        for name, cost in (("Mug", 50), ("Hamper", 100), ("Dinner", 400)):
            rewards.save_reward(uow, shop.program_id, rewards.RewardFields(name=name, cost=cost))
        gone = rewards.RewardFields(name="Gone", cost=110, stock=0)
        over = rewards.RewardFields(name="Over", cost=115, valid_until=NOW.date().replace(day=1))
        for one in (gone, over):
            rewards.save_reward(uow, shop.program_id, one)
    shop.buys(customer, 120)
    text = page(shop, f"/customers/{customer}")
    assert "Enough points for: Hamper" in text
    assert "expire on" not in text
    at(NOW + timedelta(days=340))
    assert "120 points expire on May 20, 2027" in page(shop, f"/customers/{customer}")
    at(NOW + timedelta(days=400))
    assert "Enough points for" not in page(shop, f"/customers/{customer}")
    assert shop.plugin.failures() == []


def test_a_member_is_made_redeems_and_cancels(shop: Shop) -> None:
    rep, customer = shop.plugin.browser("rep"), shop.customer()
    joined = rep.post(
        f"/x/loyalty/customers/{customer}/joining", data={"program_id": str(shop.program_id)}
    )
    assert joined.status_code == 303, joined.text
    shop.buys(customer, 120)
    account = shop.account_of(customer).id
    home = f"/x/loyalty/members/{account}"
    poor = rep.post(f"{home}/redemptions/new", data={"reward_id": "", "points": "500"})
    assert poor.status_code == 422, (shop.plugin.failures(), poor.text[-1500:])
    assert "There are not enough points" in poor.text
    wanted = {"reward_id": "", "points": "20"}
    assert rep.post(f"{home}/redemptions/new", data=wanted).status_code == 303
    assert "100 points" in page(shop, home)
    [one] = shop.rows("keeping_model", "Redemption")
    assert rep.post(f"/x/loyalty/redemptions/{one.id}/cancellation").status_code == 303
    assert shop.account(account).available == 120
    assert shop.plugin.browser("other").get(home).status_code == 404
    assert page(shop, "/x/loyalty/")
    assert shop.plugin.browser("admin").get(f"{home}/adjustments/new").status_code == 200
    assert rep.get(f"{home}/adjustments/new").status_code == 403
    assert shop.plugin.failures() == []


def test_what_was_redeemed_before_a_merge_is_handed_out_or_cancelled(shop: Shop) -> None:
    keep, goes = shop.customer(name="Alfa"), shop.customer(name="Beta")
    for one in (keep, goes):
        shop.buys(one, 100)
    going = shop.account_of(goes).id
    given, taken = (shop.redeems(going, points) for points in (20, 30))
    with shop.plugin.working("admin") as uow:
        merge_customers(uow, keep, goes)
    rep, other = shop.plugin.browser("rep"), shop.plugin.browser("other")
    home = f"/x/loyalty/members/{shop.account_of(keep).id}"
    assert f"/redemptions/{taken}/cancellation" in page(shop, home)
    assert other.post(f"/x/loyalty/redemptions/{taken}/cancellation").status_code == 404
    for done in (f"{taken}/cancellation", f"{given}/handing-out"):
        answer = rep.post(f"/x/loyalty/redemptions/{done}")
        assert (answer.status_code, answer.headers["Location"]) == (303, home)
    assert shop.account_of(keep).available == 180
    assert "180" in page(shop, home)
    shop.agrees()


def test_a_member_sees_their_own_points_by_a_link(shop: Shop) -> None:
    customer = shop.customer()
    shop.buys(customer, 120)
    home = f"/x/loyalty/members/{shop.account_of(customer).id}"
    rep = shop.plugin.browser("rep")
    assert rep.post(f"{home}/statement").status_code == 303
    address = re.search(r"/p/[\w.-]+", rep.get(home).text)
    assert address
    seen = shop.plugin.browser().get(address.group())
    assert seen.status_code == 200
    assert "120 points" in seen.text
    assert "Points earned: +120" in seen.text
    spanish = {"Accept-Language": "es-MX"}
    assert "120 puntos" in shop.plugin.browser().get(address.group(), headers=spanish).text
    assert shop.plugin.failures() == []


def test_points_come_along_with_customers_and_on_phones(shop: Shop) -> None:
    customer = shop.customer()
    shop.buys(customer, 120)
    rep = shop.plugin.browser("rep")
    told: Any = rep.get("/api/v1/customers?include=loyalty&fields=name").json
    [one] = told["items"]
    assert one["loyalty"][0]["available"] == 120

"""Points through the API alone: joining, accruing, returning, redeeming, adjusting."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from salesforce_lite.testing import Trial

from .points import NOW, Shop

At = Callable[[datetime], None]
HOME = "/api/v1/x/loyalty"


@pytest.fixture
def shop(plugin: Trial, at: At) -> Shop:
    at(NOW)
    plugin.enable()
    return Shop(plugin)


def send(browser: FlaskClient, path: str, body: Any = None, status: int = 201) -> Any:
    answer = browser.post(f"{HOME}/{path}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json


def accrual(shop: Shop, customer: Any, **said: Any) -> dict[str, Any]:
    return {
        "program_id": str(shop.program_id),
        "customer_id": str(customer),
        "source": "till",
        "reference": "T-1",
        "made_at": NOW.isoformat(),
        "net": {"amount": "120.50", "currency": "EUR"},
        **said,
    }


def test_a_till_posts_returns_redeems_and_cancels(shop: Shop, plugin: Trial) -> None:
    admin, customer = plugin.browser("admin"), shop.customer()
    [posted] = send(admin, "accruals", accrual(shop, customer))["items"]
    assert posted["points"] == 120
    assert send(admin, "accruals", accrual(shop, customer))["items"] == [posted]
    other = accrual(shop, customer, net={"amount": "1.00", "currency": "EUR"})
    assert send(admin, "accruals", other, 422)["code"] == "loyalty_other_content"
    member = posted["member_id"]
    spent = {"id": str(uuid4()), "member_id": member, "points": 20}
    redemption = send(admin, "redemptions", spent)
    assert send(admin, "redemptions", spent) == redemption
    shown: Any = admin.get(f"{HOME}/members/{member}").json
    assert shown["available"] == 100
    send(admin, f"redemptions/{redemption['id']}/cancellation", {}, 200)
    back = {
        "program_id": str(shop.program_id),
        "source": "till",
        "reference": "R-1",
        "sale_reference": "T-1",
        "returned_at": NOW.isoformat(),
        "net": {"amount": "120.50", "currency": "EUR"},
    }
    assert send(admin, "returns", back)["points"] == -120
    told: Any = admin.get(f"{HOME}/members/{member}/movements").json
    moved = told["items"]
    assert {one["kind"] for one in moved} == {"accrue", "redeem", "reverse"}
    shop.agrees()


def test_what_is_wrong_is_named(shop: Shop, plugin: Trial) -> None:
    admin, customer = plugin.browser("admin"), shop.customer()
    late = accrual(shop, customer, made_at=(NOW + timedelta(days=1)).isoformat())
    assert "made_at" in str(send(admin, "accruals", late, 422))
    ours = accrual(shop, customer, source="loyalty")
    assert "source" in str(send(admin, "accruals", ours, 422))
    foreign = accrual(shop, customer, net={"amount": "5", "currency": "JPY"})
    assert send(admin, "accruals", foreign, 422)["code"] == "loyalty_no_rate"
    member = str(shop.member(customer))
    poor = send(admin, "redemptions", {"member_id": member, "points": 1}, 422)
    assert poor["code"] == "loyalty_not_enough_points"


def test_members_of_others_are_not_there(shop: Shop, plugin: Trial) -> None:
    account = shop.member(shop.customer(by="rep"))
    for path in (f"members/{account}", f"members/{account}/movements"):
        assert plugin.browser("rep").get(f"{HOME}/{path}").status_code == 200
        assert plugin.browser("other").get(f"{HOME}/{path}").status_code == 404
    told: Any = plugin.browser("other").get(f"{HOME}/members").json
    assert told["items"] == []
    send(plugin.browser("other"), "redemptions", {"member_id": str(account), "points": 1}, 404)
    send(plugin.browser("rep"), "accruals", accrual(shop, shop.customer(by="rep")), 403)

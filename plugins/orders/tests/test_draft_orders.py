"""Programs change drafts of orders, and an order without a signal counts from when it was taken."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient

from .conftest import NOON, Shop

API = "/api/v1/x/orders"
Client = Callable[[str], FlaskClient]
DAY = timedelta(days=1)


@pytest.fixture
def draft(shop: Shop) -> Any:
    """Of a listed price, with own taxes, a discount as an amount and a cost."""
    bread = shop.product("B1")
    shop.price_list(prices={bread: "5"})
    discount = shop.amounts.Money.of("1", "EUR")
    lines = [
        shop.line("3", None, product_code="B1", taxes=[("IVA", "21")], cost=Decimal("1.1")),
        shop.line("3", "2", discount=discount, cost=Decimal("0.333333")),
    ]
    return shop.order(lines, is_placed=False, by="rep", note="Soon", ordered_at=NOON)


def test_a_draft_is_changed_by_a_program_and_the_rest_stays(
    shop: Shop, client_of: Client, draft: Any
) -> None:
    rep, place = client_of("rep"), f"{API}/{draft.id}"
    before = rep.get(place)
    costs = [line.cost_minor for line in shop.lines_of(draft)]
    changed = rep.patch(place, json={"note": "Later"}, headers={"If-Match": before.headers["ETag"]})
    assert changed.status_code == 200, changed.text
    names = ("description", "price", "price_source", "discount", "net", "taxes", "quantity")
    lines = [
        [{n: one[n] for n in names} for one in r.get_json()["lines"]] for r in (before, changed)
    ]
    assert lines[0] == lines[1]
    assert lines[0][0]["price_source"] == "Usual"
    assert [line.cost_minor for line in shop.lines_of(draft)] == costs
    seen = changed.get_json()
    assert (seen["note"], seen["state"], seen["number"]) == ("Later", "draft", None)
    assert seen["ordered_at"] == before.get_json()["ordered_at"]
    stale = rep.patch(place, json={"note": "x"}, headers={"If-Match": before.headers["ETag"]})
    assert stale.status_code == 412
    assert rep.patch(place, json={"currency": "USD"}).get_json()["errors"].keys() == {"lines"}
    line = {"description": "Oven", "quantity": "1", "price": "9"}
    sent = {"lines": [line], "is_placed": True, "ordered_at": "2026-03-02T10:00:00Z"}
    placed = rep.patch(place, json=sent).get_json()
    assert (placed["state"], placed["ordered_at"][:10]) == ("placed", "2026-03-02")
    assert rep.patch(place, json={"note": "x"}).get_json()["code"] == "orders_not_a_draft"
    assert client_of("other").patch(place, json={"note": "x"}).status_code == 404
    assert client_of("viewer").patch(place, json={"note": "x"}).status_code == 403
    assert shop.wrong_totals() == []


def taken(shop: Shop, at_moment: datetime, **more: Any) -> Any:
    """What a phone sends."""
    line = shop.api_shapes.LineWrite(quantity="1", description="Bread", price="2")
    body = shop.api_shapes.OrderWrite(
        customer_id=shop.customer.id, lines=[line], currency="EUR", ordered_at=at_moment, **more
    )
    with shop.working("rep") as uow:
        return shop.field._apply(uow, body, None)


def test_an_order_taken_without_a_signal_counts_from_when_it_was_taken(shop: Shop, at: Any) -> None:
    at(NOON)
    order = taken(shop, NOON - 3 * DAY)
    assert (order.state, order.ordered_at) == ("placed", NOON - 3 * DAY)
    assert taken(shop, NOON - 3 * DAY, id=order.id).id == order.id
    # A clock that is fast dates nothing into the future.
    assert taken(shop, NOON + DAY / 2).ordered_at == NOON
    assert taken(shop, NOON + 400 * DAY).ordered_at == NOON
    assert taken(shop, NOON - 40_000 * DAY).ordered_at == NOON
    assert shop.wrong_totals() == []

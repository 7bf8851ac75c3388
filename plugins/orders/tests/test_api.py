"""Programs send orders, returns, quotes and facts, and read what stands."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from .conftest import Shop

PLACE = "/api/v1/x/orders"
Client = Callable[[str], FlaskClient]


@pytest.fixture
def sent(shop: Shop, client_of: Client) -> Any:
    client = client_of("admin")

    def send(path: str, body: Any = None, method: str = "post") -> Any:
        reply = client.open(f"{PLACE}{path}", method=method, json=body)
        return reply.status_code, reply.get_json()

    return send


def an_order(shop: Shop, **more: Any) -> dict[str, Any]:
    line = {
        "description": "Bread",
        "quantity": "2",
        "price": "1.50",
        "taxes": [{"name": "IVA", "rate": "21"}],
    }
    return {"customer_id": str(shop.customer.id), "currency": "EUR", "lines": [line], **more}


def test_an_order_is_sent_returned_in_part_and_cancelled(shop: Shop, sent: Any) -> None:
    status, order = sent("", an_order(shop, source="shop", external_number="1"))
    assert (status, order["number"], order["total"]["amount"]) == (201, "P-000001", "3.63")
    [line] = order["lines"]
    back = {"lines": [{"line_id": line["id"], "quantity": "1"}]}
    status, made = sent(f"/{order['id']}/returns", back)
    assert (status, made["net"]["amount"], made["tax"]["amount"]) == (201, "1.50", "0.32")
    status, refused = sent(
        f"/{order['id']}/returns", {"lines": [{**back["lines"][0], "quantity": "2"}]}
    )
    assert (status, refused["code"]) == (422, "orders_too_many_returned")
    assert sent(f"/{order['id']}/cancellation", {})[1]["state"] == "cancelled"
    assert len(sent(f"/{order['id']}/returns", method="get")[1]["items"]) == 2


def test_the_same_order_sent_twice_is_one_and_something_else_is_refused(
    shop: Shop, sent: Any
) -> None:
    body = an_order(shop, source="shop", external_number="1", ordered_at="2026-03-01T10:00:00Z")
    assert sent("", body)[1]["id"] == sent("", body)[1]["id"]
    body["lines"][0]["quantity"] = "9"
    status, refused = sent("", body)
    assert (status, refused["code"]) == (409, "orders_other_order")


def test_of_a_batch_each_order_has_a_result_of_its_own(shop: Shop, sent: Any) -> None:
    wrong = an_order(shop, customer_id="01890000-0000-7000-8000-000000000000")
    status, reply = sent("/batch", {"items": [an_order(shop), wrong]})
    assert status == 200
    assert [one["status"] for one in reply["results"]] == [201, 404]
    assert len(sent("?state=placed", method="get")[1]["items"]) == 1


def test_products_prices_and_stock(shop: Shop, sent: Any) -> None:
    status, product = sent("/products", {"code": "B1", "name_en": "Bread", "cost": "0.4"})
    assert (status, product["cost"]) == (201, "0.4")
    with shop.operating() as uow:
        known = shop.products.get_product(uow, product["id"])
    shop.price_list(prices={known: "1.25"})
    asked = f"?customer_id={shop.customer.id}&product_id={product['id']}&currency=EUR"
    assert sent(f"/prices{asked}", method="get")[1]["price"] == "1.25"
    said = {"product_code": "B1", "quantity": "7", "source": "erp"}
    sent("/stock", {"items": [{**said, "as_of": "2026-03-02T10:00:00Z"}]})
    # What comes late is older than what is known.
    sent("/stock", {"items": [{**said, "quantity": "9", "as_of": "2026-03-01T10:00:00Z"}]})
    [listed] = sent("/products?q=B", method="get")[1]["items"]
    assert listed["stock"]["quantity"] == "7"


def test_credit_is_told_with_its_moment(shop: Shop, sent: Any) -> None:
    said = {
        "customer_id": str(shop.customer.id),
        "as_of": "2026-03-02T10:00:00Z",
        "source": "erp",
        "overdue": {"amount": "120.50", "currency": "EUR"},
        "is_blocked": True,
    }
    assert sent("/credit", {"items": [said]})[0] == 200
    kept = sent(f"/credit/{shop.customer.id}", method="get")[1]
    assert (kept["overdue"]["amount"], kept["is_blocked"]) == ("120.50", True)
    status, order = sent("", an_order(shop))
    assert (status, order["state"], order["number"]) == (201, "draft", None)
    assert sent(f"/{order['id']}/placement", {})[1]["code"] == "orders_blocked"


def test_a_quote_is_written_sent_and_revised(shop: Shop, sent: Any) -> None:
    body = an_order(shop, title="Ovens")
    status, quote = sent("/quotes", body)
    assert (status, quote["state"]) == (201, "draft")
    assert sent(f"/quotes/{quote['id']}/sending")[1]["state"] == "sent"
    assert sent(f"/quotes/{quote['id']}/revision")[1]["last_version"] == 2


def test_a_quote_is_accepted_or_declined_by_a_program(shop: Shop, sent: Any) -> None:
    for answer, state in (("acceptance", "accepted"), ("refusal", "declined")):
        quote = sent("/quotes", an_order(shop, title="Ovens"))[1]
        said = {"version_number": 1, "by": "Luisa"}
        early = sent(f"/quotes/{quote['id']}/{answer}", said)[1]
        assert early["code"] == "orders_quote_not_sent"
        sent(f"/quotes/{quote['id']}/sending")
        stale = sent(f"/quotes/{quote['id']}/{answer}", {**said, "version_number": 2})[1]
        assert stale["code"] == "orders_quote_not_sent"
        for _time in range(2):
            status, answered = sent(f"/quotes/{quote['id']}/{answer}", said)
            assert (status, answered["state"], answered["answered_by"]) == (200, state, "Luisa")
        assert bool(answered["order_id"]) == (state == "accepted")
    assert len(sent("", method="get")[1]["items"]) == 1


def test_a_draft_of_a_quote_is_changed_by_a_program(shop: Shop, sent: Any) -> None:
    product = shop.product("B1")
    listed = shop.price_list(prices={product: "5"})
    body = an_order(shop, title="Ovens", note="Soon")
    body["lines"].append({"product_code": "B1", "quantity": "1"})
    quote = sent("/quotes", body)[1]
    assert [one["price"] for one in quote["lines"]] == ["1.5", "5"]
    with shop.operating() as uow:
        shop.price_lists.set_prices(uow, listed.id, {product.id: shop.amounts.Decimal(6)})
    place = f"/quotes/{quote['id']}"
    status, changed = sent(place, {"title": "Two ovens", "valid_until": "2099-01-31"}, "patch")
    assert (status, changed["title"], changed["valid_until"]) == (200, "Two ovens", "2099-01-31")
    # What is not named stays, with the prices that it had.
    for name in ("note", "lines", "total", "customer_id", "number"):
        assert changed[name] == quote[name]
    line = {"product_code": "B1", "quantity": "3"}
    changed = sent(place, {"lines": [line]}, "patch")[1]
    assert (changed["net"]["amount"], changed["note"]) == ("18.00", "Soon")
    assert sent(place, method="get")[1] == changed
    assert sent(place, {"currency": "USD"}, "patch")[1]["errors"].keys() == {"lines"}
    assert sent(place, {"lines": []}, "patch")[0] == 422
    assert sent(place, {"customer_id": quote["customer_id"]}, "patch")[0] == 422


def test_what_was_sent_or_answered_is_not_changed(shop: Shop, sent: Any) -> None:
    said = {"version_number": 1, "by": "Luisa"}
    for answer, code in (
        (None, "orders_quote_sent"),
        ("refusal", "orders_quote_sent"),
        ("acceptance", "orders_quote_answered"),
    ):
        quote = sent("/quotes", an_order(shop, title="Ovens"))[1]
        sent(f"/quotes/{quote['id']}/sending")
        if answer:
            sent(f"/quotes/{quote['id']}/{answer}", said)
        status, refused = sent(f"/quotes/{quote['id']}", {"title": "Mine"}, "patch")
        assert (status, refused["code"]) == (422, code)
        assert sent(f"/quotes/{quote['id']}", method="get")[1]["title"] == "Ovens"


def test_a_change_of_a_stale_quote_is_refused(shop: Shop, sent: Any, client_of: Client) -> None:
    place = f"{PLACE}/quotes/{sent('/quotes', an_order(shop, title='Ovens'))[1]['id']}"
    rep = client_of("rep")
    tag = rep.get(place).headers["ETag"]
    first = rep.patch(place, json={"title": "One"}, headers={"If-Match": tag})
    again = rep.patch(place, json={"title": "Two"}, headers={"If-Match": tag})
    assert (first.status_code, again.status_code) == (200, 412)
    assert rep.patch(place, json={"title": "Three"}).get_json()["title"] == "Three"
    assert client_of("other").patch(place, json={"title": "Mine"}).status_code == 404
    assert client_of("viewer").patch(place, json={"title": "Mine"}).status_code == 403
    described = rep.get("/api/v1/openapi.json").get_json()["paths"]
    assert "patch" in described[f"{PLACE}/quotes/{{quote_id}}"]


def test_price_lists_are_made_and_changed_with_their_prices(shop: Shop, sent: Any) -> None:
    for code in ("B1", "B2"):
        shop.product(code)
    prices = [{"product_code": "B1", "price": "1.5"}, {"product_code": "B2", "price": "2"}]
    chosen = "01890000-0000-7000-8000-000000000001"
    body = {"name": "Bakeries", "currency": "EUR", "id": chosen, "prices": prices}
    body |= {"audience": "tag", "audience_value": "bakery"}
    status, made = sent("/price-lists", body)
    assert (status, made["id"], made["audience_value"]) == (201, chosen, "bakery")
    assert sent("/price-lists", body)[1]["id"] == chosen
    place = f"/price-lists/{chosen}"
    change = {"ends_on": "2026-12-31", "prices": [{"product_code": "B2", "price": None}]}
    changed = sent(place, change, "patch")[1]
    assert (changed["name"], changed["ends_on"]) == ("Bakeries", "2026-12-31")
    left = [(one["product_code"], one["price"]) for one in changed["prices"]]
    assert left == [("B1", "1.5")]
    assert sent(place, method="get")[1] == changed
    [listed] = sent("/price-lists", method="get")[1]["items"]
    assert "prices" not in listed
    unknown = {"prices": [{"product_code": "B9", "price": "1"}]}
    status, refused = sent(place, unknown, "patch")
    assert status == 422
    assert refused["errors"]["prices"] == "There is no product with the code “B9”."
    assert sent("/price-lists", {**body, "id": None})[0] == 422
    assert sent(place, {"starts_on": "2027-01-01"}, "patch")[1]["errors"].keys() == {"ends_on"}


def test_a_change_of_a_stale_price_list_is_refused(shop: Shop, client_of: Client) -> None:
    made = shop.price_list(prices={})
    place, admin = f"{PLACE}/price-lists/{made.id}", client_of("admin")
    tag = admin.get(place).headers["ETag"]
    first = admin.patch(place, json={"name": "One"}, headers={"If-Match": tag})
    again = admin.patch(place, json={"name": "Two"}, headers={"If-Match": tag})
    assert (first.status_code, again.status_code) == (200, 412)
    assert client_of("rep").patch(place, json={"name": "Mine"}).status_code == 403
    own = {"audience": "customer", "audience_value": str(shop.customer.id)}
    hidden = shop.price_list("Own", prices={}, **own)
    assert client_of("rep").get(f"{PLACE}/price-lists/{hidden.id}").status_code == 200
    assert client_of("other").get(f"{PLACE}/price-lists/{hidden.id}").status_code == 404


def test_costs_are_for_those_who_may_see_them(shop: Shop, client_of: Client) -> None:
    product = shop.product(cost=shop.amounts.Decimal("3"))
    order = shop.order([shop.line(product_id=product.id)])
    shown = client_of("rep").get(f"{PLACE}/{order.id}").get_json()
    assert shown["lines"][0]["cost"] is None
    assert client_of("admin").get(f"{PLACE}/{order.id}").get_json()["lines"][0]["cost"]
    assert client_of("other").get(f"{PLACE}/{order.id}").status_code == 404


@pytest.mark.parametrize(
    "taxes",
    [None, [], [{"name": "IVA", "rate": "10.5"}, {"name": "IIBB 2", "rate": "3"}]],
)
def test_taxes_of_a_product_stay_when_what_was_read_is_written_back(
    shop: Shop, sent: Any, client_of: Client, taxes: Any
) -> None:
    made = sent("/products", {"code": "B1", "name_en": "Bread", "taxes": taxes})[1]
    assert made["taxes"] == taxes
    read = sent(f"/products/{made['id']}", method="get")[1]
    names = ("code", "name_es", "name_en", "unit", "category", "cost", "taxes", "is_active")
    assert sent("/products", {name: read[name] for name in names})[1]["taxes"] == taxes
    page, admin = f"/admin/x/orders/products/{made['id']}", client_of("admin")
    shown = admin.get(page).text
    written = re.search(r'<textarea[^>]*name="taxes"[^>]*>([^<]*)</textarea>', shown)
    version = re.search(r'name="version"[^>]*value="(\d+)"', shown)
    assert written
    assert version
    form = {"code": "B1", "name_en": "Loaf", "is_active": "y", "version": version[1]}
    form["taxes"] = written[1].strip()
    assert admin.post(page, data=form).status_code == 303
    after = sent(f"/products/{made['id']}", method="get")[1]
    assert (after["name_en"], after["taxes"]) == ("Loaf", taxes)

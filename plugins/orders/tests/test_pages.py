"""People write, place, return and quote in the browser; customers answer behind a link."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from .conftest import NOON, Shop, Told
from .test_quotes import a_quote, sent

Client = Callable[[str], FlaskClient]
OFFICE = "/admin/x/orders/"


def test_an_order_is_written_in_the_browser_at_the_price_of_the_list(
    shop: Shop, client_of: Client
) -> None:
    product = shop.product("B1")
    shop.price_list(prices={product: "1.25"})
    rep = client_of("rep")
    assert "Product" in rep.get(f"/x/orders/new?customer={shop.customer.id}").text
    typed = {"customer_id": str(shop.customer.id), "currency": "EUR", "is_placed": "y"}
    made = rep.post(
        "/x/orders/new", data={**typed, "lines-0-product": "B1", "lines-0-quantity": "4"}
    )
    assert made.status_code == 303
    page = rep.get(made.location).text
    assert "P-000001" in page
    assert "price of “Usual”" in page
    refused = rep.post("/x/orders/new", data={**typed, "lines-0-product": "nothing"})
    assert refused.status_code == 422
    assert "There is no product with this code." in refused.text
    assert client_of("other").get(made.location).status_code == 404
    assert "P-000001" in rep.get("/x/orders/").text
    assert "Purchases" in rep.get(f"/customers/{shop.customer.id}").text


def test_goods_come_back_and_orders_are_cancelled_in_the_browser(
    shop: Shop, client_of: Client
) -> None:
    order = shop.order([shop.line("2")])
    [line] = shop.lines_of(order)
    manager = client_of("manager")
    assert "At most 2" in manager.get(f"/x/orders/{order.id}/return").text
    too_many = manager.post(f"/x/orders/{order.id}/return", data={f"line-{line.id}": "3"})
    assert too_many.status_code == 422
    manager.post(f"/x/orders/{order.id}/return", data={f"line-{line.id}": "1"})
    assert "D-000001" in manager.get(f"/x/orders/{order.id}").text
    assert client_of("rep").post(f"/x/orders/{order.id}/cancellation").status_code == 403


def test_products_and_price_lists_are_kept_in_the_office(shop: Shop, client_of: Client) -> None:
    admin = client_of("admin")
    product = {"code": "B1", "name_en": "Bread", "taxes": "IVA 21", "is_active": "y"}
    assert admin.post(f"{OFFICE}products/new", data=product).status_code == 303
    prices = {"name": "Bakeries", "currency": "EUR", "audience": "tag", "tag": "bakery"}
    prices |= {"prices": "B1 1.50", "is_active": "y"}
    assert admin.post(f"{OFFICE}lists/new", data=prices).status_code == 303
    page = admin.get(OFFICE).text
    assert "Bakeries" in page
    place = re.search(rf"{OFFICE}lists/[0-9a-f-]+", page)
    assert place
    assert "B1 1.5" in admin.get(place.group()).text
    wrong = admin.post(f"{OFFICE}lists/new", data={**prices, "name": "Other", "prices": "?? x"})
    assert wrong.status_code == 422


def test_a_customer_accepts_a_quote_behind_its_link(
    shop: Shop, client_of: Client, told: Told
) -> None:
    quote = a_quote(shop)
    sent(shop, quote)
    page = client_of("rep").get(f"/x/orders/quotes/{quote.id}").text
    address = re.search(r'value="[^"]*(/p/[^"]+)"', page)
    assert address
    visitor = shop.app.test_client()
    shown = visitor.get(address.group(1), headers={"Accept-Language": "es"})
    assert "sin validez fiscal" in shown.text
    nobody = visitor.post(address.group(1), data={"number": "1", "answer": "accept"})
    assert nobody.status_code == 422
    for neither in ("", "perhaps", "Accept"):
        unclear = {"number": "1", "answer": neither, "by": "Luisa"}
        assert visitor.post(address.group(1), data=unclear).status_code == 422
    answer = {"number": "1", "answer": "accept", "by": "Luisa"}
    visitor.post(address.group(1), data=answer)
    assert "Luisa" in visitor.get(address.group(1)).text
    assert [fact.by for fact in told(shop.events.QuoteAccepted)] == ["Luisa"]


def test_a_block_is_seen_at_a_glance(shop: Shop, client_of: Client) -> None:
    said = shop.facts.CreditDraft(
        customer_id=shop.customer.id, is_blocked=True, as_of=NOON, source="the books"
    )
    with shop.operating() as uow:
        shop.facts.save_credit(uow, [said])
    rep = client_of("rep")
    assert "Blocked, says the books" in rep.get(f"/customers/{shop.customer.id}").text
    typed = {"customer_id": str(shop.customer.id), "currency": "EUR", "is_placed": "y"}
    typed |= {"lines-0-description": "Oven", "lines-0-price": "100"}
    made = rep.post("/x/orders/new", data=typed)
    assert made.status_code == 303
    page = rep.get(made.location).text
    assert "the books says that this customer is blocked, so the order stays a draft" in page
    assert "Oven" in page


def test_a_won_opportunity_can_become_an_order(shop: Shop, client_of: Client) -> None:
    sale = shop.records.opportunity(shop.customer.id)
    rep = client_of("rep")
    assert "New quote" in rep.get(f"/opportunities/{sale.id}").text
    assert rep.get(f"/x/orders/quotes/new?opportunity={sale.id}").status_code == 200
    rep.post(f"/opportunities/{sale.id}/winning", data={"version": "1"})
    typed = {"customer_id": str(shop.customer.id), "lines-0-description": "Oven"}
    typed |= {"currency": "EUR", "lines-0-price": "100"}
    made = rep.post(f"/x/orders/new?opportunity={sale.id}", data=typed)
    with shop.operating() as uow:
        order = shop.orders.get_order(uow, made.location.rsplit("/", 1)[1])
        assert order.opportunity_id == sale.id


def test_who_may_not_see_costs_neither_reads_nor_changes_them(
    shop: Shop, client_of: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = shop.product("B1", cost=Decimal("0.40"))
    page, admin = f"{OFFICE}products/{product.id}", client_of("admin")
    assert "0.4" in admin.get(page).text
    for module in (shop.admin, shop.products, shop.catalogue_api):
        monkeypatch.setattr(module, "COSTS", "orders.nobody")
    shown = admin.get(page).text
    assert 'name="cost"' not in shown
    version = re.search(r'name="version"[^>]*value="(\d+)"', shown)
    assert version
    form = {"code": "B1", "name_en": "Loaf", "is_active": "y", "version": version[1]}
    assert admin.post(page, data=form).status_code == 303
    sent = {"code": "B1", "name_en": "Bread"}
    assert admin.post("/api/v1/x/orders/products", json=sent).status_code == 201
    with shop.operating() as uow:
        kept = shop.products.get_product(uow, product.id)
        assert (kept.name_en, kept.cost) == ("Bread", Decimal("0.40"))
    monkeypatch.undo()
    assert admin.post("/api/v1/x/orders/products", json=sent).get_json()["cost"] is None


def test_the_margin_is_of_the_lines_whose_cost_is_known(shop: Shop, client_of: Client) -> None:
    lines = [shop.line("1", "10", cost=Decimal(4)), shop.line("1", "90")]
    order = shop.order(lines)
    assert "60 % over 1 of 2 lines" in client_of("manager").get(f"/x/orders/{order.id}").text
    whole = shop.order(lines[:1])
    page = client_of("manager").get(f"/x/orders/{whole.id}").text
    assert "60 %" in page
    assert "lines" not in page[page.index("60 %") : page.index("60 %") + 20]
    assert "60 %" not in client_of("rep").get(f"/x/orders/{whole.id}").text

"""Prices of a list: whole however many, never overwritten unseen, read as they were written."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient

from salesforce_lite.kernel.errors import InvalidInputError, StaleVersionError

from .conftest import Shop

Client = Callable[[str], FlaskClient]
LISTS = "/admin/x/orders/lists/"
API = "/api/v1/x/orders/price-lists"
NEW_ID = "01890a5d-ac96-774b-bcce-b302099a8057"


def prices_of(shop: Shop, made: Any) -> dict[str, Decimal]:
    with shop.operating() as uow:
        return {one.code: price for one, price in shop.price_lists.prices_of(uow, made.id)}


def version_in(page: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert found
    return found[1]


def test_a_change_of_prices_is_seen_by_whoever_read_the_list_before(shop: Shop) -> None:
    product = shop.product("A1")
    made = shop.price_list(prices={product: "1"})
    with shop.operating() as uow:
        read = shop.price_lists.get_price_list(uow, made.id).version
        draft = shop.price_lists.draft_of(shop.price_lists.get_price_list(uow, made.id))
        shop.price_lists.set_prices(uow, made.id, {product.id: Decimal(2)})
    stale = replace(draft, version=read)
    with shop.operating() as uow, pytest.raises(StaleVersionError):
        shop.price_lists.save_price_list(uow, stale, {"A1": Decimal(3)})
    assert prices_of(shop, made) == {"A1": Decimal(2)}
    with shop.operating() as uow:
        version = shop.price_lists.get_price_list(uow, made.id).version
        shop.price_lists.set_prices(uow, made.id, {product.id: Decimal(2)})
        uow.session.flush()
        assert shop.price_lists.get_price_list(uow, made.id).version == version


def test_a_list_of_very_many_prices_is_read_and_saved_whole(shop: Shop, client_of: Client) -> None:
    with shop.operating() as uow:
        products = [
            shop.catalogue_model.Product(code=f"A{place:05}", name_en="Bread")
            for place in range(5010)
        ]
        uow.session.add_all(products)
    made = shop.price_list(prices=dict.fromkeys(products, "1.5"))
    admin = client_of("admin")
    assert len(admin.get(f"{API}/{made.id}").get_json()["prices"]) == 5010
    page = admin.get(f"{LISTS}{made.id}").text
    [written] = re.findall(r'<textarea[^>]*name="prices"[^>]*>([^<]*)', page)
    form = {"name": "Usual", "currency": "EUR", "audience": "everybody", "is_active": "y"}
    form |= {"version": version_in(page), "prices": written}
    assert admin.post(f"{LISTS}{made.id}", data=form).status_code == 303
    assert len(prices_of(shop, made)) == 5010


def test_a_list_sent_again_leaves_prices_alone_and_something_else_is_refused(
    shop: Shop, client_of: Client
) -> None:
    product = shop.product("A1")
    admin = client_of("admin")
    prices = [{"product_code": "A1", "price": "1.50"}]
    body = {"name": "Usual", "currency": "EUR", "id": NEW_ID, "prices": prices}
    first = admin.post(API, json=body)
    again = admin.post(API, json=body)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    with shop.operating() as uow:
        shop.price_lists.set_prices(uow, first.get_json()["id"], {product.id: Decimal(2)})
    others: list[dict[str, Any]] = [{}, {"name": "Other"}, {"prices": []}]
    for other in others:
        assert admin.post(API, json=body | other).status_code == 409
    with shop.operating() as uow:
        [made] = shop.price_lists.list_price_lists(uow)
    assert (made.name, prices_of(shop, made)) == ("Usual", {"A1": Decimal(2)})


@pytest.mark.parametrize("typed", ["A1 1.250", "A1 nan", "A1 0e-99999999", "A1 Infinity", "A1"])
def test_a_price_that_is_in_doubt_or_none_is_refused(
    shop: Shop, client_of: Client, typed: str
) -> None:
    shop.product("A1")
    form = {"name": "Usual", "currency": "EUR", "audience": "everybody", "prices": typed}
    refused = client_of("admin").post(f"{LISTS}new", data=form)
    assert refused.status_code == 422
    assert typed in refused.text


def test_prices_that_are_no_numbers_are_refused_by_the_use_case(shop: Shop) -> None:
    product = shop.product("A1")
    made = shop.price_list(prices={product: "1"})
    for wrong in ("NaN", "-1", "Infinity", "0e-99999999"):
        with shop.operating() as uow, pytest.raises(InvalidInputError):
            shop.price_lists.set_prices(uow, made.id, {product.id: Decimal(wrong)})


def test_what_the_form_writes_it_reads_back(shop: Shop, client_of: Client) -> None:
    made = shop.price_list(prices={shop.product("A1"): "12.345", shop.product("A2"): "0.125"})
    before = prices_of(shop, made)
    admin = client_of("admin")
    page = admin.get(f"{LISTS}{made.id}").text
    [written] = re.findall(r'<textarea[^>]*name="prices"[^>]*>([^<]*)', page)
    assert written.split() == ["A1", "12.3450", "A2", "0.125"]
    form = {"name": "Usual", "currency": "EUR", "audience": "everybody", "is_active": "y"}
    form |= {"version": version_in(page), "prices": written}
    assert admin.post(f"{LISTS}{made.id}", data=form).status_code == 303
    assert prices_of(shop, made) == before


def test_a_line_with_three_decimals_is_saved_again(shop: Shop, client_of: Client) -> None:
    order = shop.order([shop.line("1.125", "12.345")], is_placed=False)
    rep = client_of("rep")
    page = rep.get(f"/x/orders/{order.id}/edit").text
    inputs = re.findall(r'name="(lines-0-\w+|version)"[^>]*value="([^"]*)"', page)
    form = {"customer_id": str(shop.customer.id), "currency": "EUR", **dict(inputs)}
    assert rep.post(f"/x/orders/{order.id}/edit", data=form).status_code == 303
    [line] = shop.lines_of(order)
    assert (line.quantity, line.price) == (Decimal("1.125"), Decimal("12.345"))
    assert "1.125 " in rep.get(f"/x/orders/{order.id}").text

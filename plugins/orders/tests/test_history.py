"""Who changed which product, price or draft stands in the history of the back office."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from salesforce_lite.lists import list_values
from salesforce_lite.team import create_portfolio
from salesforce_lite.testing import find_user

from .conftest import Shop

Client = Callable[[str], FlaskClient]
PLACE = "/admin/history/?record={}"


def history(shop: Shop, client_of: Client, record: Any, who: str = "admin") -> str:
    page = client_of(who).get(PLACE.format(record.id)).text
    rows = re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", " | ".join(rows)).split())


def test_changes_of_products_are_told(shop: Shop, client_of: Client) -> None:
    product = shop.product("B1", unit="kg")
    shop.product("B1", unit="g", cost=Decimal("0.40"))
    told = history(shop, client_of, product)
    assert "Made · Product" in told
    assert "Changed · Product" in told
    assert "Product B1" in told
    assert "Unit: kg → g" in told
    assert "Cost of one unit: – → 0.40" in told
    page = client_of("admin").get(f"/admin/x/orders/products/{product.id}").text
    assert PLACE.format(product.id) in page


def test_prices_that_were_changed_are_told_of_their_list(shop: Shop, client_of: Client) -> None:
    bread, cake = shop.product("B1"), shop.product("C1")
    usual = shop.price_list(prices={bread: "1.25", cake: "9"})
    with shop.operating() as uow:
        wanted = {"B1": Decimal("1.30")}
        shop.price_lists.set_prices_by_code(uow, usual.id, wanted, is_whole=True)
        # The same again says nothing.
        shop.price_lists.set_prices_by_code(uow, usual.id, wanted, is_whole=True)
    told = history(shop, client_of, usual)
    assert "Made · Price list" in told
    assert "Prices · B1: – → 1.25" in told
    assert "Prices · C1: – → 9" in told
    assert "Prices · B1: 1.25 → 1.3" in told
    assert "Prices · C1: 9 → –" in told
    assert told.count("Prices ·") == 4
    page = client_of("admin").get(f"/admin/x/orders/lists/{usual.id}").text
    assert PLACE.format(usual.id) in page


def test_each_of_very_many_prices_is_told(shop: Shop, client_of: Client) -> None:
    with shop.operating() as uow:
        kind = shop.catalogue_model.Product
        products = [kind(code=f"A{place:03}", name_en="Bread") for place in range(150)]
        uow.session.add_all(products)
    made = shop.price_list(prices=dict.fromkeys(products, "1"))
    with shop.operating() as uow:
        fewer = dict.fromkeys([one.id for one in products[:40]], Decimal(2))
        shop.price_lists.set_prices(uow, made.id, fewer)
    page = client_of("admin").get(PLACE.format(made.id)).text
    # Some are shown and some unfold; where they are too many, a page of their own has all.
    told = history(shop, client_of, made)
    assert [f"A{place:03}: 1 → 2" in told for place in range(40)] == [True] * 40
    assert "A149" not in told
    assert "All 150 changes" in told
    [entry] = re.findall(r'href="/admin/history/\?entry=([^"]+)"', page)
    whole = client_of("admin").get(f"/admin/history/?entry={entry}").text
    told = " ".join(re.sub(r"<[^>]+>", " ", whole).split())
    assert [f"A{place:03}: – → 1" in told for place in range(150)] == [True] * 150
    assert "1 → 2" not in told


def test_a_long_draft_is_told_whole(shop: Shop, client_of: Client) -> None:
    order = shop.order([shop.line()], by="rep", is_placed=False)
    lines = [shop.line(str(place), "3", description=f"Bread {place}") for place in range(1, 41)]
    shop.order(lines, by="rep", id=order.id, is_placed=False)
    told = history(shop, client_of, order)
    assert all(f"{place} × Bread {place}: 3" in told for place in range(1, 41))


def test_drafts_are_told_until_they_are_placed_or_thrown_away(
    shop: Shop, client_of: Client
) -> None:
    placed, thrown = (shop.order([shop.line("1")], by="rep", is_placed=False) for _ in range(2))
    lines = (shop.line("1"), shop.line("2", "3"))
    shop.order(lines, by="rep", id=placed.id, is_placed=False, note="Early")
    with shop.working("rep") as uow:
        number = shop.orders.place_order(uow, placed.id).number
        shop.orders.discard_draft(uow, thrown.id)
    told = history(shop, client_of, placed)
    assert "Made · Order" in told
    assert "Lines: – → 2 × Bread: 3" in told
    assert "Note: – → Early" in told
    assert "Total: 10.00 → 16.00" in told
    assert "State: Draft → Placed" in told
    assert f"Order {number}" in told.replace(" | ", " ")
    assert "Rep" in told
    gone = history(shop, client_of, thrown)
    assert "Removed · Order" in gone
    assert "Lines: 1 × Bread: 10 → –" in gone
    assert PLACE.format(placed.id) in client_of("admin").get(f"/x/orders/{placed.id}").text
    assert PLACE.format(placed.id) not in client_of("rep").get(f"/x/orders/{placed.id}").text


def test_of_what_is_placed_at_once_the_history_says_nothing(shop: Shop, client_of: Client) -> None:
    assert history(shop, client_of, shop.order()) == ""


def test_kinds_that_one_may_not_read_are_left_out(
    shop: Shop, client_of: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = shop.catalogue_model.Product
    assert kind.history_permission == "orders.costs"
    product = shop.product("B1", cost=Decimal("0.40"))
    assert "Made" in history(shop, client_of, product)
    monkeypatch.setattr(kind, "history_permission", "orders.nobody")
    assert history(shop, client_of, product) == ""


def test_while_the_plugin_is_off_its_history_is_told_without_names(
    shop: Shop, client_of: Client
) -> None:
    product = shop.product("B1")
    shop.plugin.disable()
    told = history(shop, client_of, product)
    assert "Made · Product" in told
    assert "Product B1" not in told


def test_one_of_two_equal_lines_that_goes_is_told(shop: Shop, client_of: Client) -> None:
    order = shop.order([shop.line(), shop.line()], by="rep", is_placed=False)
    shop.order([shop.line()], by="rep", id=order.id, is_placed=False)
    assert "Lines: 1 × Bread: 10 → –" in history(shop, client_of, order)


def test_codes_and_ids_are_told_in_words(shop: Shop, client_of: Client) -> None:
    with shop.operating() as uow:
        portfolio = create_portfolio(uow, "North")
    made = shop.price_list(prices={})
    with shop.operating() as uow:
        draft = shop.price_lists.draft_of(made)
        for_one = {"audience": "portfolio", "audience_value": str(portfolio.id)}
        shop.price_lists.save_price_list(uow, replace(draft, **for_one))
    told = history(shop, client_of, made)
    assert "For whom: Everybody → A portfolio" in told
    assert "Which of them: – → North" in told


def test_a_role_is_told_by_its_label_in_the_language_of_the_reader(
    shop: Shop, client_of: Client
) -> None:
    made = shop.price_list(prices={}, audience="role", audience_value="distributor")
    with shop.operating() as uow:
        draft = shop.price_lists.draft_of(made)
        shop.price_lists.save_price_list(uow, replace(draft, audience_value="beneficiary"))
    admin = client_of("admin")
    told = {}
    for language in ("en", "es"):
        with shop.operating() as uow:
            find_user(uow.session, "admin").locale = {"en": "en-US", "es": "es-ES"}[language]
        told[language] = " ".join(
            re.sub(r"<[^>]+>", " ", admin.get(path).text)
            for path in (PLACE.format(made.id), "/admin/x/orders/")
        )
    with shop.operating() as uow:
        roles = {one.code: one for one in list_values(uow, "customer.role")}
    for language, text in told.items():
        before, after = (roles[code].label(language) for code in ("distributor", "beneficiary"))
        assert f"{before} → {after}" in " ".join(text.split())
        assert f": {after} " in " ".join(text.split())
        assert "beneficiary" not in text


def test_a_role_that_is_gone_is_told_by_its_code_and_kept(shop: Shop, client_of: Client) -> None:
    made = shop.price_list(prices={}, audience="role", audience_value="distributor")
    with shop.operating() as uow:
        kind = shop.catalogue_model.PriceList
        uow.session.execute(update(kind).values(audience_value="brewer"))
    admin = client_of("admin")
    assert "Customers of a role: brewer" in admin.get("/admin/x/orders/").text
    page = admin.get(f"/admin/x/orders/lists/{made.id}").text
    assert re.search(r'<option selected value="brewer">brewer</option>', page)
    [version] = re.findall(r'name="version"[^>]*value="(\d+)"', page)
    form = {"name": "Usual", "currency": "EUR", "audience": "role", "role": "brewer"}
    form |= {"version": version, "prices": ""}
    assert admin.post(f"/admin/x/orders/lists/{made.id}", data=form).status_code == 303
    form |= {"role": "baker"}
    assert admin.post("/admin/x/orders/lists/new", data=form).status_code == 422

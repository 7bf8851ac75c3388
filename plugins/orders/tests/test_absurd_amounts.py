"""An absurd amount gets one sentence at its field, at every door, before any database sees it."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from salesforce_lite.company import set_exchange_rate
from salesforce_lite.customers import merge_customers
from salesforce_lite.kernel.errors import InvalidInputError

from .conftest import NOON, Shop
from .test_files import HEAD, Files
from .test_placing import years
from .test_revaluing import company_sums, reckon_in, work_off

Client = Callable[[str], FlaskClient]
API = "/api/v1/x/orders"
MANY = "9" * 30
AMOUNT, QUANTITY = "This amount is too large.", "This quantity is too large."
# (quantity, price) of a line → where it is refused, and how.
ABSURD = [
    ("1", MANY, "price", AMOUNT),
    (MANY, "1", "quantity", QUANTITY),
    ("999999999", "999999999999", "price", AMOUNT),
]


def errors_of(reply: Any) -> dict[str, str]:
    assert reply.status_code == 422, reply.text[:300]
    return dict(reply.get_json()["errors"])


@pytest.mark.parametrize(("quantity", "price", "field", "sentence"), ABSURD)
def test_by_the_api(
    shop: Shop, client_of: Client, quantity: str, price: str, field: str, sentence: str
) -> None:
    line = {"description": "Bread", "quantity": quantity, "price": price}
    body = {"customer_id": str(shop.customer.id), "currency": "EUR", "lines": [line]}
    admin = client_of("admin")
    wanted = {f"lines.0.{field}": sentence}
    assert errors_of(admin.post(API, json=body)) == wanted
    assert errors_of(admin.post(f"{API}/quotes", json={**body, "title": "Ovens"})) == wanted
    quote = {**body, "title": "Ovens", "lines": [{**line, "quantity": "1", "price": "1"}]}
    made = admin.post(f"{API}/quotes", json=quote).get_json()
    changed = admin.patch(f"{API}/quotes/{made['id']}", json={"lines": [line]})
    assert errors_of(changed) == wanted


@pytest.mark.parametrize(("quantity", "price", "field", "sentence"), ABSURD)
def test_on_a_page(
    shop: Shop, client_of: Client, quantity: str, price: str, field: str, sentence: str
) -> None:
    form = {"customer_id": str(shop.customer.id), "currency": "EUR", "title": "Ovens"}
    form |= {"lines-0-description": "Bread", "lines-0-quantity": quantity, "lines-0-price": price}
    rep = client_of("rep")
    for page in ("/x/orders/new", "/x/orders/quotes/new"):
        refused = rep.post(page, data=form)
        assert refused.status_code == 422
        assert sentence in refused.text
        [typed] = re.findall(rf'<input[^>]*name="lines-0-{field}"[^>]*>', refused.text)
        assert "aria-invalid" in typed
    assert sentence in rep.post("/x/orders/reckoning", data=form).text


@pytest.mark.parametrize(("quantity", "price", "field", "sentence"), ABSURD)
def test_in_a_file(
    shop: Shop, tmp_path: Path, quantity: str, price: str, field: str, sentence: str
) -> None:
    files = Files(shop, tmp_path)
    name = shop.customer.name
    rows = f"1,{name},2026-03-01,,Bread,{quantity},{price},21\n2,{name},2026-03-01,,Milk,1,5,21\n"
    counts = files.bring("orders", HEAD + rows).counts
    assert (counts.created, counts.rejected) == (1, 1)
    [rejected] = files.rejected()
    assert sentence in rejected["reason"]
    assert field in rejected["reason"].lower()


def test_idle_zeros_beyond_what_is_kept_are_refused(shop: Shop) -> None:
    with pytest.raises(InvalidInputError) as refused:
        shop.order([shop.line(price="1." + "0" * 60)])
    assert refused.value.fields.keys() == {"lines.0.price"}


def test_of_products_prices_credit_and_stock(shop: Shop, client_of: Client) -> None:
    shop.product("B1")
    admin = client_of("admin")
    product = {"code": "C1", "name_en": "Cake", "cost": MANY}
    assert errors_of(admin.post(f"{API}/products", json=product)) == {"cost": AMOUNT}
    prices = [{"product_code": "B1", "price": MANY}]
    body = {"name": "Usual", "currency": "EUR", "prices": prices}
    told = errors_of(admin.post(f"{API}/price-lists", json=body))
    assert told == {"prices": "“B1”: this price is too large."}
    form = {"name": "Usual", "currency": "EUR", "audience": "everybody", "prices": f"B1 {MANY}"}
    page = admin.post("/admin/x/orders/lists/new", data=form)
    assert (page.status_code, told["prices"] in page.text) == (422, True)
    when = {"as_of": "2026-03-02T10:00:00Z", "source": "erp"}
    fine = {"customer_id": str(shop.customer.id), **when}
    owed = {**fine, "overdue": {"amount": MANY, "currency": "EUR"}}
    told = errors_of(admin.post(f"{API}/credit", json={"items": [fine, owed]}))
    assert told == {"items.1.overdue": AMOUNT}
    stock = {"product_code": "B1", "quantity": MANY, **when}
    told = errors_of(admin.post(f"{API}/stock", json={"items": [stock]}))
    assert told == {"items.0.quantity": QUANTITY}


def test_of_credit_and_stock_in_files(shop: Shop, tmp_path: Path) -> None:
    shop.product("B1")
    files = Files(shop, tmp_path)
    head = "Customer,As of,Currency,Overdue,Credit limit,Blocked\n"
    files.bring("orders_credit", f"{head}{shop.customer.name},2026-03-02,EUR,1,{MANY},\n")
    assert AMOUNT in files.rejected()[0]["reason"]
    files.bring("orders_stock", f"SKU,Qty,As of\nB1,{MANY},2026-03-02\n")
    assert QUANTITY in files.rejected()[0]["reason"]


def test_a_tax_that_another_system_reckoned(shop: Shop, client_of: Client) -> None:
    tax = {"name": "IVA", "rate": "21", "amount": {"amount": MANY, "currency": "EUR"}}
    line = {"description": "Bread", "quantity": "1", "price": "1", "taxes": [tax]}
    body = {"customer_id": str(shop.customer.id), "currency": "EUR", "lines": [line]}
    assert errors_of(client_of("admin").post(API, json=body)) == {"lines.0.taxes": AMOUNT}


def test_what_lines_come_to_together(shop: Shop) -> None:
    largest = shop.line("10", "999999999999")
    taxed = shop.line("10", "999999999999", taxes=[("IVA", "100")])
    shop.order([largest] * 1000, is_placed=False)
    with pytest.raises(InvalidInputError) as refused:
        shop.order([taxed] * 1000, is_placed=False)
    assert refused.value.fields == {"lines": AMOUNT}


def test_what_a_customer_buys_in_a_year(shop: Shop, client_of: Client) -> None:
    lines = [shop.line("10", "999999999999")] * 1000
    orders = [shop.order(lines, ordered_at=NOON) for _one in range(4)]
    with pytest.raises(shop.errors.TotalTooLargeError):
        shop.order(lines, ordered_at=NOON)
    draft = shop.order(lines, is_placed=False)
    shop.cancel(orders[0])
    assert years(shop)[0].net_minor == 3 * orders[0].net_minor
    assert shop.wrong_totals() == []
    shop.order(lines, ordered_at=NOON)
    other, mine = shop.records.customer(name="Other"), shop.customer
    shop.customer = other
    shop.order(lines, ordered_at=NOON)
    with pytest.raises(shop.errors.TotalTooLargeError), shop.operating() as uow:
        merge_customers(uow, mine.id, other.id)
    with shop.operating() as uow:
        shop.orders.discard_draft(uow, draft.id)


def test_in_the_currency_of_the_company(shop: Shop) -> None:
    reckon_in(shop, "EUR")
    order = shop.order([shop.line("10", "999999999999")], currency="USD", ordered_at=NOON)
    small = shop.order([shop.line("1", "10")], currency="USD", ordered_at=NOON)
    with shop.operating() as uow:
        set_exchange_rate(uow, "USD", Decimal(10**9), valid_from=date(2026, 1, 1))
    # What is there already counts as what has no rate; what comes is refused.
    work_off(shop)
    assert company_sums(shop) == [("USD", 10**12, order.net_minor)]
    assert shop.wrong_totals() == []
    [line] = shop.lines_of(order)
    shop.give_back(order, {line: "4"})
    shop.cancel(small)
    assert company_sums(shop) == [("USD", 0, order.net_minor * 6 // 10)]
    assert shop.wrong_totals() == []
    with pytest.raises(InvalidInputError) as refused:
        shop.order([shop.line("10", "999999999999")], currency="USD", ordered_at=NOON)
    assert refused.value.fields == {"currency": AMOUNT}
    offer = shop.quotes.QuoteDraft(
        customer_id=shop.customer.id,
        title="Ovens",
        lines=(shop.line("10", "999999999999"),),
        currency="USD",
    )
    with pytest.raises(InvalidInputError), shop.working("rep") as uow:
        shop.quotes.save_quote(uow, offer)


def test_a_cost_that_grows_by_its_rate(shop: Shop) -> None:
    reckon_in(shop, "EUR")
    product = shop.product("B1", cost=Decimal(10**12))
    with shop.operating() as uow:
        set_exchange_rate(uow, "USD", Decimal("0.000001"), valid_from=date(2026, 1, 1))
    with pytest.raises(InvalidInputError) as refused:
        shop.order([shop.line("1", "1", product_id=product.id)], currency="USD", ordered_at=NOON)
    assert refused.value.fields == {"lines.0.cost": AMOUNT}

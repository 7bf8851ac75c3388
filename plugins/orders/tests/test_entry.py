"""While an order is typed, its lines come to what saving them will make of them."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient

from salesforce_lite.company import set_exchange_rate
from salesforce_lite.kernel.errors import InvalidInputError

from .conftest import NOON, Shop

Client = Callable[[str], FlaskClient]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def bread(shop: Shop) -> Any:
    """Costs 1.25 for everybody and 1.10 for the customer, with a tax of 21 %."""
    tax = (shop.amounts.TaxRate("IVA", Decimal(21)),)
    made = shop.product("B1", taxes=tax)
    shop.price_list(prices={made: "1.25"})
    own = {"audience": "customer", "audience_value": str(shop.customer.id)}
    shop.price_list("Own", prices={made: "1.10"}, **own)
    return made


def typed(shop: Shop, *rows: dict[str, str], **fields: str) -> dict[str, str]:
    sent = {"customer_id": str(shop.customer.id), "currency": "EUR", **fields}
    for place, row in enumerate(rows):
        sent |= {f"lines-{place}-{name}": text for name, text in {"product": "", **row}.items()}
    return sent


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\xa0", " ").split())


def test_what_is_typed_comes_to_what_is_saved(shop: Shop, bread: Any) -> None:
    drafts = (
        shop.line("4", None, product_code="B1", discount_percent=Decimal(10)),
        shop.line("2", "3.335", taxes=[("IVA", "10.5"), ("IIBB", "3")]),
    )
    with shop.working("rep") as uow:
        about = {"customer_id": shop.customer.id, "currency": "EUR"}
        looked_at = shop.entry.look_at_lines(uow, drafts, **about)
    order = shop.order(drafts)
    assert looked_at.is_whole
    assert (looked_at.net, looked_at.tax, looked_at.total) == (order.net, order.tax, order.total)
    saved = shop.lines_of(order)
    for line, kept in zip(looked_at.lines, saved, strict=True):
        assert line.columns == {name: getattr(kept, name) for name in line.columns}


def test_without_a_customer_the_prices_of_everybody_are_told(shop: Shop, bread: Any) -> None:
    drafts = [shop.line("1", None, product_code="B1")]
    hidden = shop.records.customer(by="other", name="Elsewhere")
    secret = {"audience": "customer", "audience_value": str(hidden.id)}
    shop.price_list("Secret", prices={bread: "0.90"}, **secret)
    with shop.working("rep") as uow:
        for customer_id in (None, hidden.id):
            about = {"customer_id": customer_id, "currency": "EUR"}
            [line] = shop.entry.look_at_lines(uow, drafts, **about).lines
            assert line.columns["price"] == Decimal("1.25")
        [line] = shop.entry.look_at_lines(uow, drafts, customer_id=shop.customer.id).lines
        assert line.columns["price"] == Decimal("1.10")
        assert shop.entry.look_at_lines(uow, drafts, currency="EU") is None


def test_price_tax_stock_and_sums_are_told_while_somebody_types(
    shop: Shop, bread: Any, client_of: Client
) -> None:
    said = {"quantity": Decimal("15.5"), "as_of": NOON, "source": "the depot"}
    with shop.operating() as uow:
        shop.facts.save_stock(uow, [shop.facts.StockDraft(product_id=bread.id, **said)])
    rows: tuple[dict[str, str], ...] = (
        {"product": "B1", "quantity": "4"},
        {},
        {"product": "none"},
        {"quantity": "x"},
    )
    rep = client_of("rep")
    told = rep.post("/x/orders/reckoning", data=typed(shop, *rows), headers=HTMX)
    assert told.status_code == 200
    shown = words(told.text)
    assert "Price €1.10 (price of “Own”)" in shown
    assert "Net €4.40" in shown
    assert "IVA 21 %: €0.92" in shown
    assert "15.5 in stock" in shown
    assert "Total €5.32" in shown
    assert "Without the lines that lack something." in shown
    assert "There is no product with this code." in shown
    assert "Write the amount as a number" in shown
    assert told.text.count('hx-swap-oob="true"') == len(rows)
    with shop.operating() as uow:
        assert not uow.session.scalars(shop.orders.visible_orders(uow)).all()
    assert client_of("rep").post("/x/orders/reckoning").status_code == 200


def test_errors_stand_beside_their_line_and_what_was_typed_stays(
    shop: Shop, bread: Any, client_of: Client
) -> None:
    rows: tuple[dict[str, str], ...] = (
        {"product": "B1", "quantity": "2"},
        {},
        {"product": "none", "quantity": "3"},
        {"description": "Oven", "quantity": "1", "price": "1o", "discount": "5"},
    )
    rep = client_of("rep")
    for wrong, sentence in ((2, "There is no product"), (3, "Write the amount as a number")):
        lines = [row if place in (0, wrong) else {} for place, row in enumerate(rows)]
        for path in ("/x/orders/new", "/x/orders/quotes/new"):
            refused = rep.post(path, data=typed(shop, *lines, title="Offer"))
            assert refused.status_code == 422
            note = re.search(rf'id="lines-{wrong}-note".*?</div>', refused.text, re.DOTALL)
            assert note
            assert "sl-error" in note.group()
            assert sentence in note.group()
            assert refused.text.count(sentence) == 1
            marked = re.findall(r'<input[^>]*aria-invalid="true"[^>]*>', refused.text)
            assert [re.findall(r'name="([^"]*)"', one) for one in marked] == [
                [f"lines-{wrong}-{'product' if wrong == 2 else 'price'}"]
            ]
            for name, text in rows[wrong].items():
                assert re.search(rf'name="lines-{wrong}-{name}"[^>]*value="{text}"', refused.text)
            assert "Net" in words(refused.text)


def test_numbers_read_as_people_write_them(shop: Shop, bread: Any, client_of: Client) -> None:
    order = shop.order([shop.line("2.5", "1.75")], is_placed=False)
    rep = client_of("rep")
    page = rep.get(f"/x/orders/{order.id}/edit").text
    assert re.search(r'name="lines-0-quantity"[^>]*value="2\.5"', page)
    assert re.search(r'name="lines-0-price"[^>]*value="1\.75"', page)


def test_a_draft_of_as_many_lines_as_there_may_be_is_opened(shop: Shop, client_of: Client) -> None:
    order = shop.order([shop.line()] * 998, is_placed=False)
    page = client_of("rep").get(f"/x/orders/{order.id}/edit")
    assert page.status_code == 200
    assert page.text.count("data-repeat-row") == 1000


@pytest.mark.parametrize("number", ["²", "9" * 5000, "-1", "x", ""])
def test_a_row_without_a_number_is_passed_over(shop: Shop, client_of: Client, number: str) -> None:
    form = typed(shop, {"description": "Bread", "price": "2"})
    form[f"lines-{number}-product"] = "nothing"
    made = client_of("rep").post("/x/orders/new", data=form)
    assert made.status_code == 303
    with shop.operating() as uow:
        [order] = shop.listing.list_orders(uow).items
    assert [line.description for line in shop.lines_of(order)] == ["Bread"]


def test_an_order_that_no_total_can_hold_is_refused(shop: Shop) -> None:
    with shop.operating() as uow:
        set_exchange_rate(uow, "KWD", Decimal(10**6), valid_from=date(2026, 1, 1))
    lines = [shop.line("1", "999999999999")] * 3
    with pytest.raises(InvalidInputError) as refused:
        shop.order(lines, currency="KWD")
    assert list(refused.value.fields) == ["currency"]

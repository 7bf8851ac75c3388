"""A draft that is opened and saved keeps what its form does not show."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask.testing import FlaskClient

from salesforce_lite.kernel.money import Money

from .conftest import Shop
from .test_quotes import a_quote, read, sent

Client = Callable[[str], FlaskClient]
HTMX = {"HX-Request": "true"}
KEPT = [
    *("product_code", "description", "category", "unit", "quantity", "price", "discount_percent"),
    *("discount_minor", "net_minor", "taxes", "tax_minor", "cost_minor", "is_reward"),
]


def rich_lines(shop: Shop) -> list[Any]:
    """With everything that only programs say."""
    tax = shop.amounts.TaxRate("IVA", Decimal(21), 123)
    return [
        shop.drafts.LineDraft(
            quantity=Decimal(3),
            description="Oven",
            unit="pc",
            category="Kitchen",
            price=Decimal("10.50"),
            discount=Money.of("5", "EUR"),
            taxes=(tax,),
            cost=Decimal("2.345"),
            is_reward=True,
        ),
        shop.line("1", "4", taxes=[("IVA", "10")]),
    ]


def typed(page: str) -> dict[str, str]:
    """What a browser sends of a form that nobody touched."""
    inputs = re.findall(r"<input\b[^>]*>", page)
    found: dict[str, str] = {}
    for one in inputs:
        name, value = (re.search(rf'\b{part}="([^"]*)"', one) for part in ("name", "value"))
        if name and (name[1].startswith("lines-") or name[1] in ("version", "currency", "title")):
            found[name[1]] = value[1] if value else ""
    return found


def told_of(lines: Any) -> list[Any]:
    return [[getattr(line, name) for name in KEPT] for line in lines]


def test_an_order_that_is_opened_and_saved_is_the_same_order(shop: Shop, client_of: Client) -> None:
    order = shop.order(rich_lines(shop), is_placed=False)
    before = told_of(shop.lines_of(order))
    rep = client_of("rep")
    form = typed(rep.get(f"/x/orders/{order.id}/edit").text)
    form["customer_id"] = str(shop.customer.id)
    told = rep.post("/x/orders/reckoning", data=form, headers=HTMX).text
    assert rep.post(f"/x/orders/{order.id}/edit", data=form).status_code == 303
    assert told_of(shop.lines_of(order)) == before
    with shop.operating() as uow:
        total = shop.again(uow, order).total
    assert f"{total.amount:.2f}" in told


def test_another_quantity_takes_its_share_of_what_is_kept(shop: Shop, client_of: Client) -> None:
    order = shop.order(rich_lines(shop), is_placed=False)
    rep = client_of("rep")
    form = typed(rep.get(f"/x/orders/{order.id}/edit").text)
    form |= {"customer_id": str(shop.customer.id), "lines-0-quantity": "6"}
    rep.post(f"/x/orders/{order.id}/edit", data=form)
    [oven, _bread] = shop.lines_of(order)
    assert (oven.discount_minor, oven.net_minor, oven.cost_minor) == (500, 5800, 1408)
    assert [(one["rate"], one["minor"]) for one in oven.taxes] == [("21", 1218)]


def test_a_discount_that_is_typed_goes_before_the_one_that_stands(
    shop: Shop, client_of: Client
) -> None:
    rep = client_of("rep")
    for percent, discount in (("10", 315), ("0", 0)):
        order = shop.order(rich_lines(shop), is_placed=False)
        form = typed(rep.get(f"/x/orders/{order.id}/edit").text)
        form |= {"customer_id": str(shop.customer.id), "lines-0-discount": percent}
        rep.post(f"/x/orders/{order.id}/edit", data=form)
        assert shop.lines_of(order)[0].discount_minor == discount


def test_another_product_or_a_line_named_twice_keeps_nothing(shop: Shop, client_of: Client) -> None:
    shop.product("B1", taxes=())
    order = shop.order(rich_lines(shop), is_placed=False)
    rep = client_of("rep")
    form = typed(rep.get(f"/x/orders/{order.id}/edit").text)
    form |= {"customer_id": str(shop.customer.id), "lines-1-product": "B1"}
    form |= {"lines-2-description": "Copy", "lines-2-price": "9"}
    form["lines-2-line_id"] = form["lines-0-line_id"]
    rep.post(f"/x/orders/{order.id}/edit", data=form)
    _oven, other, copy = shop.lines_of(order)
    assert (other.product_code, other.tax_minor) == ("B1", 0)
    assert (copy.is_reward, copy.cost_minor, copy.discount_minor) == (False, None, 0)


def test_a_line_of_another_order_is_kept_of_nothing(shop: Shop) -> None:
    [secret, _bread] = shop.lines_of(shop.order(rich_lines(shop), is_placed=False))
    order = shop.order(is_placed=False)
    shop.order([shop.line(line_id=secret.id)], id=order.id, is_placed=False)
    [line] = shop.lines_of(order)
    assert (line.cost_minor, line.is_reward) == (None, False)


def test_a_new_version_of_a_quote_keeps_what_its_form_does_not_show(
    shop: Shop, client_of: Client
) -> None:
    quote = a_quote(shop, rich_lines(shop))
    sent(shop, quote)
    rep = client_of("rep")
    standing, _versions = read(shop, quote)
    asked = {"version": str(standing.version)}
    place = rep.post(f"/x/orders/quotes/{quote.id}/revision", data=asked).location
    form = typed(rep.get(place).text)
    form |= {"customer_id": str(shop.customer.id), "title": "Ovens"}
    assert rep.post(place, data=form).status_code == 303
    with shop.operating() as uow:
        second, first = shop.quotes.versions_of(uow, quote.id)
        lines = [told_of(shop.quotes.quote_lines(uow, one.id)) for one in (second, first)]
    assert second.number == 2
    assert lines[0] == lines[1]


def test_a_row_that_only_names_its_former_line_is_empty(shop: Shop, client_of: Client) -> None:
    order = shop.order(rich_lines(shop), is_placed=False)
    rep = client_of("rep")
    form = typed(rep.get(f"/x/orders/{order.id}/edit").text)
    form |= {"customer_id": str(shop.customer.id)}
    form |= {f"lines-1-{name}": "" for name in ("product", "description", "quantity", "price")}
    rep.post(f"/x/orders/{order.id}/edit", data=form)
    assert [line.description for line in shop.lines_of(order)] == ["Oven"]


def test_which_line_stands_is_no_part_of_what_a_draft_says(shop: Shop) -> None:
    [line] = shop.lines_of(shop.order(is_placed=False))
    said, anew = (shop.draft([shop.line(line_id=one)]) for one in (None, line.id))
    # Else what programs sent before would be something else when they send it again.
    assert said.digest == anew.digest
    assert "line_id" not in repr(said)

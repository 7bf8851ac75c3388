"""What phones carry of purchases is read again when it changes, and not otherwise."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask.testing import FlaskClient
from sqlalchemy import text

from salesforce_lite.customers import renew_cards

from .conftest import NOON, Shop
from .test_advice import run

DEVICE = "01890000-0000-7000-8000-00000000000a"


@pytest.fixture
def pull(shop: Shop, client_of: Callable[[str], FlaskClient]) -> Callable[[], list[Any]]:
    """What a phone of the seller gets since it asked last, of customers."""
    client, cursor = client_of("rep"), [""]

    def ask() -> list[Any]:
        reply = client.get(f"/api/v1/sync/pull?cursor={cursor[0]}&device_id={DEVICE}")
        assert reply.status_code == 200, reply.text
        page: Any = reply.json
        cursor[0] = page["next_cursor"]
        return [one for one in page["items"] if one["kind"] == "customer"]

    return ask


def card(items: list[Any]) -> Any:
    [customer] = items
    [found] = customer["cards"]["orders"]
    return found


def test_credit_reaches_phones_when_it_changes(shop: Shop, pull: Callable[[], list[Any]]) -> None:
    shop.customer = shop.records.customer(name="Kiosk", by="rep")
    pull()
    draft = shop.facts.CreditDraft(
        customer_id=shop.customer.id, as_of=NOON, source="erp", is_blocked=True
    )
    with shop.operating() as uow:
        shop.facts.save_credit(uow, [draft])
    assert card(pull())["is_blocked"] is True
    with shop.operating() as uow:
        shop.facts.save_credit(uow, [draft])
    assert pull() == []


def test_orders_reach_phones(shop: Shop, pull: Callable[[], list[Any]]) -> None:
    shop.customer = shop.records.customer(name="Kiosk", by="rep")
    pull()
    shop.order()
    assert card(pull())["order_count"] == 1


def test_advice_reaches_phones_where_it_is_another_with_the_stock(
    shop: Shop, pull: Callable[[], list[Any]], at: Any
) -> None:
    at(NOON)
    shop.customer = shop.records.customer(name="Kiosk", by="rep")
    bread = shop.product("B1")
    for days in (7, 14):
        line = shop.line(product_id=bread.id)
        shop.order([line], ordered_at=NOON - timedelta(days=days))
    pull()
    run(shop)
    [usual] = card(pull())["usual"]
    assert (usual["every_days"], usual["stock"]) == (7, None)
    run(shop)
    assert pull() == []
    said = shop.facts.StockDraft(
        product_id=bread.id, quantity=shop.line("12").quantity, as_of=NOON, source="erp"
    )
    with shop.operating() as uow:
        shop.facts.save_stock(uow, [said])
    run(shop)
    [usual] = card(pull())["usual"]
    assert (usual["stock"], usual["stock_as_of"][:10]) == ("12", "2026-03-10")


def stock(shop: Shop, product: Any, quantity: str, **more: Any) -> None:
    said = {"quantity": shop.line(quantity).quantity, "as_of": NOON, "source": "erp", **more}
    with shop.operating() as uow:
        shop.facts.save_stock(uow, [shop.facts.StockDraft(product_id=product.id, **said)])


def tell(shop: Shop) -> int:
    """How many steps the job takes."""
    payload: dict[str, Any] = {}
    for steps in range(1, 20):
        with shop.operating() as uow:
            more = shop.stock_news.tell_stock(uow, payload)
        if more is None:
            return steps
        payload = dict(more.payload)
    raise AssertionError


def test_new_stock_alone_reaches_phones_of_those_who_usually_buy_it(
    shop: Shop, pull: Callable[[], list[Any]], at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(NOON)
    monkeypatch.setattr(shop.stock_news, "BATCH", 1)
    bread, cake = shop.product("B1"), shop.product("C1")
    for name, product in (("Kiosk", bread), ("Bakery", cake)):
        shop.customer = shop.records.customer(name=name, by="rep")
        for days in (7, 14):
            line = shop.line(product_id=product.id)
            shop.order([line], ordered_at=NOON - timedelta(days=days))
    run(shop)
    pull()
    stock(shop, bread, "12")
    stock(shop, bread, "13")
    with shop.operating() as uow:
        jobs = uow.session.scalars(
            text("SELECT kind FROM job WHERE kind LIKE 'orders.tell%'")
        ).all()
    assert jobs == ["orders.tell_stock"] * 2
    assert tell(shop) == 4
    found = pull()
    [usual] = card(found)["usual"]
    assert (len(found), usual["name"], usual["stock"]) == (1, "Product B1", "13")
    # The second job has nothing left to tell, and the same number again is no news.
    assert tell(shop) == 1
    stock(shop, bread, "13", as_of=NOON + timedelta(hours=1))
    assert tell(shop) == 1
    assert pull() == []


def test_stock_that_was_kept_before_is_kept(shop: Shop) -> None:
    bread = shop.product("B1")
    stock(shop, bread, "12")
    path = Path(shop.facts.__file__).parent / "migrations/versions/0002_untold_stock.py"
    steps = run_path(str(path))
    with (
        shop.operating() as uow,
        Operations.context(MigrationContext.configure(uow.session.connection())),
    ):
        steps["downgrade"]()
        steps["upgrade"]()
    with shop.operating() as uow:
        kept = shop.facts.stock_of(uow, [bread.id])[bread.id]
        assert (str(kept.quantity), kept.source, kept.is_told) == ("12", "erp", True)


def test_nobody_else_hears_of_it(shop: Shop, pull: Callable[[], list[Any]]) -> None:
    other = shop.records.customer(name="Elsewhere", by="manager")
    pull()
    with shop.operating() as uow:
        renew_cards(uow, [other.id])
    assert pull() == []

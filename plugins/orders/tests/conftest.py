"""The fixtures of Salesforce Lite, and a shop with products, prices and a customer."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.testing import Records, Trial
from salesforce_lite.web import App

pytest_plugins = ["salesforce_lite.testing.fixtures"]

Told = Callable[[Any], list[Any]]
Counted = Callable[[], AbstractContextManager[list[str]]]
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


class Shop:
    """A server with orders, one customer, and what the tests do there."""

    def __init__(self, app: App, plugin: Trial, records: Records) -> None:
        self.app, self.plugin, self.records = app, plugin, records
        self.customer = records.customer()

    def __getattr__(self, name: str) -> Any:
        """`shop.orders.save_order`: a module of the plugin."""
        return self.plugin.module(name)

    def operating(self) -> Any:
        return self.plugin.operating()

    def working(self, name: str = "rep") -> Any:
        return self.plugin.working(name)

    def product(self, code: str = "A1", **fields: Any) -> Any:
        draft = self.products.ProductDraft(code=code, name_en=f"Product {code}", **fields)
        with self.operating() as uow:
            return self.products.save_product(uow, draft)

    def price_list(self, name: str = "Usual", *, prices: dict[Any, str], **fields: Any) -> Any:
        draft = self.price_lists.PriceListDraft(name=name, **{"currency": "EUR", **fields})
        with self.operating() as uow:
            made = self.price_lists.save_price_list(uow, draft)
            wanted = {product.id: Decimal(price) for product, price in prices.items()}
            self.price_lists.set_prices(uow, made.id, wanted)
            return made

    def line(self, quantity: str = "1", price: str | None = "10", **fields: Any) -> Any:
        if "product_id" not in fields and "product_code" not in fields:
            fields.setdefault("description", "Bread")
        taxes = fields.pop("taxes", ())
        return self.drafts.LineDraft(
            quantity=Decimal(quantity),
            price=None if price is None else Decimal(price),
            taxes=tuple(self.amounts.TaxRate(name, Decimal(rate)) for name, rate in taxes),
            **fields,
        )

    def draft(self, lines: Sequence[Any] = (), **fields: Any) -> Any:
        values = {"customer_id": self.customer.id, "currency": "EUR", "is_placed": True}
        return self.drafts.OrderDraft(lines=tuple(lines or [self.line()]), **{**values, **fields})

    def order(self, lines: Sequence[Any] = (), *, by: str = "admin", **fields: Any) -> Any:
        with self.working(by) as uow:
            return self.orders.save_order(uow, self.draft(lines, **fields))

    def lines_of(self, order: Any) -> list[Any]:
        with self.operating() as uow:
            return list(self.orders.lines_of(uow, [order.id])[order.id])

    def give_back(self, order: Any, quantities: dict[Any, str] | None = None, **more: Any) -> Any:
        wanted = (
            None
            if quantities is None
            else {line.id: Decimal(quantity) for line, quantity in quantities.items()}
        )
        draft = self.returns.ReturnDraft(order_id=order.id, quantities=wanted, **more)
        with self.operating() as uow:
            return self.returns.record_return(uow, draft)

    def cancel(self, order: Any, **more: Any) -> Any:
        with self.operating() as uow:
            return self.returns.cancel_order(uow, order.id, **more)

    def again(self, uow: UnitOfWork, order: Any) -> Any:
        return self.orders.get_order(uow, order.id)

    def wrong_totals(self) -> list[Any]:
        with self.operating() as uow:
            return list(self.verifying.wrong_totals(uow))


@pytest.fixture
def shop(app: App, plugin: Trial, records: Records) -> Shop:
    return Shop(app, plugin, records)


@pytest.fixture
def counted(app: App) -> Callable[[], AbstractContextManager[list[str]]]:
    """`with counted() as statements:` – what was sent to the database meanwhile."""

    @contextmanager
    def count() -> Iterator[list[str]]:
        statements: list[str] = []

        def keep(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            statements.append(statement)

        event.listen(app.engine, "before_cursor_execute", keep)
        try:
            yield statements
        finally:
            event.remove(app.engine, "before_cursor_execute", keep)

    return count

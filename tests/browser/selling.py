"""A server with the plugin `orders` on, where bread is sold at the price of a list."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser

from salesforce_lite.company import get_company
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.clock import now
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.web import App
from tests.browser.desk import OpenDesk, windows
from tests.browser.site import Site, furnished, serve
from tests.conftest import Template, make_app

PLUGIN = Path(__file__).parents[2] / "plugins" / "orders"
PAGES = "/x/orders"
OFFICE = "/admin/x/orders"


def module(app: App, name: str) -> Any:
    package = app.plugins.installation.plugin("orders").package
    return __import__(f"{package}.{name}", fromlist=["_"])


def working(app: App) -> Any:
    return unit_of_work(
        app.make_session,
        system_actor("tests"),
        surface="test",
        reactions=app.contributions.reactions,
    )


@pytest.fixture(scope="module")
def selling_site(
    chromium: str, template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("selling")
    app = make_app(folder, template.copy(folder), plugins=[PLUGIN])
    app.config["TESTING"] = False
    app.plugins.migrate("orders")
    with working(app) as uow:
        app.plugins.enable(uow, "orders")
    put_goods(app)
    server = serve(app)
    yield Site(app, f"http://127.0.0.1:{server.server_port}", furnished(app))
    server.shutdown()
    server.server_close()
    app.engine.dispose()


@pytest.fixture
def open_selling(browser: Browser, selling_site: Site) -> Iterator[OpenDesk]:
    """`open_selling(person)` – a window on that server; none may complain."""
    with windows(browser, selling_site) as open_window:
        yield open_window


def put_goods(app: App) -> None:
    """Bread costs 1.25 with a tax of 21 %, and there are 40 of it."""
    products, lists, facts = (module(app, name) for name in ("products", "price_lists", "facts"))
    tax = (module(app, "amounts").TaxRate("IVA", Decimal(21)),)
    with working(app) as uow:
        bread = products.save_product(
            uow, products.ProductDraft(code="B1", name_es="Pan", name_en="Bread", taxes=tax)
        )
        currency = get_company(uow).currency
        usual = lists.save_price_list(uow, lists.PriceListDraft(name="Lista A", currency=currency))
        lists.set_prices(uow, usual.id, {bread.id: Decimal("1.25")})
        said = {"quantity": Decimal(40), "as_of": now(), "source": "Depósito"}
        facts.save_stock(uow, [facts.StockDraft(product_id=bread.id, **said)])


def some_of_each(site: Site, customer_id: UUID) -> dict[str, UUID]:
    """A placed order, a draft and a quote that was sent, for pages to be looked at."""
    orders, quotes = module(site.app, "orders"), module(site.app, "quotes")
    drafts = module(site.app, "drafts")
    about = {
        "customer_id": customer_id,
        "lines": (drafts.LineDraft(quantity=Decimal(4), product_code="B1"),),
    }
    with working(site.app) as uow:
        [product] = module(site.app, "products").list_products(uow).items
        [price_list] = module(site.app, "price_lists").list_price_lists(uow)
        quote = quotes.save_quote(uow, quotes.QuoteDraft(title="Pan para mayo", **about))
        written = quotes.save_quote(uow, quotes.QuoteDraft(title="Pan para junio", **about))
        quotes.send_quote(uow, quote.id)
        return {
            "order": orders.save_order(uow, drafts.OrderDraft(**about, is_placed=True)).id,
            "draft": orders.save_order(uow, drafts.OrderDraft(**about)).id,
            "quote": quote.id,
            "written": written.id,
            "product": product.id,
            "price_list": price_list.id,
        }


def standing(site: Site, customer_id: UUID) -> list[tuple[str, str, str]]:
    """(state, total, what came back) of the orders of a customer, the newest first."""
    with working(site.app) as uow:
        found = module(site.app, "listing").list_orders(uow, customer_id=customer_id).items
        return [(str(o.state), str(o.total.amount), str(o.returned.amount)) for o in found]

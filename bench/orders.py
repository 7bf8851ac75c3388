"""How long posting orders takes, with and without points for them, and what memory it leaves."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time
from types import ModuleType
from uuid import UUID

from bench import goals
from bench.servers import own_memory
from salesforce_lite.app import create_app, prepare_instance
from salesforce_lite.config import Settings
from salesforce_lite.customers import CustomerDraft, save_customers
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.migrations import upgrade_database
from salesforce_lite.web import App

BATCH = 500
_CUSTOMERS, _PRODUCTS, _LINES = 1_000, 50, 3
_FIRST = datetime(2026, 1, 1, 12, tzinfo=UTC)


class _Shop:
    """A server on a new SQLite file, with customers and products."""

    def __init__(self, folder: Path, *plugins: str) -> None:
        url = f"sqlite:///{folder / 'salesforce_lite.db'}"
        self.app = create_app(Settings(instance=folder, database_url=url, secret_key="bench"))
        upgrade_database(self.app.engine)
        prepare_instance(self.app)
        self.seconds = self.processor = 0.0
        for plugin in plugins:
            self.app.plugins.migrate(plugin)
            with self._working() as uow:
                self.app.plugins.enable(uow, plugin)
        self.customers = self._make_customers()
        self._make_products()
        if "loyalty" in plugins:
            _open_program(self.app)

    def _working(self):  # type: ignore[no-untyped-def]  # a context of a unit of work
        return unit_of_work(
            self.app.make_session,
            system_actor("bench"),
            surface="bench",
            reactions=self.app.contributions.reactions,
        )

    def of(self, name: str) -> ModuleType:
        return _module(self.app, "orders", name)

    def _make_customers(self) -> list[UUID]:
        with self._working() as uow:
            drafts = [CustomerDraft(fields={"name": f"Kiosk {n}"}) for n in range(_CUSTOMERS)]
            return [one.id for one in save_customers(uow, drafts)]

    def _make_products(self) -> None:
        products = self.of("products")
        with self._working() as uow:
            products.save_products(
                uow,
                [
                    products.ProductDraft(code=f"P{n}", name_en=f"Product {n}", category="bread")
                    for n in range(_PRODUCTS)
                ],
            )

    def post(self, first: int, count: int) -> None:
        """So many orders, as one batch of a program."""
        drafts, orders = self.of("drafts"), self.of("orders")
        made = [
            drafts.OrderDraft(
                customer_id=self.customers[number % _CUSTOMERS],
                lines=tuple(
                    drafts.LineDraft(
                        product_code=f"P{(number + place) % _PRODUCTS}",
                        quantity=Decimal(1 + place),
                        price=Decimal("9.95"),
                    )
                    for place in range(_LINES)
                ),
                currency="EUR",
                ordered_at=_FIRST + timedelta(minutes=number),
                source="bench",
                external_number=str(number),
                is_placed=True,
            )
            for number in range(first, first + count)
        ]
        started, processor = perf_counter(), process_time()
        with self._working() as uow:
            orders.save_orders(uow, made)
        self.seconds += perf_counter() - started
        self.processor += process_time() - processor


def measure_orders(folder: Path, count: int) -> None:
    """In turns, so that a noisy moment meets both; the first batch of each does not count."""
    for name in ("plain", "points"):
        (folder / name).mkdir()
    plain = _Shop(folder / "plain", "orders")
    points = _Shop(folder / "points", "orders", "loyalty")
    for shop in (plain, points):
        shop.post(0, BATCH)
        shop.seconds = shop.processor = 0.0
    before = own_memory()
    for first in range(BATCH, BATCH + count, BATCH):
        for shop in (plain, points):
            shop.post(first, min(BATCH, BATCH + count - first))
    after = own_memory()
    print(
        f"\n{count:,} orders of {_LINES} lines in batches of {BATCH}, by {_CUSTOMERS:,} customers"
    )
    for what, shop in (("without points", plain), ("with points", points)):
        print(f"{what:<28}{count / shop.seconds:>14,.0f} a second")
    print(goals.ORDERS_LOYALTY.line(points.processor / plain.processor))
    print(f"{'memory before and after':<28}{before:>10,} MB {after:>6,} MB")


def _module(app: App, plugin: str, name: str) -> ModuleType:
    return import_module(f"{app.plugins.installation.plugins[plugin].package}.{name}")


def _open_program(app: App) -> None:
    """A point for each euro, and whoever buys is a member."""
    programs = _module(app, "loyalty", "programs")
    definition = _module(app, "loyalty", "definition")
    with unit_of_work(app.make_session, system_actor("bench"), surface="bench") as uow:
        fields = programs.ProgramFields(name="Club", currency="EUR", zone="UTC")
        program = programs.make_program(uow, "club", fields)
        rules = [{"key": "base", "kind": "amount", "rate": "1"}]
        said = definition.Definition.from_json({"rules": rules, "expiry": "never"})
        programs.publish_rules(uow, program.id, said)

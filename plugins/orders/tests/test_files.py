"""Files of orders, credit and stock come in by the way of all files, and orders go out again."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from salesforce_lite.imports import Report, export_records, find_importer
from salesforce_lite.testing import bring_in

from .conftest import NOON, Shop

HEAD = "Number,Customer,Date,Product code,Description,Quantity,Price,Tax %\n"


class Files:
    """Files brought in and taken out in one shop."""

    def __init__(self, shop: Shop, folder: Path) -> None:
        self.shop, self.folder = shop, folder

    def bring(self, entity: str, text: str | Path, source: str = "erp") -> Report:
        path = text if isinstance(text, Path) else self.folder / "file.csv"
        if isinstance(text, str):
            path.write_text(text, encoding="utf-8")
        return bring_in(self.shop.app, entity, path, source=source)

    def rejected(self) -> list[dict[str, str]]:
        with (self.folder / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def orders(self) -> list[Any]:
        with self.shop.operating() as uow:
            found = self.shop.listing.list_orders(uow, customer_id=self.shop.customer.id)
            return list(reversed(found.items))


@pytest.fixture
def files(shop: Shop, tmp_path: Path) -> Files:
    return Files(shop, tmp_path)


@pytest.fixture
def row(shop: Shop) -> Callable[..., str]:
    """A line of a file of orders, of the customer of the shop."""
    name = shop.customer.name

    def written(number: str, what: str = "Bread", quantity: str = "1", price: str = "5") -> str:
        return f"{number},{name},2026-03-01,,{what},{quantity},{price},21\n"

    return written


def test_rows_of_one_number_are_one_order_and_come_in_once(
    files: Files, row: Callable[..., str]
) -> None:
    text = HEAD + row("7", quantity="2", price="1.50") + row("7", "Milk", price="3") + row("8")
    assert str(files.bring("orders", text).counts) == "created=3 updated=0 skipped=0 rejected=0"
    again = files.bring("orders", text + row("9")).counts
    assert str(again) == "created=1 updated=0 skipped=3 rejected=0"
    found = [(one.external_number, one.net_minor, one.tax_minor) for one in files.orders()]
    assert found == [("7", 600, 126), ("8", 500, 105), ("9", 500, 105)]
    assert files.shop.wrong_totals() == []


def test_an_order_is_whole_wherever_the_reading_of_the_file_paused(
    files: Files, row: Callable[..., str]
) -> None:
    lines = [row(str(number // 7)) for number in range(1100)]
    assert files.bring("orders", HEAD + "".join(lines)).counts.created == 1100
    with files.shop.operating() as uow:
        model = files.shop.order_model
        assert uow.session.query(model.Order).count() == 158
        net = {one.net_minor for one in uow.session.query(model.Order)}
        assert net == {7 * 500, 500}


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("7,{name},2026-03-01,,Milk,few,3,21\n", "few"),
        ("7,{name},2026-03-01,,Milk,-1,3,21\n", "Quantity"),
        ("7,{name},2026-03-01,NONE,,1,,21\n", "Price"),
        ("7,Nobody,2026-03-01,,Milk,1,3,21\n", "Nobody"),
    ],
)
def test_a_wrong_row_rejects_its_whole_order_and_no_other(
    files: Files, row: Callable[..., str], wrong: str, reason: str
) -> None:
    text = HEAD + row("6") + row("7") + wrong.format(name=files.shop.customer.name) + row("8")
    counts = files.bring("orders", text).counts
    assert (counts.created, counts.rejected) == (2, 2)
    assert [one["Number"] for one in files.rejected()] == ["7", "7"]
    assert any(reason in one["reason"] for one in files.rejected())
    assert [one.external_number for one in files.orders()] == ["6", "8"]


def test_something_else_under_a_known_number_is_rejected(
    files: Files, row: Callable[..., str]
) -> None:
    files.bring("orders", HEAD + row("7"))
    counts = files.bring("orders", HEAD + row("7", price="6")).counts
    assert (counts.created, counts.skipped, counts.rejected) == (0, 0, 1)
    assert [one.net_minor for one in files.orders()] == [500]


def test_orders_that_went_out_come_back_unchanged_and_elsewhere_as_they_were(
    files: Files, shop: Shop, tmp_path: Path
) -> None:
    bread = shop.product("B1", unit="kg")
    lines = [
        shop.line("2", "10", product_id=bread.id, discount_percent=shop.line("7").quantity),
        shop.line("1.5", "3.333", taxes=[("IVA, general", "21"), ("IIBB", "3.5")]),
    ]
    order = shop.order(lines, ordered_at=NOON)
    path = tmp_path / "orders.csv"
    with shop.operating() as uow:
        importer = find_importer(shop.app.contributions.importers, "orders")
        assert export_records(uow, importer, path) == 2
    assert files.bring("orders", path, source="").counts.skipped == 2
    # Elsewhere it is not there yet.
    written = path.read_text(encoding="utf-8-sig")
    other = str(order.id).replace(str(order.id)[:8], "0a0a0a0a", 1)
    path.write_text(written.replace(str(order.id), other).replace(order.number, "X-1"))
    assert files.bring("orders", path, source="").counts.created == 2
    first, second = files.orders()
    assert (first.net_minor, first.tax_minor) == (second.net_minor, second.tax_minor)
    assert first.ordered_at == second.ordered_at


def test_a_seller_takes_no_costs_out(shop: Shop, tmp_path: Path) -> None:
    shop.order([shop.line("2", "10", cost=shop.line("7").quantity)])
    importer = find_importer(shop.app.contributions.importers, "orders")
    for who, cost in (("rep", ""), ("admin", "7.000000")):
        path = tmp_path / f"{who}.csv"
        with shop.working(who) as uow:
            export_records(uow, importer, path)
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert [one["cost"] for one in csv.DictReader(file)] == [cost]


def test_credit_comes_in_and_nothing_older_takes_its_place(files: Files, shop: Shop) -> None:
    head = "Customer,As of,Currency,Overdue,Credit limit,Blocked\n"
    text = f"{head}{shop.customer.name},2026-03-02,EUR,10.50,,yes\n"
    assert files.bring("orders_credit", text).counts.created == 1
    assert files.bring("orders_credit", text).counts.skipped == 1
    older = f"{head}{shop.customer.name},2026-03-01,EUR,99,,no\nNobody,2026-03-01,EUR,1,,\n"
    counts = files.bring("orders_credit", older).counts
    assert (counts.skipped, counts.rejected) == (1, 1)
    newer = text.replace("03-02", "03-03").replace("10.50", "0")
    assert files.bring("orders_credit", newer).counts.updated == 1
    with shop.operating() as uow:
        kept = shop.facts.find_credit(uow, shop.customer.id)
        assert (kept.overdue_minor, kept.is_blocked, kept.source) == (0, True, "erp")


def test_stock_comes_in_by_the_code_of_the_product(files: Files, shop: Shop) -> None:
    bread = shop.product("B1")
    text = "SKU,Qty,As of\nB1,12.5,2026-03-02\nB2,1,2026-03-02\nB1,,\n"
    counts = files.bring("orders_stock", text).counts
    assert (counts.created, counts.rejected) == (0, 3)
    text = "SKU,Qty,As of\nB1,12.5,2026-03-02\nB2,1,2026-03-02\n"
    counts = files.bring("orders_stock", text).counts
    assert (counts.created, counts.rejected) == (1, 1)
    with shop.operating() as uow:
        kept = shop.facts.stock_of(uow, [bread.id])[bread.id]
        assert (str(kept.quantity.normalize()), kept.source) == ("12.5", "erp")

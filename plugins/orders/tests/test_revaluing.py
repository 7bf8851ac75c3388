"""Totals follow the currency the company reckons in; commands say when they do not."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from sqlalchemy import column, func, select, table, update

from salesforce_lite.company import get_company, save_company, set_exchange_rate
from salesforce_lite.plugin import CommandWork

from .conftest import NOON, Shop
from .test_placing import years


def work_off(shop: Shop) -> None:
    payload: dict[str, Any] = {}
    while True:
        with shop.operating() as uow:
            more = shop.revaluing.revalue(uow, payload)
        if more is None:
            return
        payload = dict(more.payload)


def reckon_in(shop: Shop, currency: str) -> None:
    with shop.operating() as uow:
        save_company(uow, {"currency": currency}, version=get_company(uow).version)


def company_sums(shop: Shop) -> list[tuple[str, int, int]]:
    return [(one.currency, one.company_net_minor, one.unconverted_minor) for one in years(shop)]


def test_orders_are_valued_anew_when_the_company_reckons_in_another_currency(shop: Shop) -> None:
    reckon_in(shop, "EUR")
    shop.order(currency="EUR", ordered_at=NOON)
    order = shop.order([shop.line("3")], currency="USD", ordered_at=NOON)
    [line] = shop.lines_of(order)
    shop.give_back(order, {line: "1"})
    shop.order(currency="USD", is_placed=False)
    assert company_sums(shop) == [("EUR", 1000, 0), ("USD", 0, 2000)]
    reckon_in(shop, "USD")
    assert asked(shop) == 1
    work_off(shop)
    assert company_sums(shop) == [("EUR", 0, 1000), ("USD", 2000, 0)]
    assert shop.wrong_totals() == []
    with shop.operating() as uow:
        assert shop.again(uow, order).version == order.version + 1  # that of the return alone


def test_what_was_sold_before_any_rate_was_known_counts_when_there_is_one(shop: Shop) -> None:
    reckon_in(shop, "EUR")
    order = shop.order([shop.line("3", "0.33")], currency="USD", ordered_at=NOON)
    [line] = shop.lines_of(order)
    shop.give_back(order, {line: "1"})
    shop.give_back(order, {line: "1"})
    with shop.operating() as uow:
        set_exchange_rate(uow, "USD", Decimal("0.5"), valid_from=date(2026, 1, 1))
    assert asked(shop) == 1
    work_off(shop)
    # Half of 0.99 less half of what came back of it, of the sum each time.
    assert company_sums(shop) == [("USD", 17, 0)]
    assert shop.wrong_totals() == []


def asked(shop: Shop) -> int:
    with shop.operating() as uow:
        jobs = table("job", column("kind"))
        wanted = select(func.count()).where(jobs.c.kind == shop.revaluing.REVALUE)
        return uow.session.scalar(wanted) or 0


def test_the_command_says_which_totals_are_wrong_and_mends_them(shop: Shop) -> None:
    shop.order()

    def verify(*options: str) -> Any:
        work = CommandWork(reading=shop.plugin.reading, writing=shop.operating)
        return CliRunner().invoke(shop.commands.verify, options, obj=work)

    assert verify().exit_code == 0
    with shop.operating() as uow:
        total = shop.customer_model.CustomerTotal
        uow.session.execute(update(total).values(order_count=7))
    told = verify()
    assert (told.exit_code, str(shop.customer.id) in told.stdout) == (1, True)
    assert verify("--mend").exit_code == 0
    assert verify().exit_code == 0


def test_the_command_brings_a_log_in(shop: Shop, tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    log.write_text("0004 19970101 2 29.33\n0004 19970118 2 29.73\n")
    work = CommandWork(reading=shop.plugin.reading, writing=shop.operating)
    for made in (2, 0):
        told = CliRunner().invoke(
            shop.commands.purchase_log, [str(log), "--currency", "USD"], obj=work
        )
        assert (told.exit_code, told.stdout) == (0, f"orders={made}\n")

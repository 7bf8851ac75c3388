"""Figures of the report lead to their movements, however few members have a part in them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Select

from salesforce_lite.customers import merge_customers
from salesforce_lite.testing import Trial

from .points import NOW, Shop


@pytest.fixture
def shop(plugin: Trial, at: Callable[[datetime], None]) -> Shop:
    """Members who redeemed, owed and paid, and were merged, one after another."""
    at(NOW)
    plugin.enable()
    shop = Shop(plugin)
    customers = [shop.customer(name=name) for name in ("Ana", "Bea", "Cleo", "Dina")]
    bought = [shop.buys(one, 100) for one in customers]
    accounts = [shop.account_of(one).id for one in customers]
    redeemed = shop.redeems(accounts[0], 40)
    for number in (1, 3):
        shop.redeems(accounts[number], 90)
    # Bea owes and pays, Dina owes.
    for number in (1, 3):
        shop.returns(customers[number], bought[number], 100)
    shop.buys(customers[1], 200)
    ana, bea, cleo, _ = customers
    with plugin.working("admin") as uow:
        merge_customers(uow, bea, ana)
    shop.cancels(redeemed)
    with plugin.working("admin") as uow:
        merge_customers(uow, cleo, bea)
    shop.returns(cleo, bought[0], 50)
    shop.agrees()
    return shop


def behind(shop: Shop, figure: str) -> list[tuple[str, str, int]]:
    with shop.plugin.working("admin") as uow:
        entries, _ = shop.of("behind_figures").entries_behind(uow, shop.program_id, figure)
        return [(one.number, one.kind, one.points) for one in entries]


def test_of_few_members_and_of_many_the_same_movements_are_found(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = shop.of("behind_figures")
    with shop.plugin.working("admin") as uow:
        total = shop.of("reporting").point_report(uow, shop.program_id).total
    for figure in module.FIGURES:
        few = behind(shop, figure)
        with monkeypatch.context() as patch:
            patch.setattr(module, "_FEW", 0)
            assert behind(shop, figure) == few, figure
        assert sum(points for *_, points in few) == getattr(total, figure), figure
    assert total.owed > 0
    # Who owed and paid has no part in what is owed.
    assert len({number for number, *_ in behind(shop, "owed")}) == 1


def test_a_figure_of_few_members_is_read_by_their_history_and_not_through_the_whole_journal(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = shop.of("behind_figures")
    asked: list[Select[Any]] = []
    page_of = module.page_of

    def noted(session: Any, query: Select[Any], *others: Any, **said: Any) -> Any:
        asked.append(query)
        return page_of(session, query, *others, **said)

    monkeypatch.setattr(module, "page_of", noted)
    behind(shop, "owed")
    assert "loyalty_tx.account_id IN" in str(asked[0])

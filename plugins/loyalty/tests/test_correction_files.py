"""Returns and points by hand from files: each counts once, by the rules of the page."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from salesforce_lite.testing import Trial

from .points import NOW, Shop
from .test_point_files import HEAD, Files

RETURNS = "Number,Purchase,Date,Amount,Product code\n"
BY_HAND = "Number,Member,Customer,Points,Reason,Last day\n"


@pytest.fixture
def shop(plugin: Trial, at: Callable[[datetime], None]) -> Shop:
    at(NOW)
    plugin.enable()
    return Shop(plugin, rules=[{"key": "base", "kind": "amount", "rate": "1"}], approve_above=500)


@pytest.fixture
def files(shop: Shop, tmp_path: Path) -> Files:
    return Files(shop, tmp_path)


def test_returns_of_a_file_take_points_back_once(shop: Shop, files: Files) -> None:
    shop.customer(name="Ana")
    files.bring("loyalty_accruals", f"{HEAD}T-1,,Ana,2026-05-01,100,,\n")
    text = f"{RETURNS}R-1,T-1,2026-05-02,25,\nR-2,T-1,2026-05-03,-15,\nR-3,T-9,2026-05-03,5,\n"
    assert files.counts("loyalty_returns", text) == (2, 0, 0, 1)
    assert "purchase" in files.reasons()[0]
    assert files.counts("loyalty_returns", text) == (0, 0, 2, 1)
    assert [points for _, points in shop.movements()] == [100, -25, -15]
    shop.agrees()


def test_a_return_of_several_products_is_one(shop: Shop, files: Files) -> None:
    shop.publish(rules=[{"key": "bread", "kind": "product", "codes": ["B"], "rate": "2"}])
    shop.customer(name="Ana")
    day = NOW.isoformat()
    files.bring("loyalty_accruals", f"{HEAD}T-1,,Ana,{day},10,,B\nT-1,,Ana,{day},90,,C\n")
    text = f"{RETURNS}R-1,T-1,{day},5,B\nR-1,T-1,{day},90,C\n"
    assert files.counts("loyalty_returns", text) == (2, 0, 0, 0)
    assert [points for _, points in shop.movements()] == [20, -10]
    shop.agrees()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",T-1,2026-05-02,5,", "number of the return"),
        ("R-9,,2026-05-02,5,", "number of the purchase that came back"),
        ("R-9,T-1,2026-05-02,,", "the amount that came back"),
        ("R-9,T-1,2026-05-02,0,", "Write an amount above nothing."),
        ("R-9,T-1,,5,", "does not say when it was"),
        ("R-9,T-1,2026-06-30,5,", "This has not happened yet."),
        ("R-9,T-1,2026-05-02,5,\nR-9,T-2,2026-05-02,5,", "several purchases"),
        ("R-1,T-2,2026-05-02,5,", "R-1"),
    ],
)
def test_a_return_that_is_wrong_is_named_and_the_others_are_taken(
    shop: Shop, files: Files, row: str, reason: str
) -> None:
    shop.customer(name="Ana")
    files.bring("loyalty_accruals", f"{HEAD}T-1,,Ana,2026-05-01,50,,\nT-2,,Ana,2026-05-01,60,,\n")
    files.bring("loyalty_returns", f"{RETURNS}R-1,T-1,2026-05-02,1,\n")
    text = f"{RETURNS}R-7,T-1,2026-05-02,7,\n{row}\nR-8,T-2,2026-05-02,8,\n"
    assert files.counts("loyalty_returns", text) == (2, 0, 0, row.count("\n") + 1)
    assert any(reason in one for one in files.reasons())
    assert [points for _, points in shop.movements()] == [50, 60, -1, -7, -8]


def test_opening_balances_of_a_file_lapse_on_their_day(
    shop: Shop, files: Files, at: Callable[[datetime], None]
) -> None:
    ana, bea = shop.customer(name="Ana"), shop.customer(name="Bea")
    of_ana, of_bea = shop.member(ana), shop.member(bea)
    number = shop.account(of_bea).number
    text = (
        f"{BY_HAND}1,,Ana,300,Opening balance,2026-05-20\n"
        f"2,{number},,40,Opening balance,\n3,,Ana,200,Opening balance,\n"
    )
    assert files.counts("loyalty_adjustments", text) == (3, 0, 0, 0)
    assert files.counts("loyalty_adjustments", text) == (0, 0, 3, 0)
    assert shop.account(of_ana).available == 500
    assert shop.account(of_bea).available == 40
    at(datetime.fromisoformat("2026-05-21T00:00:00+02:00") - timedelta(seconds=1))
    assert shop.standing(of_ana).available == 500
    at(datetime.fromisoformat("2026-05-21T00:00:00+02:00"))
    assert shop.standing(of_ana).available == 200
    shop.agrees()


def test_a_balance_above_the_limit_waits_for_a_second_person(shop: Shop, files: Files) -> None:
    member = shop.member(shop.customer(name="Ana"))
    text = f"{BY_HAND}1,,Ana,501,Opening balance,2026-12-31\n"
    assert files.counts("loyalty_adjustments", text) == (1, 0, 0, 0)
    assert shop.account(member).available == 0
    adjusting = shop.of("adjusting")
    with shop.plugin.working("admin") as uow:
        waiting = adjusting.waiting_adjustments(uow)
        assert [(one.points, str(one.lapses_on)) for one in waiting] == [(501, "2026-12-31")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",,Ana,5,Gift,", "has no number"),
        ("9,,Ana,,Gift,", "whole number of points"),
        ("9,,Ana,1.5,Gift,", "whole number of points"),
        ("9,,Ana,5,,", "Say why"),
        ("9,,Bea,5,Gift,", "no member of the program"),
        ("9,,Ana,5,Gift,2026-05-01", "a day that is not over"),
        ("9,,Ana,-5,Theirs,2026-12-31", "Only points that are given"),
        ("9,,Ana,-500,Theirs,", "not enough points"),
        ("1,,Ana,6,Gift,", "other contents"),
    ],
)
def test_an_adjustment_that_is_wrong_is_named_and_the_others_are_taken(
    shop: Shop, files: Files, row: str, reason: str
) -> None:
    shop.member(shop.customer(name="Ana"))
    shop.customer(name="Bea")
    files.bring("loyalty_adjustments", f"{BY_HAND}1,,Ana,5,Gift,\n")
    text = f"{BY_HAND}2,,Ana,7,Gift,\n{row}\n3,,Ana,8,Gift,\n"
    assert files.counts("loyalty_adjustments", text) == (2, 0, 0, 1)
    assert any(reason in one for one in files.reasons()), files.reasons()
    assert [points for _, points in shop.movements()] == [5, 7, 8]


def test_what_is_approved_after_its_last_day_lapses_at_once(
    shop: Shop, at: Callable[[datetime], None]
) -> None:
    member = shop.member(shop.customer())
    asked = shop.adjusts(member, 501, lapses_on=NOW.date())
    at(NOW + timedelta(days=2))
    with shop.plugin.working("manager") as uow:
        shop.of("adjusting").decide(uow, asked, approve=True)
    assert shop.account(member).available == 0
    assert [points for _, points in shop.movements()] == [501, -501]
    shop.agrees()

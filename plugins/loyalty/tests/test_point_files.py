"""Members and what they earn come in by files, each once; a row that is wrong says why."""

import csv
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from salesforce_lite.imports import Report
from salesforce_lite.testing import Trial, bring_in

from .points import NOW, Shop

MEMBERS = "Customer,Birthday\n"
HEAD = "Number,Member,Customer,Date,Amount,Event,Product code\n"


class Files:
    """Files brought into a shop, and the rows of them that were not taken."""

    def __init__(self, shop: Shop, folder: Path) -> None:
        self.shop, self.folder = shop, folder

    def bring(self, entity: str, text: str, source: str = "till") -> Report:
        path = self.folder / "file.csv"
        path.write_text(text, encoding="utf-8")
        return bring_in(self.shop.plugin.app, entity, path, source=source)

    def counts(self, entity: str, text: str, source: str = "till") -> tuple[int, ...]:
        """Created, updated, skipped and rejected."""
        found = self.bring(entity, text, source).counts
        return found.created, found.updated, found.skipped, found.rejected

    def reasons(self) -> list[str]:
        with (self.folder / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
            return [one["reason"] for one in csv.DictReader(file)]


@pytest.fixture
def shop(plugin: Trial, at: Callable[[datetime], None]) -> Shop:
    at(NOW)
    plugin.enable()
    return Shop(plugin, rules=[{"key": "base", "kind": "amount", "rate": "1"}])


@pytest.fixture
def files(shop: Shop, tmp_path: Path) -> Files:
    return Files(shop, tmp_path)


def test_members_of_a_file_are_welcomed_once_and_their_birthdays_kept(
    shop: Shop, files: Files
) -> None:
    welcome = {"key": "hello", "kind": "welcome", "points": 50}
    shop.publish(rules=[{"key": "base", "kind": "amount", "rate": "1"}, welcome])
    ana, bea = shop.customer(name="Ana"), shop.customer(name="Bea")
    text = f"{MEMBERS}Ana,1990-12-24\nBea,\nNobody,\n"
    assert files.counts("loyalty_members", text) == (2, 0, 0, 1)
    assert "Nobody" in files.reasons()[0]
    assert shop.account_of(ana).birthday == 1224
    assert files.counts("loyalty_members", text) == (0, 0, 2, 1)
    assert files.counts("loyalty_members", f"{MEMBERS}Bea,1991-01-02\n") == (0, 1, 0, 0)
    assert shop.account_of(bea).birthday == 102
    assert shop.movements() == [("accrue", 50), ("accrue", 50)]
    shop.agrees()


def test_purchases_of_a_file_count_once_however_often_it_comes(shop: Shop, files: Files) -> None:
    shop.customer(name="Ana")
    member = shop.account(shop.member(shop.customer(name="Bea")))
    text = (
        f"{HEAD}T-1,,Ana,2026-05-01,100.90,,\n"
        f"T-2,{member.number},,2026-05-02T10:00:00Z,20,,\nT-3,,Ana,2026-05-03,0.40,,\n"
    )
    # What gives nothing is passed over: forty cents are no point.
    assert files.counts("loyalty_accruals", text) == (2, 0, 1, 0)
    assert files.counts("loyalty_accruals", text) == (0, 0, 3, 0)
    assert shop.movements() == [("accrue", 100), ("accrue", 20)]
    # Another system may use the same numbers.
    assert files.counts("loyalty_accruals", text, "web")[0] == 2
    shop.agrees()


def test_the_number_of_a_member_is_found_in_groups_and_without_its_zeros(
    shop: Shop, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(shop.of("members"), "number_of", lambda _: "007123456789")
        account = shop.member(shop.customer(name="Bea"))
    text = f"{HEAD}T-1,0071 2345 6789,,2026-05-01,30,,\nT-2,7123456789,,2026-05-02,20,,\n"
    assert files.counts("loyalty_accruals", text) == (2, 0, 0, 0)
    assert shop.account(account).available == 50
    said = {"program_id": str(shop.program_id), "brought_by": "0071 2345 6789"}
    rep = shop.plugin.browser("rep")
    brought = rep.post(f"/x/loyalty/customers/{shop.customer(name='Eva')}/joining", data=said)
    assert brought.status_code == 303, brought.text


def test_rows_of_one_number_are_one_purchase_whose_products_rules_see(
    shop: Shop, files: Files
) -> None:
    shop.publish(
        rules=[{"key": "bread", "kind": "product", "codes": ["B"], "rate": "2"}],
    )
    shop.customer(name="Ana")
    text = f"{HEAD}T-1,,Ana,{NOW.isoformat()},10,,B\nT-1,,Ana,{NOW.isoformat()},90,,C\n"
    assert files.counts("loyalty_accruals", text) == (2, 0, 0, 0)
    assert shop.movements() == [("accrue", 20)]


def test_what_happened_is_told_by_a_file(shop: Shop, files: Files) -> None:
    shop.publish(rules=[{"key": "came", "kind": "survey", "points": 15}])
    shop.member(shop.customer(name="Ana"))
    shop.customer(name="Bea")
    text = f"{HEAD}S-1,,Ana,{NOW.isoformat()},,survey,\nS-2,,Bea,{NOW.isoformat()},,survey,\n"
    assert files.counts("loyalty_accruals", text) == (1, 0, 0, 1)
    assert files.reasons() == ["This customer is no member of the program."]
    assert files.counts("loyalty_accruals", text) == (0, 0, 1, 1)
    assert shop.movements() == [("accrue", 15)]
    number = shop.account(shop.member(shop.customer(name="Eva"))).number
    by_card = f"{HEAD}S-3,{number},,{NOW.isoformat()},,survey,\n"
    assert files.counts("loyalty_accruals", by_card) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("T-9,,Ana,2026-05-01,-5,,", "Write an amount above nothing."),
        ("T-9,,Ana,2026-06-30,5,,", "This has not happened yet."),
        ("T-9,,Ana,,5,,", "The row does not say when it was."),
        ("T-9,,Ana,2026-05-01,,,", "neither an amount nor what happened"),
        ("T-9,,Ana,2026-05-01,5,visit,", "it can be one of them"),
        (",,Ana,2026-05-01,5,,", "does not say the number of the purchase"),
        ("T-9,000000000000,,2026-05-01,5,,", "No member of the program has the number"),
        ("T-1,,Ana,2026-05-01,6,,", "T-1"),
        ("T-9,,Ana,2026-05-01,5,,\nT-9,,Bea,2026-05-01,5,,", "several customers"),
    ],
)
def test_a_row_that_is_wrong_is_named_and_the_others_are_taken(
    shop: Shop, files: Files, row: str, reason: str
) -> None:
    shop.customer(name="Ana")
    shop.customer(name="Bea")
    files.bring("loyalty_accruals", f"{HEAD}T-1,,Ana,2026-05-01,5,,\n")
    counts = files.counts(
        "loyalty_accruals", f"{HEAD}T-7,,Ana,2026-05-01,7,,\n{row}\nT-8,,Bea,2026-05-01,8,,\n"
    )
    assert counts == (2, 0, 0, row.count("\n") + 1)
    assert any(reason in one for one in files.reasons())
    assert [points for _, points in shop.movements()] == [5, 7, 8]


def test_where_there_are_several_programs_the_row_says_which(shop: Shop, files: Files) -> None:
    shop.customer(name="Ana")
    of = shop.of
    with shop.plugin.working("admin") as uow:
        fields = of("programs").ProgramFields(name="Other", currency="EUR", zone="UTC")
        other = of("programs").make_program(uow, "other", fields)
        content = {"rules": [{"key": "base", "kind": "amount", "rate": "3"}], "expiry": "never"}
        definition = of("definition").Definition.from_json(content)
        of("programs").publish_rules(uow, other.id, definition)
    head = "Program,Number,Customer,Date,Amount\n"
    text = f"{head}other,1,Ana,2026-05-01,5\n,2,Ana,2026-05-01,5\nnone,3,Ana,2026-05-01,5\n"
    assert files.counts("loyalty_accruals", text) == (1, 0, 0, 2)
    assert shop.movements() == [("accrue", 15)]

"""What rules would do is told before they are saved, of those customers whom the reader sees."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from salesforce_lite.company import set_exchange_rate
from salesforce_lite.kernel.money import Money
from salesforce_lite.testing import Records, Trial

from .scores import VISITS, is_, kept, rule, rules, some, use

NOW = datetime(2026, 5, 20, 15, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: Callable[[datetime], None]) -> None:
    at(NOW)
    plugin.enable()


def test_it_tells_who_would_move_where_and_keeps_nothing(plugin: Trial, records: Records) -> None:
    use(plugin, rules(rule("r1", 50, is_("customer.lifecycle", "active"))))
    stays = records.customer(name="Stays", lifecycle="active")
    moves = records.customer(name="Moves")
    records.activity(moves.id, kind="visit")
    plugin.work_off()
    before = kept(plugin)
    wanted = rules(
        rule("r1", 50, is_("customer.lifecycle", "active")),
        rule("r2", 30, VISITS, "engagement"),
    )
    with plugin.working("admin") as uow:
        found = plugin.module("preview").preview(uow, wanted)
        assert plugin.module("service").current_version(uow).number == 2
    assert found.sample == 2
    assert found.before["B3"] == found.before["C3"] == 1
    assert found.matrix["B3"] == found.matrix["C2"] == 1
    assert found.changes == {("C3", "C2"): 1}
    assert found.matches == {"r1": 1, "r2": 1}
    [example] = found.examples
    assert (example.customer_id, example.name) == (moves.id, "Moves")
    assert (example.before, example.after) == ("C3", "C2")
    assert [reason.rule.key for reason in example.reasons] == ["r2"]
    assert kept(plugin) == before
    assert stays.id != moves.id


def test_of_many_customers_a_sample_is_taken_and_matches_are_of_all(
    plugin: Trial, records: Records
) -> None:
    for number in range(30):
        records.customer(by="admin", name=f"Kiosco {number}")
    with plugin.working("admin") as uow:
        module = plugin.module("preview")
        everybody = rules(rule("r1", 50, is_("customer.kind", "organization")))
        found = module.preview(uow, everybody, sample=8)
        assert found.sample == 8
        assert found.matches == {"r1": 30}
        assert len(found.examples) <= 10


def test_what_is_counted_is_what_the_reader_sees(plugin: Trial, records: Records) -> None:
    for by in ("rep", "other", "other"):
        records.customer(by=by)
    use(plugin, rules(rule("r1", 50, is_("customer.kind", "organization"))))
    module, rules_module = plugin.module("preview"), plugin.module("rules")
    for name, seen in (("admin", 3), ("manager", 1)):
        with plugin.working(name) as uow:
            definition = plugin.module("versions").active_version(uow).definition
            assert module.count_matches(uow, definition) == {"r1": seen}
            counts = module.count_cells(uow)
            assert counts == {cell: seen if cell == "B3" else 0 for cell in rules_module.CELLS}


def test_an_amount_beyond_what_a_database_counts_is_an_amount_that_nobody_has(
    plugin: Trial, records: Records
) -> None:
    customer = records.customer()
    records.opportunity(customer.id, amount=Money.of(500, "USD"))
    with plugin.working("admin") as uow:
        set_exchange_rate(uow, "USD", Decimal("0.000000001"), valid_from=NOW.date())
        amounts = [("r1", "at_least", "900000000000"), ("r2", "at_most", "900000000000")]
        several = [
            rule(key, 5, some("opportunities", is_("opportunity.amount", value, operator)))
            for key, operator, value in amounts
        ]
        found = plugin.module("preview").preview(uow, rules(*several))
    assert found.matches == {"r1": 0, "r2": 1}

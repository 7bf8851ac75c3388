"""What rules would do is told before they are saved, of those customers whom the reader sees."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from salesforce_lite.company import set_exchange_rate
from salesforce_lite.customers import Customer, CustomerDraft, save_customers
from salesforce_lite.kernel.money import Money
from salesforce_lite.testing import Records, Trial

from .editing import OFFICE, PERSON, a_rule, keep
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


EVERYBODY = rules(rule("r1", 50, is_("customer.kind", "organization")))


def test_of_many_customers_all_is_told_of_a_sample(plugin: Trial, records: Records) -> None:
    for number in range(30):
        records.customer(by="admin", name=f"Kiosco {number}")
    with plugin.working("admin") as uow:
        module = plugin.module("preview")
        found = module.preview(uow, EVERYBODY, sample=8)
        assert (found.sample, found.is_whole) == (8, False)
        assert found.matches == {"r1": 8}
        assert sum(found.matrix.values()) == 8
        assert len(found.examples) <= 10
        found = module.preview(uow, EVERYBODY, sample=30)
        assert (found.sample, found.is_whole, found.matches) == (30, True, {"r1": 30})


def test_a_sample_is_full_where_most_customers_came_at_one_moment(
    plugin: Trial, records: Records
) -> None:
    for _ in range(25):
        records.customer(by="admin")
    # Years later, for an id begins with its moment.
    newest = UUID("01ffffff-0000-7000-8000-000000000000")
    with plugin.working("admin") as uow:
        save_customers(uow, [CustomerDraft.of({"name": "Kiosco Sol"}, new_id=newest)])
    with plugin.working("admin") as uow:
        ids = plugin.module("preview")._sample(uow, 20)
    assert len(set(ids)) == len(ids) == 20
    assert newest in ids


def test_no_statement_of_a_preview_goes_through_all_customers(
    plugin: Trial, records: Records
) -> None:
    cities = [is_("customer.city", f"m{number}", "begins") for number in range(5)]
    asked = [*cities, VISITS, is_("customer.last_contact", 30, "at_most")]
    wanted = rules(*(rule(f"r{number}", 5, one) for number, one in enumerate(asked)))
    for _ in range(60):
        records.customer(by="admin")
    statements: list[str] = []
    event.listen(
        plugin.app.engine, "before_cursor_execute", lambda *args: statements.append(args[2])
    )
    with plugin.working("admin") as uow:
        assert plugin.module("preview").preview(uow, wanted, sample=30).sample == 30
    about = [one for one in statements if re.search(r"FROM customer\b", one)]
    assert about
    assert [one for one in about if "LIMIT" not in one and " IN (" not in one] == []


def test_rules_that_take_long_are_tried_out_on_fewer(
    plugin: Trial, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(60):
        records.customer(by="admin")
    module = plugin.module("preview")
    # The clock stands at 0 when it begins and is at its end after the second batch.
    moments = iter([0.0, module._MOST_SECONDS / 2, module._MOST_SECONDS, module._MOST_SECONDS * 9])
    monkeypatch.setattr(module, "monotonic", lambda: next(moments))
    with plugin.working("admin") as uow:
        found = module.preview(uow, EVERYBODY)
    assert (found.sample, found.is_whole) == (2 * module._BATCH, False)
    assert found.matches == {"r1": 2 * module._BATCH}


def test_the_page_says_that_it_is_a_sample(
    plugin: Trial,
    records: Records,
    client_of: Callable[[str], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for _ in range(3):
        records.customer(by="admin", kind="person")
    office = client_of("admin")
    keep(office, a_rule(*PERSON, points="90", name="People"))
    page = office.get(f"{OFFICE}/draft/preview").text
    assert "Tried out on all 3 customers" in page
    monkeypatch.setattr(plugin.module("version_pages"), "_SAMPLE", 2)
    page = office.get(f"{OFFICE}/draft/preview").text
    assert "Tried out on a sample of 2 customers" in page
    assert "Of a sample of 2 customers" in page


def test_what_is_counted_is_what_the_reader_sees(plugin: Trial, records: Records) -> None:
    for by in ("rep", "other", "other"):
        records.customer(by=by)
    use(plugin, EVERYBODY)
    module, rules_module = plugin.module("preview"), plugin.module("rules")
    for name, seen in (("admin", 3), ("manager", 1)):
        with plugin.working(name) as uow:
            counts = module.count_cells(uow)
            assert counts == {cell: seen if cell == "B3" else 0 for cell in rules_module.CELLS}
            everybody = list(uow.session.scalars(select(Customer.id)))
            definition = plugin.module("versions").active_version(uow).definition
            matches = module.Matches(uow, definition, everybody)
            matches.count(uow, everybody)
            assert matches.found == {"r1": seen}


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

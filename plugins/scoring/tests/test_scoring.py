"""How rules become a grade and a level, and what is left of them as time goes by."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from salesforce_lite.activities import delete_activity
from salesforce_lite.opportunities import win_opportunity
from salesforce_lite.testing import Records, Trial

from .scores import VISITS, follow, is_, kept, rule, rules, some, standing, use

NOW = datetime(2026, 5, 20, 15, 30, tzinfo=UTC)
At = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(NOW)
    plugin.enable()


def test_points_add_up_to_a_grade_and_a_level(plugin: Trial, records: Records) -> None:
    use(
        plugin,
        rules(
            rule("r1", 45, is_("customer.kind", "organization")),
            rule("r2", 30, is_("customer.lifecycle", "active")),
            rule("r3", 25, VISITS, "engagement"),
        ),
    )
    best = records.customer(lifecycle="active")
    records.activity(best.id, kind="visit")
    middle = records.customer()
    last = records.customer(kind="person")
    assert standing(plugin, best.id).standing.cell == "A2"
    assert standing(plugin, middle.id).standing.cell == "B3"
    assert standing(plugin, last.id).standing.cell == "C3"


def test_a_group_gives_no_more_than_its_cap_and_no_less_than_nothing(
    plugin: Trial, records: Records
) -> None:
    use(
        plugin,
        rules(
            rule("r1", 90, is_("customer.kind", "organization")),
            rule("r2", 90, is_("customer.lifecycle", "lead")),
            rule("r3", -90, is_("customer.lifecycle", "lead"), "engagement"),
        ),
    )
    found = standing(plugin, records.customer().id).standing
    assert (found.fit, found.engagement) == (100, 0)


def test_points_of_events_fade_in_a_straight_line(plugin: Trial, records: Records, at: At) -> None:
    fading = {"per": "event", "decay": {"percent": 50, "days": 30}}
    use(plugin, rules(rule("r1", 10, VISITS, "engagement", **fading)))
    customer = records.customer()
    records.activity(customer.id, kind="visit")
    follow(plugin)
    left = []
    for days in (0, 15, 30, 45, 60, 90):
        at(NOW + timedelta(days=days))
        left.append(standing(plugin, customer.id).standing.engagement)
    assert left == [10, 8, 5, 2, 0, 0]


def test_what_was_kept_fades_as_what_is_reckoned_anew(
    plugin: Trial, records: Records, at: At
) -> None:
    fading = {"per": "event", "most": 35, "decay": {"percent": 40, "days": 10}}
    twice = some("activities", is_("activity.kind", "visit"), days=20, least=2)
    use(
        plugin,
        rules(
            rule("r1", 17, VISITS, "engagement", **fading),
            rule("r2", 11, twice, "engagement"),
            rule("r3", 13, VISITS, "engagement", decay={"percent": 100, "days": 30}),
        ),
    )
    customer = records.customer()
    for days in (1, 4, 9, 16):
        records.activity(customer.id, kind="visit", started_at=NOW - timedelta(days=days))
    follow(plugin)
    module = plugin.module("standing")
    engine, model = plugin.module("engine"), plugin.module("model")
    for hours in range(0, 24 * 30, 7):
        at(NOW + timedelta(hours=hours))
        with plugin.reading() as uow:
            version = plugin.module("versions").active_version(uow)
            working = engine.Engine.of(uow, version.definition)
            [facts] = plugin.module("facts").load_facts(
                uow, [customer.id], working.needs, working.yardstick
            )
            anew = working.score(facts)
            row = uow.session.get_one(model.ScoringScore, customer.id)
            reasons = module.kept_reasons(version.definition, row.reasons, uow.now)
        now = {one.rule.key: one.points for one in anew.reasons}
        then = {one.rule.key: one.points for one in reasons}
        # Kept moments are whole minutes.
        assert then == pytest.approx(now, abs=0.01), hours


def test_a_rule_gives_at_most_what_it_says(plugin: Trial, records: Records) -> None:
    use(plugin, rules(rule("r1", 10, VISITS, "engagement", per="event", most=25)))
    customer = records.customer()
    for _ in range(4):
        records.activity(customer.id, kind="visit")
    assert standing(plugin, customer.id).standing.engagement == 25


def test_the_page_says_at_once_what_was_changed(plugin: Trial, records: Records) -> None:
    use(plugin, rules(rule("r1", 30, VISITS, "engagement")))
    customer = records.customer()
    follow(plugin)
    assert standing(plugin, customer.id).standing.cell == "C3"
    visit = records.activity(customer.id, kind="visit")
    assert standing(plugin, customer.id).standing.cell == "C2"
    with plugin.working("rep") as uow:
        delete_activity(uow, visit.id)
    assert standing(plugin, customer.id).standing.cell == "C3"


def test_a_missing_value_is_neither_so_nor_otherwise(plugin: Trial, records: Records) -> None:
    use(
        plugin,
        rules(
            rule("r1", 40, is_("customer.country", "CO", "is_not")),
            rule("r2", 50, {"field": "customer.country", "is": "unknown"}),
        ),
    )
    assert standing(plugin, records.customer().id).standing.fit == 50
    assert standing(plugin, records.customer(tax_country="ES").id).standing.fit == 40
    assert standing(plugin, records.customer(tax_country="CO").id).standing.fit == 0


def test_sales_count_from_the_day_they_were_closed(plugin: Trial, records: Records) -> None:
    won = some("opportunities", is_("opportunity.outcome", "won"), days=30)
    use(plugin, rules(rule("r1", 40, won)))
    customers = [records.customer(), records.customer()]
    for customer, days in zip(customers, (30, 31), strict=True):
        sale = records.opportunity(customer.id)
        with plugin.working("rep") as uow:
            win_opportunity(uow, sale.id, on=NOW.date() - timedelta(days=days))
    assert [standing(plugin, one.id).standing.cell for one in customers] == ["B3", "C3"]


def test_everybody_is_scored_when_it_is_switched_on(plugin: Trial, records: Records) -> None:
    made = {records.customer(name=f"Kiosco {number}").id for number in range(3)}
    plugin.work_off()
    follow(plugin)
    assert kept(plugin).keys() >= made
    assert {version for _, version in kept(plugin).values()} == {1}

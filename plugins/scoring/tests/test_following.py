"""Scores follow what changes, in few jobs, and go with the customers who go."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from salesforce_lite.activities import ActivityDraft, ActivityLogged, save_activity
from salesforce_lite.customers import (
    CustomerChanged,
    CustomerCreated,
    CustomerDraft,
    delete_customer,
    merge_customers,
    restore_customer,
    save_customers,
)
from salesforce_lite.kernel.events import Event
from salesforce_lite.opportunities import OpportunityDraft, save_opportunity, win_opportunity
from salesforce_lite.testing import Records, Trial

from .scores import VISITS, follow, is_, kept, rule, rules, some, standing, use

NOW = datetime(2026, 5, 20, 15, 30, tzinfo=UTC)
At = Callable[[datetime], None]
RULES = rules(
    rule("r1", 75, is_("customer.lifecycle", "active")),
    rule("r2", 30, VISITS, "engagement"),
)


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(NOW)
    plugin.enable()
    use(plugin, RULES)


def test_who_is_new_or_changed_is_scored_by_the_next_look(
    plugin: Trial, records: Records, at: At
) -> None:
    customer = records.customer(lifecycle="active")
    follow(plugin)
    assert kept(plugin) == {customer.id: ("A3", 2)}
    at(NOW + timedelta(hours=1))
    records.activity(customer.id, kind="visit")
    follow(plugin)
    assert kept(plugin) == {customer.id: ("A2", 2)}


def test_a_look_scores_nobody_of_whom_nothing_changed(
    plugin: Trial, records: Records, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    records.customer()
    follow(plugin)
    at(NOW + timedelta(hours=1))
    follow(plugin)
    scored: list[object] = []
    module = plugin.module("recompute")
    monkeypatch.setattr(module, "score_customers", lambda _uow, ids, *_, **__: scored.extend(ids))
    at(NOW + timedelta(hours=2))
    follow(plugin)
    assert scored == []


def test_what_was_saved_while_a_look_was_taken_is_found_by_the_next(
    plugin: Trial, records: Records, at: At
) -> None:
    at(NOW + timedelta(seconds=30))
    follow(plugin)
    # Written with the moment at which its transaction began, and committed after the look.
    at(NOW)
    customer = records.customer()
    at(NOW + timedelta(seconds=90))
    follow(plugin)
    assert kept(plugin).keys() == {customer.id}


def test_hundreds_of_changes_are_followed_step_by_step(plugin: Trial) -> None:
    drafts = [CustomerDraft.of({"name": f"Kiosco {number}"}) for number in range(450)]
    with plugin.working("admin") as uow:
        save_customers(uow, drafts)
    follow(plugin)
    assert len(kept(plugin)) == 450


def test_a_deleted_customer_has_no_score_and_a_restored_one_has_again(
    plugin: Trial, records: Records
) -> None:
    customer = records.customer()
    follow(plugin)
    with plugin.working("manager") as uow:
        delete_customer(uow, customer.id)
    assert kept(plugin) == {}
    follow(plugin)
    assert kept(plugin) == {}
    with plugin.working("manager") as uow:
        restore_customer(uow, customer.id)
    follow(plugin)
    assert kept(plugin).keys() == {customer.id}


def test_of_merged_customers_the_one_that_stays_has_the_score_of_both(
    plugin: Trial, records: Records
) -> None:
    stays, goes = records.customer(by="admin"), records.customer(by="admin", lifecycle="active")
    records.activity(goes.id, by="admin", kind="visit")
    follow(plugin)
    with plugin.working("admin") as uow:
        merge_customers(uow, stays.id, goes.id)
    assert kept(plugin).keys() == {stays.id}
    follow(plugin)
    assert kept(plugin) == {stays.id: ("C2", 2)}


def test_who_loses_a_visit_or_a_sale_to_another_customer_loses_its_points(
    plugin: Trial, records: Records, at: At
) -> None:
    won = some("opportunities", is_("opportunity.outcome", "won"))
    use(plugin, rules(rule("r1", 75, won), rule("r2", 30, VISITS, "engagement")))
    wrong, right = records.customer(), records.customer()
    visit = records.activity(wrong.id, kind="visit")
    sale = records.opportunity(wrong.id)
    with plugin.working() as uow:
        win_opportunity(uow, sale.id, on=NOW.date())
    follow(plugin)
    assert kept(plugin) == {wrong.id: ("A2", 3), right.id: ("C3", 3)}
    at(NOW + timedelta(minutes=5))
    follow(plugin)
    at(NOW + timedelta(minutes=10))
    with plugin.working() as uow:
        save_activity(uow, ActivityDraft.of({"customer_id": right.id}, id=visit.id))
        save_opportunity(uow, OpportunityDraft.of({"customer_id": right.id}, id=sale.id))
    plugin.work_off()
    follow(plugin)
    assert kept(plugin) == {wrong.id: ("C3", 3), right.id: ("A2", 3)}
    assert standing(plugin, wrong.id).reasons == ()


@pytest.mark.parametrize("fact", [CustomerCreated, CustomerChanged, ActivityLogged])
def test_what_files_tell_by_the_thousand_is_reacted_to_by_nobody(
    plugin: Trial, fact: type[Event]
) -> None:
    reacted = [one.event for one in plugin.plugin.contributions.subscriptions]
    assert fact not in reacted

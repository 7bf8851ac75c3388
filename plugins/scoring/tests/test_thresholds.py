"""Who rises to the threshold is told of once, and whoever looks after them gets one task."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from salesforce_lite.access import deactivate_user
from salesforce_lite.activities import Activity, ActivityPlanned
from salesforce_lite.customers import CustomerDraft, save_customer, save_customers
from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.testing import Records, Trial, find_user

from .scores import VISITS, follow, is_, kept, rule, rules, use

NOW = datetime(2026, 5, 20, 15, 30, tzinfo=UTC)
At = Callable[[datetime], None]
AT_C2 = {"grade": "C", "level": 2, "margin": 5, "task": True}
FADING = {"per": "event", "decay": {"percent": 50, "days": 30}}


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(NOW)
    plugin.enable()


@pytest.fixture
def reached(plugin: Trial, told: Callable[..., list[Any]]) -> Callable[[], list[Any]]:
    return lambda: told(plugin.module("events").ScoringThresholdReached)


def by_visits(threshold: dict[str, Any] = AT_C2, **more: Any) -> dict[str, Any]:
    return rules(rule("r1", 12, VISITS, "engagement", **(more or FADING)), threshold=threshold)


def tasks(plugin: Trial) -> list[tuple[UUID | None, str]]:
    plugin.work_off()
    with plugin.reading() as uow:
        found = uow.session.scalars(select(Activity).where(Activity.kind == "task"))
        return [(one.owner_id, one.subject) for one in found]


def visit(records: Records, customer_id: UUID, at: datetime) -> None:
    records.activity(customer_id, kind="visit", started_at=at)


def test_rising_is_told_once_and_planned_for_the_owner(
    plugin: Trial, records: Records, at: At, reached: Callable[[], list[Any]]
) -> None:
    use(plugin, by_visits())
    customer = records.customer()
    follow(plugin)
    at(NOW + timedelta(hours=1))
    visit(records, customer.id, NOW)
    follow(plugin)
    assert reached() == []
    visit(records, customer.id, NOW)
    follow(plugin)
    follow(plugin)
    [fact] = reached()
    assert (fact.customer_id, fact.cell, fact.engagement) == (customer.id, "C2", 24)
    [(owner, subject)] = tasks(plugin)
    assert owner == customer.owner_id
    assert subject == "Get in touch: this customer now stands at C2"


def test_the_task_is_in_the_language_of_whoever_gets_it(
    plugin: Trial, records: Records, at: At
) -> None:
    with plugin.operating() as uow:
        find_user(uow.session, "rep").locale = "es-MX"
    customer = records.customer()
    definition = rules(
        rule("r1", 50, is_("customer.lifecycle", "active")),
        threshold={"grade": "B", "level": 3, "margin": 0, "task": True},
    )
    use(plugin, definition)
    with plugin.working("rep") as uow:
        save_customer(uow, CustomerDraft.of({"lifecycle": "active"}, id=customer.id))
    at(NOW + timedelta(minutes=2))
    follow(plugin)
    assert [subject for _, subject in tasks(plugin)] == [
        "Tomar contacto: este cliente está ahora en B3"
    ]


def test_it_is_told_again_only_after_a_real_fall(
    plugin: Trial, records: Records, at: At, reached: Callable[[], list[Any]]
) -> None:
    use(plugin, by_visits())
    customer = records.customer()
    follow(plugin)
    at(NOW + timedelta(hours=1))
    visit(records, customer.id, NOW)
    visit(records, customer.id, NOW)
    follow(plugin)
    assert len(reached()) == 1
    # From 24 to 16 in twenty days: below 20, but not by more than five.
    at(NOW + timedelta(days=20))
    night(plugin)
    visit(records, customer.id, NOW + timedelta(days=20))
    follow(plugin)
    assert len(reached()) == 1
    # Everything is gone after sixty more.
    at(NOW + timedelta(days=85))
    night(plugin)
    for _ in range(2):
        visit(records, customer.id, NOW + timedelta(days=85))
    follow(plugin)
    assert len(reached()) == 2


def night(plugin: Trial) -> None:
    """What the clock asks for at night."""
    payload: Any = {}
    while payload is not None:
        with plugin.operating() as uow:
            answer = plugin.module("recompute").recompute(uow, payload)
            payload = answer.payload if answer else None


def test_new_rules_tell_of_nobody_who_stands_there_by_them(
    plugin: Trial, records: Records, reached: Callable[[], list[Any]]
) -> None:
    customer = records.customer()
    visit(records, customer.id, NOW)
    follow(plugin)
    use(plugin, by_visits({**AT_C2, "level": 3}))
    night(plugin)
    follow(plugin)
    assert reached() == []
    assert tasks(plugin) == []


def test_a_new_customer_who_stands_there_at_once_is_told_of(
    plugin: Trial, records: Records, at: At, reached: Callable[[], list[Any]]
) -> None:
    use(plugin, by_visits())
    customer = records.customer()
    visit(records, customer.id, NOW)
    visit(records, customer.id, NOW)
    at(NOW + timedelta(minutes=1))
    follow(plugin)
    assert [fact.customer_id for fact in reached()] == [customer.id]


def test_a_file_of_customers_raises_no_storm(
    plugin: Trial, at: At, reached: Callable[[], list[Any]]
) -> None:
    threshold = {"grade": "B", "level": 3, "margin": 5, "task": True}
    use(plugin, rules(rule("r1", 50, is_("customer.kind", "organization")), threshold=threshold))
    with plugin.working("admin") as uow:
        save_customers(uow, [CustomerDraft.of({"name": f"Taller {n}"}) for n in range(60)])
    at(NOW + timedelta(minutes=1))
    follow(plugin)
    assert reached() == []
    assert tasks(plugin) == []


def test_whoever_has_left_gets_no_task_and_it_is_told_all_the_same(
    plugin: Trial, records: Records, at: At, reached: Callable[[], list[Any]]
) -> None:
    use(plugin, by_visits())
    customer = records.customer()
    follow(plugin)
    visit(records, customer.id, NOW)
    visit(records, customer.id, NOW)
    with plugin.working("admin") as uow:
        deactivate_user(uow, find_user(uow.session, "rep").id)
    at(NOW + timedelta(minutes=1))
    follow(plugin)
    assert len(reached()) == 1
    assert tasks(plugin) == []


def test_scores_are_kept_where_somebody_refuses_the_task(
    plugin: Trial, records: Records, at: At, reached: Callable[[], list[Any]]
) -> None:
    def refuse(_uow: UnitOfWork, _fact: ActivityPlanned) -> None:
        raise InvalidInputError(fields={"kind": "No tasks today."})

    use(plugin, by_visits())
    customer = records.customer()
    follow(plugin)
    at(NOW + timedelta(minutes=5))
    visit(records, customer.id, NOW)
    visit(records, customer.id, NOW)
    with plugin.app.app_context(), plugin.operating() as uow:
        uow.reactions = {**uow.reactions, ActivityPlanned: (refuse,)}
        plugin.module("recompute").follow(uow, {})
    assert kept(plugin)[customer.id] == ("C2", 2)
    assert [fact.customer_id for fact in reached()] == [customer.id]
    assert len(tasks(plugin)) == 1


def test_a_pass_that_somebody_asked_for_leaves_telling_to_the_system(
    plugin: Trial, records: Records, at: At, reached: Callable[[], list[Any]]
) -> None:
    use(plugin, by_visits())
    customer = records.customer()
    follow(plugin)
    at(NOW + timedelta(hours=1))
    visit(records, customer.id, NOW)
    visit(records, customer.id, NOW)
    with plugin.working("admin") as uow:
        plugin.module("service").rescore_all(uow)
        plugin.module("recompute").recompute(uow, {"goes_on": True})
    assert reached() == []
    at(NOW + timedelta(hours=2))
    night(plugin)
    assert [fact.customer_id for fact in reached()] == [customer.id]

"""Figures of reports by the formulas that they print, and no call in them twice."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from salesforce_lite.company import get_company
from salesforce_lite.customers import PhoneNumber
from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.testing import Records, Trial

from .telling import NOON, NUMBER, calls, event, give_line, incoming

At = Callable[[datetime], None]
DAY = date(2026, 5, 20)


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(NOON + timedelta(hours=1))
    plugin.enable()


def arrive(plugin: Trial, key: str, *, answered: int | None, ended: int, after: int = 0) -> None:
    """A call that comes in, so many seconds after noon."""
    receiving = plugin.module("receiving")
    told = [event(plugin, "offered", after, direction="in", number=NUMBER, key=f"{key}1")]
    if answered is not None:
        told.append(event(plugin, "answered", after + answered, key=f"{key}2"))
    told.append(event(plugin, "ended", after + ended, key=f"{key}3"))
    with plugin.operating() as uow:
        receiving.receive(
            uow, "generic", [receiving.Told(call_key=key, event=one, payload={}) for one in told]
        )


def reckon(plugin: Trial, first: date = DAY, last: date = DAY) -> Any:
    with plugin.working("manager") as uow:
        return plugin.module("reports").figures(uow, first, last)


def test_figures_follow_their_formulas(plugin: Trial) -> None:
    for place, (answered, ended) in enumerate(
        [(5, 65), (20, 80), (40, 100), (None, 5), (None, 15), (None, 30)]
    ):
        arrive(plugin, f"c{place}", answered=answered, ended=ended, after=place * 200)
    found = reckon(plugin)
    assert (found.offered, found.handled, found.abandoned) == (6, 3, 3)
    assert found.abandon_rate == 3 / 6
    assert found.adjusted_abandon_rate == 2 / 5
    assert found.service_level("offered") == 2 / 6
    assert found.service_level("answered_and_late_abandoned") == 2 / 4
    assert found.asa_s == 65 / 3
    assert found.aht_s == 60


def test_a_call_that_was_told_and_logged_counts_once(plugin: Trial, records: Records) -> None:
    records.customer(phones=(PhoneNumber(NUMBER, NUMBER),))
    log = plugin.module("call_log")
    with plugin.working("manager") as uow:
        said = log.CallSaid(direction="in", disposition="interested", number=NUMBER)
        log.log_call(uow, said)
    arrive(plugin, "c", answered=5, ended=65, after=3590)
    assert len(calls(plugin)) == 1
    assert (reckon(plugin).offered, reckon(plugin).handled) == (1, 1)


def test_days_and_hours_are_those_of_the_companys_clock(plugin: Trial, at: At) -> None:
    with plugin.operating() as uow:
        get_company(uow).zone = "America/Mexico_City"
    # 23:30 in Mexico on the 19th.
    arrive(plugin, "c", answered=5, ended=65, after=-int(timedelta(hours=4.5).total_seconds()))
    assert reckon(plugin).offered == 0
    assert reckon(plugin, date(2026, 5, 19), date(2026, 5, 19)).offered == 1
    with plugin.working("manager") as uow:
        rows = plugin.module("reports").figures_by(uow, "hour", date(2026, 5, 19), DAY)
    assert [(hour, found.offered) for hour, found in rows] == [(23, 1)]


@pytest.mark.parametrize("dimension", ["agent", "queue", "disposition", "hour"])
def test_parts_add_up_to_the_whole(plugin: Trial, dimension: str) -> None:
    give_line(plugin, "rep", "204")
    module = plugin.module("receiving")
    with plugin.operating() as uow:
        told = [module.Told(call_key="x", event=one, payload={}) for one in incoming(plugin)]
        module.receive(uow, "generic", told)
    arrive(plugin, "y", answered=None, ended=12, after=400)
    with plugin.working("manager") as uow:
        rows = plugin.module("reports").figures_by(uow, dimension, DAY, DAY)
    assert sum(found.offered for _key, found in rows) == reckon(plugin).offered == 2


def test_a_case_is_resolved_at_once_unless_the_customer_calls_again_on_it_within_a_week(
    plugin: Trial, records: Records, at: At
) -> None:
    customer = records.customer(phones=(PhoneNumber(NUMBER, NUMBER),))
    log = plugin.module("call_log")
    begins = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)
    said = [(0, "service_question"), (6, "service_order"), (14, "interested"), (20, "sale")]
    for days, disposition in said:
        at(begins + timedelta(days=days))
        with plugin.working("manager") as uow:
            log.log_call(
                uow,
                log.CallSaid(direction="in", disposition=disposition, customer_id=customer.id),
            )
    at(begins + timedelta(days=40))
    with plugin.working("manager") as uow:
        found = plugin.module("reports").resolution(uow, date(2026, 5, 1), date(2026, 5, 31))
    # Both questions are service, and one case that took two calls.
    assert (found.cases, found.resolved) == (3, 2)


def test_days_of_other_centuries_are_none(plugin: Trial) -> None:
    browser = plugin.browser("manager")
    for asked in ("until=0001-01-10", "from=0001-01-01&until=9999-12-31"):
        assert browser.get(f"/x/call_center/reports?{asked}").status_code == 200
    for first, last in ((date.min, DAY), (DAY, date.max)):
        with pytest.raises(InvalidInputError), plugin.working("manager") as uow:
            plugin.module("occupancy").times_of(uow, first, last)
    assert plugin.failures() == []

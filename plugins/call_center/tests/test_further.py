"""Campaigns by programs, reports of a team, what administrators are told, sample data."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from salesforce_lite.customers import PhoneNumber
from salesforce_lite.team import create_team, set_members
from salesforce_lite.testing import Records, Trial

from .telling import NOON, NUMBER, calls, give_line, incoming, tell

At = Callable[[datetime], None]
ClientOf = Callable[[str], FlaskClient]
PHONES = (PhoneNumber(NUMBER, NUMBER),)


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(NOON)
    plugin.enable()


def test_a_program_makes_a_campaign_and_its_list(
    plugin: Trial, records: Records, client_of: ClientOf
) -> None:
    customer = records.customer(phones=PHONES)
    address, manager = "/api/v1/x/call_center/campaigns", client_of("manager")
    made = manager.post(address, json={"name": "Mayo", "purpose": "service"}).get_json()
    members = f"{address}/{made['id']}/members"
    said = {"customer_ids": [str(customer.id), str(customer.id)]}
    assert manager.post(members, json=said).get_json() == {"added": 1}
    assert manager.post(members, json=said).get_json() == {"added": 0}
    shown = manager.get(f"{address}/{made['id']}").get_json()
    assert (shown["waiting"], shown["is_open"]) == (1, True)
    closed = manager.post(f"{address}/{made['id']}/opening", json={"is_open": False}).get_json()
    assert closed["is_open"] is False
    assert client_of("rep").post(members, json=said).status_code == 403


def test_reports_are_of_a_team(plugin: Trial, records: Records) -> None:
    records.customer(phones=PHONES)
    rep_id = give_line(plugin, "rep", "204")
    tell(plugin, incoming(plugin))
    reports, day = plugin.module("reports"), NOON.date()
    with plugin.operating() as uow:
        ours, others = create_team(uow, "Mesa"), create_team(uow, "Otra")
        set_members(uow, ours.id, [rep_id])
        uow.session.flush()
        assert reports.figures(uow, day, day, team_id=ours.id).offered == 1
        assert reports.figures(uow, day, day, team_id=others.id).offered == 0


def test_a_door_without_a_secret_and_a_silent_exchange_are_told(plugin: Trial, at: At) -> None:
    def told() -> Any:
        with plugin.reading() as uow:
            return plugin.module("health").how_it_fares(uow)

    assert told() is None
    give_line(plugin, "rep", "204")
    assert "secret" in told().text
    with plugin.operating() as uow:
        plugin.app.plugins.configure(uow, "call_center", {"generic_secret": "something long"})
    assert told() is None
    tell(plugin, incoming(plugin))
    at(NOON + timedelta(days=4))
    assert told().values == {"days": 4}


def test_sample_calls_come_once_and_go(plugin: Trial, records: Records) -> None:
    customer = records.customer(phones=PHONES)
    sample, model = plugin.module("sample"), plugin.module("desk_model")
    for _time in range(2):
        story = SimpleNamespace(
            rng=Random(1), day=date(2026, 5, 20), language="es", people={}, customers=(customer,)
        )
        with plugin.operating() as uow:
            sample.play(uow, story)
    assert len(calls(plugin)) == 300
    times_of = plugin.module("occupancy").times_of
    with plugin.working("manager") as uow:
        [found] = times_of(uow, date(2026, 1, 1), date(2026, 5, 20)).values()
    # They are at the telephone for some minutes around each call.
    assert 0.2 < (found.occupancy or 0) < 0.6
    assert found.pause_s > 0
    own = incoming(plugin)
    with plugin.operating() as uow:
        sample.forget(uow)
        assert uow.session.scalar(select(func.count()).select_from(model.Campaign)) == 0
        assert uow.session.scalar(select(func.count()).select_from(model.Consent)) == 0
        states = plugin.module("agent_model").AgentStateRow
        assert uow.session.scalar(select(func.count()).select_from(states)) == 0
    tell(plugin, own)
    assert len(calls(plugin)) == 1

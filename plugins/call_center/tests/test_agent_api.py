"""The resource `agents`: who sets what they are doing, and who reads what all are doing."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from salesforce_lite.testing import Trial

from .telling import NOON

At = Callable[[datetime], None]
ClientOf = Callable[[str], FlaskClient]
AGENTS = "/api/v1/x/call_center/agents"
DAY = f"{AGENTS}/times?first={NOON.date()}&last={NOON.date()}"


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(NOON)
    plugin.enable()


def test_an_agent_says_what_they_do_and_a_manager_reads_it(
    plugin: Trial, client_of: ClientOf, at: At
) -> None:
    said = client_of("rep").post(f"{AGENTS}/state", json={"state": "pause", "reason": "meal"})
    assert (said.get_json()["state"], said.get_json()["set_by"]) == ("pause", "agent")
    at(NOON + timedelta(minutes=10))
    [now] = client_of("manager").get(AGENTS).get_json()
    assert (now["agent_id"], now["reason"]) == (said.get_json()["agent_id"], "meal")
    [times] = client_of("manager").get(DAY).get_json()
    assert (times["pause_seconds"], times["pauses"], times["occupancy"]) == (
        600,
        {"meal": 600},
        None,
    )


@pytest.mark.parametrize("address", [AGENTS, DAY])
def test_what_all_are_doing_is_refused_to_an_agent(
    plugin: Trial, client_of: ClientOf, address: str
) -> None:
    assert client_of("rep").get(address).status_code == 403


def test_who_only_looks_says_nothing_of_themselves(plugin: Trial, client_of: ClientOf) -> None:
    answer = client_of("viewer").post(f"{AGENTS}/state", json={"state": "available"})
    assert answer.status_code == 403


@pytest.mark.parametrize("said", [{"state": "on_call"}, {"state": "pause"}, {}])
def test_a_state_that_nobody_sets_or_a_pause_without_its_reason_is_refused(
    plugin: Trial, client_of: ClientOf, said: dict[str, str]
) -> None:
    assert client_of("rep").post(f"{AGENTS}/state", json=said).status_code == 422
    assert client_of("manager").get(AGENTS).get_json() == []

"""Dispositions, numbers, flags and reports by programs, as the document of the API describes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from salesforce_lite.testing import Trial, find_user

from .telling import NOON, NUMBER, give_line, incoming, tell

At = Callable[[datetime], None]
ClientOf = Callable[[str], FlaskClient]
API = "/api/v1/x/call_center"


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(NOON + timedelta(hours=1))
    plugin.enable()


@pytest.fixture
def manager(client_of: ClientOf) -> FlaskClient:
    return client_of("manager")


def test_the_tree_of_dispositions_is_kept_by_a_program(
    manager: FlaskClient, client_of: ClientOf
) -> None:
    address = f"{API}/dispositions"
    codes = {one["code"]: one for one in manager.get(address).get_json()}
    said = {"code": "renewal", "name_en": "Renewal", "parent_id": codes["service"]["id"]}
    made = manager.post(address, json={**said, "needs_note": True}).get_json()
    assert (made["parent_id"], made["needs_note"]) == (codes["service"]["id"], True)
    assert manager.post(address, json=said).status_code == 422
    one = f"{address}/{made['id']}"
    changed = manager.patch(one, json={"name_es": "Renovación"}).get_json()
    assert (changed["name_es"], changed["name_en"]) == ("Renovación", "Renewal")
    assert changed["needs_note"] is True
    stale = manager.patch(one, json={"name_es": "X"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert manager.post(f"{one}/retirement").get_json()["retired_at"] is not None
    assert manager.post(f"{one}/revival").get_json()["retired_at"] is None
    assert client_of("rep").post(f"{one}/retirement").status_code == 403


def test_a_program_says_who_wants_no_calls_and_who_may_be_called_again(
    manager: FlaskClient, client_of: ClientOf
) -> None:
    address, rep = f"{API}/exclusions", client_of("rep")
    asked = {"number": "+34 911 234 567"}
    assert rep.get(address, query_string=asked).get_json() == []
    for _time in range(2):
        made = rep.post(address, json={**asked, "reason": "Lo pidió"}).get_json()
        assert (made["number"], made["list_code"]) == (NUMBER, "own")
    assert [one["list_code"] for one in rep.get(address, query_string=asked).get_json()] == ["own"]
    may = f"{API}/calls/permission?purpose=service&number=%2B34911234567"
    assert "do_not_call" in rep.get(may).get_json()["hindrances"]
    assert rep.post(f"{address}/removal", json=asked).status_code == 403
    assert manager.post(f"{address}/removal", json=asked).get_json() == []
    assert "do_not_call" not in rep.get(may).get_json()["hindrances"]
    assert rep.post(address, json={"number": "12"}).status_code == 422


def test_a_program_flags_a_call_once(
    plugin: Trial, manager: FlaskClient, told: Callable[..., list[Any]]
) -> None:
    address = f"{API}/calls/{tell(plugin, incoming(plugin)).id}"
    for _time in range(2):
        assert manager.post(f"{address}/flag", json={"reason": "Mal"}).get_json()["is_flagged"]
    assert len(told(plugin.module("events").CallFlagged)) == 1
    assert manager.post(f"{address}/unflagging").get_json()["is_flagged"] is False


def test_a_program_reads_the_figures_with_their_definitions(
    plugin: Trial, manager: FlaskClient, client_of: ClientOf
) -> None:
    rep_id = give_line(plugin, "rep", "204")
    tell(plugin, incoming(plugin))
    days = {"first": "2026-05-20", "last": "2026-05-20"}
    found = manager.get(f"{API}/reports", query_string=days).get_json()
    figures = found["figures"]
    # Answered after 8 seconds, of a minute.
    assert (figures["offered"], figures["handled"], figures["abandon_rate"]) == (1, 1, 0)
    assert (figures["service_level"], figures["asa_seconds"], figures["aht_seconds"]) == (1, 8, 52)
    assert (found["service_level_of"], found["service_level_seconds"]) == ("offered", 20)
    assert (found["fcr"], found["fcr_cases"]) == (None, 0)
    [part] = manager.get(f"{API}/reports/parts", query_string=days).get_json()
    assert (part["key"], part["figures"]["offered"]) == (str(rep_id), 1)
    [hour] = manager.get(f"{API}/reports/parts", query_string={**days, "by": "hour"}).get_json()
    with plugin.reading() as uow:
        assert find_user(uow.session, "rep").id == rep_id
    assert isinstance(hour["key"], int)
    assert client_of("rep").get(f"{API}/reports", query_string=days).status_code == 403


@pytest.mark.parametrize("days", [("0001-01-01", "2026-05-20"), ("2026-05-20", "9999-12-31")])
def test_days_of_other_centuries_are_refused_in_a_sentence(
    manager: FlaskClient, days: tuple[str, str]
) -> None:
    for path in ("reports", "reports/parts"):
        asked = {"first": days[0], "last": days[1]}
        refused = manager.get(f"{API}/{path}", query_string=asked)
        assert refused.status_code == 422
        assert "Choose a day between 1900 and 2199." in refused.get_data(as_text=True)


def test_the_document_of_the_api_has_them(manager: FlaskClient) -> None:
    paths = manager.get("/api/v1/openapi.json").get_json()["paths"]
    own = {path.removeprefix("/api/v1") for path in paths if "/call_center/" in path}
    wanted = ("dispositions", "exclusions", "reports", "reports/parts", "calls/{call_id}/flag")
    assert {f"/x/call_center/{one}" for one in wanted} <= own

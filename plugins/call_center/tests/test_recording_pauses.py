"""The recording of a running call is paused while the data of a card are said."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from salesforce_lite.testing import Records, Trial

from .telling import NOON, give_line, incoming, tell, the_call

At = Callable[[datetime], None]
ClientOf = Callable[[str], FlaskClient]
Told = Callable[[type[Any]], list[Any]]
PAGES = "/x/call_center"


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(NOON + timedelta(seconds=20))
    plugin.enable()


def talking(plugin: Trial) -> Any:
    """A call that the rep has taken at line 204."""
    give_line(plugin, "rep", "204")
    return tell(plugin, incoming(plugin)[:3])


def end(plugin: Trial) -> Any:
    return tell(plugin, incoming(plugin)[3:])


def pauses(plugin: Trial, call: Any) -> list[tuple[int | None, int | None, bool, bool]]:
    """From and to in seconds after noon, whether somebody paused it and let it go on."""

    def after(moment: datetime | None) -> int | None:
        return None if moment is None else int((moment - NOON).total_seconds())

    with plugin.working("admin") as uow:
        found = plugin.module("recording_pauses").pauses_of(uow, call.id)
        return [
            (after(one.began_at), after(one.ended_at), bool(one.paused_by), bool(one.resumed_by))
            for one in found
        ]


def pause(plugin: Trial, call: Any, who: str = "rep") -> None:
    with plugin.working(who) as uow:
        plugin.module("recording_pauses").pause_recording(uow, call.id)


def resume(plugin: Trial, call: Any, who: str = "rep") -> None:
    with plugin.working(who) as uow:
        plugin.module("recording_pauses").resume_recording(uow, call.id)


def test_case_10_a_pause_for_card_data_is_kept_from_when_to_when_and_by_whom(
    plugin: Trial, at: At
) -> None:
    call = talking(plugin)
    pause(plugin, call)
    # Said again it changes nothing.
    at(NOON + timedelta(seconds=25))
    pause(plugin, call)
    at(NOON + timedelta(seconds=30))
    resume(plugin, call)
    resume(plugin, call)
    assert pauses(plugin, call) == [(20, 30, True, True)]


def test_case_10_what_is_paused_goes_on_by_itself_when_the_call_ends(plugin: Trial) -> None:
    call = talking(plugin)
    pause(plugin, call)
    end(plugin)
    assert pauses(plugin, call) == [(20, 60, True, False)]


def test_case_10_a_call_that_only_the_sweeper_ends_leaves_nothing_paused(
    plugin: Trial, at: At
) -> None:
    call = talking(plugin)
    pause(plugin, call)
    at(NOON + timedelta(hours=5))
    with plugin.operating() as uow:
        plugin.module("settling").sweep(uow, {})
    [(_began, ended, _by, resumed)] = pauses(plugin, call)
    assert (ended is not None, resumed) == (True, False)


def test_case_10_only_a_running_call_is_paused(plugin: Trial) -> None:
    call = talking(plugin)
    end(plugin)
    with pytest.raises(plugin.module("errors").NoRunningCallError):
        pause(plugin, call)
    assert pauses(plugin, call) == []


def test_the_pauses_stay_with_the_call_when_a_log_takes_its_row(
    plugin: Trial, records: Records
) -> None:
    call = talking(plugin)
    pause(plugin, call)
    with plugin.working() as uow:
        log, model = plugin.module("call_log"), plugin.module("model")
        matching = plugin.module("matching")
        said = log.CallSaid(direction="in", disposition="interested", number="+34911234599")
        logged = log.log_call(uow, said)
        matching.absorb(uow, uow.session.get(model.Call, call.id), logged)
    assert pauses(plugin, the_call(plugin)) == [(20, None, True, False)]


def test_a_connector_is_told_what_the_exchange_calls_the_call(plugin: Trial, told: Told) -> None:
    call, events = talking(plugin), plugin.module("events")
    pause(plugin, call)
    end(plugin)
    [paused], [resumed] = told(events.CallRecordingPaused), told(events.CallRecordingResumed)
    assert (paused.source, paused.call_keys, paused.call_id) == ("generic", ("c1",), call.id)
    assert (resumed.by, resumed.at) == (None, NOON + timedelta(seconds=60))


def test_the_key_turns_the_recording_of_ones_own_call(plugin: Trial, client_of: ClientOf) -> None:
    call, rep = talking(plugin), client_of("rep")
    said = rep.post(f"{PAGES}/recording").get_json()
    assert (said["is_paused"], said["words"]) == (
        True,
        "The pause of the recording is noted, and the exchange is told.",
    )
    assert rep.post(f"{PAGES}/recording").get_json()["is_paused"] is False
    # Somebody else's call is not turned by it.
    assert client_of("manager").post(f"{PAGES}/recording").status_code == 422
    assert len(pauses(plugin, call)) == 1


def test_the_page_of_a_call_tells_its_pauses(plugin: Trial, client_of: ClientOf) -> None:
    call, rep = talking(plugin), client_of("rep")
    page = f"{PAGES}/calls/{call.id}"
    assert "Pause the recording" in rep.get(page).get_data(as_text=True)
    assert rep.post(f"{page}/recording-pause").status_code == 303
    assert "Let the recording go on" in rep.get(page).get_data(as_text=True)
    assert rep.post(f"{page}/recording-resumption").status_code == 303
    end(plugin)
    shown = rep.get(page).get_data(as_text=True)
    assert "Pauses of the recording" in shown
    assert "went on by" in shown
    assert "Pause the recording" not in shown
    assert client_of("viewer").post(f"{page}/recording-pause").status_code == 403


def test_a_program_pauses_and_resumes(plugin: Trial, client_of: ClientOf) -> None:
    call, rep = talking(plugin), client_of("rep")
    address = f"/api/v1/x/call_center/calls/{call.id}"
    [made] = rep.post(f"{address}/recording-pauses").get_json()
    assert made["ended_at"] is None
    [ended] = rep.post(f"{address}/recording-resumption").get_json()
    assert ended["resumed_by"] == ended["paused_by"]
    assert rep.get(f"{address}/recording-pauses").get_json() == [ended]
    refused = client_of("viewer").post(f"{address}/recording-pauses")
    assert refused.status_code == 403


def test_calls_that_end_without_a_pause_write_nothing(plugin: Trial) -> None:
    talking(plugin)
    end(plugin)
    model = plugin.module("recording_pauses").RecordingPause
    with plugin.reading() as uow:
        assert uow.session.scalar(select(func.count()).select_from(model)) == 0

"""What agents are doing: set by themselves, by the exchange and by their logs; and occupancy."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from salesforce_lite.kernel.errors import DomainError, InvalidInputError
from salesforce_lite.testing import Trial

from .telling import NOON, NUMBER, calls, event, give_line, incoming, tell, the_call

At = Callable[[datetime], None]
DAY = date(2026, 5, 20)


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(NOON)
    plugin.enable()


def say(plugin: Trial, state: str, reason: str = "") -> None:
    with plugin.working() as uow:
        plugin.module("agents").set_state(uow, state, reason)


def doing(plugin: Trial) -> list[tuple[str, int]]:
    """The states of all, with the seconds after noon at which they began."""
    told_between = plugin.module("agents").told_between
    with plugin.reading() as uow:
        told = told_between(uow, NOON - timedelta(days=1), NOON + timedelta(days=1), None)
        did = plugin.module("doing").one_at_a_time(told).values()
        found = [one for own in did for one in own]
        return [(one.state, int((one.at - NOON).total_seconds())) for one in found]


def own(plugin: Trial, who: str = "rep") -> str:
    """What somebody is doing now."""
    with plugin.working(who) as uow:
        return str(plugin.module("agents").own_state(uow).state)


def times(plugin: Trial) -> Any:
    with plugin.working("manager") as uow:
        [found] = plugin.module("occupancy").times_of(uow, DAY, DAY).values()
    return found


def log(plugin: Trial, call: Any = None, *, who: str = "rep", agent_id: Any = None) -> None:
    call = call or the_call(plugin)
    with plugin.working(who) as uow:
        module = plugin.module("call_log")
        said = module.CallSaid(
            direction="in", disposition="interested", number=call.number, agent_id=agent_id
        )
        module.log_call(uow, said, call_id=call.id)


def later(plugin: Trial, seconds: float, *, number: str = "+34911234568") -> list[Any]:
    """Another call at line 204, some seconds after the first."""
    moved = timedelta(seconds=seconds)
    told = incoming(plugin, number=number)
    return [replace(one, key=f"{one.key}:{seconds}", at=one.at + moved) for one in told]


def put(plugin: Trial, events: list[Any], key: str) -> Any:
    """As an exchange that tells of several calls would; answers this one."""
    receiving = plugin.module("receiving")
    told = [receiving.Told(call_key=key, event=one, payload={}) for one in events]
    with plugin.operating() as uow:
        receiving.receive(uow, "generic", told)
    return calls(plugin)[-1]


def test_a_call_is_taken_left_and_logged_and_the_agent_is_available_again(
    plugin: Trial, at: At
) -> None:
    give_line(plugin, "rep", "204")
    say(plugin, "available")
    at(NOON + timedelta(seconds=90))
    tell(plugin, incoming(plugin))
    log(plugin)
    assert doing(plugin) == [("available", 0), ("on_call", 8), ("wrap_up", 60), ("available", 90)]


def test_occupancy_is_handling_over_handling_and_available_and_no_pause_counts(
    plugin: Trial, at: At
) -> None:
    give_line(plugin, "rep", "204")
    say(plugin, "available")
    at(NOON + timedelta(seconds=90))
    tell(plugin, incoming(plugin))
    log(plugin)
    at(NOON + timedelta(seconds=200))
    say(plugin, "pause", "meal")
    at(NOON + timedelta(seconds=500))
    say(plugin, "off")
    at(NOON + timedelta(hours=3))
    found = times(plugin)
    assert (found.on_call_s, found.wrap_up_s, found.pauses_s) == (52, 30, {"meal": 300})
    assert found.available_s == 8 + 110
    assert found.occupancy == 82 / 200


def test_events_told_twice_and_in_any_order_tell_the_same_states(plugin: Trial, at: At) -> None:
    give_line(plugin, "rep", "204")
    at(NOON + timedelta(seconds=90))
    for one in reversed(incoming(plugin)):
        tell(plugin, [one])
    tell(plugin, incoming(plugin))
    assert doing(plugin) == [("on_call", 8), ("wrap_up", 60)]


def test_who_says_pause_during_a_call_talks_on_and_is_on_pause_from_its_end(
    plugin: Trial, at: At
) -> None:
    give_line(plugin, "rep", "204")
    say(plugin, "available")
    told = incoming(plugin)
    at(NOON + timedelta(seconds=20))
    tell(plugin, told[:3])
    say(plugin, "pause", "rest")
    assert own(plugin) == "on_call"
    at(NOON + timedelta(seconds=90))
    tell(plugin, told)
    assert own(plugin) == "pause"
    log(plugin)
    assert doing(plugin) == [("available", 0), ("on_call", 8), ("pause", 60)]
    found = times(plugin)
    assert (found.on_call_s, found.pauses_s) == (52, {"rest": 30})


def test_the_second_call_with_the_same_legs_is_taken_and_left_too(plugin: Trial, at: At) -> None:
    give_line(plugin, "rep", "204")
    at(NOON + timedelta(seconds=300))
    put(plugin, incoming(plugin), "c1")
    put(plugin, later(plugin, 100), "c2")
    assert doing(plugin) == [("on_call", 8), ("wrap_up", 60), ("on_call", 108), ("wrap_up", 160)]


def test_a_call_that_is_over_in_the_second_in_which_it_was_taken_leaves_nobody_on_it(
    plugin: Trial, at: At
) -> None:
    give_line(plugin, "rep", "204")
    offered, ringing, answered, left, _ended = incoming(plugin)
    at(NOON + timedelta(seconds=90))
    tell(plugin, [offered, ringing, answered, replace(left, at=answered.at)])
    assert own(plugin) == "wrap_up"
    at(NOON + timedelta(hours=3))
    found = times(plugin)
    assert (found.on_call_s, found.wrap_up_s) == (0, 1800)


def test_who_is_on_another_call_is_not_available_once_the_first_is_logged(
    plugin: Trial, at: At
) -> None:
    give_line(plugin, "rep", "204")
    say(plugin, "available")
    at(NOON + timedelta(seconds=70))
    first = put(plugin, incoming(plugin), "c1")
    second = later(plugin, 40)
    put(plugin, second[:3], "c2")
    log(plugin, first)
    assert own(plugin) == "on_call"
    at(NOON + timedelta(seconds=120))
    call = put(plugin, second, "c2")
    # The wrap-up of one call is not ended by the log of another.
    log(plugin, first)
    assert own(plugin) == "wrap_up"
    log(plugin, call)
    assert doing(plugin) == [("available", 0), ("on_call", 8), ("wrap_up", 100), ("available", 120)]


def test_the_second_agent_on_a_call_ends_their_wrap_up_with_their_own_log(
    plugin: Trial, at: At
) -> None:
    give_line(plugin, "rep", "204")
    inside = give_line(plugin, "inside", "205")
    second = [
        event(plugin, "ringing", 20, leg="c", extension="205", is_agent=True),
        event(plugin, "answered", 25, leg="c", is_agent=True),
        event(plugin, "left", 60, leg="c", is_agent=True),
    ]
    at(NOON + timedelta(seconds=70))
    tell(plugin, [*incoming(plugin), *second])
    log(plugin)
    assert own(plugin, "inside") == "wrap_up"
    at(NOON + timedelta(seconds=80))
    log(plugin, who="inside")
    assert own(plugin, "inside") == "off"
    at(NOON + timedelta(hours=3))
    with plugin.working("admin") as uow:
        found = plugin.module("occupancy").times_of(uow, DAY, DAY)
    assert found[inside].wrap_up_s == 20


def test_a_log_in_the_name_of_an_agent_ends_the_wrap_up_of_that_agent(
    plugin: Trial, at: At
) -> None:
    rep = give_line(plugin, "rep", "204")
    at(NOON + timedelta(seconds=90))
    tell(plugin, incoming(plugin))
    log(plugin, who="manager", agent_id=rep)
    assert own(plugin) == "off"


def test_who_said_nothing_in_twelve_hours_is_not_available_after_a_call(
    plugin: Trial, at: At
) -> None:
    give_line(plugin, "rep", "204")
    at(NOON - timedelta(hours=25))
    say(plugin, "available")
    at(NOON + timedelta(seconds=90))
    tell(plugin, incoming(plugin))
    log(plugin)
    assert doing(plugin)[-1] == ("off", 90)
    at(NOON + timedelta(hours=10))
    found = times(plugin)
    assert (found.available_s, found.occupancy) == (0, None)


def test_a_call_that_is_logged_before_it_ends_has_no_wrap_up(plugin: Trial, at: At) -> None:
    give_line(plugin, "rep", "204")
    told = incoming(plugin)
    at(NOON + timedelta(seconds=50))
    say(plugin, "available")
    tell(plugin, told[:3])
    log(plugin)
    at(NOON + timedelta(seconds=61))
    tell(plugin, told)
    assert doing(plugin)[-1] == ("available", 60)
    at(NOON + timedelta(seconds=100))
    assert times(plugin).wrap_up_s == 0


def test_a_call_that_is_logged_before_it_is_told_has_no_wrap_up(plugin: Trial, at: At) -> None:
    give_line(plugin, "rep", "204")
    at(NOON + timedelta(seconds=30))
    say(plugin, "available")
    with plugin.working() as uow:
        module = plugin.module("call_log")
        module.log_call(
            uow, module.CallSaid(direction="in", disposition="interested", number=NUMBER)
        )
    at(NOON + timedelta(seconds=61))
    tell(plugin, incoming(plugin))
    assert the_call(plugin).logged_at is not None
    assert doing(plugin) == [("on_call", 8), ("available", 60)]


def test_a_wrap_up_that_nobody_ends_counts_for_half_an_hour(plugin: Trial, at: At) -> None:
    give_line(plugin, "rep", "204")
    at(NOON + timedelta(seconds=90))
    tell(plugin, incoming(plugin))
    at(NOON + timedelta(hours=5))
    found = times(plugin)
    assert found.wrap_up_s == 1800
    # Nobody who was never available is a hundred percent busy.
    assert found.occupancy is None


def test_a_pause_needs_its_reason_and_nobody_says_to_be_on_a_call(plugin: Trial) -> None:
    for state, reason in (("pause", ""), ("pause", "whim"), ("on_call", ""), ("", "")):
        with pytest.raises(InvalidInputError):
            say(plugin, state, reason)
    assert doing(plugin) == []


def test_what_was_told_of_agents_stays_as_it_was(plugin: Trial) -> None:
    say(plugin, "available")
    with pytest.raises(DBAPIError), plugin.operating() as uow:
        uow.session.execute(text("UPDATE call_center_agent_state SET state = 'off'"))


def test_times_are_for_who_may_see_reports_and_of_people_they_see(plugin: Trial) -> None:
    say(plugin, "available")
    with pytest.raises(DomainError), plugin.working() as uow:
        plugin.module("occupancy").times_of(uow, DAY, DAY)


def test_one_press_says_it_and_the_page_tells_since_when(plugin: Trial) -> None:
    browser = plugin.browser("rep")
    answer = browser.post("/x/call_center/state", data={"state": "pause", "reason": "meal"})
    assert answer.status_code == 303
    page = browser.get("/x/call_center/").get_data(as_text=True)
    assert "On pause · Meal" in page
    assert 'data-key="a"' in page
    assert doing(plugin) == [("pause", 0)]


def test_a_call_rings_at_a_line_that_is_told_after_it_was_taken(plugin: Trial, at: At) -> None:
    give_line(plugin, "rep", "204")
    offered, ringing, answered, *_rest = incoming(plugin)
    at(NOON + timedelta(seconds=20))
    for one in (offered, answered, ringing):
        tell(plugin, [one])
    call = the_call(plugin)
    with plugin.working() as uow:
        assert plugin.module("screen_pop").ringing_call_id(uow) == call.id


def test_a_manager_reads_the_occupancy_of_their_people_in_the_reports(
    plugin: Trial, at: At
) -> None:
    say(plugin, "available")
    at(NOON + timedelta(seconds=100))
    page = plugin.browser("manager").get("/x/call_center/reports")
    assert page.status_code == 200, plugin.failures()
    assert "(On calls + wrap-up) ÷ (the same + available)" in page.get_data(as_text=True)

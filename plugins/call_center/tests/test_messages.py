"""Many events in one message are the same as each in one of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import event as engine_event

from salesforce_lite.customers import PhoneNumber
from salesforce_lite.testing import Records, Trial

from .telling import NOON, NUMBER, calls, event, give_line, incoming

At = Callable[[datetime], None]
_SAID = ("number", "phase", "result", "talk_s", "hold_s", "wait_s", "agent_id", "customer_id")


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(NOON + timedelta(minutes=2))
    plugin.enable()


def told(plugin: Trial, count: int) -> list[Any]:
    """Events of so many calls, mixed."""
    message = plugin.module("receiving").Told
    mixed = [
        message(call_key=f"c{place}", payload={}, event=one)
        for place in range(count)
        for one in (
            event(plugin, str(each.kind), key=f"{place}:{each.key}", at=each.at, **_rest(each))
            for each in incoming(plugin, number=f"+3491123456{place}")
        )
    ]
    Random(5).shuffle(mixed)
    return mixed


def _rest(each: Any) -> dict[str, Any]:
    names = ("leg", "direction", "number", "own_number", "extension", "is_agent")
    return {name: getattr(each, name) for name in names}


def receive(plugin: Trial, messages: list[list[Any]], source: str) -> None:
    for message in messages:
        with plugin.operating() as uow:
            plugin.module("receiving").receive(uow, source, message)


def test_one_message_says_what_many_say(plugin: Trial, records: Records) -> None:
    records.customer(phones=(PhoneNumber("+34911234561", "+34911234561"),))
    give_line(plugin, "rep", "204")
    events = told(plugin, 3)
    receive(plugin, [[one] for one in events], "generic")
    # Told twice within one message, it counts once.
    receive(plugin, [[*events, *events]], "asterisk")
    found: dict[str, list[Any]] = {"generic": [], "asterisk": []}
    for call in calls(plugin):
        found[call.source].append(tuple(getattr(call, name) for name in _SAID))
    assert len(found["generic"]) == 3
    assert sorted(found["generic"]) == sorted(found["asterisk"])


def test_one_log_is_taken_by_one_call_of_a_message(plugin: Trial) -> None:
    log = plugin.module("call_log")
    with plugin.working() as uow:
        said = log.CallSaid(direction="in", disposition="interested", number=NUMBER)
        log.log_call(uow, said)
    message = plugin.module("receiving").Told
    both = [
        message(call_key=key, payload={}, event=one)
        for key in ("c1", "c2")
        for one in (event(plugin, "offered", key=f"{key}:1", direction="in", number=NUMBER),)
    ]
    receive(plugin, [both], "generic")
    assert sorted(one.logged_at is None for one in calls(plugin)) == [False, True]


def test_more_calls_in_a_message_ask_the_database_hardly_more(plugin: Trial) -> None:
    events = told(plugin, 9)
    asked: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("SELECT") and "pg_" not in statement:
            asked.append(statement)

    # They stand there already: what is counted is what is read for news of them.
    ends = [one for one in events if one.event.kind in ("left", "ended")]
    receive(plugin, [[one for one in events if one not in ends]], "generic")
    engine_event.listen(plugin.app.engine, "before_cursor_execute", hear)
    receive(plugin, [ends], "generic")
    engine_event.remove(plugin.app.engine, "before_cursor_execute", hear)
    assert len(asked) < 9


def test_news_of_a_call_that_is_known_asks_the_database_little(plugin: Trial) -> None:
    give_line(plugin, "rep", "204")
    each = [[one] for one in told(plugin, 1)]
    each.sort(key=lambda one: one[0].event.at)
    receive(plugin, each[:2], "generic")
    with heard(plugin) as asked:
        receive(plugin, each[2:3], "generic")
    # The event is kept, its call is read and written, with its leg and what people logged of it.
    assert each[2][0].event.kind == "answered"
    assert len([one for one in asked if one.startswith(("SELECT", "INSERT", "UPDATE"))]) <= 9


def test_who_has_a_number_is_found_along_the_key_of_numbers(plugin: Trial) -> None:
    numbers = plugin.module("numbers")
    engine = plugin.app.engine
    is_postgresql = engine.dialect.name == "postgresql"
    with plugin.working() as uow:
        with heard(plugin) as asked:
            numbers.find_holders(uow, NUMBER)
        connection = uow.session.connection()
        if is_postgresql:
            # A table of few rows is read whole, whatever stands beside it.
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN" if is_postgresql else "EXPLAIN QUERY PLAN"
        plans = [
            "\n".join(
                str(step[-1]) for step in connection.exec_driver_sql(f"{explain} {one}", said)
            )
            for one, said in asked.items()
            if "look_up_key" in one
        ]
    key = "pk_look_up_key" if is_postgresql else "look_up_key USING"
    assert len(plans) == 2
    for plan in plans:
        assert key in plan
        assert "SCAN" not in plan
        assert "Seq Scan" not in plan


@contextmanager
def heard(plugin: Trial) -> Iterator[dict[str, Any]]:
    """Statement → what filled its places."""
    asked: dict[str, Any] = {}

    def hear(_connection: Any, _cursor: Any, statement: str, said: Any, *_rest: Any) -> None:
        asked[statement] = said

    engine_event.listen(plugin.app.engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        engine_event.remove(plugin.app.engine, "before_cursor_execute", hear)

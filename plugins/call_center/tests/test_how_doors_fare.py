"""What is told of a door is of the exchange, and of what came last."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from salesforce_lite.testing import Trial

from .telling import NOON, event, give_line, incoming, tell

At = Callable[[datetime], None]
SECRET = "whsec_c2VjcmV0IG9mIHRoZSBleGNoYW5nZQ=="


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(NOON)
    plugin.enable()
    plugin.module("doors").unnoted.clear()
    with plugin.operating() as uow:
        plugin.app.plugins.configure(uow, "call_center", {"generic_secret": SECRET})


def door(plugin: Trial) -> Any:
    with plugin.working("admin") as uow:
        return next(one for one in plugin.module("doors").doors(uow) if one.source == "generic")


def knock(plugin: Trial, why: str) -> None:
    doors = plugin.module("doors")
    with plugin.operating() as uow:
        doors.note_refusal(uow, "generic", doors.Refusal(why))


def test_what_the_sweeper_closes_is_no_message_of_the_exchange(plugin: Trial, at: At) -> None:
    give_line(plugin, "rep", "204")
    tell(plugin, incoming(plugin)[:2])
    at(NOON + timedelta(days=4))
    with plugin.operating() as uow:
        plugin.module("settling").sweep(uow, {})
    found = door(plugin)
    assert (found.taken, found.last_at, found.advice) == (0, NOON, "well")
    with plugin.operating() as uow:
        assert "4 days" in plugin.module("health").how_it_fares(uow).words


def test_who_knocks_without_the_secret_is_no_reason_to_compare_it_where_messages_come(
    plugin: Trial, at: At
) -> None:
    knock(plugin, "forged")
    assert door(plugin).advice == "forged"
    at(NOON + timedelta(minutes=2))
    tell(plugin, [event(plugin, "offered", 120, direction="in", number="+34911234567")])
    found = door(plugin)
    assert (found.advice, found.refused) == ("well", {"forged": 1})
    at(NOON + timedelta(minutes=4))
    knock(plugin, "forged")
    assert door(plugin).advice == "forged"


def test_signed_messages_that_cannot_be_read_are_told_though_others_come(
    plugin: Trial, at: At
) -> None:
    knock(plugin, "malformed")
    at(NOON + timedelta(minutes=2))
    tell(plugin, [event(plugin, "offered", 120, direction="in", number="+34911234567")])
    assert door(plugin).advice == "malformed"


@pytest.mark.parametrize("paths", ["from\nown_number = from.own", "from.a\nown_number = from"])
def test_a_field_within_another_is_told_when_the_door_is_tried(plugin: Trial, paths: str) -> None:
    mapping = f"id = i\ncall = c\nkind = k\nnumber = {paths}"
    with plugin.operating() as uow:
        plugin.app.plugins.configure(uow, "call_center", {"generic_mapping": mapping})
    answer = plugin.browser("admin").post("/admin/x/call_center/doors/generic/test")
    assert (answer.status_code, plugin.failures()) == (422, [])


def test_one_event_is_no_events(plugin: Trial) -> None:
    tell(plugin, incoming(plugin)[:1])
    page = plugin.browser("admin").get("/admin/x/call_center/").get_data(as_text=True)
    assert "1 event in the last day" in page

"""A line that is removed or given away in the middle of a call."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from salesforce_lite.testing import Trial, find_user

from .telling import NOON, give_line, incoming, tell

At = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(NOON)
    plugin.enable()


def ringing_desks(plugin: Trial) -> int:
    with plugin.reading() as uow:
        query = select(func.count()).select_from(plugin.module("model").Ringing)
        return uow.session.scalar(query) or 0


@pytest.mark.parametrize("heir", [None, "inside"])
def test_a_line_that_is_removed_or_given_away_ceases_to_ring_where_it_was(
    plugin: Trial, heir: str | None
) -> None:
    give_line(plugin, "rep", "204")
    tell(plugin, incoming(plugin)[:2])
    assert ringing_desks(plugin) == 1
    with plugin.operating() as uow:
        lines = plugin.module("lines")
        if heir:
            lines.set_extension(uow, "204", find_user(uow.session, heir).id)
        else:
            lines.remove_extension(uow, "204")
    assert ringing_desks(plugin) == 0


def test_a_call_that_is_over_rings_nowhere_whoever_has_the_line_by_then(plugin: Trial) -> None:
    give_line(plugin, "rep", "204")
    tell(plugin, incoming(plugin)[:2])
    with plugin.operating() as uow:
        uow.session.delete(uow.session.get(plugin.module("model").Extension, "204"))
    tell(plugin, incoming(plugin))
    assert ringing_desks(plugin) == 0


def test_who_talks_at_a_line_that_is_taken_away_is_on_the_call_no_more(
    plugin: Trial, at: At
) -> None:
    give_line(plugin, "rep", "204")
    at(NOON + timedelta(seconds=20))
    tell(plugin, incoming(plugin)[:3])
    with plugin.working("rep") as uow:
        plugin.module("agents").set_state(uow, "pause", "meal")
    at(NOON + timedelta(seconds=30))
    with plugin.operating() as uow:
        inside = find_user(uow.session, "inside").id
        plugin.module("lines").set_extension(uow, "204", inside)
    at(NOON + timedelta(seconds=40))
    with plugin.working("rep") as uow:
        assert plugin.module("agents").own_state(uow).state == "pause"

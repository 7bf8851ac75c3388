"""When missed calls are to be called back, and what does the task."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from salesforce_lite.activities import Activity
from salesforce_lite.company import get_company
from salesforce_lite.customers import PhoneNumber, PostalAddress
from salesforce_lite.testing import Records, Trial

from .telling import NUMBER, calls, event, give_line

At = Callable[[datetime], None]
PHONES = (PhoneNumber(NUMBER, NUMBER),)


@pytest.fixture(autouse=True)
def _on(plugin: Trial) -> None:
    plugin.enable()
    with plugin.operating() as uow:
        get_company(uow).country, get_company(uow).zone = "ES", "Europe/Madrid"
    give_line(plugin, "rep", "204")


def called(plugin: Trial, at: At, moment: str, *, key: str = "m", answered: bool = False) -> None:
    """A call that rings at line 204 at that moment, and what follows it ten minutes later."""
    begins = datetime.fromisoformat(moment)
    said: dict[str, Any] = {"leg": "b", "is_agent": True}
    told = [
        event(plugin, "offered", at=begins, direction="in", number=NUMBER, key=f"{key}1"),
        event(plugin, "ringing", at=begins, extension="204", key=f"{key}2", **said),
    ]
    if answered:
        taken = begins + timedelta(seconds=5)
        told.append(event(plugin, "answered", at=taken, key=f"{key}3", **said))
    told.append(event(plugin, "ended", at=begins + timedelta(seconds=60), key=f"{key}4"))
    receiving = plugin.module("receiving")
    at(begins + timedelta(seconds=60))
    with plugin.operating() as uow:
        rows = [receiving.Told(call_key=key, event=one, payload={}) for one in told]
        receiving.receive(uow, "generic", rows)
    at(begins + timedelta(minutes=10))
    plugin.work_off()
    assert plugin.failures() == []


def activities(plugin: Trial) -> list[Any]:
    with plugin.reading() as uow:
        query = select(Activity).where(Activity.kind == "call", Activity.deleted_at.is_(None))
        found = list(uow.session.scalars(query.order_by(Activity.created_at)))
        uow.session.expunge_all()
    return found


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        # 10:00 in Madrid: an hour after the job.
        ("2026-05-20T08:00+00:00", "2026-05-20T09:10+00:00"),
        # 19:30, so the next day at 9; Friday evening, so Monday.
        ("2026-05-20T17:30+00:00", "2026-05-21T07:00+00:00"),
        ("2026-05-22T17:30+00:00", "2026-05-25T07:00+00:00"),
        # The evening before the national day of Spain, which is a Monday.
        ("2026-10-09T17:30+00:00", "2026-10-13T07:00+00:00"),
        # In the night in which clocks change.
        ("2026-10-24T17:30+00:00", "2026-10-26T08:00+00:00"),
    ],
)
def test_a_missed_call_is_due_in_hours_in_which_the_company_works(
    plugin: Trial, records: Records, at: At, moment: str, due: str
) -> None:
    records.customer(phones=PHONES, addresses=(PostalAddress(city="Madrid", country="ES"),))
    called(plugin, at, moment)
    [task] = activities(plugin)
    assert task.due_at == datetime.fromisoformat(due)


def test_who_lives_by_another_clock_is_called_back_when_both_are_up(
    plugin: Trial, records: Records, at: At
) -> None:
    records.customer(phones=PHONES, addresses=(PostalAddress(city="México", country="MX"),))
    # 10:00 in Madrid is 2:00 in Mexico, where it is 9:00 at 17:00 in Madrid.
    called(plugin, at, "2026-05-20T08:00+00:00")
    [task] = activities(plugin)
    assert task.due_at == datetime(2026, 5, 20, 15, 0, tzinfo=UTC)


def log(plugin: Trial, by: str = "rep", **said: Any) -> Any:
    module = plugin.module("call_log")
    with plugin.working(by) as uow:
        one = module.CallSaid(
            **{"direction": "out", "disposition": "interested", "number": NUMBER, **said}
        )
        return module.log_call(uow, one).id


@pytest.fixture
def task(plugin: Trial, records: Records, at: At) -> Any:
    """A missed call of somebody in Madrid, to be called back."""
    records.customer(phones=PHONES, addresses=(PostalAddress(city="Madrid", country="ES"),))
    called(plugin, at, "2026-05-20T08:00+00:00")
    [found] = activities(plugin)
    assert found.completed_at is None
    at(datetime(2026, 5, 20, 9, 0, tzinfo=UTC))
    return found


def test_the_logged_call_back_does_the_task_and_is_one_activity(plugin: Trial, task: Any) -> None:
    call_id = log(plugin, note="Ya está")
    [done] = activities(plugin)
    assert (done.id, done.is_done, done.note, done.outcome) == (
        task.id,
        True,
        "Ya está",
        "interested",
    )
    assert {one.id: one.activity_id for one in calls(plugin)}[call_id] == task.id


def test_one_who_was_not_reached_is_still_to_be_called(plugin: Trial, task: Any) -> None:
    log(plugin, disposition="no_answer")
    assert [one.is_done for one in activities(plugin) if one.id == task.id] == [False]


def test_an_answered_call_of_which_the_exchange_tells_does_the_task(
    plugin: Trial, task: Any, at: At
) -> None:
    called(plugin, at, "2026-05-20T09:00+00:00", key="again", answered=True)
    [done] = activities(plugin)
    assert (done.id, done.is_done, done.outcome) == (task.id, True, "reached")


def test_a_call_from_before_the_task_does_not_do_it(plugin: Trial, task: Any) -> None:
    log(plugin, started_at=datetime(2026, 5, 19, 9, 0, tzinfo=UTC), seconds=60)
    assert [one.is_done for one in activities(plugin) if one.id == task.id] == [False]


def test_a_new_promise_is_a_new_task_at_its_moment(plugin: Trial, task: Any) -> None:
    promised = datetime(2026, 5, 22, 9, 0, tzinfo=UTC)
    log(plugin, disposition="callback", callback_at=promised)
    left = [one.due_at for one in activities(plugin) if not one.is_done]
    assert left == [promised]

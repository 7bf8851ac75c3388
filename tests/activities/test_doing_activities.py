"""What becomes of activities: done, reopened, moved, kept, broken, deleted."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from salesforce_lite.activities import (
    Activity,
    NextStep,
    break_promise,
    complete_activity,
    delete_activity,
    get_activity,
    keep_promise,
    plan_activity,
    reopen_activity,
    reschedule_activity,
    restore_activity,
)
from salesforce_lite.activities.errors import ActivityDoneError, NotAPromiseError
from salesforce_lite.kernel.errors import (
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    StaleVersionError,
)
from salesforce_lite.kernel.events import EventRecord
from tests.activities.records import a_customer

SOON = datetime.now(UTC) + timedelta(days=2)
PAST = datetime.now(UTC) - timedelta(days=2)


@pytest.fixture
def call(work) -> Activity:
    with work("rep") as uow:
        return plan_activity(
            uow, {"kind": "call", "due_at": SOON, "customer_id": a_customer(uow).id, "note": "Ask"}
        )


@pytest.fixture
def promise(work) -> Activity:
    with work("rep") as uow:
        return plan_activity(
            uow, {"kind": "promise", "subject": "Sample of line B", "due_at": PAST}
        )


def events(work) -> list[EventRecord]:
    with work("admin") as uow:
        return list(uow.session.scalars(select(EventRecord).order_by(EventRecord.id)))


def test_completing_keeps_outcome_note_and_next_step(work, call):
    with work("rep") as uow:
        step = NextStep(kind="visit", subject="Show line B", due_at=SOON + timedelta(days=3))
        complete_activity(uow, call.id, outcome="interested", note="Wants a sample", next_step=step)
    with work("rep") as uow:
        done = get_activity(uow, call.id)
        assert done.is_done
        assert done.at == done.completed_at
        assert (done.outcome, done.note) == ("interested", "Ask\n\nWants a sample")
        following = uow.session.scalars(
            select(Activity).where(Activity.follows_id == call.id)
        ).one()
        assert (following.kind, following.customer_id) == ("visit", call.customer_id)


def test_done_first_wins_and_done_twice_is_no_error(work, call):
    with work("rep") as uow:
        complete_activity(uow, call.id, outcome="interested")
    with work("manager") as uow:
        complete_activity(uow, call.id, outcome="no_answer")
    with work("rep") as uow:
        assert get_activity(uow, call.id).outcome == "interested"
    assert [event.name for event in events(work)].count("ActivityCompleted") == 1


def test_what_the_second_typed_is_added_once_to_what_is_done(work, call):
    step = NextStep(kind="visit", subject="Show line B", due_at=SOON + timedelta(days=3))
    with work("rep") as uow:
        complete_activity(uow, call.id, outcome="interested", note="Wants a sample")
    for _ in range(2):
        with work("manager") as uow:
            complete_activity(
                uow, call.id, outcome="no_answer", note="Closed on Mondays", next_step=step
            )
    with work("rep") as uow:
        done = get_activity(uow, call.id)
        assert done.outcome == "interested"
        assert done.note == "Ask\n\nWants a sample\n\nClosed on Mondays"
        query = select(Activity).where(Activity.follows_id == call.id)
        assert [one.subject for one in uow.session.scalars(query)] == ["Show line B"]


def test_a_note_that_only_stands_within_another_is_added(work, call):
    with work("rep") as uow:
        complete_activity(uow, call.id, note="No interest yet")
    with work("manager") as uow:
        complete_activity(uow, call.id, note="interest")
    with work("rep") as uow:
        assert get_activity(uow, call.id).note == "Ask\n\nNo interest yet\n\ninterest"


def test_a_next_step_that_was_deleted_is_planned_again(work, call):
    step = NextStep(kind="visit", subject="Show line B", due_at=SOON + timedelta(days=3))
    with work("rep") as uow:
        complete_activity(uow, call.id, next_step=step)
        following = select(Activity).where(Activity.follows_id == call.id)
        first = uow.session.scalars(following).one().id
    with work("admin") as uow:
        delete_activity(uow, first)
    with work("manager") as uow:
        complete_activity(uow, call.id, next_step=step)
    with work("rep") as uow:
        there = following.where(Activity.deleted_at.is_(None))
        assert uow.session.scalars(there).one().id != first


def test_what_is_said_of_a_promise_that_is_settled_is_kept(work, promise):
    with work("rep") as uow:
        keep_promise(uow, promise.id)
    with work("manager") as uow:
        break_promise(uow, promise.id, note="Never sent")
    with work("rep") as uow:
        assert get_activity(uow, promise.id).note.endswith("Never sent")


def test_a_next_step_follows_a_promise_too(work, promise):
    step = NextStep(kind="call", subject="Ask whether it came", due_at=SOON)
    with work("rep") as uow:
        complete_activity(uow, promise.id, next_step=step)
    with work("rep") as uow:
        query = select(Activity.subject).where(Activity.follows_id == promise.id)
        assert uow.session.scalars(query).all() == ["Ask whether it came"]


def test_an_unknown_outcome_completes_nothing(work, call):
    with pytest.raises(InvalidInputError), work("rep") as uow:
        complete_activity(uow, call.id, outcome="splendid")
    with work("rep") as uow:
        assert not get_activity(uow, call.id).is_done


def test_a_note_that_no_longer_fits_is_refused_and_nothing_is_done(work, call):
    with work("rep") as uow, pytest.raises(InvalidInputError) as refused:
        complete_activity(uow, call.id, note="x" * 7996)
    assert set(refused.value.fields) == {"note"}
    with work("rep") as uow:
        assert not get_activity(uow, call.id).is_done
        complete_activity(uow, call.id, note="x" * 7995)


def test_what_somebody_else_has_done_meanwhile_is_seen(work, call):
    with work("rep") as uow:
        get_activity(uow, call.id)
        uow.session.execute(
            update(Activity.__table__).values(completed_at=PAST, version=Activity.version + 1)
        )
        assert complete_activity(uow, call.id).completed_at == PAST


def test_reopened_it_stands_at_its_due_time_again(work, call):
    with work("rep") as uow:
        complete_activity(uow, call.id)
    with work("rep") as uow:
        assert reopen_activity(uow, call.id).at == SOON
        reopen_activity(uow, call.id)
    assert [event.name for event in events(work)].count("ActivityReopened") == 1


def test_rescheduling_tells_from_when_to_when(work, call):
    later = SOON + timedelta(days=1)
    with work("rep") as uow:
        reschedule_activity(uow, call.id, later, version=call.version)
    told = events(work)[-1]
    assert told.name == "ActivityRescheduled"
    assert told.payload["before"] == SOON.isoformat()
    assert told.payload["after"] == later.isoformat()


def test_what_is_done_is_not_rescheduled_and_a_stale_version_neither(work, call):
    with pytest.raises(StaleVersionError), work("rep") as uow:
        reschedule_activity(uow, call.id, SOON, version=call.version - 1)
    with work("rep") as uow:
        complete_activity(uow, call.id)
    with pytest.raises(ActivityDoneError), work("rep") as uow:
        reschedule_activity(uow, call.id, SOON)


def test_a_promise_kept_late_says_so(work, promise):
    with work("rep") as uow:
        keep_promise(uow, promise.id)
        keep_promise(uow, promise.id)
    with work("rep") as uow:
        kept = get_activity(uow, promise.id)
        assert kept.is_kept
        assert kept.is_done
    told = [event for event in events(work) if event.name == "PromiseKept"]
    assert [event.payload["was_late"] for event in told] == [True]


def test_completing_a_promise_keeps_it(work, promise):
    with work("rep") as uow:
        assert complete_activity(uow, promise.id).is_kept


def test_a_broken_promise_can_still_be_kept(work, promise):
    with work("rep") as uow:
        break_promise(uow, promise.id, note="Out of stock")
    with work("rep") as uow:
        assert get_activity(uow, promise.id).is_kept is False
        keep_promise(uow, promise.id)
    with work("rep") as uow:
        assert get_activity(uow, promise.id).is_kept is True
    names = [event.name for event in events(work)]
    assert names.count("PromiseBroken") == names.count("PromiseKept") == 1


def test_only_promises_are_kept_or_broken(work, call):
    for settle in (keep_promise, break_promise):
        with work("rep") as uow, pytest.raises(NotAPromiseError):
            settle(uow, call.id)


def test_a_deletion_can_be_taken_back(work, call):
    with work("rep") as uow:
        delete_activity(uow, call.id)
    with work("rep") as uow, pytest.raises(NotFoundError):
        get_activity(uow, call.id)
    with work("other") as uow, pytest.raises(NotFoundError):
        restore_activity(uow, call.id)
    with work("rep") as uow:
        restore_activity(uow, call.id)
    with work("rep") as uow:
        assert get_activity(uow, call.id).deleted_at is None


@pytest.mark.parametrize(
    "change",
    [
        complete_activity,
        reopen_activity,
        keep_promise,
        break_promise,
        delete_activity,
        lambda uow, record_id: reschedule_activity(uow, record_id, SOON),
    ],
)
def test_nobody_touches_what_they_do_not_see_or_may_not_change(work, call, change):
    with work("other") as uow, pytest.raises(NotFoundError):
        change(uow, call.id)
    with work("viewer") as uow, pytest.raises(PermissionDeniedError):
        change(uow, call.id)
    with work("rep") as uow:
        assert not get_activity(uow, call.id).is_done


def test_a_next_step_after_somebody_elses_visit_goes_to_who_works_on_it(work, actor_of):
    rep = actor_of("rep").user_id
    with work("rep") as uow:
        planned = plan_activity(uow, {"kind": "call", "due_at": SOON})
    with work("manager") as uow:
        step = NextStep(kind="call", subject="Follow up", due_at=SOON)
        complete_activity(uow, planned.id, next_step=step)
    with work("manager") as uow:
        following = uow.session.scalars(
            select(Activity).where(Activity.follows_id == planned.id)
        ).one()
        assert following.owner_id == rep

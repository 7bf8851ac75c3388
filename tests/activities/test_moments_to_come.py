"""What was done has been: no door keeps a completion that lies ahead."""

from datetime import UTC, datetime, timedelta

import pytest

from salesforce_lite.activities import ActivityDraft, log_activity, plan_activity, save_activity
from salesforce_lite.kernel.errors import InvalidInputError

FAR = datetime(2099, 1, 31, 12, 0, tzinfo=UTC)
CALL = {"kind": "call", "subject": "Prices"}


@pytest.mark.parametrize("field", ["completed_at", "started_at"])
def test_nothing_new_was_done_in_the_future(work, field):
    with work("rep") as uow, pytest.raises(InvalidInputError) as refusal:
        log_activity(uow, {**CALL, field: FAR})
    assert field in refusal.value.fields


@pytest.mark.parametrize("field", ["completed_at", "started_at"])
def test_what_was_done_is_not_moved_into_the_future(work, field):
    with work("rep") as uow:
        call = log_activity(uow, CALL)
        with pytest.raises(InvalidInputError) as refusal:
            save_activity(uow, ActivityDraft.of({field: FAR}, id=call.id))
    assert list(refusal.value.fields) == [field]


def test_what_is_planned_is_not_done_in_the_future(work):
    with work("rep") as uow:
        call = plan_activity(uow, {**CALL, "due_at": FAR, "started_at": FAR})
        with pytest.raises(InvalidInputError):
            save_activity(uow, ActivityDraft.of({"completed_at": FAR}, id=call.id))
        assert not call.is_done


def test_a_clock_that_is_minutes_ahead_means_now(work):
    with work("rep") as uow:
        soon = uow.now + timedelta(minutes=2)
        call = log_activity(uow, {**CALL, "started_at": soon, "completed_at": soon})
        assert call.started_at == call.completed_at == uow.now
        save_activity(uow, ActivityDraft.of({"completed_at": soon}, id=call.id))
        assert call.completed_at == uow.now


def test_a_meeting_is_written_down_before_it_ends(work):
    with work("rep") as uow:
        begun, ends = uow.now - timedelta(minutes=50), uow.now + timedelta(minutes=10)
        meeting = log_activity(uow, {**CALL, "started_at": begun, "ended_at": ends})
        assert (meeting.completed_at, meeting.ended_at) == (uow.now, ends)


def test_the_page_asks_for_another_hour(client_of, customer):
    data = {"kind": "visit", "customer_id": str(customer.id), "day": "2099-01-15"}
    answer = client_of("rep").post("/activities/new", data={**data, "time": "09:30"})
    assert answer.status_code == 422
    hour = answer.text.index('id="time-notes"')
    assert "This has not been yet" in answer.text[hour : answer.text.index("</div>", hour)]

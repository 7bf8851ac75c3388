"""What brings a record from one state into another counts only where it still stands there."""

from datetime import timedelta

import pytest

from salesforce_lite.kernel import clock
from tests.sync.conftest import at


@pytest.fixture
def sale(phone):
    customer = phone.do("customers.create_customer", name="Aceros")["id"]
    made = phone.do("opportunities.create_opportunity", title="Bombas", customer_id=customer)
    return made["record"]


@pytest.fixture
def stages(program):
    return [one["id"] for one in program.get("/pipelines").json["items"][0]["stages"]]


def promise_of(phone):
    due = at(clock.now() + timedelta(days=2))
    made = phone.do("activities.create_activity", kind="promise", subject="Catalog", due_at=due)
    return made["record"]


def is_a_state_conflict(phone, answer):
    assert (answer["status"], answer["reason"]["code"]) == ("conflict", "changed_meanwhile"), answer
    [kept] = phone.program.get("/sync/conflicts").json["items"]
    assert (kept["id"], kept["kind"]) == (answer["conflict_id"], "state")
    return kept


def test_a_move_counts_only_from_where_the_phone_saw_it(phone, program, sale, stages):
    first, second, third = stages[:3]
    program.patch(f"/opportunities/{sale['id']}", {"note": "the office"})
    move = {"id": sale["id"], "from_stage_id": first, "stage_id": second}
    assert phone.do("opportunities.move_opportunity", **move)["record"]["stage_id"] == second
    again = phone.do("opportunities.move_opportunity", **move)
    assert (again["status"], again["record"]["stage_id"]) == ("applied", second)
    move = {"id": sale["id"], "from_stage_id": first, "stage_id": third}
    answer = phone.do("opportunities.move_opportunity", **move)
    kept = is_a_state_conflict(phone, answer)
    assert answer["record"]["stage_id"] == second
    program.post(f"/sync/conflicts/{kept['id']}/decision", {"choice": "wanted"})
    assert program.get(f"/opportunities/{sale['id']}").json["stage_id"] == third


def test_what_was_won_meanwhile_is_not_lost(phone, program, sale):
    program.post(f"/opportunities/{sale['id']}/winning", {})
    reason = program.get("/lists/opportunity.loss_reason").json["values"][0]["code"]
    answer = phone.do("opportunities.lose_opportunity", id=sale["id"], reason=reason)
    is_a_state_conflict(phone, answer)
    assert answer["record"]["outcome"] == "won"


def test_a_sale_that_others_ended_anew_is_not_reopened(phone, program, sale):
    won = phone.do("opportunities.win_opportunity", id=sale["id"])["record"]
    program.post(f"/opportunities/{sale['id']}/reopening")
    program.post(f"/opportunities/{sale['id']}/winning", {})
    blind = phone.do("opportunities.reopen_opportunity", id=sale["id"])
    assert (blind["status"], blind["reason"]["code"]) == ("rejected", "base_version_missing")
    answer = phone.do("opportunities.reopen_opportunity", won["version"], id=sale["id"])
    is_a_state_conflict(phone, answer)
    assert answer["record"]["outcome"] == "won"


def test_what_others_have_done_anew_is_not_reopened(phone, program):
    task = phone.do("activities.create_activity", kind="task", subject="Call")["record"]
    done = phone.do("activities.complete_activity", id=task["id"])["record"]
    path = f"/activities/{task['id']}"
    program.post(f"{path}/reopening")
    program.post(f"{path}/completion", {})
    blind = phone.do("activities.reopen_activity", id=task["id"])
    assert (blind["status"], blind["reason"]["code"]) == ("rejected", "base_version_missing")
    answer = phone.do("activities.reopen_activity", done["version"], id=task["id"])
    is_a_state_conflict(phone, answer)
    assert program.get(path).json["completed_at"]


def test_another_time_that_others_chose_is_not_overwritten(phone, program):
    task = phone.do("activities.create_activity", kind="task", subject="Call")["record"]
    path = f"/activities/{task['id']}"
    theirs, ours = (at(clock.now() + timedelta(days=days)) for days in (3, 5))
    chosen = program.post(f"{path}/rescheduling", {"due_at": theirs}).json["due_at"]
    blind = phone.do("activities.reschedule_activity", id=task["id"], due_at=ours)
    assert (blind["status"], blind["reason"]["code"]) == ("rejected", "base_version_missing")
    answer = phone.do("activities.reschedule_activity", task["version"], id=task["id"], due_at=ours)
    is_a_state_conflict(phone, answer)
    assert program.get(path).json["due_at"] == chosen


@pytest.mark.parametrize(
    ("command", "theirs", "stands"),
    [
        ("activities.keep_promise", "breaking", False),
        ("activities.break_promise", "keeping", True),
    ],
)
def test_of_two_who_say_what_became_of_a_promise_the_first_counts(
    phone, program, command, theirs, stands
):
    promise = promise_of(phone)
    path = f"/activities/{promise['id']}"
    told = program.post(f"{path}/{theirs}", {})
    assert told.json["is_kept"] is stands, told.text
    for read in (None, promise["version"]):
        answer = phone.do(command, read, id=promise["id"])
        assert (answer["status"], answer["record"]["is_kept"]) == ("conflict", stands), answer
    [first, _] = phone.program.get("/sync/conflicts").json["items"]
    program.post(f"/sync/conflicts/{first['id']}/decision", {"choice": "wanted"})
    assert program.get(path).json["is_kept"] is not stands


def test_who_has_read_what_became_of_a_promise_may_say_otherwise(phone, program):
    promise = promise_of(phone)
    broken = program.post(f"/activities/{promise['id']}/breaking", {}).json
    kept = phone.do("activities.keep_promise", broken["version"], id=promise["id"])
    assert (kept["status"], kept["record"]["is_kept"]) == ("applied", True)


def test_an_open_promise_is_broken_whatever_else_was_changed_of_it(phone, program):
    promise = promise_of(phone)
    program.patch(f"/activities/{promise['id']}", {"note": "the office"})
    for _ in range(2):
        answer = phone.do("activities.break_promise", id=promise["id"], note="No time.")
        assert (answer["status"], answer["record"]["is_kept"]) == ("applied", False)

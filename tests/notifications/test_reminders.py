"""Owners are reminded of what they have planned: at the right moment, once, and in a few lines."""

from datetime import timedelta

import pytest

from salesforce_lite.activities import (
    Activity,
    ActivityDraft,
    complete_activity,
    delete_activity,
    log_activity,
    plan_activity,
    reschedule_activity,
    restore_activity,
    save_activities,
    save_activity,
)
from salesforce_lite.activities.reminders import remind
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.notifications import save_choices
from salesforce_lite.plugin import GoOn
from tests.activities.records import a_customer
from tests.conftest import find_user
from tests.notifications.conftest import NOON


@pytest.fixture(autouse=True)
def _noon(at):
    at(NOON)


@pytest.fixture
def look(app, at):
    """Let the job look at a moment, given in minutes after noon."""

    def run(minutes=0):
        at(NOON + timedelta(minutes=minutes))
        with unit_of_work(app.make_session, system_actor("remind"), surface="job") as uow:
            return remind(uow, {})

    return run


@pytest.fixture
def plan(work):
    def make(minutes=60, kind="visit", subject="Line B", **fields):
        with work("rep") as uow:
            due = NOON + timedelta(minutes=minutes)
            said = {"kind": kind, "subject": subject, "due_at": due, "zone": "UTC", **fields}
            return plan_activity(uow, said).id

    return make


def kinds(told, name="rep"):
    return [kind for kind, _ in told(name)]


def test_one_is_told_as_long_before_as_is_usual_and_once(plan, look, told):
    plan(60)
    look(29)
    assert told("rep") == []
    look(30)
    assert kinds(told) == ["reminder"]
    look(31)
    look(90)
    assert kinds(told) == ["reminder"]


@pytest.mark.parametrize(
    ("fields", "moment"),
    [
        ({"kind": "visit"}, 30),
        ({"kind": "meeting"}, 30),
        ({"kind": "call"}, 50),
        ({"kind": "task"}, 50),
        ({"kind": "promise"}, 50),
        ({"kind": "visit", "remind_minutes": 0}, 60),
        ({"kind": "visit", "remind_minutes": 45}, 15),
    ],
)
def test_how_long_before_depends_on_the_kind_and_on_what_was_chosen(
    plan, look, told, fields, moment
):
    plan(60, **fields)
    look(moment - 1)
    assert told("rep") == []
    look(moment)
    assert kinds(told) == ["reminder"]


def test_none_is_possible(plan, look, told):
    plan(60, remind_minutes=None)
    look(120)
    assert told("rep") == []


def test_a_person_chooses_what_is_usual_for_them(work, plan, look, told):
    with work("rep") as uow:
        save_choices(uow, {"remind_appointments": 5, "remind_others": -1}, version=0)
    plan(60)
    plan(60, kind="task")
    look(54)
    assert told("rep") == []
    look(55)
    assert kinds(told) == ["reminder"]
    look(60)
    assert kinds(told) == ["reminder"]


def test_what_has_no_hour_is_told_in_its_morning(plan, look, told):
    tomorrow_night = 24 * 60 + 719
    plan(tomorrow_night, is_all_day=True, remind_minutes=0, zone="America/Lima")
    # In Lima it is still the evening of the day before when the day ends in UTC.
    nine_in_lima = 24 * 60 + 2 * 60
    look(nine_in_lima - 1)
    assert told("rep") == []
    look(nine_in_lima)
    assert kinds(told) == ["reminder"]


def test_what_has_no_hour_is_not_told_until_somebody_wishes_so(plan, look, told):
    plan(24 * 60, is_all_day=True)
    look(3 * 24 * 60)
    assert told("rep") == []


def test_what_is_planned_too_late_for_its_reminder_has_none(plan, look, told):
    plan(10)
    look(11)
    assert told("rep") == []


def test_what_was_moved_is_told_at_its_new_time_only(work, plan, look, told):
    visit = plan(60)
    with work("rep") as uow:
        reschedule_activity(uow, visit, NOON + timedelta(minutes=180), zone="UTC")
    look(60)
    assert told("rep") == []
    look(150)
    assert kinds(told) == ["reminder"]


def test_what_is_moved_after_it_was_told_is_told_again(work, plan, look, told):
    visit = plan(60)
    look(30)
    with work("rep") as uow:
        reschedule_activity(uow, visit, NOON + timedelta(minutes=180), zone="UTC")
    look(150)
    assert kinds(told) == ["reminder", "reminder"]


def test_an_edit_after_it_was_told_tells_nothing_again(work, plan, look, told):
    visit = plan(60)
    look(30)
    with work("rep") as uow:
        save_activity(uow, ActivityDraft.of({"note": "Bring samples"}, id=visit))
    look(32)
    assert kinds(told) == ["reminder"]


def test_an_edit_between_the_moment_and_the_look_loses_nothing(work, plan, look, told, at):
    visit = plan(60)
    at(NOON + timedelta(minutes=30, seconds=20))
    with work("rep") as uow:
        save_activity(uow, ActivityDraft.of({"note": "Bring samples"}, id=visit))
    look(31)
    assert kinds(told) == ["reminder"]


def test_telling_leaves_the_activity_as_it_was_read(work, plan, look):
    visit = plan(60)
    with work("rep") as uow:
        before = uow.session.get_one(Activity, visit)
        version, touched = before.version, before.updated_at
    look(30)
    with work("rep") as uow:
        after = uow.session.get_one(Activity, visit)
        assert (after.version, after.updated_at) == (version, touched)
        assert after.remind_at is None


def test_what_is_done_or_deleted_is_told_no_more(work, plan, look, told):
    done, gone, back = plan(60), plan(60), plan(60)
    with work("rep") as uow:
        complete_activity(uow, done)
        delete_activity(uow, gone)
        delete_activity(uow, back)
    with work("rep") as uow:
        restore_activity(uow, back)
    look(30)
    assert kinds(told) == ["reminder"]


def test_what_was_logged_has_no_reminder(work, look, told):
    with work("rep") as uow:
        log_activity(uow, {"kind": "visit", "subject": "Was there"})
    look(60)
    assert told("rep") == []


def test_the_owner_is_told_and_a_new_one_in_place_of_the_old(work, plan, look, told, user_id):
    visit = plan(60)
    with work("manager") as uow:
        change = {"owner_id": user_id("manager")}
        save_activity(uow, ActivityDraft.of(change, id=visit))
    look(30)
    assert told("rep") == []
    assert kinds(told, "manager") == ["reminder"]


def test_a_job_that_is_killed_tells_neither_twice_nor_never(app, plan, look, told, at):
    plan(60)
    at(NOON + timedelta(minutes=30))

    def killed():
        with unit_of_work(app.make_session, system_actor("remind"), surface="job") as uow:
            remind(uow, {})
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    assert told("rep") == []
    look(31)
    look(32)
    assert kinds(told) == ["reminder"]


def test_after_a_pause_one_line_says_how_much_came_due(plan, look, told):
    for number in range(6):
        plan(60 + number)
    plan(500)
    look(470)
    assert kinds(told) == ["reminder", "reminder"]
    assert told("rep")[1] == ("reminder", {"count": 6})
    assert told("rep")[0][1].keys() == {"due_at"}


def test_after_a_pause_a_few_are_told_one_by_one(plan, look, told):
    plan(60)
    plan(70)
    look(600)
    assert kinds(told) == ["reminder", "reminder"]


def test_a_long_pause_is_one_line_however_much_passed(work, look, told):
    with work("rep") as uow:
        drafts = [
            ActivityDraft.of(
                {"kind": "task", "subject": str(number), "due_at": NOON + timedelta(hours=1)}
            )
            for number in range(430)
        ]
        save_activities(uow, drafts)
    while isinstance(look(24 * 60), GoOn):
        pass
    assert told("rep") == [("reminder", {"count": 430})]


def test_a_reminder_long_before_is_refused():
    with pytest.raises(InvalidInputError) as refused:
        ActivityDraft.of({"kind": "visit", "remind_minutes": 60 * 24 * 29})
    assert "remind_minutes" in refused.value.fields


def test_the_bell_says_what_it_is_and_when_in_the_language_of_the_reader(
    work, client_of, look, app
):
    with work("rep") as uow:
        customer = a_customer(uow)
        plan_activity(
            uow,
            {
                "kind": "visit",
                "subject": "Catálogo",
                "customer_id": customer.id,
                "due_at": NOON + timedelta(minutes=60),
            },
        )
    look(30)
    browser = client_of("rep")
    page = browser.get("/notifications").text
    assert "Visit: Ferretería Pérez · Catálogo" in page
    assert "1:00" in page
    with work("admin") as uow:
        find_user(uow.session, "rep").locale = "es-ES"
    assert "Visita: Ferretería Pérez · Catálogo" in browser.get("/notifications").text

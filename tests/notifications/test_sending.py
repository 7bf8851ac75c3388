"""Mail comes while one works, in one's language, once, and never at night."""

from datetime import UTC, datetime, timedelta

import pytest

from salesforce_lite.access import deactivate_user
from salesforce_lite.activities import log_activity
from salesforce_lite.company import WorkingHours, get_company, save_company
from salesforce_lite.customers import CustomerDraft, save_customer
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.job_rows import Job
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.notifications import notify, read_all, save_choices
from salesforce_lite.notifications.sending import hand_over
from tests.activities.records import a_customer
from tests.background.conftest import jobs_of
from tests.conftest import find_user
from tests.notifications.conftest import NIGHT, NOON

MISSED = {"reminder": True}


@pytest.fixture(autouse=True)
def _noon(at):
    at(NOON)


@pytest.fixture
def tell(work, user_id):
    def say(*counts, name="rep"):
        person = user_id(name)
        with work("admin") as uow:
            for count in counts:
                notify(uow, person, "reminder", params={"count": count})

    return say


@pytest.fixture
def chooses(work):
    def choose(name="rep", **fields):
        with work(name) as uow:
            save_choices(uow, fields, version=0)

    return choose


def test_one_thing_is_a_mail_that_says_it(tell, send, letters):
    tell(7)
    send()
    [(to, subject, text)] = letters()
    assert to == "rep"
    assert subject == "7 things came due while nobody could be reminded"
    assert "Today shows what is overdue" in text
    assert "In your profile you choose" in text
    send()
    assert len(letters()) == 1


def test_several_things_are_one_mail(tell, send, letters):
    tell(7, 8, 9)
    send()
    [(_, subject, text)] = letters()
    assert subject == "3 notifications"
    for count in (7, 8, 9):
        assert f"{count} things" in text


def test_links_lead_to_the_site(tell, send, letters, app):
    app.extensions["settings"] = app.extensions["settings"].model_copy(
        update={"base_url": "https://crm.example.com"}
    )
    tell(7)
    send()
    assert "https://crm.example.com/today" in letters()[0][2]
    assert "https://crm.example.com/me/notifications" in letters()[0][2]
    tell(7, 8)
    send()
    assert "https://crm.example.com/notifications\n" in letters()[1][2]


def test_at_night_it_waits_and_comes_as_one_when_work_begins(tell, send, letters, at):
    at(NIGHT)
    tell(7)
    send()
    at(NIGHT + timedelta(hours=3))
    tell(8)
    send()
    assert letters() == []
    at(NIGHT + timedelta(hours=9))
    send()
    [(_, subject, _)] = letters()
    assert subject == "2 notifications"


def test_what_was_read_on_the_bell_meanwhile_is_not_written(tell, send, letters, work, at):
    at(NIGHT)
    tell(7)
    with work("rep") as uow:
        read_all(uow)
    at(NIGHT + timedelta(hours=9))
    send()
    assert letters() == []


def test_the_clock_of_where_one_lives_counts(tell, send, letters, work, at):
    with work("admin") as uow:
        find_user(uow.session, "rep").zone = "America/Mexico_City"
    at(NOON)
    tell(7)
    send()
    assert letters() == []
    at(NOON + timedelta(hours=2))
    send()
    assert len(letters()) == 1


def test_own_hours_come_before_those_of_the_company(tell, send, letters, chooses, at):
    hours = {"work_days": ["wed"], "work_from": "22:00", "work_until": "06:00"}
    chooses(has_own_hours=True, **hours)
    tell(7)
    send()
    assert letters() == []
    at(NIGHT)
    send()
    assert len(letters()) == 1


def test_the_company_says_when_people_work(tell, send, letters, work):
    with work("admin") as uow:
        save_company(uow, {"work_from": "13:00", "work_until": "20:00"})
        assert get_company(uow).hours.begins == "13:00"
    tell(7)
    send()
    assert letters() == []


def test_what_one_does_not_want_by_mail_is_on_the_bell_alone(tell, send, letters, chooses, told):
    chooses(mails={"reminder": False})
    tell(7)
    send()
    assert letters() == []
    assert len(told("rep")) == 1


def test_it_is_written_in_the_language_of_the_reader(tell, send, letters, work):
    with work("admin") as uow:
        find_user(uow.session, "rep").locale = "es-MX"
    tell(7, name="rep")
    tell(7, name="other")
    send()
    subjects = {to: subject for to, subject, _ in letters()}
    assert subjects["other"].startswith("7 things")
    assert "7" in subjects["rep"]
    assert subjects["rep"] != subjects["other"]


def test_what_one_may_not_see_any_more_is_not_written(work, send, letters, at, user_id):
    at(NIGHT)
    with work("rep") as uow:
        customer = a_customer(uow)
        log_activity(
            uow, {"kind": "visit", "note": "@Manager, a secret", "customer_id": customer.id}
        )
    other = user_id("other")
    with work("admin") as uow:
        save_customer(uow, CustomerDraft.of({"owner_id": other}, id=customer.id))
    at(NIGHT + timedelta(hours=10))
    send()
    assert letters() == []


def test_who_left_is_written_nothing(tell, send, letters, work, user_id):
    tell(7)
    rep = user_id("rep")
    with work("admin") as uow:
        deactivate_user(uow, rep)
    send()
    assert letters() == []


def test_a_night_full_is_one_mail_that_says_how_many_more(tell, send, letters):
    tell(*range(60))
    send()
    [(_, subject, text)] = letters()
    assert subject == "60 notifications"
    assert "… and 10 more." in text


def test_a_job_that_is_killed_leaves_one_mail(app, tell, send, letters):
    tell(7)

    def killed():
        with unit_of_work(app.make_session, system_actor("send"), surface="job") as uow:
            hand_over(uow, {}, mailed=MISSED)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    assert jobs_of(app, "notifications.mail") == []
    send()
    send()
    assert len(letters()) == 1


def test_people_are_gone_through_in_steps(app, tell, monkeypatch):
    monkeypatch.setattr("salesforce_lite.notifications.sending._PEOPLE", 1)
    names = ("rep", "other", "manager")
    for name in names:
        tell(7, name=name)
    payload, steps = {}, 0
    while payload is not None:
        with unit_of_work(app.make_session, system_actor("send"), surface="job") as uow:
            left = hand_over(uow, payload, mailed=MISSED)
        payload, steps = left and left.payload, steps + 1
    assert steps == 4
    jobs: list[Job] = jobs_of(app, "notifications.mail")
    assert len({job.actor_id for job in jobs}) == 3
    assert not any(job.is_system for job in jobs)


WEDNESDAY = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "hour", "zone", "holds"),
    [
        (WorkingHours(), 8, "UTC", True),
        (WorkingHours(), 7.99, "UTC", False),
        (WorkingHours(), 19, "UTC", False),
        (WorkingHours(), 18.99, "UTC", True),
        (WorkingHours(("thu",)), 12, "UTC", False),
        (WorkingHours(("wed",), "22:00", "06:00"), 23, "UTC", True),
        (WorkingHours(("wed",), "22:00", "06:00"), 29, "UTC", True),
        (WorkingHours(("wed",), "22:00", "06:00"), 5, "UTC", False),
        (WorkingHours(("wed",), "22:00", "06:00"), 30, "UTC", False),
        (WorkingHours(("wed",), "00:00", "00:00"), 0, "UTC", True),
        (WorkingHours(("wed",), "00:00", "00:00"), 23.9, "UTC", True),
        (WorkingHours(("wed",), "00:00", "00:00"), 24, "UTC", False),
        (WorkingHours(), 12, "America/Mexico_City", False),
        (WorkingHours(), 15, "America/Mexico_City", True),
        (WorkingHours(("wed",)), 33, "Pacific/Auckland", False),
        (WorkingHours(("thu",)), 20, "Pacific/Auckland", True),
    ],
)
def test_hours_of_work(hours, hour, zone, holds):
    assert hours.hold_at(WEDNESDAY + timedelta(hours=hour), zone) is holds

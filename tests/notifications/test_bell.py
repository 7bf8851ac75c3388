"""The bell: how much is unread, the list, reading; each sees their own."""

from datetime import timedelta

import pytest

from salesforce_lite.kernel.ids import new_id
from salesforce_lite.notifications import (
    Notification,
    count_unread,
    list_notifications,
    notify,
    read_notification,
    settle_notification,
)
from salesforce_lite.notifications.sending import MAIL
from salesforce_lite.notifications.service import forget_notifications
from salesforce_lite.plugin import NotificationKind, NotificationWords
from tests.background.conftest import jobs_of, later
from tests.conftest import contribute
from tests.notifications.conftest import NOON

__all__ = ["later"]


@pytest.fixture
def tell(work, user_id):
    def say(name="rep", kind="reminder", times=1, **fields):
        fields.setdefault("params", {"count": 4})
        person = user_id(name)
        with work("admin") as uow:
            return [notify(uow, person, kind, **fields) for _ in range(times)]

    return say


def ids_of(work, name="rep"):
    with work(name) as uow:
        return [one.id for one in list_notifications(uow).items]


def test_the_number_stands_on_the_bell_of_every_page_of_that_person(client_of, tell):
    tell(times=3)
    page = client_of("rep").get("/customers").text
    assert "Notifications, 3 unread" in page
    assert "Notifications, all read" in client_of("other").get("/customers").text


def test_beyond_a_hundred_nothing_is_counted(client_of, tell):
    tell(times=120)
    answer = client_of("rep").get("/notifications/unread").json
    assert (answer["count"], answer["number"]) == (100, "99+")


def test_a_key_is_told_once(tell, told):
    assert tell(key="a", times=2) == [True, False]
    assert tell("other", key="a") == [True]
    assert tell(key="b") == [True]
    assert len(told("rep")) == 2


def test_it_is_told_exactly_if_the_unit_is_saved(work, user_id, told):
    rep = user_id("rep")
    with work("admin") as uow:
        assert notify(uow, rep, "reminder")
        uow.rollback()
    assert told("rep") == []


def test_what_is_settled_counts_as_read_and_nothing_beside_it(tell, work, user_id):
    this, that = new_id(), new_id()
    for name, kind, about in [
        ("rep", "reminder", this),
        ("rep", "reminder", that),
        ("rep", "mention", this),
        ("other", "reminder", this),
    ]:
        tell(name, kind, about=about)
    for _ in range(2):
        with work("admin") as uow:
            settle_notification(uow, user_id("rep"), "reminder", about=this)
    with work("rep") as uow:
        rows = list_notifications(uow).items
        assert {(one.kind, one.about) for one in rows if one.read_at is None} == {
            ("reminder", that),
            ("mention", this),
        }
    with work("other") as uow:
        assert count_unread(uow) == 1


def test_of_what_is_settled_no_mail_is_written(tell, work, user_id, at, send, app):
    at(NOON)
    this = new_id()
    tell(about=this)
    with work("admin") as uow:
        settle_notification(uow, user_id("rep"), "reminder", about=this)
    send()
    assert jobs_of(app, MAIL) == []
    tell(about=this)
    send()
    assert len(jobs_of(app, MAIL)) == 1


def test_reading_one_leaves_the_others(client_of, tell, work):
    tell(times=2)
    browser = client_of("rep")
    newest, oldest = ids_of(work)
    assert browser.post(f"/notifications/{newest}/reading").status_code == 303
    assert browser.get("/notifications/unread").json["count"] == 1
    with work("rep") as uow:
        assert uow.session.get_one(Notification, oldest).read_at is None


def test_read_again_it_keeps_the_moment(tell, work, later):
    tell()
    [one] = ids_of(work)
    with work("rep") as uow:
        read_notification(uow, one)
        first = uow.now
    later(hours=1)
    with work("rep") as uow:
        read_notification(uow, one)
        assert uow.session.get_one(Notification, one).read_at == first


def test_all_read_means_what_was_seen(client_of, tell, work):
    tell(times=2)
    browser = client_of("rep")
    seen = ids_of(work)[0]
    tell()
    browser.post("/notifications/reading", data={"until": seen})
    assert browser.get("/notifications/unread").json["count"] == 1
    browser.post("/notifications/reading")
    assert browser.get("/notifications/unread").json["count"] == 0


def test_those_of_others_are_not_there(client_of, tell, work):
    tell()
    [one] = ids_of(work)
    other = client_of("other")
    assert other.post(f"/notifications/{one}/reading").status_code == 404
    other.post("/notifications/reading")
    assert other.get("/notifications").text.count("sl-told-new") == 0
    with work("rep") as uow:
        assert count_unread(uow) == 1


def test_the_list_beside_a_page_is_answered_by_itself(client_of, tell):
    tell()
    browser = client_of("rep")
    part = browser.get("/notifications", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert 'data-unread="1"' in part
    read = browser.post("/notifications/reading", headers={"HX-Request": "true"}).text
    assert 'data-unread="0"' in read
    silent = browser.post("/notifications/reading", headers={"X-Requested-With": "fetch"})
    assert silent.status_code == 204


def test_the_list_goes_on_in_pages(client_of, tell):
    tell(times=30)
    browser = client_of("rep")
    page = browser.get("/notifications").text
    assert page.count("sl-told-new") == 25
    following = page.split('rel="next" href="')[1].split('"')[0]
    assert browser.get(following).text.count("sl-told-new") == 5


def test_who_has_not_signed_in_has_no_bell(app):
    assert app.test_client().get("/notifications").status_code == 302


@pytest.mark.parametrize(("days", "left"), [(89, 3), (91, 0)])
def test_what_is_old_is_forgotten(work, tell, told, days, left):
    tell(times=3)
    with work("admin") as uow:
        uow.now += timedelta(days=days)
        forget_notifications(uow, {})
    assert len(told("rep")) == left


def test_a_kind_whose_plugin_is_off_says_so(client_of, tell):
    tell(kind="gone.bells")
    assert "plugin that is switched off" in client_of("rep").get("/notifications").text


def test_a_kind_says_its_words_when_it_is_read(app, client_of, tell):
    def words(uow, told):
        return {
            one.id: NotificationWords(title=f"{uow.actor.name}: {one.params['count']} rings")
            for one in told
        }

    bells = NotificationKind(code="bells", label="Bells", icon="bell", words=words)
    contribute(app, notification_kinds=(bells,))
    tell(kind="bells", params={"count": 7})
    assert "Rep: 7 rings" in client_of("rep").get("/notifications").text

"""Who signs out of a browser is told nothing there any more, whoever signs in next."""

import pytest
from sqlalchemy import select

from salesforce_lite.access import SignedOut, deactivate_user, get_user, set_password
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.migrations import downgrade_database, upgrade_database
from salesforce_lite.notifications.model import PushSubscription
from salesforce_lite.notifications.pushing import subscribe
from tests.access.conftest import another_browser, browser
from tests.conftest import PASSWORD
from tests.notifications.test_pushing import ADDRESS, AUTH, P256DH

__all__ = ["another_browser", "browser"]

NEW = "another long password"


@pytest.fixture
def left(app):
    """The ends of the addresses at which somebody is told."""

    def read():
        with app.make_session() as session:
            return sorted(
                address.removeprefix(ADDRESS)
                for address in session.scalars(select(PushSubscription.address))
            )

    return read


def ask(browser, end):
    form = {"address": ADDRESS + end, "p256dh": P256DH, "auth": AUTH}
    assert browser.post("/me/push", form, page="/me").status_code == 303


@pytest.fixture
def two(browser, another_browser):
    """The rep has signed in and asked in two browsers."""
    other = another_browser()
    for one, end in ((browser, "/first"), (other, "/second")):
        one.sign_in("rep")
        ask(one, end)
    return browser, other


def test_signing_out_ends_it_in_that_browser(two, work, user_id, left):
    first, _second = two
    first.post("/sign-out", page="/me")
    assert left() == ["/second"]
    with work("admin") as uow:
        told = select(EventRecord).where(EventRecord.name == SignedOut.__name__)
        [event] = uow.session.scalars(told)
    assert event.actor_id == user_id("rep")
    assert event.payload["user_id"] == str(event.actor_id)


def test_so_it_does_in_a_later_session(two, left):
    first, _second = two
    first.client.delete_cookie("sfl_session")
    first.sign_in("rep")
    assert left() == ["/first", "/second"]
    first.post("/sign-out", page="/me")
    assert left() == ["/second"]


def test_signing_out_from_another_browser_ends_it_there(two, left):
    _first, second = two
    page = second.get("/me").text
    address = page.split('action="/me/browsers/')[1].split('"')[0]
    second.post(f"/me/browsers/{address}", page="/me")
    assert left() == ["/second"]


def test_whoever_signs_in_next_is_not_shown_what_is_for_another(two, left):
    first, _second = two
    # The session was over by itself.
    first.client.delete_cookie("sfl_session")
    first.sign_in("other")
    assert left() == ["/second"]


def test_another_password_ends_it_everywhere(two, left):
    first, _second = two
    form = {"old": PASSWORD, "new": NEW, "again": NEW}
    assert first.post("/me/password", form, page="/me/password").status_code == 303
    assert left() == []


def test_after_another_password_the_browser_is_still_known(two, left):
    first, second = two
    first.post("/me/password", {"old": PASSWORD, "new": NEW, "again": NEW}, page="/me/password")
    second.sign_in("rep", NEW)
    ask(first, "/first")
    ask(second, "/second")
    first.post("/sign-out", page="/me")
    assert left() == ["/second"]


def give_password(uow, user_id):
    set_password(uow, get_user(uow, user_id), NEW)


@pytest.mark.parametrize("end", [give_password, deactivate_user])
def test_what_an_administrator_ends_is_told_nowhere(two, work, user_id, left, end):
    with work("admin") as uow:
        end(uow, user_id("rep"))
    assert left() == []


def test_others_are_told_as_before(two, work, left):
    first, second = two
    with work("other") as uow:
        subscribe(uow, f"{ADDRESS}/other", p256dh=P256DH, auth=AUTH, browser="Firefox")
    for one in (first, second):
        one.post("/sign-out", page="/me")
    assert left() == ["/other"]


def test_one_of_the_version_before_stays_until_its_person_signs_out(app, browser, work, left):
    with work("rep") as uow:
        subscribe(uow, ADDRESS, p256dh=P256DH, auth=AUTH, browser="Firefox", device="a")
    downgrade_database(app.engine, "0021")
    upgrade_database(app.engine)
    browser.sign_in("rep")
    assert left() == [""]
    with app.make_session() as session:
        assert session.scalars(select(PushSubscription.device)).one() == ""
    browser.post("/sign-out", page="/me")
    assert left() == []

"""Sessions are rows: stolen cookies, other browsers, limits, and what ends them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import event, select, update

from salesforce_lite.access import (
    SignInSession,
    deactivate_user,
    find_user,
    set_password,
    set_roles,
)
from salesforce_lite.access.session_rows import ABSOLUTE_LIMIT, IDLE_LIMIT
from salesforce_lite.kernel import clock
from salesforce_lite.kernel.db import writing
from salesforce_lite.web import current_actor
from tests.conftest import PASSWORD

NEW = "another long password"


@pytest.fixture
def later(monkeypatch):
    """Lets time pass for the sessions: `later(minutes=5)`."""
    passed = timedelta()

    def pass_time(**amount):
        nonlocal passed
        passed += timedelta(**amount)
        monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + passed)

    return pass_time


def rows(work):
    with work("admin") as uow:
        return list(uow.session.scalars(select(SignInSession)))


def test_only_a_hash_of_the_id_is_stored(browser, work):
    browser.sign_in("rep")
    session_id = browser.cookie()
    assert len(session_id) >= 43
    assert [row.id_hash for row in rows(work)] == [sha256(session_id.encode()).hexdigest()]


def test_a_stolen_cookie_is_dead_after_sign_out(browser, another_browser):
    browser.sign_in("rep")
    thief = another_browser()
    thief.client.set_cookie("sfl_session", browser.cookie())
    assert thief.is_signed_in()
    browser.post("/sign-out", page="/me")
    assert not thief.is_signed_in()


def test_an_id_planted_before_sign_in_opens_nothing_afterwards(browser, another_browser):
    browser.client.set_cookie("sfl_session", "planted")
    browser.sign_in("rep")
    assert browser.cookie() != "planted"
    thief = another_browser()
    thief.client.set_cookie("sfl_session", "planted")
    assert not thief.is_signed_in()


def test_signing_in_again_ends_the_session_before(browser, another_browser, work):
    browser.sign_in("rep")
    old = browser.cookie()
    browser.post("/sign-in", {"email": "other@example.com", "password": PASSWORD}, page="/me")
    assert browser.cookie() != old
    assert len(rows(work)) == 1
    thief = another_browser()
    thief.client.set_cookie("sfl_session", old)
    assert not thief.is_signed_in()


def test_a_token_from_before_sign_in_is_worth_nothing_after_it(browser):
    from_before = browser.get("/sign-in").text.split('name="csrf-token" content="')[1].split('"')[0]
    browser.sign_in("rep")
    answer = browser.client.post("/me/theme", data={"theme": "dark", "csrf_token": from_before})
    assert answer.status_code == 400


def test_a_visitor_cookie_that_claims_to_be_somebody_is_nobody(app, browser, work):
    with work("admin") as uow:
        uniquifier = find_user(uow, "admin@example.com").fs_uniquifier
    with app.test_request_context():
        signer = app.session_interface._signing.get_signing_serializer(app)
        browser.client.set_cookie("sfl_visitor", signer.dumps({"_user_id": uniquifier}))
    assert not browser.is_signed_in()


def test_a_password_change_ends_all_other_sessions_on_the_next_request(browser, another_browser):
    other = another_browser()
    browser.sign_in("rep")
    other.sign_in("rep")
    before = browser.cookie()
    answer = browser.post(
        "/me/password", {"old": PASSWORD, "new": NEW, "again": NEW}, page="/me/password"
    )
    assert answer.status_code == 303
    assert browser.is_signed_in()
    assert browser.cookie() != before
    assert not other.is_signed_in()
    other.sign_in("rep", NEW)
    assert other.is_signed_in()


def test_a_session_of_the_old_password_is_out_even_if_its_row_was_left_behind(browser, work):
    browser.sign_in("rep")
    row = rows(work)[0]
    with work("admin") as uow:
        set_password(uow, find_user(uow, "rep@example.com"), NEW)
        uow.session.expunge_all()
        uow.session.add(
            SignInSession(
                id_hash=row.id_hash,
                user_id=row.user_id,
                bound_to=row.bound_to,
                created_at=row.created_at,
                last_seen_at=row.last_seen_at,
                expires_at=row.expires_at,
                data={},
            )
        )
    assert not browser.is_signed_in()


def test_a_password_set_by_the_operator_ends_all_sessions(browser, work):
    browser.sign_in("rep")
    with work("admin") as uow:
        set_password(uow, find_user(uow, "rep@example.com"), NEW)
    assert not browser.is_signed_in()


def test_a_deactivated_person_is_out_on_the_next_request(browser, work):
    browser.sign_in("rep")
    with work("admin") as uow:
        deactivate_user(uow, find_user(uow, "rep@example.com").id)
    assert not browser.is_signed_in()


def test_whoever_is_inactive_is_out_even_if_the_row_was_left_behind(browser, work):
    browser.sign_in("rep")
    with work("admin") as uow:
        find_user(uow, "rep@example.com").active = False
    assert not browser.is_signed_in()


def test_a_role_taken_away_is_gone_on_the_next_request(app, browser, work):
    browser.sign_in("manager")
    with work("admin") as uow:
        set_roles(uow, find_user(uow, "manager@example.com").id, ["viewer"])
    with browser.client as client:
        client.get("/me")
        assert not current_actor().may("customers.edit")
        assert current_actor().scope is None


def test_a_session_ends_after_twelve_idle_hours(browser, later):
    browser.sign_in("rep")
    later(hours=11)
    assert browser.is_signed_in()
    later(hours=11)
    assert browser.is_signed_in()
    later(hours=12, minutes=1)
    assert not browser.is_signed_in()


def test_a_session_ends_after_two_weeks_however_busy(browser, later):
    browser.sign_in("rep")
    for _ in range(14 * 24 // 11):
        later(hours=11)
        assert browser.is_signed_in()
    later(hours=11)
    assert not browser.is_signed_in()
    assert ABSOLUTE_LIMIT > IDLE_LIMIT


def test_expired_rows_are_swept_when_somebody_signs_in(browser, another_browser, later, work):
    browser.sign_in("rep")
    later(hours=13)
    another_browser().sign_in("other")
    assert len(rows(work)) == 1


def test_a_session_is_touched_at_most_once_a_minute(app, browser, later):
    browser.sign_in("rep")
    browser.get("/me")
    writes = []
    event.listen(
        app.engine,
        "before_cursor_execute",
        lambda *call: writes.append(call[2]) if call[2].startswith("UPDATE") else None,
    )
    browser.get("/me")
    assert writes == []
    later(seconds=61)
    browser.get("/me")
    browser.get("/me")
    assert len(writes) == 1


def test_a_touch_does_not_wait_for_somebody_who_writes(app, browser, later, work):
    browser.sign_in("rep")
    browser.get("/me")
    later(minutes=2)
    before = rows(work)[0].last_seen_at
    with writing(), app.engine.begin() as connection:
        # Holds the row on PostgreSQL, and the one write lock of SQLite.
        connection.execute(update(SignInSession).values(browser="busy"))
        started = datetime.now(UTC)
        assert _in_thread(browser.is_signed_in)
        assert datetime.now(UTC) - started < timedelta(seconds=5)
    assert rows(work)[0].last_seen_at == before
    browser.get("/me")
    assert rows(work)[0].last_seen_at > before


def test_static_files_open_no_session(app, browser):
    browser.sign_in("rep")
    queries = []
    event.listen(app.engine, "before_cursor_execute", lambda *call: queries.append(call[2]))
    browser.get("/static/icon.svg").close()
    assert queries == []


def _in_thread(ask):
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(ask).result()

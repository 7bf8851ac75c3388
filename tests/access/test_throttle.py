"""Guessing passwords: how often, from where, and who still gets in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from salesforce_lite.access import KnownDevice, check_sign_in, find_user
from salesforce_lite.access.errors import SignInRefusedError, TooManyAttemptsError
from salesforce_lite.access.throttle import FAILED, FAILED_FROM, MOST, REFUSED, SUCCEEDED
from salesforce_lite.kernel import clock
from salesforce_lite.kernel.actor import ANONYMOUS
from salesforce_lite.kernel.notes import Note
from salesforce_lite.kernel.uow import reading_unit
from tests.conftest import PASSWORD

BLOCKED = "too many attempts"


@pytest.fixture
def cheap(monkeypatch):
    """Compares instead of hashing: what is tested is how often, not how long."""
    looked_at = []

    def compare(password, hashed):
        looked_at.append(password)
        return hashed is not None and password == PASSWORD

    monkeypatch.setattr("salesforce_lite.access.signing_in.password_matches", compare)
    return looked_at


@pytest.fixture
def attempt(app):
    """One attempt to sign in, as the page makes it."""

    def sign_in(email="rep@example.com", password="wrong", address="192.0.2.1", device=None):
        with reading_unit(app.make_session, ANONYMOUS, surface="test") as uow:
            return check_sign_in(uow, email, password, address=address, device=device).email

    return sign_in


def guesses(attempt, count, **more):
    for number in range(count):
        with pytest.raises(SignInRefusedError):
            attempt(address=f"198.51.100.{number}", **more)


def notes(work, kind):
    with work("admin") as uow:
        return list(uow.session.scalars(select(Note).where(Note.kind == kind)))


@pytest.mark.usefixtures("cheap")
def test_an_account_takes_ten_guesses_from_all_addresses_together(attempt):
    guesses(attempt, 10)
    with pytest.raises(TooManyAttemptsError) as refused:
        attempt(password=PASSWORD, address="203.0.113.9")
    assert refused.value.params == {"minutes": 15}


@pytest.mark.usefixtures("cheap")
def test_other_accounts_are_not_concerned(attempt):
    guesses(attempt, 10)
    assert attempt("other@example.com", PASSWORD) == "other@example.com"


def test_however_many_guess_at_the_same_moment_ten_are_looked_at(attempt, cheap):
    def guess(number):
        with pytest.raises((SignInRefusedError, TooManyAttemptsError)):
            attempt(address=f"198.51.100.{number}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(guess, range(40)))
    assert 0 < len(cheap) <= 10


@pytest.mark.usefixtures("cheap")
def test_a_known_device_still_gets_in(attempt, work):
    guesses(attempt, 10)
    with work("admin") as uow:
        user_id = find_user(uow, "rep@example.com").id
    known = KnownDevice("phone", frozenset({user_id}))
    assert attempt(password=PASSWORD, device=known) == "rep@example.com"
    with pytest.raises(TooManyAttemptsError):
        attempt(password=PASSWORD, device=KnownDevice("phone", frozenset()))


@pytest.mark.usefixtures("cheap")
def test_a_known_device_has_a_budget_too(attempt, work):
    with work("admin") as uow:
        known = KnownDevice("phone", frozenset({find_user(uow, "rep@example.com").id}))
    guesses(attempt, 10, device=known)
    with pytest.raises(TooManyAttemptsError):
        attempt(password=PASSWORD, device=known)


@pytest.mark.usefixtures("cheap")
def test_an_address_has_a_budget_for_all_accounts_together(attempt):
    for number in range(MOST[FAILED_FROM]):
        with pytest.raises(SignInRefusedError):
            attempt(f"{number}@example.com")
    with pytest.raises(TooManyAttemptsError):
        attempt(password=PASSWORD)
    assert attempt(password=PASSWORD, address="203.0.113.9")


@pytest.mark.usefixtures("cheap")
def test_strangers_are_throttled_like_those_who_exist(attempt):
    guesses(attempt, 10, email="nobody@example.com")
    with pytest.raises(TooManyAttemptsError):
        attempt("nobody@example.com")


@pytest.mark.usefixtures("cheap")
def test_attempts_that_were_refused_do_not_lengthen_the_wait(attempt, monkeypatch):
    guesses(attempt, 10)
    start = datetime.now(UTC)
    for minutes in (5, 10, 14):
        monkeypatch.setattr(clock, "now", lambda passed=minutes: start + timedelta(minutes=passed))
        with pytest.raises(TooManyAttemptsError) as refused:
            attempt()
        assert refused.value.params == {"minutes": 15 - minutes}
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=15, seconds=1))
    assert attempt(password=PASSWORD)


@pytest.mark.usefixtures("cheap")
def test_signing_in_does_not_count_as_a_guess(attempt, work):
    for _ in range(15):
        attempt(password=PASSWORD)
    assert notes(work, FAILED) == []
    assert {note.subject for note in notes(work, SUCCEEDED)} == {"rep@example.com", "192.0.2.1"}


@pytest.mark.usefixtures("cheap")
def test_what_is_nobodys_address_is_not_kept_as_typed(attempt, work):
    with pytest.raises(SignInRefusedError):
        attempt("my secret passphrase")
    assert all("secret" not in note.subject for note in notes(work, FAILED))


@pytest.mark.usefixtures("cheap")
def test_the_page_says_when_to_try_again_and_keeps_the_note(browser, another_browser, work):
    for _ in range(10):
        assert browser.sign_in("rep", "wrong").status_code == 422
    answer = another_browser().sign_in("rep")
    assert BLOCKED in answer.text
    assert "Try again in 15 minutes" in answer.text
    assert answer.status_code == 429
    assert 14 * 60 < int(answer.headers["Retry-After"]) <= 15 * 60
    assert len(notes(work, FAILED)) == 10
    assert notes(work, REFUSED) == []


@pytest.mark.usefixtures("cheap")
def test_who_signed_in_here_before_gets_in_while_strangers_guess(browser, another_browser):
    browser.sign_in("rep")
    browser.post("/sign-out", page="/me")
    for _ in range(10):
        another_browser().sign_in("rep", "wrong")
    assert BLOCKED in another_browser("203.0.113.7").sign_in("rep").text
    browser.sign_in("rep")
    assert browser.is_signed_in()


@pytest.mark.usefixtures("cheap")
def test_a_device_cookie_of_ones_own_making_helps_nobody(browser, another_browser):
    for _ in range(10):
        another_browser().sign_in("rep", "wrong")
    browser.client.set_cookie("sfl_device", "WyJ4IixbInkiXV0.made-up.signature")
    assert BLOCKED in browser.sign_in("rep").text


def test_guessing_the_present_password_in_a_stolen_session_counts(browser):
    browser.sign_in("rep")
    new = {"new": "another long password", "again": "another long password"}
    for _ in range(10):
        answer = browser.post("/me/password", {"old": "wrong", **new}, page="/me/password")
        assert "That is not your present password." in answer.text
    answer = browser.post("/me/password", {"old": PASSWORD, **new}, page="/me/password")
    assert BLOCKED in answer.text

"""Hashing takes long; nobody who writes has to wait for it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from sqlalchemy import update

from salesforce_lite.access import User
from salesforce_lite.access.passwords import password_matches as really_matches
from tests.conftest import PASSWORD


def test_a_sign_in_under_way_does_not_hold_the_write_lock(app, browser, work, monkeypatch):
    is_hashing, may_go_on = Event(), Event()

    def slow(password, hashed):
        is_hashing.set()
        assert may_go_on.wait(10)
        return really_matches(password, hashed)

    monkeypatch.setattr("salesforce_lite.access.signing_in.password_matches", slow)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(browser.sign_in, "rep")
        assert is_hashing.wait(10)
        with work("admin") as uow:
            uow.session.execute(update(User).values(theme="dark"))
        may_go_on.set()
        assert answer.result().status_code == 303


def test_a_password_change_under_way_does_not_hold_it_either(browser, work, monkeypatch):
    is_hashing, may_go_on = Event(), Event()

    def slow(password):
        is_hashing.set()
        assert may_go_on.wait(10)
        return "hash"

    browser.sign_in("manager")
    monkeypatch.setattr("salesforce_lite.access.service.hash_password", slow)
    form = {"old": PASSWORD, "new": "another long one", "again": "another long one"}
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(browser.post, "/me/password", form, page="/me/password")
        assert is_hashing.wait(10)
        with work("admin") as uow:
            uow.session.execute(update(User).values(theme="dark"))
        may_go_on.set()
        assert answer.result().status_code == 303


def test_many_sign_in_at_once(another_browser):
    names = ["admin", "manager", "rep", "other", "inside", "viewer"]
    browsers = [another_browser() for _ in names]
    with ThreadPoolExecutor(6) as pool:
        answers = list(
            pool.map(lambda pair: pair[0].sign_in(pair[1]), zip(browsers, names, strict=True))
        )
    assert [answer.status_code for answer in answers] == [303] * 6
    assert all(browser.is_signed_in() for browser in browsers)

"""Signing in and out: what it opens, what it refuses, and what it never tells."""

import re

import pytest
from sqlalchemy import func, select

from salesforce_lite.access import (
    SignInSession,
    change_profile,
    create_user,
    deactivate_user,
    find_user,
    set_password,
)
from salesforce_lite.access.passwords import DUMMY_HASH, hash_password, password_matches
from tests.conftest import PASSWORD

REFUSAL = "The e-mail address or the password is not right."


def test_who_types_the_right_password_is_in(browser):
    answer = browser.sign_in("rep")
    assert (answer.status_code, answer.location) == (303, "/")
    assert browser.is_signed_in()


def test_the_address_is_found_in_any_case(browser):
    browser.sign_in("  Rep@Example.COM ")
    assert browser.is_signed_in()


@pytest.mark.parametrize(("email", "password"), [("rep", "wrong"), ("nobody", PASSWORD)])
def test_the_answer_never_tells_which_of_both_was_wrong(browser, email, password):
    answer = browser.sign_in(email, password)
    assert answer.status_code == 422
    assert REFUSAL in answer.text
    assert not browser.is_signed_in()


def test_a_deactivated_person_is_refused_like_a_stranger(browser, work):
    with work("admin") as uow:
        deactivate_user(uow, find_user(uow, "rep@example.com").id)
    assert REFUSAL in browser.sign_in("rep").text


def test_strangers_take_as_long_because_a_password_is_hashed_for_them_too(browser, monkeypatch):
    verified = []
    monkeypatch.setattr(
        "salesforce_lite.access.signing_in.password_matches",
        lambda password, hashed: verified.append(hashed) and False,
    )
    browser.sign_in("nobody")
    assert verified == [None]
    costs = re.match(r"\$argon2id\$v=19\$[^$]+", DUMMY_HASH)[0]
    assert hash_password("long enough to hash").startswith(costs)
    assert not password_matches("correct horse", None)


def test_a_password_typed_on_another_keyboard_is_the_same(work, browser):
    with work("admin") as uow:
        set_password(uow, find_user(uow, "rep@example.com"), "contraseña segura")
    browser.sign_in("rep", "contrasen\u0303a segura")
    assert browser.is_signed_in()


def test_the_page_speaks_the_language_of_the_browser(browser):
    page = browser.get("/sign-in", headers={"Accept-Language": "es-MX,es;q=0.9"}).text
    assert '<html lang="es-MX"' in page


@pytest.mark.parametrize(
    ("standing", "asked", "wanted"),
    [
        ("en", "es-MX,es;q=0.9", "es-MX"),
        ("es-MX", "en-GB", "en"),
        # The company's region says more than a browser that only knows the language.
        ("es-MX", "es", "es-MX"),
    ],
)
def test_a_language_that_nobody_chose_becomes_that_of_the_browser_once(
    browser, another_browser, work, standing, asked, wanted
):
    with work("admin") as uow:
        create_user(
            uow,
            email="new@example.com",
            name="New",
            roles=["rep"],
            password=PASSWORD,
            locale=standing,
            locale_is_set=False,
        )
    browser.sign_in("new", headers={"Accept-Language": asked})
    assert f'<html lang="{wanted}"' in browser.get("/me").text
    another_browser().sign_in("new", headers={"Accept-Language": "es-CL"})
    assert f'<html lang="{wanted}"' in browser.get("/me").text


def test_a_language_that_was_chosen_stays(browser, work):
    with work("admin") as uow:
        find_user(uow, "rep@example.com").locale_is_set = False
    with work("rep") as uow:
        change_profile(uow, {"locale": "en"})
    browser.sign_in("rep", headers={"Accept-Language": "es-MX"})
    assert '<html lang="en"' in browser.get("/me").text


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/customers?role=agent", "/customers?role=agent"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("///evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("\\\\evil.example/", "/"),
        ("/\t/evil.example/", "/"),
        ("/\n/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("evil.example", "/"),
        ("", "/"),
    ],
)
def test_sign_in_leads_only_to_pages_of_this_site(browser, target, leads_to):
    assert browser.sign_in("rep", next=target).location == leads_to


def test_who_asks_for_a_page_comes_to_it_after_signing_in(browser):
    asked = browser.get("/customers?role=agent")
    assert asked.location.startswith("/sign-in?next=/customers")
    page = browser.get(asked.location).text
    assert 'name="next" type="hidden" value="/customers?role=agent"' in page


def test_signing_out_needs_a_post(browser):
    browser.sign_in("rep")
    assert browser.get("/sign-out").status_code == 405
    assert browser.is_signed_in()
    assert browser.post("/sign-out", page="/me").status_code == 303
    assert not browser.is_signed_in()


def test_no_route_of_the_sign_in_library_exists(app):
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    assert not rules & {"/login", "/logout", "/register", "/reset", "/verify", "/change"}
    assert not [rule.endpoint for rule in app.url_map.iter_rules() if "security" in rule.endpoint]


def test_anonymous_visitors_get_no_row(browser, work):
    browser.get("/sign-in")
    assert browser.cookie("sfl_visitor")
    assert not browser.cookie("sfl_session")
    with work("admin") as uow:
        assert uow.session.scalar(select(func.count()).select_from(SignInSession)) == 0


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(browser):
    cookies = browser.sign_in("rep").headers.getlist("Set-Cookie")
    kept = [cookie for cookie in cookies if "Max-Age=0" not in cookie]
    assert {cookie.split("=")[0] for cookie in kept} == {"sfl_session", "sfl_device"}
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in kept)
    assert not any("Domain=" in cookie for cookie in kept)

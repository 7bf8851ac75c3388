"""My profile: language, zone and theme, other browsers, password."""

from hashlib import sha256

import pytest
from sqlalchemy import event

from salesforce_lite.access import find_user
from salesforce_lite.access.browser_names import browser_name
from tests.conftest import PASSWORD


def me(work, name="rep"):
    with work("admin") as uow:
        user = find_user(uow, f"{name}@example.com")
        return user.name, user.locale, user.zone, user.theme, user.version


def profile(version, **fields):
    base = {"name": "Rep", "locale": "en", "zone": "UTC", "theme": "auto", "version": version}
    return {**base, **fields}


def test_what_one_sets_counts_from_the_next_page_on(browser, work):
    browser.sign_in("rep")
    form = profile(1, name="Ana Ruiz", locale="es-PE", zone="America/Lima", theme="dark")
    assert browser.post("/me", form, page="/me").status_code == 303
    assert me(work)[:4] == ("Ana Ruiz", "es-PE", "America/Lima", "dark")
    page = browser.get("/me").text
    assert '<html lang="es-PE" data-bs-theme="dark"' in page
    assert "Ana Ruiz" in page


def test_a_wrong_zone_keeps_what_was_typed(browser, work):
    browser.sign_in("rep")
    answer = browser.post("/me", profile(1, name="Typed", zone="Mars/Olympus"), page="/me")
    assert answer.status_code == 422
    assert "There is no time zone of this name." in answer.text
    assert 'value="Typed"' in answer.text
    assert me(work)[0] == "Rep"


def test_a_stale_profile_is_refused(browser):
    browser.sign_in("rep")
    browser.post("/me", profile(1, name="First"), page="/me")
    assert browser.post("/me", profile(1, name="Second"), page="/me").status_code == 409


def test_nobody_changes_roles_or_address_through_the_profile(browser, work):
    browser.sign_in("rep")
    form = profile(1, email="x@example.com", roles="admin", active="", is_sample="1")
    assert browser.post("/me", form, page="/me").status_code == 303
    with work("admin") as uow:
        user = find_user(uow, "rep@example.com")
        assert [role.name for role in user.roles] == ["rep"]


@pytest.mark.parametrize(
    ("words", "found"),
    [("madrid", "Europe/Madrid"), ("buenos ai", "America/Argentina/Buenos_Aires"), ("utc", "UTC")],
)
def test_zones_are_found_by_their_words(browser, words, found):
    browser.sign_in("rep")
    items = browser.get(f"/me/zones?q={words}").json["items"]
    assert found in [item["id"] for item in items]
    assert len(items) <= 20


def test_the_theme_is_kept_with_the_person(browser, another_browser, work):
    browser.sign_in("rep")
    answer = browser.post("/me/theme", {"theme": "dark"}, page="/me")
    assert answer.status_code == 303
    assert me(work)[3] == "dark"
    elsewhere = another_browser()
    elsewhere.sign_in("rep")
    assert 'data-bs-theme="dark"' in elsewhere.get("/me").text


def test_before_sign_in_the_browser_remembers_the_theme(app, browser):
    writes = []
    event.listen(
        app.engine,
        "before_cursor_execute",
        lambda *call: (
            writes.append(call[2]) if call[2].split()[0] in ("INSERT", "UPDATE") else None
        ),
    )
    browser.post("/me/theme", {"theme": "dark"})
    assert 'data-bs-theme="dark"' in browser.get("/sign-in").text
    assert writes == []


def test_a_theme_that_is_none_is_refused(browser, work):
    browser.sign_in("rep")
    assert browser.post("/me/theme", {"theme": "pink"}, page="/me").status_code == 422
    assert me(work)[3] == "auto"


def test_without_scripts_the_theme_leads_back_to_the_page(browser):
    browser.sign_in("rep")
    back = {"Referer": "http://localhost/customers?role=agent"}
    answer = browser.post("/me/theme", {"theme": "dark"}, page="/me", headers=back)
    assert answer.location == "/customers?role=agent"
    elsewhere = {"Referer": "https://evil.example/"}
    answer = browser.post("/me/theme", {"theme": "dark"}, page="/me", headers=elsewhere)
    assert answer.location == "/"


def test_one_sees_ones_browsers_and_signs_out_there(browser, another_browser):
    firefox = {
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    }
    other = another_browser("203.0.113.5")
    browser.sign_in("rep")
    other.post("/sign-in", {"email": "rep@example.com", "password": PASSWORD}, headers=firefox)
    page = browser.get("/me").text
    assert "Firefox · Linux" in page
    assert "203.0.113.5" in page
    assert page.count('action="/me/browsers/') == 1
    address = page.split('action="/me/browsers/')[1].split('"')[0]
    assert browser.post(f"/me/browsers/{address}", page="/me").status_code == 303
    assert not other.is_signed_in()
    assert browser.is_signed_in()


def test_nobody_signs_out_somebody_else(browser, another_browser):
    victim = another_browser()
    victim.sign_in("other")
    browser.sign_in("admin")
    key = sha256(victim.cookie().encode()).hexdigest()
    assert browser.post(f"/me/browsers/{key}/sign-out", page="/me").status_code == 404
    assert victim.is_signed_in()


def test_the_two_new_passwords_must_be_the_same(browser):
    browser.sign_in("rep")
    form = {"old": PASSWORD, "new": "another long one", "again": "something else"}
    answer = browser.post("/me/password", form, page="/me/password")
    assert answer.status_code == 422
    assert "The two new passwords are not the same." in answer.text
    assert PASSWORD not in answer.text


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/141 Safari/537 Edg/141",
            "Edge · Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari",
            "Safari · iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/141 Mobile Safari", "Chrome · Android"),
        ("curl/8.1", "curl/8.1"),
        ("", "–"),
    ],
)
def test_browsers_are_called_as_people_call_them(agent, name):
    assert browser_name(agent) == name

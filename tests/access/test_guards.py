"""What stands around every page: tokens, origins, headers, and a declared policy for each route."""

import pytest
from flask import Blueprint
from flask_wtf.csrf import CSRFProtect

from salesforce_lite import app as composition
from salesforce_lite import web
from salesforce_lite.access import find_user
from salesforce_lite.config import Settings
from tests.access.conftest import token_of

SENTENCE = "This page had been open for too long."


def theme_of(work, name="rep"):
    with work("admin") as uow:
        return find_user(uow, f"{name}@example.com").theme


@pytest.mark.parametrize("token", [None, "", "made up"])
def test_a_form_without_its_token_changes_nothing(browser, work, token):
    browser.sign_in("rep")
    data = {"theme": "dark"} | ({} if token is None else {"csrf_token": token})
    answer = browser.client.post("/me/theme", data=data)
    assert answer.status_code == 400
    assert SENTENCE in answer.text
    assert theme_of(work) == "auto"


def test_a_refused_form_is_told_in_the_language_of_who_has_signed_in(browser, work):
    with work("admin") as uow:
        find_user(uow, "rep@example.com").locale = "es-MX"
    browser.sign_in("rep")
    english = {"Accept-Language": "en"}
    answer = browser.client.post("/me/theme", data={"theme": "dark"}, headers=english)
    assert answer.status_code == 400
    assert 'lang="es-MX"' in answer.text
    assert "Esta página llevaba demasiado tiempo abierta." in answer.text
    odd = browser.client.get("/customers?q=%00", headers=english)
    assert odd.status_code == 400
    assert 'lang="es-MX"' in odd.text


def test_the_token_of_another_session_is_refused(browser, another_browser, work):
    browser.sign_in("rep")
    attacker = another_browser()
    attacker.sign_in("other")
    token = token_of(attacker.get("/me").text)
    answer = browser.client.post("/me/theme", data={"theme": "dark", "csrf_token": token})
    assert answer.status_code == 400
    assert theme_of(work) == "auto"


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost.evil.example"]
)
def test_a_form_of_another_site_is_refused_even_with_the_right_token(browser, work, origin):
    browser.sign_in("rep")
    answer = browser.post("/me/theme", {"theme": "dark"}, page="/me", headers={"Origin": origin})
    assert answer.status_code == 400
    assert theme_of(work) == "auto"


def test_a_form_of_this_site_is_taken(browser, work):
    browser.sign_in("rep")
    headers = {"Origin": "http://localhost", "X-Requested-With": "fetch"}
    assert (
        browser.post("/me/theme", {"theme": "dark"}, page="/me", headers=headers).status_code == 204
    )
    assert theme_of(work) == "dark"


def test_the_token_is_taken_as_a_header_too(browser, work):
    browser.sign_in("rep")
    token = token_of(browser.get("/me").text)
    headers = {"X-CSRFToken": token, "X-Requested-With": "fetch"}
    assert (
        browser.client.post("/me/theme", data={"theme": "light"}, headers=headers).status_code
        == 204
    )
    assert theme_of(work) == "light"


def test_without_the_guard_the_form_would_be_taken(app, browser, work):
    browser.sign_in("rep")
    app.gates.clear()
    browser.client.post(
        "/me/theme", data={"theme": "dark"}, headers={"Origin": "https://evil.example"}
    )
    assert theme_of(work) == "dark"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/sign-in", 200),
        ("/me", 302),
        ("/nowhere", 404),
        ("/static/icon.svg", 200),
        ("/fault", 500),
    ],
)
def test_every_answer_carries_the_security_headers(app, browser, address, status):
    _add_route(app, "/fault", web.public(_fault))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = browser.get(address)
    policy = answer.headers["Content-Security-Policy"]
    assert answer.status_code == status
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    answer.close()


def test_pages_of_a_person_are_kept_by_nobody(browser):
    browser.sign_in("rep")
    assert browser.get("/me").headers["Cache-Control"] == "no-store"


def test_a_site_on_https_has_cookies_of_this_host_only(tmp_path, template):
    settings = Settings(
        instance=tmp_path,
        database_url=template.copy(tmp_path),
        secret_key="test",
        base_url="https://crm.example.com",
    )
    app = composition.create_app(settings)
    client = app.test_client()
    answer = client.get("/sign-in", base_url="https://crm.example.com")
    cookie = answer.headers["Set-Cookie"]
    app.engine.dispose()
    assert cookie.startswith("__Host-sfl_visitor=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_a_route_without_a_policy_stops_the_start(app):
    _add_route(app, "/open-to-all", lambda: "")
    with pytest.raises(web.policy.UndeclaredRouteError) as refused:
        web.require_declared_policies(app)
    assert "/open-to-all" in str(refused.value)


def test_the_start_asks_for_policies(monkeypatch, tmp_path):
    stray = Blueprint("stray", __name__)
    stray.add_url_rule("/stray", view_func=lambda: "", endpoint="show")
    monkeypatch.setattr(web, "health", stray)
    with pytest.raises(web.policy.UndeclaredRouteError):
        composition.create_app(Settings(instance=tmp_path, secret_key="test"))


def test_an_undeclared_route_that_slipped_in_serves_nobody(app, browser):
    _add_route(app, "/slipped-in", lambda: "secret")
    assert browser.get("/slipped-in").status_code == 302
    browser.sign_in("admin")
    assert browser.get("/slipped-in").status_code == 403


def test_the_guard_of_tokens_stands(app):
    assert isinstance(app.extensions["csrf"], CSRFProtect)
    assert app.config.get("WTF_CSRF_ENABLED", True)


def _add_route(app, rule, view):
    app._got_first_request = False
    app.add_url_rule(rule, endpoint=rule.strip("/"), view_func=view)


def _fault():
    raise RuntimeError("unforeseen")

"""Tokens on their pages: made as typed, shown once, revoked, given another budget."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from salesforce_lite.kernel import clock
from salesforce_lite.testing import PASSWORD, sign_in
from salesforce_lite.tokens import ApiToken

NEW = "/me/tokens/new"
FORM = {
    "name": "Telephone",
    "scopes": ["customers:read", "contacts:read"],
    "lasts": "30",
    "networks": "203.0.113.0/24\r\n2001:db8::/32",
    "password": PASSWORD,
}


@pytest.fixture(autouse=True)
def _without_form_tokens(app):
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def browser(app):
    return sign_in(app, "rep")


@pytest.fixture
def token(app):
    """The one that there is, or None."""

    def find():
        with app.make_session() as session:
            return session.scalars(select(ApiToken)).one_or_none()

    return find


def secret_in(page) -> str:
    return page.text.split('id="token-secret"')[1].split('value="')[1].split('"')[0]


def test_a_token_is_as_typed_and_its_secret_is_shown_once(browser, token, app):
    before = clock.now()
    made = browser.post(NEW, data=FORM)
    assert made.status_code == 200
    secret, kept = secret_in(made), token()
    assert secret.startswith("sfl_")
    assert (kept.name, kept.hint) == ("Telephone", secret[-4:])
    assert kept.scopes == ("customers:read", "contacts:read")
    assert kept.networks == ("203.0.113.0/24", "2001:db8::/32")
    assert before <= kept.expires_at - timedelta(days=30) <= clock.now()
    office = sign_in(app, "admin")
    pages = [
        browser.get("/me"),
        office.get("/admin/tokens/"),
        office.get(f"/admin/tokens/{kept.id}"),
    ]
    for page in pages:
        assert (page.status_code, secret in page.text) == (200, False)
        assert "Telephone" in page.text
    bearer = {"Authorization": f"Bearer {secret}"}
    for address, status in (("203.0.113.9", 200), ("127.0.0.1", 401)):
        answer = app.test_client().get(
            "/api/v1/customers", headers=bearer, environ_base={"REMOTE_ADDR": address}
        )
        assert answer.status_code == status


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"scopes": []},
        {"scopes": ["customers:drop"]},
        {"lasts": "5000"},
        {"networks": "here"},
        {"password": "wrong"},
    ],
)
def test_what_is_typed_wrongly_makes_no_token(browser, token, wrong):
    answer = browser.post(NEW, data=FORM | wrong)
    assert "token-secret" not in answer.text
    assert token() is None


def test_a_token_is_revoked_and_given_another_budget_on_its_pages(browser, token, app):
    browser.post(NEW, data=FORM)
    address = f"/admin/tokens/{token().id}"
    budget = {"rows_per_hour": "70", "rows_per_day": "700"}
    assert browser.post(address, data=budget).status_code == 403
    assert sign_in(app, "admin").post(address, data=budget).status_code == 303
    assert (token().rows_per_hour, token().rows_per_day) == (70, 700)
    assert browser.post(f"/me/tokens/{token().id}/revocation").status_code == 303
    assert token().revoked_at is not None

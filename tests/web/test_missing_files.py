"""A static file that is not there leaves nothing behind in the browser, nor in a cache."""

import pytest

from salesforce_lite.web import App
from salesforce_lite.web.assets import asset

MISSING = [
    "/static/gone.js",
    "/static/gone.js?v=0123456789",
    "/static/../pyproject.toml",
    "/static/",
]


@pytest.mark.parametrize("address", MISSING)
@pytest.mark.parametrize("who", ["nobody", "rep"])
def test_a_missing_file_sets_no_cookie_and_is_not_kept(
    app: App, client_of, address: str, who: str
) -> None:
    browser = app.test_client() if who == "nobody" else client_of(who)
    answer = browser.get(address)
    assert answer.status_code == 404
    assert answer.headers.getlist("Set-Cookie") == []
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_missing_file_does_not_spoil_the_form_of_a_visitor(app: App) -> None:
    browser = app.test_client()
    browser.get("/sign-in")
    before = {cookie.key: cookie.value for cookie in browser._cookies.values()}
    assert before
    browser.get("/static/gone.js")
    assert {cookie.key: cookie.value for cookie in browser._cookies.values()} == before


def test_a_file_that_is_there_is_kept_for_ever(app: App) -> None:
    with app.test_request_context():
        address = asset("js/forms.js")
    with app.test_client().get(address) as answer:
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]

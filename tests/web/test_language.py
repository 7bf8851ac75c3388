"""The catalogues reach the pages."""

import pytest

from salesforce_lite.web import App


@pytest.mark.parametrize(
    ("asked", "read"),
    [("es-MX,es;q=0.9", "Iniciar sesión"), ("es", "Iniciar sesión"), ("en", "Sign in")],
)
def test_a_page_is_written_in_the_language_the_browser_asks_for(
    app: App, asked: str, read: str
) -> None:
    page = app.test_client().get("/sign-in", headers={"Accept-Language": asked})
    assert f"<h1>{read}</h1>" in page.text

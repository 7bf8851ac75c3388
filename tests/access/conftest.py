"""Browsers as tests of access see them: with the form, the tokens and the cookies."""

import re

import pytest

from tests.conftest import PASSWORD


class Browser:
    """A test client that reads the token of a page and sends it back."""

    def __init__(self, app, address="192.0.2.1"):
        self.client = app.test_client()
        self.address = address

    def get(self, url, **options):
        return self.client.get(url, environ_base={"REMOTE_ADDR": self.address}, **options)

    def post(self, url, data=None, *, page="/sign-in", **options):
        """Send a form of the page, with its token."""
        token = token_of(self.get(page).text)
        return self.client.post(
            url,
            data={"csrf_token": token, **(data or {})},
            environ_base={"REMOTE_ADDR": self.address},
            **options,
        )

    def sign_in(self, name="rep", password=PASSWORD, *, headers=None, **more):
        email = name if "@" in name else f"{name}@example.com"
        return self.post(
            "/sign-in", {"email": email, "password": password, **more}, headers=headers
        )

    def cookie(self, name="sfl_session"):
        found = self.client.get_cookie(name)
        return found.value if found else None

    def is_signed_in(self):
        return self.get("/me").status_code == 200


def token_of(page):
    return re.search(r'name="csrf-token" content="([^"]+)"', page)[1]


@pytest.fixture
def browser(app):
    """A browser nobody has signed in with."""
    return Browser(app)


@pytest.fixture
def another_browser(app):
    return lambda address="192.0.2.2": Browser(app, address)

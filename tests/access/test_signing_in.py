"""Signing in and out: what it opens, what it refuses, and what it never tells."""

import pytest

from salesforce_lite.kernel.errors import NotFoundError
from tests.conftest import PASSWORD


def test_who_types_the_right_password_is_in(browser):
    answer = browser.sign_in("rep")
    assert answer.status_code == 303
    assert answer.location == "/"
    assert browser.is_signed_in()


def test_letters_typed_on_another_keyboard_are_the_same_password(browser, work):
    pass

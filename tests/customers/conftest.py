"""Customers made in one line, and a reader of Spanish."""

import pytest

from salesforce_lite.access import find_user
from tests.customers.pages import adder


@pytest.fixture
def add(work):
    """`add("Kiosco Sol", by="other", lifecycle="active")` – a saved customer."""
    return adder(work)


@pytest.fixture
def reads(work):
    """`reads("rep", "es-MX")` – from now on the person reads that language."""

    def choose(name: str, locale: str) -> None:
        with work("admin") as uow:
            find_user(uow, f"{name}@example.com").locale = locale

    return choose

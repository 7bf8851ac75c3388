"""Records for tests of customers, made in one line, and a reader of Spanish."""

import pytest

from salesforce_lite.access import find_user
from salesforce_lite.customers import EmailAddress, PostalAddress, phone_of
from tests.customers.merging import make
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


@pytest.fixture
def two(work):
    """The same shop twice, each with something the other lacks."""
    keep = make(
        work,
        name="Ferretería Pérez",
        roles=["customer"],
        tags=["north"],
        emails=[EmailAddress("ventas@perez.example")],
        phones=[phone_of("81 8345 6789", "MX")],
        note="Closed on Mondays.",
        references=[("crm", "A-1")],
    )
    other = make(
        work,
        name="Ferreteria Perez SA",
        roles=["distributor", "customer"],
        website="perez.example",
        lifecycle="active",
        emails=[EmailAddress("jp@perez.example"), EmailAddress("ventas@perez.example")],
        phones=[phone_of("+52 81 8345 6789", "MX")],
        addresses=[PostalAddress(street="Juárez 123", city="Monterrey")],
        tax_country="MX",
        tax_value="MAB9307148T4",
        note="Ask for Juan.",
        references=[("crm", "A-2")],
    )
    return keep, other

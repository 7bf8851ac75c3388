"""Pages of customers: the list, one customer, the form – read as a browser without scripts would."""

import re

import pytest
from sqlalchemy import event

from salesforce_lite.customers import (
    CustomerDraft,
    EmailAddress,
    PostalAddress,
    get_customer,
    list_customers,
    phone_of,
    save_customer,
    save_customers,
)


def add(work, name="Ferretería Pérez", by="rep", **fields):
    with work(by) as uow:
        return save_customer(uow, CustomerDraft.of({"name": name, **fields}))


def speak(app, work, name, locale):
    with work("admin") as uow:
        from_table = uow.session.query  # noqa: F841


@pytest.fixture
def spanish(work):
    """The rep reads Mexican Spanish."""
    from salesforce_lite.access import find_user

    with work("admin") as uow:
        find_user(uow, "rep@example.com").locale = "es-MX"


def test_the_empty_list_offers_the_first_step(client_of):
    page = client_of("rep").get("/customers").text
    assert "No customers yet" in page
    assert 'href="/customers/new"' in page


def test_a_viewer_is_not_offered_what_they_may_not_do(client_of):
    page = client_of("viewer").get("/customers").text
    assert "/customers/new" not in page
    assert client_of("viewer").get("/customers/new").status_code == 403


def test_the_list_shows_what_one_needs_to_recognise_a_customer(work, client_of):
    add(
        work,
        lifecycle="active",
        roles=["distributor"],
        phones=[phone_of("81 1234 5678", "MX")],
        addresses=[PostalAddress(city="Monterrey", country="MX")],
    )
    page = client_of("rep").get("/customers").text
    for words in ("Ferretería Pérez", "Active", "Distributor", "Monterrey", "tel:+52", "Rep"):
        assert words in page


def test_page(work, client_of):
    c = add(work, emails=[EmailAddress("a@example.com")])
    r = client_of("rep").get(f"/customers/{c.id}")
    assert r.status_code == 200, r.text
    r = client_of("rep").get(f"/customers/{c.id}/edit")
    assert r.status_code == 200, r.text
    assert client_of("rep").get("/customers/new").status_code == 200

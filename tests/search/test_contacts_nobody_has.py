"""Contacts without a customer: who took them off, or made them, finds and opens them."""

import pytest

from salesforce_lite.customers import (
    ContactDraft,
    ContactLinkDraft,
    delete_contact,
    delete_customer,
    save_contact,
    unlink_contact,
)
from salesforce_lite.search import reindex
from tests.activities.records import a_customer, an_opportunity
from tests.search.records import a_visit


@pytest.fixture
def customer(work):
    with work("rep") as uow:
        return a_customer(uow, "Ferretería Pérez").id


@pytest.fixture
def contact(work, customer):
    """Of the rep's customer, but put in by somebody else."""
    with work("admin") as uow:
        link = ContactLinkDraft(customer_id=customer)
        return save_contact(uow, ContactDraft.of({"name": "Zoe Gómez"}, links=[link])).id


@pytest.fixture
def sees(client_of):
    """Whether a person finds the contact, and can open the page: always both or neither."""

    def ask(name: str, contact) -> bool:
        client = client_of(name)
        is_found = f"/contacts/{contact}" in client.get("/search?q=zoe").text
        is_opened = client.get(f"/contacts/{contact}").status_code == 200
        assert is_found == is_opened
        return is_found

    return ask


def test_who_takes_a_contact_off_their_last_customer_keeps_sight_of_them(
    work, customer, contact, sees
):
    with work("rep") as uow:
        unlink_contact(uow, contact, customer)
    assert [name for name in ("rep", "manager", "admin") if sees(name, contact)] == [
        *("rep", "manager", "admin"),
    ]
    assert not sees("other", contact)


def test_a_contact_of_nobody_is_seen_by_the_manager_of_who_made_them(work, sees):
    with work("rep") as uow:
        contact = save_contact(uow, ContactDraft.of({"name": "Zoe Gómez"})).id
    assert sees("manager", contact)
    assert not sees("other", contact)


def test_a_contact_of_a_deleted_customer_stays_with_its_owner(work, customer, contact, sees, app):
    with work("admin") as uow:
        delete_customer(uow, customer)
    assert sees("rep", contact)
    list(reindex(lambda: work("admin"), app.contributions.search_sources))
    assert sees("rep", contact)
    assert not sees("other", contact)


def test_where_a_deleted_contact_took_part_their_name_says_so(work, customer, contact, client_of):
    with work("rep") as uow:
        visit = a_visit(uow, customer, contact_id=contact).id
        sale = an_opportunity(uow, customer, contact_id=contact).id
        delete_contact(uow, contact)
    client = client_of("rep")
    for address in (
        *(f"/activities/{visit}", f"/activities/{visit}/edit"),
        *(f"/opportunities/{sale}", f"/opportunities/{sale}/edit", f"/customers/{customer}"),
    ):
        page = client.get(address).text
        assert "Zoe Gómez (deleted)" in page, address
        assert f"/contacts/{contact}" not in page, address

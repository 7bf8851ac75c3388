"""A contact that went to somebody else does not come back with what they wrote."""

import pytest

from salesforce_lite.customers import (
    ContactDraft,
    ContactLinkDraft,
    CustomerDraft,
    get_contact,
    link_contact,
    save_contact,
    save_customer,
    unlink_contact,
)
from salesforce_lite.kernel.errors import ConflictError, NotFoundError, StaleVersionError
from salesforce_lite.search import reindex, search
from tests.customers.records import contact_at, customer_of
from tests.customers.together import at_once


def hand_over(work, customer_id, name: str) -> None:
    with work(name) as uow:
        receiver = uow.actor.user_id
    with work("admin") as uow:
        save_customer(uow, CustomerDraft.of({"owner_id": receiver}, id=customer_id))


@pytest.fixture
def customer(work):
    return customer_of(work, "rep")


@pytest.fixture
def contact(work, customer):
    """Made by the rep, handed over with the customer, and made the other's own."""
    with work("rep") as uow:
        contact = contact_at(uow, customer).id
    hand_over(work, customer, "other")
    with work("other") as uow:
        news = {"name": "Zoe Canary", "note": "Private"}
        save_contact(uow, ContactDraft.of(news, id=contact))
    return contact


@pytest.fixture
def sees(work, client_of, app):
    """Whether a person gets the contact in any way: all of them or none."""

    def ask(name: str, contact) -> bool:
        client = client_of(name)
        with work(name) as uow:
            hits = search(uow, "canary", app.contributions.search_sources).get("contact", ())
        ways = [
            contact in [hit.id for hit in hits],
            "Canary" in client.get("/search?q=canary").text.replace("canary", ""),
            client.get(f"/contacts/{contact}").status_code == 200,
            client.get(f"/contacts/{contact}/edit").status_code == 200,
        ]
        if name == "viewer":
            ways.pop()
        assert len(set(ways)) == 1, (name, ways)
        return ways[0]

    return ask


def test_handed_over_edited_and_taken_off_it_stays_with_who_took_it_off(
    work, customer, contact, sees, app
):
    assert not sees("rep", contact)
    with work("other") as uow:
        unlink_contact(uow, contact, customer)
    everybody = ("rep", "manager", "other", "viewer", "admin")
    assert [name for name in everybody if sees(name, contact)] == ["other", "viewer", "admin"]
    list(reindex(lambda: work("admin"), app.contributions.search_sources))
    assert [name for name in everybody if sees(name, contact)] == ["other", "viewer", "admin"]


def test_whoever_edits_a_contact_of_nobody_does_not_take_it(work, customer, contact, sees):
    with work("other") as uow:
        unlink_contact(uow, contact, customer)
    with work("admin") as uow:
        save_contact(uow, ContactDraft.of({"note": "Checked"}, id=contact))
    assert sees("other", contact)
    assert not sees("rep", contact)


def test_what_was_ones_own_without_customer_goes_with_the_customer_it_got(work, sees):
    with work("rep") as uow:
        contact = save_contact(uow, ContactDraft.of({"name": "Zoe Canary"})).id
    assert sees("rep", contact)
    customer = customer_of(work, "rep")
    with work("rep") as uow:
        link_contact(uow, contact, ContactLinkDraft(customer_id=customer))
    hand_over(work, customer, "other")
    assert not sees("rep", contact)
    with work("other") as uow:
        unlink_contact(uow, contact, customer)
    assert not sees("rep", contact)
    assert sees("other", contact)


def test_it_stays_hidden_from_who_took_it_off_while_another_has_it(work, sees):
    mine, theirs = customer_of(work, "rep"), customer_of(work, "other")
    with work("admin") as uow:
        contact = contact_at(uow, mine, theirs, name="Zoe Canary").id
    with work("rep") as uow:
        unlink_contact(uow, contact, mine)
    assert not sees("rep", contact)
    with work("other") as uow:
        unlink_contact(uow, contact, theirs)
    assert not sees("rep", contact)
    assert sees("other", contact)


def test_of_two_who_take_off_the_last_two_at_once_one_has_it_or_is_told(work):
    mine, theirs = customer_of(work, "rep"), customer_of(work, "rep")
    with work("rep") as uow:
        contact = contact_at(uow, mine, theirs, name="Zoe Canary").id
    told = at_once(
        work,
        lambda uow: unlink_contact(uow, contact, mine),
        lambda uow: unlink_contact(uow, contact, theirs),
    )
    assert all(isinstance(one, StaleVersionError | ConflictError) for one in told)
    with work("admin") as uow:
        holder = get_contact(uow, contact).holder_id
        # The one who was told still finds the contact at their customer.
        assert (holder is None) == bool(told)


def test_nobody_takes_off_what_they_do_not_see(work, customer, contact):
    with work("rep") as uow, pytest.raises(NotFoundError):
        unlink_contact(uow, contact, customer)

"""Who sees a contact: through customers, as its maker, and never the links of others."""

import pytest
from sqlalchemy import select

from salesforce_lite.customers import (
    Contact,
    ContactDraft,
    CustomerDraft,
    contacts_of,
    delete_contact,
    get_contact,
    places_of,
    save_contact,
    save_customer,
    unlink_contact,
    visible_contacts,
)
from salesforce_lite.customers.errors import ContactSharedError
from salesforce_lite.kernel.errors import InvalidInputError, NotFoundError, PermissionDeniedError
from salesforce_lite.kernel.events import EventRecord
from tests.customers.records import contact_at, customer_of


def test_a_contact_of_two_customers_shows_each_rep_only_their_own(work):
    mine, theirs = customer_of(work, "rep", "Mine"), customer_of(work, "other", "Canary Theirs")
    with work("admin") as uow:
        contact = contact_at(uow, mine, theirs)
    with work("rep") as uow:
        [place] = places_of(uow, contact.id)
        assert place.customer.name == "Mine"
        with pytest.raises(NotFoundError):
            contacts_of(uow, theirs)
    with work("admin") as uow:
        assert len(places_of(uow, contact.id)) == 2


def test_contacts_of_customers_one_does_not_see_do_not_exist(work):
    customer_id = customer_of(work, "rep")
    with work("rep") as uow:
        contact = contact_at(uow, customer_id)
    with work("other") as uow:
        assert uow.session.scalars(visible_contacts(uow)).all() == []
        for attempt in (get_contact, delete_contact, places_of):
            with pytest.raises(NotFoundError):
                attempt(uow, contact.id)
        with pytest.raises(NotFoundError):
            save_contact(uow, ContactDraft.of({"name": "Stolen"}, id=contact.id))
        with pytest.raises(InvalidInputError):
            contact_at(uow, customer_id, name="Planted")
    with work("manager") as uow:
        assert get_contact(uow, contact.id).name == "Ana Ruiz"


def test_a_contact_without_customer_is_seen_by_its_maker_and_those_who_see_everybody(work):
    with work("rep") as uow:
        contact = save_contact(uow, ContactDraft.of({"name": "Fair visitor"}))
    for name in ("rep", "admin"):
        with work(name) as uow:
            assert get_contact(uow, contact.id)
    with work("other") as uow, pytest.raises(NotFoundError):
        get_contact(uow, contact.id)


def test_a_contact_given_to_another_rep_leaves_its_maker(work):
    customer_id = customer_of(work, "rep")
    with work("rep") as uow:
        contact = contact_at(uow, customer_id)
        other = uow.session.execute(select(EventRecord.actor_id).limit(1)).scalar()
        assert other == uow.actor.user_id
    with work("other") as uow:
        other_id = uow.actor.user_id
    with work("admin") as uow:
        save_customer(uow, CustomerDraft.of({"owner_id": other_id}, id=customer_id))
    with work("rep") as uow, pytest.raises(NotFoundError):
        get_contact(uow, contact.id)
    with work("other") as uow:
        assert get_contact(uow, contact.id).name == "Ana Ruiz"


def test_a_contact_that_others_have_too_is_taken_off_but_not_deleted(work):
    mine, theirs = customer_of(work, "rep"), customer_of(work, "other")
    with work("admin") as uow:
        contact = contact_at(uow, mine, theirs)
    with work("rep") as uow:
        with pytest.raises(ContactSharedError):
            delete_contact(uow, contact.id)
        unlink_contact(uow, contact.id, mine)
    with work("rep") as uow, pytest.raises(NotFoundError):
        get_contact(uow, contact.id)
    with work("other") as uow:
        assert len(contacts_of(uow, theirs)) == 1


def test_viewers_read_contacts_and_change_none(work):
    customer_id = customer_of(work, "rep")
    with work("rep") as uow:
        contact = contact_at(uow, customer_id)
    with work("viewer") as uow:
        get_contact(uow, contact.id)
        for attempt in (
            lambda: save_contact(uow, ContactDraft.of({"name": "X"})),
            lambda: delete_contact(uow, contact.id),
            lambda: unlink_contact(uow, contact.id, customer_id),
        ):
            with pytest.raises(PermissionDeniedError):
                attempt()


def test_the_session_hides_links_of_others_from_any_query(work):
    theirs = customer_of(work, "other")
    with work("other") as uow:
        contact = contact_at(uow, theirs)
    with work("rep") as uow:
        linked = select(Contact).join(Contact.links).where(Contact.id == contact.id)
        assert uow.session.scalars(linked).all() == []

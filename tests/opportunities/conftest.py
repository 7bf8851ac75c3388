"""Customers and opportunities for these tests, made through the services."""

import pytest

from salesforce_lite.customers import Contact, ContactLink, CustomerDraft, save_customer
from salesforce_lite.kernel.money import Money
from salesforce_lite.opportunities import OpportunityDraft, list_pipelines, save_opportunity


@pytest.fixture
def customer_of(work):
    """The id of a new customer of that person."""

    def make(name: str = "rep", called: str = "Ferretería Pérez"):
        with work(name) as uow:
            return save_customer(uow, CustomerDraft.of({"name": called})).id

    return make


@pytest.fixture
def opportunity_of(work, customer_of):
    """A new opportunity of that person, as saved."""

    def make(name: str = "rep", *, customer_id=None, amount: str | None = "8300", **fields):
        customer_id = customer_id or customer_of(name)
        money = Money.of(amount, fields.pop("currency", "EUR")) if amount else None
        values = {"title": "B line", "customer_id": customer_id, "amount": money} | fields
        with work(name) as uow:
            return save_opportunity(uow, OpportunityDraft.of(values))

    return make


@pytest.fixture
def stages(work):
    """The stages of the first pipeline."""
    with work("admin") as uow:
        return list(list_pipelines(uow)[0].stages)


@pytest.fixture
def contact_at(work):
    """The id of a new contact of the customer."""

    def make(customer_id, name: str = "rep"):
        with work(name) as uow:
            contact = Contact(name="Luisa Gómez")
            contact.refresh_derived()
            uow.session.add(contact)
            uow.session.flush()
            link = ContactLink(contact_id=contact.id, customer_id=customer_id)
            link.scope_owner_id = uow.actor.user_id
            uow.session.add(link)
            return contact.id

    return make

"""A customer and a contact, made in one line."""

from salesforce_lite.customers import (
    ContactDraft,
    ContactLinkDraft,
    CustomerDraft,
    save_contact,
    save_customer,
)


def customer_of(work, name: str, title: str = "Ferretería Pérez"):
    with work(name) as uow:
        return save_customer(uow, CustomerDraft.of({"name": title})).id


def contact_at(uow, *customer_ids, name="Ana Ruiz", **fields):
    links = [ContactLinkDraft(customer_id=one, function="Buyer") for one in customer_ids]
    return save_contact(uow, ContactDraft.of({"name": name, **fields}, links=links))

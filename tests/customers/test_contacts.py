"""Contacts: saving in batches, links, deleting and restoring."""

from datetime import date

import pytest
from sqlalchemy import event, select

from salesforce_lite.customers import (
    ContactDraft,
    ContactLinkDraft,
    CustomerDraft,
    EmailAddress,
    LookUpKey,
    contacts_of,
    delete_contact,
    link_contact,
    phone_of,
    restore_contact,
    save_contact,
    save_contacts,
    save_customer,
    save_customers,
)
from salesforce_lite.kernel.errors import InvalidInputError, StaleVersionError
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.history import AuditEntry, Tombstone
from salesforce_lite.references import find_by_references
from tests.customers.records import contact_at, customer_of


def test_a_contact_has_ways_to_be_reached_and_a_function_at_the_customer(work):
    customer_id = customer_of(work, "rep")
    with work("rep") as uow:
        contact_at(
            uow,
            customer_id,
            emails=[EmailAddress(" Ana@Example.com ", "work"), EmailAddress("ana@home.example")],
            phones=[phone_of("81 8345 6789", "MX"), phone_of("ext. 3", "MX")],
        )
    with work("rep") as uow:
        [place] = contacts_of(uow, customer_id)
        assert place.link.function == "Buyer"
        assert place.contact.email == "ana@example.com"
        assert [phone.number for phone in place.contact.phones] == ["+528183456789", None]
        keys = uow.session.execute(
            select(LookUpKey.kind, LookUpKey.value).where(
                LookUpKey.record_id == place.contact.id, LookUpKey.record_kind == "contact"
            )
        ).all()
        assert ("phone", "+528183456789") in keys
        assert ("email", "ana@home.example") in keys


def test_every_wrong_field_of_a_contact_is_named():
    with pytest.raises(InvalidInputError) as refused:
        ContactDraft.of({"emails": [EmailAddress("nobody")], "salutation": "x" * 41})
    assert set(refused.value.fields) == {"name", "emails", "salutation"}
    with pytest.raises(InvalidInputError) as refused:
        ContactDraft.of(
            {"name": "Ana"},
            links=[
                ContactLinkDraft(
                    customer_id=CUSTOMER, since=date(2026, 2, 1), until=date(2026, 1, 1)
                )
            ],
        )
    assert set(refused.value.fields) == {"until"}


CUSTOMER = "019a0000-0000-7000-8000-000000000000"


def test_a_customer_has_one_primary_contact(work):
    customer_id = customer_of(work, "rep")
    with work("rep") as uow:
        save_contacts(
            uow,
            [
                ContactDraft.of(
                    {"name": name},
                    links=[ContactLinkDraft(customer_id=customer_id, is_primary=True)],
                )
                for name in ("Ana", "Bea")
            ],
        )
    with work("rep") as uow:
        assert [(p.contact.name, p.link.is_primary) for p in contacts_of(uow, customer_id)] == [
            ("Bea", True),
            ("Ana", False),
        ]
        ana = contacts_of(uow, customer_id)[1].contact
        link_contact(uow, ana.id, ContactLinkDraft(customer_id=customer_id, is_primary=True))
    with work("rep") as uow:
        assert [p.contact.name for p in contacts_of(uow, customer_id)] == ["Ana", "Bea"]
        assert not contacts_of(uow, customer_id)[1].link.is_primary


def test_those_who_left_come_last(work):
    customer_id = customer_of(work, "rep")
    with work("rep") as uow:
        link = ContactLinkDraft(customer_id=customer_id, is_primary=True, until=date(2020, 1, 1))
        save_contact(uow, ContactDraft.of({"name": "Aaron"}, links=[link]))
        contact_at(uow, customer_id, name="Zoe")
        assert [p.contact.name for p in contacts_of(uow, customer_id)] == ["Zoe", "Aaron"]


def test_changes_are_told_once_and_only_when_there_are_some(work):
    customer_id = customer_of(work, "rep")
    with work("rep") as uow:
        contact = contact_at(uow, customer_id)
    for name in ("Ana Ruiz", "Ana Ruiz Vega"):
        with work("rep") as uow:
            contact_again = save_contact(uow, ContactDraft.of({"name": name}, id=contact.id))
            assert contact_again.id == contact.id
    with work("rep") as uow:
        told = uow.session.scalars(
            select(EventRecord).where(EventRecord.name == "ContactChanged")
        ).all()
        assert [fact.payload["fields"] for fact in told] == [["name"]]
        [entry] = uow.session.scalars(
            select(AuditEntry).where(
                AuditEntry.record_id == contact.id, AuditEntry.action == "changed"
            )
        )
        assert entry.changes == {"name": ["Ana Ruiz", "Ana Ruiz Vega"]}


def test_a_stale_version_of_a_contact_is_refused(work):
    with work("rep") as uow:
        contact = save_contact(uow, ContactDraft.of({"name": "One"}))
        read = contact.version
    with work("rep") as uow:
        save_contact(uow, ContactDraft.of({"name": "Two"}, id=contact.id, version=read))
    with work("rep") as uow, pytest.raises(StaleVersionError):
        save_contact(uow, ContactDraft.of({"name": "Three"}, id=contact.id, version=read))


def test_deleting_leaves_a_tombstone_and_can_be_taken_back(work):
    customer_id = customer_of(work, "rep")
    with work("rep") as uow:
        contact = contact_at(uow, customer_id)
    with work("rep") as uow:
        delete_contact(uow, contact.id)
    with work("rep") as uow:
        assert contacts_of(uow, customer_id) == []
        assert uow.session.get(Tombstone, contact.id).record_kind == "contact"
        restore_contact(uow, contact.id)
    with work("rep") as uow:
        assert len(contacts_of(uow, customer_id)) == 1
        assert uow.session.get(Tombstone, contact.id) is None


def test_a_person_may_be_a_contact_and_a_customer(work):
    with work("rep") as uow:
        person = save_customer(uow, CustomerDraft.of({"name": "Ana Ruiz", "kind": "person"}))
        contact = save_contact(uow, ContactDraft.of({"name": "Ana Ruiz", "person_id": person.id}))
        assert contact.person_id == person.id
    with work("other") as uow, pytest.raises(InvalidInputError):
        save_contact(uow, ContactDraft.of({"name": "Ana", "person_id": person.id}))


def drafts_for(customer_ids, count):
    return [
        ContactDraft.of(
            {"name": f"Contact {number}", "emails": [EmailAddress(f"c{number}@example.com")]},
            links=[
                ContactLinkDraft(
                    customer_id=customer_ids[number % len(customer_ids)], is_primary=True
                )
            ],
            references=[("crm", f"C-{number}")],
        )
        for number in range(count)
    ]


def test_five_hundred_contacts_cost_as_many_statements_as_ten(work, app):
    with work("rep") as uow:
        customers = save_customers(
            uow, [CustomerDraft.of({"name": f"Customer {n}"}) for n in range(50)]
        )
        ids = [customer.id for customer in customers]
    statements = []

    def count(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(app.engine, "before_cursor_execute", count)
    costs = []
    for size, prefix in ((10, "small"), (500, "large")):
        drafts = drafts_for(ids, size)
        if prefix == "large":
            drafts = [ContactDraft.of({"name": d.fields["name"]}, links=d.links) for d in drafts]
        statements.clear()
        with work("rep") as uow:
            statements.clear()
            save_contacts(uow, drafts)
            costs.append(len(statements))
    event.remove(app.engine, "before_cursor_execute", count)
    # Inserting many rows may be cut into a few statements, never into one per row. The ten who were
    # the primary contacts step back: their link and their version.
    assert costs[1] <= costs[0] + 2 * 10 + 3


def test_references_lead_from_another_system_to_the_contact(work):
    customer_id = customer_of(work, "rep")
    with work("rep") as uow:
        saved = save_contacts(uow, drafts_for([customer_id], 3))
        found = find_by_references(uow, "contact", "crm", ["C-0", "C-2", "C-9"])
        assert found == {"C-0": saved[0].id, "C-2": saved[2].id}

"""What follows a merge: contacts, relations, children, the past and names in other systems."""

from datetime import date

import pytest
from sqlalchemy import select

from salesforce_lite.customers import (
    ContactDraft,
    ContactLinkDraft,
    CustomerDraft,
    EmailAddress,
    LifecycleChange,
    LookUpKey,
    RelationKind,
    contacts_of,
    find_duplicates,
    get_contact,
    get_customer,
    relate_customers,
    relations_of,
    restore_customer,
    save_contact,
    save_customer,
)
from salesforce_lite.customers.errors import CustomerMergedError
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.history import AuditEntry, Tombstone
from salesforce_lite.references import find_by_references
from tests.customers.merging import make, merged


def test_the_merged_one_is_gone_and_leads_to_the_survivor(work, two):
    merged(work, two)
    with work("rep") as uow:
        with pytest.raises(CustomerMergedError) as gone:
            get_customer(uow, two[1])
        assert gone.value.survivor_id == two[0]
        assert uow.session.get(Tombstone, two[1]).record_kind == "customer"
    with work("admin") as uow, pytest.raises(NotFoundError):
        restore_customer(uow, two[1])
    with work("other") as uow, pytest.raises(NotFoundError) as hidden:
        get_customer(uow, two[1])
    assert not isinstance(hidden.value, CustomerMergedError)


def test_what_was_merged_before_leads_to_the_last_survivor(work, two):
    third = make(work, name="Pérez")
    merged(work, (two[1], third))
    merged(work, two)
    with work("rep") as uow, pytest.raises(CustomerMergedError) as gone:
        get_customer(uow, third)
    assert gone.value.survivor_id == two[0]


def test_contacts_follow_and_doubles_become_one(work, two):
    with work("rep") as uow:
        both = save_contact(
            uow,
            ContactDraft.of(
                {"name": "Ana"},
                links=[
                    ContactLinkDraft(customer_id=two[0], is_primary=True, since=date(2024, 1, 1)),
                    ContactLinkDraft(customer_id=two[1], function="Buyer", since=date(2020, 1, 1)),
                ],
            ),
        )
        other = save_contact(
            uow,
            ContactDraft.of(
                {"name": "Juan", "person_id": two[1]},
                links=[ContactLinkDraft(customer_id=two[1], is_primary=True)],
            ),
        )
    merged(work, two)
    with work("rep") as uow:
        ana, juan = contacts_of(uow, two[0])
        assert ana.contact.id == both.id
        assert (ana.link.function, ana.link.since) == ("Buyer", date(2020, 1, 1))
        assert (ana.link.is_primary, juan.link.is_primary) == (True, False)
        assert get_contact(uow, other.id).person_id == two[0]


def test_contacts_follow_into_the_survivors_row_scope(work):
    mine, theirs = make(work, name="Pérez"), make(work, "other", name="Pérez")
    with work("other") as uow:
        contact = save_contact(
            uow, ContactDraft.of({"name": "Ana"}, links=[ContactLinkDraft(customer_id=theirs)])
        )
    merged(work, (mine, theirs), "admin")
    with work("rep") as uow:
        assert get_contact(uow, contact.id)
    with work("other") as uow, pytest.raises(NotFoundError):
        get_contact(uow, contact.id)


def test_taking_the_others_owner_takes_contacts_along(work):
    mine, theirs = make(work, name="Pérez"), make(work, "other", name="Pérez")
    with work("rep") as uow:
        contact = save_contact(
            uow, ContactDraft.of({"name": "Ana"}, links=[ContactLinkDraft(customer_id=mine)])
        )
    merged(work, (mine, theirs), "admin", choices={"owner": "other"})
    with work("other") as uow:
        assert get_contact(uow, contact.id)
        assert get_customer(uow, mine)


def test_relations_follow_without_self_relations_or_doubles(work, two):
    agent = make(work, name="Agencia Luna")
    with work("rep") as uow:
        relate_customers(uow, agent, RelationKind.AGENT_OF, two[0])
        relate_customers(uow, agent, RelationKind.AGENT_OF, two[1])
        relate_customers(uow, two[0], RelationKind.REFERRED_BY, two[1])
        relate_customers(uow, two[1], RelationKind.BENEFICIARY_OF, agent)
    merged(work, two)
    with work("rep") as uow:
        lines = relations_of(uow, two[0])
        assert sorted((line.relation.kind, line.is_forward) for line in lines) == [
            ("agent_of", False),
            ("beneficiary_of", True),
        ]


def test_of_a_contact_at_both_no_function_and_not_the_first_person_is_lost(work, two):
    with work("rep") as uow:
        links = [
            ContactLinkDraft(customer_id=two[0], function="Buyer"),
            ContactLinkDraft(customer_id=two[1], function="Director", is_primary=True),
        ]
        save_contact(uow, ContactDraft.of({"name": "Ana"}, links=links))
    merged(work, two)
    with work("rep") as uow:
        [ana] = contacts_of(uow, two[0])
        assert (ana.link.function, ana.link.is_primary) == ("Buyer, Director", True)


def test_the_survivors_first_person_stays_the_only_one(work, two):
    with work("rep") as uow:
        links = [
            ContactLinkDraft(customer_id=two[0]),
            ContactLinkDraft(customer_id=two[1], is_primary=True, function="x" * 120),
        ]
        save_contact(uow, ContactDraft.of({"name": "Ana"}, links=links))
        first = [ContactLinkDraft(customer_id=two[0], is_primary=True)]
        save_contact(uow, ContactDraft.of({"name": "Juan"}, links=first))
    merged(work, two)
    with work("rep") as uow:
        juan, ana = contacts_of(uow, two[0])
        assert (juan.contact.name, juan.link.is_primary) == ("Juan", True)
        assert (ana.link.function, ana.link.is_primary) == ("x" * 120, False)


def test_of_two_equal_relations_nothing_is_lost(work, two):
    agent = make(work, name="Agencia Luna")
    with work("rep") as uow:
        relate_customers(
            uow, agent, RelationKind.AGENT_OF, two[0], starts_on=date(2024, 1, 1), note="Own"
        )
        relate_customers(
            uow,
            agent,
            RelationKind.AGENT_OF,
            two[1],
            is_captive=True,
            starts_on=date(2020, 1, 1),
            note="Theirs",
        )
    merged(work, two)
    with work("rep") as uow:
        [line] = relations_of(uow, two[0])
        kept = line.relation
        assert (kept.starts_on, kept.is_captive) == (date(2020, 1, 1), True)
        assert kept.note.split("\n") == ["Own", "Theirs"]


def test_children_follow_even_those_the_actor_does_not_see(work, two):
    child = make(work, name="Branch", parent_id=two[1])
    hidden = make(work, "other", name="Hidden branch")
    with work("admin") as uow:
        save_customer(uow, CustomerDraft.of({"parent_id": two[1]}, id=hidden))
    merged(work, two)
    with work("admin") as uow:
        assert get_customer(uow, child).parent_id == two[0]
        assert get_customer(uow, hidden).parent_id == two[0]


def test_a_merge_makes_no_loop_of_parents(work, two):
    grand = make(work, name="Holding")
    with work("rep") as uow:
        save_customer(uow, CustomerDraft.of({"parent_id": grand}, id=two[1]))
        save_customer(uow, CustomerDraft.of({"parent_id": two[1]}, id=two[0]))
    merged(work, two)
    with work("rep") as uow:
        assert get_customer(uow, two[0]).parent_id == grand
    below = make(work, name="Below", parent_id=two[0])
    with work("rep") as uow:
        other = save_customer(uow, CustomerDraft.of({"name": "X", "parent_id": below})).id
    merged(work, (two[0], other), choices={"parent": "other"})
    with work("rep") as uow:
        assert get_customer(uow, two[0]).parent_id == grand


def test_the_past_and_the_names_in_other_systems_follow(work, two):
    with work("rep") as uow:
        save_customer(uow, CustomerDraft.of({"lifecycle": "dormant"}, id=two[1]))
    merged(work, two)
    with work("rep") as uow:
        past = uow.session.scalars(select(LifecycleChange)).all()
        assert [(one.customer_id, one.after) for one in past] == [(two[0], "dormant")]
        found = find_by_references(uow, "customer", "crm", ["A-1", "A-2"])
        assert found == {"A-1": two[0], "A-2": two[0]}
        assert not uow.session.scalars(select(LookUpKey).where(LookUpKey.record_id == two[1])).all()
        [candidate] = find_duplicates(uow, {"emails": [EmailAddress("jp@perez.example")]})
        assert candidate.customer.id == two[0]


def test_both_histories_and_an_event_tell_it(work, two):
    merged(work, two)
    with work("rep") as uow:
        entries = {
            (entry.record_id, entry.action): entry.changes
            for entry in uow.session.scalars(select(AuditEntry))
        }
        assert entries[two[0], "merged"] == {"merged": [None, "Ferreteria Perez SA"]}
        assert entries[two[1], "deleted"]["merged_into_id"] == [None, str(two[0])]
        [event] = uow.session.scalars(
            select(EventRecord).where(EventRecord.name == "CustomersMerged")
        )
        assert event.payload == {"customer_id": str(two[0]), "merged_id": str(two[1])}

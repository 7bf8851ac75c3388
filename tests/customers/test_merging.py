"""Merging customers: nothing is lost, everything follows, both histories tell it."""

from datetime import date

import pytest
from sqlalchemy import select

from salesforce_lite.customers import (
    ContactDraft,
    ContactLinkDraft,
    Customer,
    CustomerDraft,
    EmailAddress,
    LifecycleChange,
    LookUpKey,
    PostalAddress,
    RelationKind,
    contacts_of,
    differing_fields,
    find_duplicates,
    get_contact,
    get_customer,
    merge_customers,
    phone_of,
    relate_customers,
    relations_of,
    restore_customer,
    save_contact,
    save_customer,
)
from salesforce_lite.customers.errors import CustomerMergedError, SameCustomerError
from salesforce_lite.kernel.errors import (
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    StaleVersionError,
)
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.history import AuditEntry, Tombstone
from salesforce_lite.references import find_by_references


def make(work, who="rep", /, **fields):
    references = fields.pop("references", ())
    with work(who) as uow:
        return save_customer(uow, CustomerDraft.of(fields, references=references)).id


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


def merged(work, two, name="manager", **options):
    with work(name) as uow:
        merge_customers(uow, *two, **options)


def test_lists_are_united_and_gaps_filled(work, two):
    merged(work, two)
    with work("rep") as uow:
        keep = get_customer(uow, two[0])
        assert keep.name == "Ferretería Pérez"
        assert keep.roles == ("customer", "distributor")
        assert [email.address for email in keep.emails] == [
            "ventas@perez.example",
            "jp@perez.example",
        ]
        assert len(keep.phones) == 1
        assert keep.city == "Monterrey"
        assert (keep.website, keep.tax_value) == ("perez.example", "MAB9307148T4")
        assert keep.note == "Closed on Mondays.\n\nAsk for Juan."
        assert keep.lifecycle == "lead"


def test_the_choice_of_each_field_counts(work, two):
    with work("manager") as uow:
        keep, other = (get_customer(uow, one) for one in two)
        assert differing_fields(keep, other) == ["name", "lifecycle"]
    merged(work, two, choices={"name": "other", "lifecycle": "other"})
    with work("rep") as uow:
        keep = get_customer(uow, two[0])
        assert (keep.name, keep.lifecycle) == ("Ferreteria Perez SA", "active")
        told = uow.session.scalars(select(EventRecord.name)).all()
        assert "CustomerLifecycleChanged" in told


def test_a_wrong_choice_is_refused(work, two):
    for choices in ({"name": "both"}, {"emails": "keep"}):
        with pytest.raises(InvalidInputError):
            merged(work, two, choices=choices)


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


def test_only_leaders_merge_and_only_what_they_see(work, two):
    theirs = make(work, "other", name="Canary")
    with pytest.raises(PermissionDeniedError):
        merged(work, two, "rep")
    with pytest.raises(NotFoundError):
        merged(work, (two[0], theirs), "manager")
    with pytest.raises(SameCustomerError):
        merged(work, (two[0], two[0]))


def test_a_merge_of_what_somebody_just_changed_is_refused(work, two):
    with work("rep") as uow:
        versions = tuple(get_customer(uow, one).version for one in two)
        save_customer(uow, CustomerDraft.of({"name": "Changed"}, id=two[1]))
    with pytest.raises(StaleVersionError):
        merged(work, two, versions=versions)
    with work("rep") as uow:
        assert uow.session.get(Customer, two[1]).deleted_at is None

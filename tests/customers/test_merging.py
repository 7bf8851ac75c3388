"""Merging customers: nothing is lost or cut, each choice counts, and who may do it."""

import pytest
from sqlalchemy import select

from salesforce_lite.customers import (
    Customer,
    CustomerDraft,
    EmailAddress,
    PostalAddress,
    differing_fields,
    get_customer,
    phone_of,
    save_customer,
)
from salesforce_lite.customers.errors import (
    NotesTooLongTogetherError,
    SameCustomerError,
    TooManyTogetherError,
)
from salesforce_lite.kernel.errors import (
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    StaleVersionError,
)
from salesforce_lite.kernel.events import EventRecord
from tests.customers.merging import make, merged


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


MANY = {
    "emails": [EmailAddress(f"p{number}@perez.example") for number in range(100)],
    "phones": [phone_of(f"81 8345 {number}", "MX") for number in range(5000, 5100)],
    "addresses": [PostalAddress(street=f"Juárez {number}") for number in range(100)],
    "roles": [f"role {number}" for number in range(100)],
    "tags": [f"tag {number}" for number in range(100)],
}
EXTRA = {
    "emails": EmailAddress("more@perez.example"),
    "phones": phone_of("81 8345 9999", "MX"),
    "addresses": PostalAddress(street="Colón 9"),
    "roles": "more",
    "tags": "more",
}


@pytest.mark.parametrize("name", MANY)
def test_what_one_customer_cannot_hold_is_refused_and_nothing_lost(work, name):
    values = MANY[name]
    full = make(work, name="Full", **{name: values[1:]})
    part = make(work, name="Part", **{name: values[:1]})
    other = make(work, name="Other", **{name: [*values[1:], EXTRA[name]]})
    merged(work, (full, part))
    with pytest.raises(TooManyTogetherError) as told:
        merged(work, (full, other))
    assert "more than 100 e-mails, phones" in str(told.value)
    with work("rep") as uow:
        assert len(getattr(get_customer(uow, full), name)) == 100
        assert len(getattr(get_customer(uow, other), name)) == 100


def test_a_note_stays_whole_or_the_merge_is_refused(work):
    one, other = make(work, name="One", note="a" * 2000), make(work, name="Other", note="b" * 1998)
    merged(work, (one, other))
    third = make(work, name="Third", note="c")
    with pytest.raises(NotesTooLongTogetherError) as told:
        merged(work, (one, third))
    assert "4000 characters" in str(told.value)
    with work("rep") as uow:
        assert get_customer(uow, one).note == "a" * 2000 + "\n\n" + "b" * 1998
        assert get_customer(uow, third).note == "c"


def test_two_extensions_of_one_number_stay_two_phones(work):
    one = make(work, name="One", phones=[phone_of("81 8345 6789 ext. 12", "MX")])
    other = make(work, name="Other", phones=[phone_of("81 8345 6789 ext. 34", "MX")])
    merged(work, (one, other))
    with work("rep") as uow:
        assert [phone.extension for phone in get_customer(uow, one).phones] == ["12", "34"]


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

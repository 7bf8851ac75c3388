"""A record is saved while a field is changed, on PostgreSQL: one of the two comes after the other.

SQLite has one writer, so there the second simply comes later.
"""

import pytest
from sqlalchemy import select, update

from salesforce_lite.custom_fields import (
    FIRST,
    CustomField,
    CustomValue,
    FieldInUseError,
    KindFixedError,
    change_field,
    count_wrong_values,
    delete_field,
    renew_part,
    retire_field,
)
from salesforce_lite.customers import Customer, CustomerDraft, get_customer, save_customer
from salesforce_lite.kernel.errors import InvalidInputError
from tests.customers.together import at_once


def say(customer_id, value):
    draft = CustomerDraft.of({"custom": {"my_text": value}}, id=customer_id)
    return lambda uow: save_customer(uow, draft)


CHANGES = {
    "another kind": (lambda uow, made: change_field(uow, made, {}, kind="number"), KindFixedError),
    "deleted": (lambda uow, made: delete_field(uow, made), FieldInUseError),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_value_that_is_being_saved_keeps_its_field_as_it_is(add, work, field, name) -> None:
    change, refusal = CHANGES[name]
    made, customer = field("text").id, add().id
    told = at_once(work, say(customer, "Always open"), lambda uow: change(uow, made))
    assert [type(one) for one in told] == [refusal]
    with work("admin") as uow:
        assert get_customer(uow, customer).custom == {"my_text": "Always open"}
        assert uow.session.get_one(CustomField, made).kind == "text"


@pytest.mark.parametrize("name", [*CHANGES, "retired"])
def test_a_value_has_to_fit_what_the_field_has_become_meanwhile(add, work, field, name) -> None:
    change = CHANGES[name][0] if name in CHANGES else retire_field
    made, customer = field("text").id, add().id
    told = at_once(work, lambda uow: change(uow, made), say(customer, "Always open"))
    assert [type(one) for one in told] == [InvalidInputError]
    assert list(told[0].fields) == ["custom.my_text"]
    with work("admin") as uow:
        assert get_customer(uow, customer).custom == {}


def test_the_default_of_a_new_record_is_that_of_the_field_as_it_is(work, field) -> None:
    made = field("text", default_value="Always open").id
    at_once(
        work,
        lambda uow: change_field(uow, made, {}, kind="number"),
        lambda uow: save_customer(uow, CustomerDraft.of({"name": "Kiosco"})),
    )
    with work("admin") as uow:
        assert uow.session.scalars(select(Customer.custom)).all() == [{}]


@pytest.mark.parametrize("is_repair_first", [True, False])
def test_a_repair_of_what_values_are_found_by_writes_nothing_stale(
    add, work, field, is_repair_first
) -> None:
    field("text")
    customer = add(custom={"my_text": "Before"}).id
    with work("admin") as uow:
        uow.session.execute(update(CustomValue).values(text_value="wrong"))
    steps = [lambda uow: renew_part(uow, FIRST), say(customer, "After")]
    assert at_once(work, *(steps if is_repair_first else reversed(steps))) == []
    with work("admin") as uow:
        assert uow.session.scalars(select(CustomValue.text_value)).all() == ["after"]
        assert count_wrong_values(uow) == 0

"""Values of custom fields are checked, saved with the record, told in its history and found."""

import pytest
from sqlalchemy import select

from salesforce_lite.audit import history_of
from salesforce_lite.custom_fields import CustomValue, FieldOption, change_field, retire_field
from salesforce_lite.customers import CustomerDraft, delete_customer, get_customer, save_customer
from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.kernel.ids import new_id
from tests.custom_fields.fields import VALUES

NO_SUCH_FIELD = "There is no such field."
GONE = "This does not exist (any more)."


def change(work, customer_id, custom, by="rep", **more):
    with work(by) as uow:
        return save_customer(uow, CustomerDraft.of({"custom": custom}, id=customer_id, **more))


def rows(work, record_id):
    with work("admin") as uow:
        query = select(CustomValue).where(CustomValue.record_id == record_id)
        found = uow.session.scalars(query.order_by(CustomValue.position)).all()
        return [(one.text_value, one.number_value, one.target_id) for one in found]


@pytest.mark.parametrize("kind", VALUES)
def test_a_value_is_kept_in_one_form_whatever_it_was_said_as(field, add, work, kind) -> None:
    said, kept = VALUES[kind]
    field(kind)
    first = add("Kiosco Sol", custom={f"my_{kind}": said})
    second = add("Kiosco Luna", custom={f"my_{kind}": kept})
    with work("rep") as uow:
        for one in (first, second):
            assert get_customer(uow, one.id).custom == {f"my_{kind}": kept}


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("text", ("always open", None, None)),
        ("number", (None, 12_500_000, None)),
        ("money", ("EUR", 1050, None)),
        ("date", (None, 739706, None)),
        ("choice", ("large", None, None)),
        ("yes_no", (None, 0, None)),
    ],
)
def test_a_value_is_found_by_one_row_of_its_kind(field, add, work, kind, row) -> None:
    field(kind)
    customer = add("Kiosco Sol", custom={f"my_{kind}": VALUES[kind][0]})
    assert rows(work, customer.id) == [row]
    change(work, customer.id, {f"my_{kind}": None})
    assert rows(work, customer.id) == []


def test_several_choices_are_found_by_each_of_them(field, add, work) -> None:
    field("choices")
    customer = add("Kiosco Sol", custom={"my_choices": ["large", "small"]})
    assert rows(work, customer.id) == [("small", None, None), ("large", None, None)]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "x" * 501),
        ("text", "a\0b"),
        ("number", "NaN"),
        ("number", "-1e999999999"),
        ("number", "0.1234567"),
        ("number", "10000000000000"),
        ("money", {"amount": "1.234", "currency": "EUR"}),
        ("money", {"amount": "1", "currency": "XXQ"}),
        ("money", 12),
        ("date", "31/03/2026"),
        ("date", "1066-10-14"),
        ("choice", "medium"),
        ("choices", ["small", "medium"]),
        ("yes_no", "perhaps"),
        ("link", "javascript://example.com/%0aalert(1)"),
        ("link", "shop"),
        ("customer", "Kiosco"),
        ("user", 12),
    ],
)
def test_what_does_not_fit_the_field_is_refused_in_a_sentence(field, work, kind, value) -> None:
    field(kind)
    with work("rep") as uow, pytest.raises(InvalidInputError) as refused:
        save_customer(uow, CustomerDraft.of({"name": "Kiosco", "custom": {f"my_{kind}": value}}))
    ((name, sentence),) = refused.value.fields.items()
    assert name == f"custom.my_{kind}"
    assert (sentence % refused.value.params).endswith(".")


def test_all_choices_that_are_wrong_are_named(field, work) -> None:
    field("choices")
    said = {"my_choices": ["tiny", "small", "huge"]}
    with work("rep") as uow, pytest.raises(InvalidInputError) as refused:
        save_customer(uow, CustomerDraft.of({"name": "Kiosco", "custom": said}))
    sentence = refused.value.fields["custom.my_choices"] % refused.value.params
    assert sentence == "These are none of the choices: “tiny”, “huge”. There are: small, large."


def test_a_field_that_nobody_made_is_refused(work) -> None:
    with work("rep") as uow, pytest.raises(InvalidInputError) as refused:
        save_customer(uow, CustomerDraft.of({"name": "Kiosco", "custom": {"colour": "red"}}))
    assert refused.value.fields == {"custom.colour": NO_SUCH_FIELD}


def test_what_a_draft_does_not_name_stays_as_it_is(field, add, work) -> None:
    field("text")
    field("number")
    customer = add("Kiosco Sol", custom={"my_text": "Always open", "my_number": "3"})
    change(work, customer.id, {"my_number": "4"})
    with work("rep") as uow:
        custom = get_customer(uow, customer.id).custom
    assert custom == {"my_text": "Always open", "my_number": "4"}


def test_each_field_has_its_own_line_in_the_history(field, add, work) -> None:
    field("text")
    field("number")
    customer = add("Kiosco Sol", custom={"my_text": "Always open"})
    change(work, customer.id, {"my_text": "Closed on Mondays", "my_number": "4"})
    with work("rep") as uow:
        newest = history_of(uow, customer.id)[0]
    assert newest.changes == {
        "custom.my_text": ["Always open", "Closed on Mondays"],
        "custom.my_number": [None, "4"],
    }


def test_saying_the_same_again_is_no_change(field, add, work) -> None:
    field("number")
    customer = add("Kiosco Sol", custom={"my_number": "4"})
    assert change(work, customer.id, {"my_number": "4.00"}).version == 1


def test_a_new_record_gets_the_defaults_that_nobody_named(field, add, work) -> None:
    field("choice", default_value="small")
    field("number", default_value="1")
    assert add("Kiosco Sol").custom == {"my_choice": "small", "my_number": "1"}
    assert add("Kiosco Luna", custom={"my_number": None}).custom == {"my_choice": "small"}


def test_a_required_field_is_not_asked_for_by_services_but_may_not_be_emptied(
    field, add, work
) -> None:
    field("text", is_required=True)
    customer = add("Kiosco Sol")
    change(work, customer.id, {"my_text": "Always open"})
    with pytest.raises(InvalidInputError) as refused:
        change(work, customer.id, {"my_text": ""})
    assert refused.value.fields == {"custom.my_text": "This has to be filled in."}


def test_a_choice_that_is_offered_no_more_stays_where_it_is(field, add, work) -> None:
    made = field("choice")
    field("number")
    customer = add("Kiosco Sol", custom={"my_choice": "small"})
    retired = [FieldOption("small", "Small", "Chico", is_retired=True), made.options[1]]
    with work("admin") as uow:
        change_field(uow, made.id, {"options": retired})
    change(work, customer.id, {"my_choice": "small", "my_number": "2"})
    with pytest.raises(InvalidInputError):
        add("Kiosco Luna", custom={"my_choice": "small"})


def test_a_retired_field_keeps_its_values_and_takes_no_more(field, add, work) -> None:
    made = field("text")
    customer = add("Kiosco Sol", custom={"my_text": "Always open"})
    with work("admin") as uow:
        retire_field(uow, made.id)
    with pytest.raises(InvalidInputError):
        change(work, customer.id, {"my_text": "Closed"})
    with work("rep") as uow:
        save_customer(uow, CustomerDraft.of({"name": "Kiosco del Sol"}, id=customer.id))
    with work("rep") as uow:
        assert get_customer(uow, customer.id).custom == {"my_text": "Always open"}


def test_a_customer_that_the_actor_does_not_see_cannot_be_named(field, add, work) -> None:
    field("customer")
    seen, hidden = add("Mine"), add("Theirs", by="other")
    customer = add("Kiosco Sol", custom={"my_customer": str(seen.id)})
    for unknown in (hidden.id, new_id()):
        with pytest.raises(InvalidInputError) as refused:
            change(work, customer.id, {"my_customer": unknown})
        assert refused.value.fields == {"custom.my_customer": GONE}
    change(work, customer.id, {"my_customer": hidden.id}, by="admin")
    # What stands there may stay, seen or not.
    change(work, customer.id, {"my_customer": str(hidden.id)})
    assert rows(work, customer.id) == [(None, None, hidden.id)]


def test_a_person_who_does_not_work_here_cannot_be_named(field, add, work, actor_of) -> None:
    field("user")
    person = actor_of("manager").user_id
    customer = add("Kiosco Sol", custom={"my_user": str(person)})
    assert rows(work, customer.id) == [(None, None, person)]
    with pytest.raises(InvalidInputError):
        change(work, customer.id, {"my_user": str(new_id())})


def test_values_outlast_the_deletion_of_their_record(field, add, work) -> None:
    field("text")
    customer = add("Kiosco Sol", by="manager", custom={"my_text": "Always open"})
    with work("manager") as uow:
        delete_customer(uow, customer.id)
    assert rows(work, customer.id) == [("always open", None, None)]


@pytest.mark.parametrize("said", [["open"], {"a": "open"}, ("open",)])
def test_a_list_is_no_text_and_that_is_said(field, add, said) -> None:
    field("text")
    with pytest.raises(InvalidInputError) as refused:
        add("Kiosco Sol", custom={"my_text": said})
    assert "a list of several is not taken" in str(refused.value.fields)

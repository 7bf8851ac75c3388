"""Administrators add, change, order, retire and delete fields; records keep what they have."""

import pytest

from salesforce_lite.audit import history_of
from salesforce_lite.custom_fields import (
    ENTITIES,
    RESERVED,
    FieldInUseError,
    FieldOption,
    FieldTakenError,
    KindFixedError,
    OptionGoneError,
    add_field,
    change_field,
    delete_field,
    move_field,
    retire_field,
    revive_field,
    seen_fields,
)
from salesforce_lite.kernel.errors import (
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    StaleVersionError,
)
from tests.custom_fields.fields import LABELS, make_field


def codes(work, name: str = "admin", entity: str = "customer") -> list[str]:
    with work(name) as uow:
        return [one.code for one in seen_fields(uow, entity)]


def test_only_who_may_manage_them_changes_fields(work, field) -> None:
    made = field("text")
    for name in ("manager", "rep", "viewer"):
        with work(name) as uow:
            with pytest.raises(PermissionDeniedError):
                make_field(uow, "number")
            for act in (retire_field, revive_field, delete_field):
                with pytest.raises(PermissionDeniedError):
                    act(uow, made.id)


@pytest.mark.parametrize("kind", LABELS)
def test_a_field_of_each_kind_is_added_for_each_entity(work, kind) -> None:
    for entity in ENTITIES:
        with work("admin") as uow:
            make_field(uow, kind, entity)
        assert codes(work, "rep", entity) == [f"my_{kind}"]


def test_a_code_is_made_of_the_label_and_never_of_a_column_of_files(work) -> None:
    with work("admin") as uow:
        first = add_field(uow, "customer", "text", {"label_es": "Año de fundación"})
        second = add_field(uow, "customer", "text", {"label_en": "City"})
    assert first.code == "ano_de_fundacion"
    assert "city" in RESERVED
    assert second.code == "city_2"
    with work("admin") as uow, pytest.raises(InvalidInputError) as refused:
        add_field(uow, "customer", "text", {"label_en": "Town"}, code="city")
    assert refused.value.fields == {
        "code": "Files have a column of this name already. Choose another code."
    }


def test_one_label_stands_for_both_languages(work) -> None:
    with work("admin") as uow:
        made = add_field(uow, "customer", "text", {"label_es": "Giro"})
        assert (made.label("es-MX"), made.label("en")) == ("Giro", "Giro")
        with pytest.raises(InvalidInputError) as refused:
            add_field(uow, "customer", "text", {"label_es": " "})
    assert refused.value.fields == {"label_es": "Give it a label in one language at least."}


def test_two_fields_of_one_label_are_refused_until_one_is_retired(work, field) -> None:
    made = field("text")
    with work("admin") as uow, pytest.raises(FieldTakenError):
        add_field(uow, "customer", "number", {"label_es": "LEMA"})
    with work("admin") as uow:
        retire_field(uow, made.id)
    with work("admin") as uow:
        other = add_field(uow, "customer", "number", {"label_es": "Lema"})
        with pytest.raises(FieldTakenError):
            revive_field(uow, made.id)
    assert codes(work) == [other.code]


def test_fields_are_moved_and_the_order_leaves_out_the_retired(work, field) -> None:
    made = [field(kind) for kind in ("text", "number", "date")]
    with work("admin") as uow:
        retire_field(uow, made[0].id)
    with work("admin") as uow:
        move_field(uow, made[2].id, 1)
    assert codes(work) == ["my_date", "my_number"]


def test_a_change_from_an_old_version_is_refused(work, field) -> None:
    made = field("text")
    with work("admin") as uow:
        change_field(uow, made.id, {"help_en": "One sentence."}, version=1)
    with work("admin") as uow, pytest.raises(StaleVersionError):
        change_field(uow, made.id, {"help_en": "Another."}, version=1)
    with work("admin") as uow:
        assert [save.action for save in history_of(uow, made.id)] == ["changed", "created"]


def test_the_kind_changes_only_while_no_record_has_a_value(work, field, add) -> None:
    made = field("text")
    with work("admin") as uow:
        assert change_field(uow, made.id, {}, kind="long_text").kind == "long_text"
    add("Kiosco Sol", custom={"my_text": "Always open"})
    with work("admin") as uow, pytest.raises(KindFixedError):
        change_field(uow, made.id, {}, kind="number")


def test_only_a_field_without_values_is_deleted_for_good(work, field, add) -> None:
    used, unused = field("text"), field("number")
    add("Kiosco Sol", custom={"my_text": "Always open"})
    with work("admin") as uow:
        delete_field(uow, unused.id)
        with pytest.raises(FieldInUseError):
            delete_field(uow, used.id)
    with work("admin") as uow, pytest.raises(NotFoundError):
        delete_field(uow, unused.id)


def test_values_of_a_choice_are_renamed_and_retired_but_never_taken_away(work, field) -> None:
    made = field("choice")
    with work("admin") as uow:
        changed = change_field(
            uow,
            made.id,
            {
                "options": [
                    FieldOption("large", "Huge", "Enorme"),
                    FieldOption("small", "Small", "Chico", is_retired=True),
                    FieldOption("", "Medium", "Mediano"),
                ]
            },
        )
        assert [one.code for one in changed.options] == ["large", "small", "medium"]
        assert changed.options[0].label("es") == "Enorme"
    with work("admin") as uow, pytest.raises(OptionGoneError):
        change_field(uow, made.id, {"options": [FieldOption("large", "Huge", "Enorme")]})


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ([], "A choice needs at least one value that is offered."),
        (
            [FieldOption("", "Red", "Rojo"), FieldOption("", "rojo", "")],
            "The value “%(label)s” is there twice.",
        ),
        (
            [FieldOption("", "x" * 121, "Rojo")],
            "The value “%(label)s” is too long: at most %(most)s characters have room. Shorten it.",
        ),
    ],
)
def test_a_choice_has_values_that_can_be_told_apart(work, options, problem) -> None:
    with work("admin") as uow, pytest.raises(InvalidInputError) as refused:
        make_field(uow, "choice", options=options)
    assert refused.value.fields == {"options": problem}


def test_a_default_has_to_fit_the_field(work) -> None:
    with work("admin") as uow:
        assert make_field(uow, "number", default_value="2.50").default_value == "2.5"
        with pytest.raises(InvalidInputError) as refused:
            make_field(uow, "choice", default_value="medium")
    assert list(refused.value.fields) == ["default_value"]

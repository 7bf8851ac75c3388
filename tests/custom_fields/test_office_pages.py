"""The back office of fields: added, changed, ordered, retired and deleted by pressing."""

import pytest

from salesforce_lite.custom_fields import change_field, fields_to_keep
from tests.customers.pages import form_values


def kept(work, entity: str = "customer"):
    with work("admin") as uow:
        return {one.code: one for one in fields_to_keep(uow, entity)}


def test_a_choice_is_added_with_its_values_and_previewed(work, client_of) -> None:
    client, address = client_of("admin"), "/admin/fields/customer/new/choice"
    sent = form_values(client.get(address).text) | {
        "label_es": "Tamaño",
        "section_es": "Tienda",
        "options-0-label_es": "Chico",
        "options-1-label_es": "Grande",
        "options-1-label_en": "Large",
        "options-1-place": "1",
        "is_required": "y",
        "is_listed": "y",
        "roles": ["rep", "manager"],
    }
    assert client.post(address, data=sent).location == "/admin/fields/?about=customer"
    made = kept(work)["tamano"]
    assert [one.code for one in made.options] == ["large", "chico"]
    assert (made.is_required, made.is_listed, set(made.roles)) == (True, True, {"rep", "manager"})
    page = client.get("/admin/fields/").text
    assert "Tienda" in page
    assert 'name="custom.tamano"' in page
    assert "for Field rep, Sales manager" in page


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({}, 422, "Give it a label in one language at least."),
        ({"label_en": "A", "code": "Big Code"}, 422, "A code is at most 40 small letters"),
        ({"label_en": "A", "code": "name"}, 422, "Files have a column of this name already."),
        ({"label_en": "A", "default_value": "12x"}, 422, "Write the amount as a number"),
    ],
)
def test_what_is_wrong_is_told_beside_its_input(client_of, typed, status, words) -> None:
    client, address = client_of("admin"), "/admin/fields/customer/new/number"
    answer = client.post(address, data=form_values(client.get(address).text) | typed)
    assert answer.status_code == status
    assert words in answer.text


def test_a_value_of_a_choice_that_is_too_long_is_told_below_its_row(client_of) -> None:
    client, address = client_of("admin"), "/admin/fields/customer/new/choice"
    long = "x" * 121
    typed = {"label_en": "Size", "options-0-label_es": "Chico", "options-1-label_es": long}
    answer = client.post(address, data=form_values(client.get(address).text) | typed)
    assert answer.status_code == 422
    row = answer.text.partition(long)[2].partition("sl-option-row")[0]
    assert "In Spanish: Field cannot be longer than 120 characters." in row


def test_a_field_is_changed_with_its_default_and_options(work, field, client_of) -> None:
    made = field("choice")
    client, address = client_of("admin"), f"/admin/fields/{made.id}"
    sent = form_values(client.get(address).text)
    assert (sent["options-0-label_en"], sent["options-0-code"]) == ("Small", "small")
    sent |= {"options-2-label_en": "Huge", "default_value": "large", "options-0-is_retired": "y"}
    assert client.post(address, data=sent).status_code == 303
    changed = kept(work)["my_choice"]
    assert [(one.code, one.is_retired) for one in changed.options] == [
        ("small", True),
        ("large", False),
        ("huge", False),
    ]
    assert changed.default_value == "large"
    # Saved again untouched, nothing changes.
    client.post(address, data=form_values(client.get(address).text))
    assert kept(work)["my_choice"].version == changed.version


def test_two_who_change_one_field_are_told(work, field, client_of) -> None:
    made = field("text")
    client, address = client_of("admin"), f"/admin/fields/{made.id}"
    opened = form_values(client.get(address).text)
    with work("admin") as uow:
        change_field(uow, made.id, {"help_en": "Theirs"})
    answer = client.post(address, data=opened | {"label_en": "Motto"})
    assert answer.status_code == 409
    merged = form_values(answer.text)
    assert (merged["help_en"], merged["label_en"]) == ("Theirs", "Motto")
    assert client.post(address, data=merged).status_code == 303


def test_fields_are_ordered_retired_taken_back_and_deleted(work, field, client_of) -> None:
    first, second = field("text"), field("number")
    client = client_of("admin")
    client.post(f"/admin/fields/{second.id}/place", data={"place": "1", "version": "1"})
    assert list(kept(work)) == ["my_number", "my_text"]
    version = str(kept(work)["my_text"].version)
    client.post(f"/admin/fields/{first.id}/retirement", data={"version": version})
    page = client.get("/admin/fields/").text
    assert "Asked for no more" in page
    assert 'name="custom.my_text"' not in page
    client.post(f"/admin/fields/{first.id}/revival")
    assert kept(work)["my_text"].is_live
    version = str(kept(work)["my_text"].version)
    client.post(f"/admin/fields/{first.id}/deletion", data={"version": version})
    assert list(kept(work)) == ["my_number"]


def test_another_kind_takes_the_place_of_a_kind_without_values(work, field, client_of) -> None:
    made = field("text")
    client, address = client_of("admin"), f"/admin/fields/{made.id}"
    sent = form_values(client.get(address).text) | {"kind": "long_text"}
    assert client.post(address, data=sent).status_code == 303
    assert kept(work)["my_text"].kind == "long_text"


@pytest.mark.parametrize("kind", ["choice", "choices"])
def test_a_field_that_becomes_a_choice_is_given_its_values_next(
    work, field, client_of, kind
) -> None:
    made = field("number", default_value="2")
    client, address = client_of("admin"), f"/admin/fields/{made.id}"
    sent = form_values(client.get(address).text) | {"kind": kind}
    answer = client.post(address, data=sent)
    assert (answer.status_code, answer.location) == (303, address)
    changed = kept(work)["my_number"]
    assert (changed.kind, changed.options, changed.default_value) == (kind, (), None)
    # There the values are asked for, and have to be said.
    sent = form_values(client.get(address).text)
    answer = client.post(address, data=sent)
    assert answer.status_code == 422
    assert "A choice needs at least one value" in answer.text
    sent |= {"options-0-label_en": "Small", "options-1-label_en": "Large"}
    assert client.post(address, data=sent).status_code == 303
    assert [one.code for one in kept(work)["my_number"].options] == ["small", "large"]


def test_an_unknown_kind_or_record_is_not_there(client_of) -> None:
    client = client_of("admin")
    for path in ("customer/new/colour", "invoice/new/text"):
        assert client.get(f"/admin/fields/{path}").status_code == 404

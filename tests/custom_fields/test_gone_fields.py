"""A field is taken away while a form with it is open: what was typed there is told, once."""

import pytest

from salesforce_lite.access import find_user
from salesforce_lite.custom_fields import change_field, delete_field, retire_field
from salesforce_lite.customers import get_customer
from tests.custom_fields.fields import LABELS
from tests.customers.pages import form_values

TYPED = {
    "text": ("Always open", "Always open"),
    "long_text": ("First.\r\nSecond <b>", "Second &lt;b&gt;"),
    "number": ("12x", "12x"),
    "money": (["12.5", "EUR"], "12.5 EUR"),
    "date": ("2026-03-31", "2026-03-31"),
    "choice": ("large", "Large"),
    "choices": (["small", "large"], "Small, Large"),
    "yes_no": ("no", "no"),
    "link": ("example.com", "example.com"),
}


@pytest.fixture
def opened(field, add, client_of):
    """`opened("text", custom={…})` – (field, customer, what the open form would send)."""

    def open_form(kind: str, **more):
        made, customer = field(kind), add("Kiosco", **more)
        page = client_of("rep").get(f"/customers/{customer.id}/edit").text
        return made, customer, form_values(page)

    return open_form


def custom_of(work, customer_id):
    with work("admin") as uow:
        return get_customer(uow, customer_id).custom


@pytest.mark.parametrize("kind", TYPED)
def test_what_was_typed_is_told_and_sent_again_the_rest_is_saved(
    opened, client_of, work, kind
) -> None:
    typed, told = TYPED[kind]
    made, customer, sent = opened(kind)
    with work("admin") as uow:
        retire_field(uow, made.id)
    client, address = client_of("rep"), f"/customers/{customer.id}/edit"
    answer = client.post(address, data=sent | {f"custom.my_{kind}": typed, "note": "Mine"})
    assert answer.status_code == 422
    assert f"The field “{LABELS[kind][0]}” was taken away" in answer.text
    assert told in answer.text.partition("was taken away")[2].partition("</strong>")[0]
    again = form_values(answer.text)
    assert again["note"] == "Mine"
    assert f"custom.my_{kind}" not in again
    assert client.post(address, data=again).status_code == 303
    with work("rep") as uow:
        assert get_customer(uow, customer.id).note == "Mine"


def test_it_is_told_in_the_language_of_the_reader(opened, client_of, work) -> None:
    made, customer, sent = opened("text")
    with work("admin") as uow:
        find_user(uow, "rep@example.com").locale = "es-MX"
        retire_field(uow, made.id)
    address = f"/customers/{customer.id}/edit"
    text = client_of("rep").post(address, data=sent | {"custom.my_text": "Siempre"}).text
    assert "El campo “Lema” se retiró" in text
    assert "“Siempre”" in text


def test_what_the_record_has_anyway_is_no_loss(opened, client_of, work) -> None:
    made, customer, sent = opened("text", custom={"my_text": "Always open"})
    with work("admin") as uow:
        retire_field(uow, made.id)
    address = f"/customers/{customer.id}/edit"
    assert client_of("rep").post(address, data=sent | {"note": "Mine"}).status_code == 303
    assert custom_of(work, customer.id) == {"my_text": "Always open"}


def test_of_a_field_that_is_deleted_no_more_is_known_than_its_code(opened, client_of, work) -> None:
    made, customer, sent = opened("text")
    with work("admin") as uow:
        delete_field(uow, made.id)
    address = f"/customers/{customer.id}/edit"
    answer = client_of("rep").post(address, data=sent | {"custom.my_text": "Always open"})
    assert answer.status_code == 422
    assert "The field “my_text” was taken away" in answer.text
    assert "Always open" in answer.text


def test_a_field_for_others_now_says_nothing_of_what_it_holds(opened, client_of, work) -> None:
    made, customer, sent = opened("text", custom={"my_text": "Always open"})
    with work("admin") as uow:
        change_field(uow, made.id, {"roles": ["manager"], "label_en": "Secret"})
    client, address = client_of("rep"), f"/customers/{customer.id}/edit"
    for typed in ("Always open", "Always shut"):
        answer = client.post(address, data=sent | {"custom.my_text": typed})
        assert answer.status_code == 422
        assert "The field “my_text” was taken away" in answer.text
        assert "Secret" not in answer.text


def test_a_new_customer_and_a_new_activity_are_asked_again_too(field, client_of, work, add) -> None:
    fields = [field("text"), field("text", "activity")]
    client, customer = client_of("rep"), add("Kiosco")
    pages = ["/customers/new", f"/activities/new?kind=visit&customer={customer.id}"]
    forms = [form_values(client.get(page).text) | {"name": "Luna"} for page in pages]
    with work("admin") as uow:
        for one in fields:
            retire_field(uow, one.id)
    for page, sent in zip(pages, forms, strict=True):
        address = page.partition("?")[0]
        answer = client.post(address, data=sent | {"custom.my_text": "Always open"})
        assert answer.status_code == 422
        assert "was taken away while this form was open" in answer.text
        assert client.post(address, data=sent | {"custom.my_text": ""}).status_code == 303

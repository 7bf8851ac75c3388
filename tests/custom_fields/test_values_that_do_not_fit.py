"""A value that does not fit its field fails no page, no file and no save."""

import pytest
from sqlalchemy import update

from salesforce_lite.custom_fields import change_field, count_wrong_values, fits
from salesforce_lite.customers import Customer, CustomerDraft, get_customer, save_customer
from tests.custom_fields.fields import LABELS, VALUES
from tests.customers.pages import form_values

STRANGE = ["Always open", "", 12, 1.5, True, [], ["small", "?"], {"minor": "x"}, {"amount": "1"}]


@pytest.fixture
def strange(field, add, work):
    """`strange("number", "x")` – a customer with such a value in a field of that kind."""

    def make(kind: str, value):
        field(kind, is_listed=True)
        field("text" if kind != "text" else "number", code="beside", label_en="B", label_es="B")
        customer = add("Kiosco")
        with work("admin") as uow:
            uow.session.execute(update(Customer).values(custom={f"my_{kind}": value}))
        return customer.id

    return make


@pytest.mark.parametrize("kind", LABELS)
def test_it_is_shown_as_it_is_and_the_record_can_be_saved(
    kind, strange, client_of, work, send_out
) -> None:
    customer_id = strange(kind, {"what": "Was here before"})
    client, address = client_of("rep"), f"/customers/{customer_id}"
    for page in (address, "/customers", f"{address}/edit"):
        answer = client.get(page)
        assert answer.status_code == 200
        assert "Was here before" in answer.text
    assert "Was here before" in send_out("customers").read_text(encoding="utf-8-sig")
    with work("admin") as uow:
        beside = "Said" if kind != "text" else "3"
        draft = CustomerDraft.of({"custom": {"my_beside": beside}}, id=customer_id)
        save_customer(uow, draft)
        assert count_wrong_values(uow) == 0
    sent = form_values(client.get(f"{address}/edit").text) | {"note": "New"}
    assert client.post(f"{address}/edit", data=sent).status_code == 303
    assert "Was here before" in client.get(f"{address}?show=changes").text


@pytest.mark.parametrize("kind", LABELS)
def test_nothing_strange_is_too_strange(kind, strange, client_of, work) -> None:
    customer_id = strange(kind, None)
    for value in STRANGE:
        with work("admin") as uow:
            uow.session.execute(update(Customer).values(custom={f"my_{kind}": value}))
        for page in ("", "/edit", "?show=changes"):
            assert client_of("rep").get(f"/customers/{customer_id}{page}").status_code == 200
    with work("rep") as uow:
        assert get_customer(uow, customer_id).name == "Kiosco"


@pytest.mark.parametrize("kind", VALUES)
def test_what_was_kept_fits(field, kind) -> None:
    said, kept = VALUES[kind]
    made = field(kind)
    assert fits(made, kept)
    assert kind == "choices" or said == kept or not fits(made, said)


def test_the_order_of_choices_may_have_changed_since(field) -> None:
    assert fits(field("choices"), ["large", "small"])


@pytest.mark.parametrize("kind", [kind for kind in LABELS if kind != "text"])
def test_the_history_of_a_field_that_was_of_another_kind_can_be_read(
    field, add, work, client_of, kind
) -> None:
    made = field("text")
    customer = add("Kiosco", custom={"my_text": "Always open"})
    with work("rep") as uow:
        save_customer(uow, CustomerDraft.of({"custom": {"my_text": None}}, id=customer.id))
    with work("admin") as uow:
        change_field(uow, made.id, {}, kind=kind)
    assert "Always open" in client_of("rep").get(f"/customers/{customer.id}?show=changes").text
    assert "Always open" in client_of("admin").get("/admin/history/").text

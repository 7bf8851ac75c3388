"""A new activity that is refused comes back with what was typed and what can be chosen."""

from salesforce_lite.customers import CustomerDraft, save_customer


def test_a_refused_activity_comes_back_with_its_choices(client_of, work) -> None:
    with work("rep") as uow:
        customer = save_customer(uow, CustomerDraft.of({"name": "Ferretería Pérez"}))
    form = {"kind": "visit", "customer_id": customer.id, "note": "Said yes", "day": "9999-12-31"}
    answer = client_of("rep").post("/activities/new", data=form)
    assert answer.status_code == 422
    assert "Said yes" in answer.text
    assert f'<option selected value="{customer.id}">Ferretería Pérez</option>' in answer.text

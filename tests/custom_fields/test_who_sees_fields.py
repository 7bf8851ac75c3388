"""A field for some roles does not exist for others: on no page, in no form, in no history."""

import pytest

from salesforce_lite.access import list_roles
from salesforce_lite.activities import log_activity
from salesforce_lite.custom_fields import change_field, retire_field, seen_fields
from salesforce_lite.customers import CustomerDraft, get_customer, save_customer
from salesforce_lite.kernel.errors import InvalidInputError
from tests.customers.pages import form_values


@pytest.fixture
def secret(field):
    return field("text", roles=["manager"])


def test_a_field_for_managers_is_seen_by_them_and_who_keeps_fields(work, secret) -> None:
    seen = {}
    for name in ("admin", "manager", "rep", "inside", "viewer"):
        with work(name) as uow:
            seen[name] = [one.code for one in seen_fields(uow, "customer")]
    assert seen == {
        "admin": ["my_text"],
        "manager": ["my_text"],
        **{name: [] for name in ("rep", "inside", "viewer")},
    }


def test_who_does_not_see_it_cannot_set_it_and_keeps_it(work, secret, add) -> None:
    customer = add("Kiosco Sol", by="manager", custom={"my_text": "Pays late"})
    with work("admin") as uow:
        save_customer(uow, CustomerDraft.of({"owner_id": None}, id=customer.id))
    with work("inside") as uow, pytest.raises(InvalidInputError) as refused:
        save_customer(uow, CustomerDraft.of({"custom": {"my_text": "x"}}, id=customer.id))
    assert refused.value.fields == {"custom.my_text": "There is no such field."}


def test_no_page_tells_it_and_the_form_keeps_it(work, secret, add, client_of) -> None:
    customer = add("Kiosco Sol", custom={})
    with work("manager") as uow:
        draft = CustomerDraft.of({"custom": {"my_text": "Pays late"}}, id=customer.id)
        save_customer(uow, draft)
    address = f"/customers/{customer.id}"
    assert "Pays late" in client_of("manager").get(address).text
    client = client_of("rep")
    for page in (address, f"{address}?show=changes", f"{address}/edit", "/customers"):
        text = client.get(page).text
        assert "Pays late" not in text
        assert "Slogan" not in text
        assert "my_text" not in text
    sent = form_values(client.get(f"{address}/edit").text) | {"name": "Kiosco Luna"}
    assert client.post(f"{address}/edit", data=sent).status_code == 303
    with work("rep") as uow:
        saved = get_customer(uow, customer.id)
    assert (saved.name, saved.custom) == ("Kiosco Luna", {"my_text": "Pays late"})


def test_a_save_of_nothing_that_is_seen_is_not_told(work, secret, add, client_of) -> None:
    customer = add("Kiosco Sol")
    for number in range(60):
        with work("manager") as uow:
            draft = CustomerDraft.of({"custom": {"my_text": f"Pays late {number}"}}, id=customer.id)
            save_customer(uow, draft)
    address = f"/customers/{customer.id}?show=changes"
    text = client_of("rep").get(address).text
    assert "Details changed" not in text
    assert "Customer added" in text
    assert "Pays late 59" in client_of("manager").get(address).text


def test_sending_an_input_that_the_form_did_not_show_changes_nothing(
    work, secret, add, client_of
) -> None:
    customer = add("Kiosco Sol")
    client, address = client_of("rep"), f"/customers/{customer.id}/edit"
    sent = form_values(client.get(address).text) | {"custom.my_text": "x", "name": "Luna"}
    answer = client.post(address, data=sent)
    assert answer.status_code == 422
    assert "Slogan" not in answer.text
    with work("admin") as uow:
        assert get_customer(uow, customer.id).custom == {}


def test_a_customer_out_of_sight_has_no_name_and_stays(work, field, add, client_of) -> None:
    field("customer")
    hidden, customer = add("Secret Ltd", by="other"), add("Kiosco Sol")
    with work("admin") as uow:
        draft = CustomerDraft.of({"custom": {"my_customer": hidden.id}}, id=customer.id)
        save_customer(uow, draft)
    client, address = client_of("rep"), f"/customers/{customer.id}"
    for page in (address, f"{address}?show=changes", f"{address}/edit"):
        text = client.get(page).text
        assert "Secret Ltd" not in text
        assert "not visible to you" in text
    sent = form_values(client.get(f"{address}/edit").text)
    assert client.post(f"{address}/edit", data=sent).status_code == 303
    with work("rep") as uow:
        assert get_customer(uow, customer.id).custom == {"my_customer": str(hidden.id)}


def test_a_retired_field_is_told_in_the_history_to_who_keeps_fields(
    work, field, add, client_of
) -> None:
    made = field("text")
    customer = add("Kiosco Sol")
    with work("rep") as uow:
        draft = CustomerDraft.of({"custom": {"my_text": "Pays late"}}, id=customer.id)
        save_customer(uow, draft)
    with work("admin") as uow:
        retire_field(uow, made.id)
    address = f"/customers/{customer.id}"
    assert "Pays late" not in client_of("rep").get(address).text
    admin = client_of("admin")
    assert "Pays late" in admin.get(f"{address}?show=changes").text
    assert "custom.my_text" not in admin.get(f"{address}/edit").text


def test_the_history_of_the_back_office_is_no_way_around(work, secret, add, client_of) -> None:
    customer = add("Kiosco Sol")
    with work("manager") as uow:
        draft = CustomerDraft.of({"custom": {"my_text": "Pays late"}}, id=customer.id)
        save_customer(uow, draft)
    page = f"/admin/history/?record={customer.id}"
    assert "Pays late" in client_of("admin").get(page).text
    with work("admin") as uow:
        role = next(one for one in list_roles(uow) if one.name == "viewer")
        role.permissions = (*role.permissions, "history.view", "office.open")
    text = client_of("viewer").get(page).text
    assert "Kiosco Sol" in text
    assert "Pays late" not in text


def test_what_fields_are_like_is_history_for_who_keeps_them(work, secret, client_of) -> None:
    with work("admin") as uow:
        change_field(uow, secret.id, {"help_en": "Pays late or not"})
        role = next(one for one in list_roles(uow) if one.name == "viewer")
        role.permissions = (*role.permissions, "history.view", "office.open")
    for page in ("/admin/history/", f"/admin/history/?record={secret.id}"):
        assert "Pays late or not" in client_of("admin").get(page).text
        answer = client_of("viewer").get(page)
        assert answer.status_code == 200
        assert "Pays late" not in answer.text
        assert "Slogan" not in answer.text


def test_logging_asks_only_for_what_is_flagged_and_planning_for_nothing(
    field, add, client_of, work
) -> None:
    field("number", "activity", is_required=True)
    field("text", "activity")
    customer = add("Kiosco Sol")
    client, address = client_of("rep"), f"/activities/new?kind=visit&customer={customer.id}"
    page = client.get(address).text
    more = page.index("<summary>More</summary>")
    assert page.index("custom.my_number") < more < page.index("custom.my_text")
    sent = form_values(page)
    refused = client.post("/activities/new", data=sent)
    assert refused.status_code == 422
    assert "Fill this in." in refused.text
    assert client.post("/activities/new", data=sent | {"custom.my_number": "3"}).status_code == 303
    planned = form_values(client.get(f"{address}&plan=1").text)
    assert client.post("/activities/new", data=planned).status_code == 303
    with work("rep") as uow:
        # Commands go through without it.
        assert log_activity(uow, {"kind": "call", "customer_id": customer.id}).custom == {}

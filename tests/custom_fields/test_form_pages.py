"""Forms ask for custom fields in both languages, and merge what others saved meanwhile."""

import pytest
from sqlalchemy import select

from salesforce_lite.access import find_user
from salesforce_lite.activities import Activity
from salesforce_lite.custom_fields import retire_field, revive_field
from salesforce_lite.customers import (
    ContactDraft,
    ContactLinkDraft,
    CustomerDraft,
    get_contact,
    get_customer,
    save_contact,
    save_customer,
)
from salesforce_lite.opportunities import OpportunityDraft, get_opportunity, save_opportunity
from tests.customers.pages import counted_statements, form_values
from tests.customers.test_stale_pages import told


@pytest.fixture
def reads(work):
    def choose(name: str, locale: str) -> None:
        with work("admin") as uow:
            find_user(uow, f"{name}@example.com").locale = locale

    return choose


def custom_of(work, customer_id):
    with work("admin") as uow:
        return get_customer(uow, customer_id).custom


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("text", "Always open", "Always open"),
        ("number", "1234.5", "1234.5"),
        ("money", ["12.50", "EUR"], {"minor": 1250, "currency": "EUR"}),
        ("date", "2026-03-31", "2026-03-31"),
        ("choice", "large", "large"),
        ("choices", ["small", "large"], ["small", "large"]),
        ("yes_no", "no", False),
        ("link", "example.com", "https://example.com"),
    ],
)
def test_each_kind_is_typed_kept_and_emptied(
    field, add, client_of, work, kind, typed, kept
) -> None:
    field(kind)
    customer, name = add("Kiosco"), f"custom.my_{kind}"
    client, address = client_of("rep"), f"/customers/{customer.id}/edit"
    sent = form_values(client.get(address).text) | {name: typed}
    assert client.post(address, data=sent).status_code == 303
    assert custom_of(work, customer.id) == {f"my_{kind}": kept}
    # Pressing save again without touching anything changes nothing.
    again = form_values(client.get(address).text)
    assert client.post(address, data=again).status_code == 303
    with work("rep") as uow:
        assert get_customer(uow, customer.id).version == 2
    empty = {key: value for key, value in again.items() if key != name}
    empty[name] = ["", "EUR"] if kind == "money" else ""
    if kind == "choices":
        del empty[name]
    assert client.post(address, data=empty).status_code == 303
    assert custom_of(work, customer.id) == {}


@pytest.mark.parametrize(
    ("kind", "typed", "reason"),
    [
        ("number", "12x", "Write the amount as a number"),
        ("number", "1.234", "Is it 1234 or 1.234?"),
        ("number", "0.12345678", "A number has at most 6 decimals."),
        ("money", ["1.234.", "EUR"], "Write the amount as a number"),
        ("money", ["5", "XXQ"], "Choose a currency."),
        ("money", ["0.005", "EUR"], "This amount has more decimals than its currency."),
        ("date", "soon", "Not a valid date value"),
        ("choice", "medium", "Not a valid choice"),
        ("link", "nowhere", "A link looks like https://www.example.com."),
        ("customer", "Kiosco", "Choose one of the suggestions."),
        ("text", "", "Fill this in."),
        ("yes_no", "", "Fill this in."),
    ],
)
def test_what_is_wrong_is_told_beside_its_input_and_stays_there(
    field, add, client_of, kind, typed, reason
) -> None:
    field(kind, is_required=True)
    customer, name = add("Kiosco"), f"custom.my_{kind}"
    client, address = client_of("rep"), f"/customers/{customer.id}/edit"
    sent = form_values(client.get(address).text) | {name: typed}
    answer = client.post(address, data=sent)
    assert answer.status_code == 422
    notes = answer.text.partition(f'id="{name}-notes"')[2].partition("</div>")[0]
    assert reason in notes
    if kind in ("number", "link", "date"):
        assert f'value="{typed}"' in answer.text


def test_labels_help_and_choices_are_in_the_language_of_the_reader(
    field, add, client_of, reads
) -> None:
    field("choice", help_es="Según la fachada.", section_es="Tienda", section_en="Shop")
    customer = add("Kiosco")
    client, address = client_of("rep"), f"/customers/{customer.id}/edit"
    page = client.get(address).text
    for words in ("Size", "Large", "Shop", "Según la fachada."):
        assert words in page
    reads("rep", "es-MX")
    page = client.get(address).text
    for words in ("Tamaño", "Grande", "Tienda", "Según la fachada."):
        assert words in page


def test_amounts_are_read_as_where_the_reader_lives(field, add, client_of, reads, work) -> None:
    field("number")
    customer = add("Kiosco")
    reads("rep", "es-ES")
    client, address = client_of("rep"), f"/customers/{customer.id}/edit"
    sent = form_values(client.get(address).text) | {"custom.my_number": "12,5"}
    assert client.post(address, data=sent).status_code == 303
    assert custom_of(work, customer.id) == {"my_number": "12.5"}
    assert 'name="custom.my_number" type="text" value="12,5"' in client.get(address).text
    assert '<dd class="sl-custom-value">12,5</dd>' in client.get(f"/customers/{customer.id}").text


def test_a_new_customer_starts_with_the_defaults(field, client_of, work) -> None:
    field("choice", default_value="small")
    field("yes_no", default_value=True)
    client = client_of("rep")
    sent = form_values(client.get("/customers/new").text) | {"name": "Kiosco"}
    assert (sent["custom.my_choice"], sent["custom.my_yes_no"]) == ("small", "yes")
    sent["custom.my_yes_no"] = ""
    answer = client.post("/customers/new", data=sent)
    assert answer.status_code == 303
    assert custom_of(work, answer.location.rpartition("/")[2]) == {"my_choice": "small"}
    # Sent twice, it is the one that was made at first.
    assert client.post("/customers/new", data=sent).location == answer.location


@pytest.mark.parametrize("is_required", [False, True])
def test_choices_that_a_form_did_not_show_stay(field, add, client_of, work, is_required) -> None:
    made = field("choices", is_required=is_required)
    customer = add("Kiosco", custom={"my_choices": ["small"]})
    with work("admin") as uow:
        retire_field(uow, made.id)
    client, address = client_of("rep"), f"/customers/{customer.id}/edit"
    opened = form_values(client.get(address).text) | {"note": "Open"}
    with work("admin") as uow:
        revive_field(uow, made.id)
    answer = client.post(address, data=opened)
    if is_required:
        # What has to be there is asked for as of any other kind, with the values that there are.
        assert answer.status_code == 422
        assert client.post(address, data=form_values(answer.text)).status_code == 303
    else:
        assert answer.status_code == 303
    assert custom_of(work, customer.id) == {"my_choices": ["small"]}


def test_choices_of_a_new_activity_start_with_the_default(field, client_of, work) -> None:
    field("choices", "activity", default_value=["large"])
    client = client_of("rep")
    sent = form_values(client.get("/activities/new?kind=call").text)
    assert sent["custom.my_choices"] == "large"
    # With all of them unticked, the form that is read again brings none back.
    address = "/activities/new?kind=call&custom.my_choices.shown=1"
    assert "custom.my_choices" not in form_values(client.get(address).text)
    # A form that did not show the boxes gives the default as well.
    said = {"kind": "call", "note": "They want two more."}
    assert client.post("/activities/new", data=said).status_code == 303
    with work("rep") as uow:
        (call,) = uow.session.scalars(select(Activity)).all()
        assert call.custom == {"my_choices": ["large"]}


def test_contacts_opportunities_and_activities_are_asked_and_shown_too(
    field, add, client_of, work
) -> None:
    for entity in ("contact", "opportunity", "activity"):
        field("text", entity)
    customer = add("Kiosco")
    client, word = client_of("rep"), {"custom.my_text": "A word of ours"}
    with work("rep") as uow:
        link = ContactLinkDraft(customer_id=customer.id)
        contact = save_contact(uow, ContactDraft.of({"name": "Ana"}, links=[link])).id
        draft = OpportunityDraft.of({"title": "Sale", "customer_id": customer.id})
        sale = save_opportunity(uow, draft).id
    for address in (f"/contacts/{contact}", f"/opportunities/{sale}"):
        sent = form_values(client.get(f"{address}/edit").text) | word
        assert client.post(f"{address}/edit", data=sent).status_code == 303
        assert "A word of ours" in client.get(address).text
    with work("rep") as uow:
        assert get_contact(uow, contact).custom == {"my_text": "A word of ours"}
        assert get_opportunity(uow, sale).custom == {"my_text": "A word of ours"}
    new = f"/activities/new?kind=visit&customer={customer.id}"
    sent = form_values(client.get(new).text) | word | {"back": "/activities?status=done"}
    assert client.post("/activities/new", data=sent).status_code == 303
    page = client.get("/activities?status=done&whose=all").text
    activity = page.partition('href="/activities/')[2]
    while activity.startswith(("new", "?")):
        activity = activity.partition('href="/activities/')[2]
    assert "A word of ours" in client.get(f"/activities/{activity[:36]}").text


def test_what_somebody_else_saved_meanwhile_is_merged_field_by_field(
    field, add, client_of, work
) -> None:
    for kind in ("text", "number", "choice"):
        field(kind)
    customer = add("Kiosco", custom={"my_text": "Before", "my_number": "1"})
    client, address = client_of("rep"), f"/customers/{customer.id}/edit"
    opened = form_values(client.get(address).text)
    with work("manager") as uow:
        said = {"my_text": "Theirs", "my_number": "2", "my_choice": "large"}
        save_customer(uow, CustomerDraft.of({"custom": said}, id=customer.id))
    answer = client.post(address, data=opened | {"custom.my_text": "Mine"})
    assert answer.status_code == 409
    page = answer.text
    assert ("Manager", "Slogan", "Before", "Theirs", "Mine") in told(page)
    assert ("Manager", "Square metres", "1", "2", "") in told(page)
    assert ("Manager", "Size", "empty", "Large", "") in told(page)
    merged = form_values(page)
    assert merged["custom.my_text"] == "Mine"
    assert (merged["custom.my_number"], merged["custom.my_choice"]) == ("2", "large")
    assert client.post(address, data=merged).status_code == 303
    wanted = {"my_text": "Mine", "my_number": "2", "my_choice": "large"}
    assert custom_of(work, customer.id) == wanted


def test_pages_ask_the_database_once_more_at_most(app, field, add, client_of) -> None:
    customer = add("Kiosco")
    client = client_of("rep")
    pages = (f"/customers/{customer.id}", f"/customers/{customer.id}/edit", "/customers")
    before = {}
    for page in pages:
        client.get(page)
        with counted_statements(app) as seen:
            client.get(page)
        before[page] = [one for one in seen if "custom_field" not in one]
    for kind in ("text", "number", "choice", "date"):
        field(kind, is_listed=True)
    for page in pages:
        client.get(page)
        with counted_statements(app) as seen:
            client.get(page)
        assert sum("FROM custom_field" in one for one in seen) <= 1
        assert len(seen) <= len(before[page]) + 1

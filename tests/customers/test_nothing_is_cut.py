"""What is too long is told beside its input, and nothing of it is cut."""

from html import unescape

import pytest
from sqlalchemy import func, select

from salesforce_lite.access import find_user
from salesforce_lite.customers import (
    ContactDraft,
    ContactLinkDraft,
    Customer,
    CustomerDraft,
    EmailAddress,
    PhoneNumber,
    PostalAddress,
    contacts_of,
    get_customer,
    phone_of,
    relate_customers,
    relations_of,
    save_contact,
)
from salesforce_lite.kernel.errors import DomainError, InvalidInputError
from tests.customers.merging import make, merged
from tests.customers.pages import form_values

TOO_LONG = "This is too long. Shorten it."
LONG_VALUES = {
    "tax_value": ("tax_value", "A" * 60),
    "tags": ("tags", "t" * 100),
    "phones-0-typed": ("phones", "sin número " * 8),
    "phones-0-label": ("phones", "l" * 41),
    "emails-0-label": ("emails", "l" * 41),
    "addresses-0-street": ("addresses", "s" * 300),
    "addresses-0-label": ("addresses", "l" * 41),
}
TYPED = {
    "name": "Pérez",
    "kind": "organization",
    "lifecycle": "lead",
    "phones-0-typed": "81 1234 5678",
    "emails-0-address": "a@example.com",
    "addresses-0-country": "MX",
    "addresses-0-street": "Calle 1",
}


@pytest.mark.parametrize("name", LONG_VALUES)
def test_the_form_shows_it_beside_its_input_with_what_was_typed(name, work, client_of):
    _, value = LONG_VALUES[name]
    answer = client_of("rep").post("/customers/new", data=TYPED | {name: value})
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert form_values(answer.text)[name] == value
    control = page.index(f'name="{name}"')
    assert TOO_LONG in page[control : page.index("</div>", page.index("<p", control))]
    with work("admin") as uow:
        assert uow.session.scalar(select(func.count()).select_from(Customer)) == 0


def test_the_summary_names_the_lists_in_the_readers_language(client_of, work):
    with work("admin") as uow:
        find_user(uow, "rep@example.com").locale = "es-ES"
    wrong = {"phones-0-typed": "x" * 61, "addresses-0-street": "s" * 201}
    page = client_of("rep").post("/customers/new", data=TYPED | wrong).text
    assert '<a href="#phones">Teléfonos</a>' in page
    assert '<a href="#addresses">Direcciones</a>' in page


def test_the_browser_does_not_cut_what_is_pasted(client_of):
    browser = client_of("rep")
    for address in ("/customers/new", "/activities/new?kind=visit", "/opportunities/new"):
        assert "maxlength" not in browser.get(address).text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tax_value", "A" * 41),
        ("tax_type", "t" * 21),
        ("tags", ["ok", "t" * 61]),
        ("roles", ["r" * 61]),
        ("phones", [phone_of("x" * 61, "MX")]),
        ("phones", [PhoneNumber("+528112345678", "81 1234 5678", "1" * 21)]),
        ("phones", [PhoneNumber("+" + "5" * 60, "81 1234 5678")]),
        ("emails", [EmailAddress("a@example.com", "l" * 41)]),
        *(
            ("addresses", [PostalAddress(**{part: "x" * (longest + 1)})])
            for part, longest in {
                "label": 40,
                "street": 200,
                "unit": 60,
                "district": 120,
                "city": 120,
                "region": 120,
                "postal_code": 20,
            }.items()
        ),
    ],
)
def test_a_draft_refuses_it_whoever_makes_it(field, value):
    with pytest.raises(InvalidInputError) as refusal:
        CustomerDraft.of({"name": "Pérez", field: value})
    assert refusal.value.fields == {field: TOO_LONG}


def test_what_just_fits_is_kept_whole(work):
    street, phone = "s" * 200, "número equivocado " * 3 + "123456"
    customer_id = make(
        work,
        name="Pérez",
        tags=["t" * 60],
        tax_value="A" * 40,
        phones=[phone_of(phone, "MX")],
        addresses=[PostalAddress(street=street)],
    )
    with work("rep") as uow:
        customer = get_customer(uow, customer_id)
    assert (customer.tags, customer.tax_value) == (("t" * 60,), "A" * 40)
    assert (customer.phones[0].typed, customer.addresses[0].street) == (phone, street)


def test_a_contacts_phone_is_not_cut_either():
    with pytest.raises(InvalidInputError) as refusal:
        ContactDraft.of({"name": "Ana", "phones": [phone_of("x" * 61, "MX")]})
    assert refusal.value.fields == {"phones": TOO_LONG}


def test_functions_that_do_not_fit_together_stop_a_merge_and_both_stay(work, two):
    functions = ("compras " * 10, "ventas " * 12)
    with work("rep") as uow:
        links = [
            ContactLinkDraft(customer_id=one, function=function)
            for one, function in zip(two, functions, strict=True)
        ]
        save_contact(uow, ContactDraft.of({"name": "Ana"}, links=links))
    with pytest.raises(DomainError) as refusal:
        merged(work, two)
    assert refusal.value.code == "functions_too_long_together"
    assert "Ana" in str(refusal.value)
    with work("rep") as uow:
        kept = [contacts_of(uow, one)[0].link.function for one in two]
    assert kept == [function.strip() for function in functions]


def test_relations_whose_notes_do_not_fit_together_both_stay(work, two):
    agent = make(work, name="Agencia Sol")
    notes = ["a" * 400, "b" * 400]
    with work("rep") as uow:
        for one, note in zip(two, notes, strict=True):
            relate_customers(uow, agent, "agent_of", one, note=note)
    merged(work, two)
    with work("rep") as uow:
        lines = relations_of(uow, two[0])
        assert sorted(line.relation.note for line in lines) == notes
        assert {line.other.id for line in lines} == {agent}

"""What the columns of a file mean, as the page guesses it and as somebody says it."""

import re
from html import unescape

from sqlalchemy import select

from salesforce_lite.custom_fields import FieldSettings, Kind, add_field, retire_field
from salesforce_lite.customers import Customer
from tests.imports.pages import (
    CONTACTS,
    CUSTOMERS,
    bring_in,
    bring_in_after_trial,
    count,
    form_of,
    try_it,
    upload_of,
)


def test_long_examples_take_two_lines_and_can_be_read_whole(office, hand_in):
    rows = "".join(f'Shop {number},"{{""at"": ""{"x" * 60}{number}""}}"\n' for number in range(3))
    page = office.get(hand_in(f"Name,Addresses\n{rows}", entity="customers").location).text
    name, addresses = re.findall(r'sl-mapping-examples"(?: title="([^"]*)")?>([^<]*)<', page)
    assert name == ("", "Shop 0 · Shop 1 · Shop 2")
    assert addresses[0] == addresses[1]
    assert 'x2"}' in unescape(addresses[0])


def test_columns_mean_what_is_said(office, hand_in, work_off, work):
    path = hand_in("Giro,Razón,City\nFerretería,Pérez SA,Soria\n", entity="customers").location
    page = office.get(path).text
    assert form_of(page)["column-0"] == ""
    refused = try_it(office, path, **{"column-2": "no_such_field"})
    assert refused.status_code == 422
    assert "no_such_field" in refused.text
    nameless = try_it(office, path)
    assert "No column leads to “Name”. Choose the one that does." in nameless.text
    assert "--map" not in nameless.text
    twice = try_it(office, path, **{"column-0": "name", "column-1": "name"})
    assert "which has room for one" in twice.text
    odd = try_it(office, path, **{"column-1": "name", "currency": "X%s"})
    assert "is not a currency code" in odd.text
    said = {"column-0": "tags", "column-1": "name", "column-2": ""}
    assert try_it(office, path, **said).status_code == 303
    work_off()
    bring_in(office, path)
    work_off()
    with work("admin") as uow:
        made = uow.session.scalars(select(Customer).where(Customer.name == "Pérez SA")).one()
        assert (made.tags, made.addresses) == (("Ferretería",), ())


def test_a_refused_form_keeps_what_was_said(office, hand_in):
    path = hand_in(CUSTOMERS).location
    said = {"column-0": "", "column-1": "note", "source": "Old CRM!", "decimal": ","}
    answer = try_it(office, path, **said)
    assert answer.status_code == 422
    assert 'value="Old CRM!"' in answer.text
    again = form_of(answer.text)
    assert (again["column-0"], again["column-1"], again["decimal"]) == ("", "note", ",")


def test_a_column_of_a_field_that_is_retired_meanwhile_is_said_anew(
    office, hand_in, work_off, work
):
    with work("admin") as uow:
        field = add_field(uow, "customer", Kind.TEXT, FieldSettings(label_en="Shoe"), code="shoe")
    path = hand_in("Name,City,Zapato\nKiosco Sol,Lima,42\n").location
    try_it(office, path, **{"column-2": "shoe"})
    work_off()
    with work("admin") as uow:
        retire_field(uow, field.id)
    assert "Bring it in" in office.get(path).text
    bring_in(office, path)
    work_off()
    page = office.get(path).text
    assert "A column leads to “shoe”, which is not there any more." in page
    assert form_of(page)["column-2"] == ""
    assert try_it(office, path).location == path
    work_off()
    bring_in(office, path)
    work_off()
    assert count(work, Customer, Customer.name == "Kiosco Sol") == 1


def test_contacts_are_recognised_and_called_otherwise_told(office, hand_in):
    path = hand_in(CONTACTS).location
    assert '<option value="contacts" selected>' in office.get(path).text
    other = hand_in(CONTACTS, entity="customers").location
    assert "fit “Contacts” better than “Customers”" in office.get(other).text
    version = re.search(r'name="version" value="(\d+)"', office.get(other).text)[1]
    called = office.post(f"{other}/entity", data={"entity": "contacts", "version": version})
    assert called.location == other
    page = office.get(other).text
    assert "better than" not in page
    assert form_of(page)["column-2"] == "function"


def test_a_file_that_knows_legal_names_only_is_one_of_customers(office, hand_in, work_off, work):
    text = "Razón social;Teléfono;Ciudad\nFerretería Ñandú S.A.;912 345 678;Logroño\n"
    path = hand_in(text.encode("cp1252")).location
    page = office.get(path).text
    assert form_of(page)["column-0"] == "name"
    assert upload_of(work, path).entity == "customers"
    bring_in_after_trial(office, path, work_off)
    assert count(work, Customer, Customer.name == "Ferretería Ñandú S.A.") == 1


def test_beside_a_name_the_legal_name_stays_one(office, hand_in):
    path = hand_in("Razón social;Nombre comercial\nÑandú S.A.;Ñandú\n").location
    page = office.get(path).text
    assert (form_of(page)["column-0"], form_of(page)["column-1"]) == ("legal_name", "name")


def test_systems_are_called_as_they_call_themselves(office, hand_in):
    """Whose file it is reads the same as on the makers' pages."""
    path = hand_in(
        "Id,IsDeleted,Name,BillingCity,OwnerId\n001,false,Kiosco Sol,Lima,005\n"
    ).location
    assert "a file of: Salesforce." in office.get(path).text


def test_what_was_said_otherwise_is_tried_out_again_first(office, hand_in, work_off, work):
    path = hand_in(CUSTOMERS).location
    assert bring_in(office, path).status_code == 422
    try_it(office, path)
    work_off()
    version = re.search(r'name="version" value="(\d+)"', office.get(path).text)[1]
    office.post(f"{path}/entity", data={"entity": "contacts", "version": version})
    assert bring_in(office, path).status_code == 422
    assert count(work, Customer, Customer.name == "Kiosco Sol") == 0

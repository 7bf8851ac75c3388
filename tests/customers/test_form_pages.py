"""Adding and changing customers on the pages: nothing typed is lost, duplicates are told once."""

from uuid import UUID

import pytest

from salesforce_lite.access import find_user
from salesforce_lite.customers import (
    EmailAddress,
    PostalAddress,
    get_customer,
    list_customers,
    phone_of,
)
from salesforce_lite.team import Portfolio
from tests.customers.pages import form_values

DOUBTFUL = "“12” is kept as typed, but it is no number that can be dialled."
SHARED = [EmailAddress("a@example.com")]
FULL = {
    "kind": "organization",
    "name": "Ferretería Pérez",
    "legal_name": "Ferretería Pérez, S.A. de C.V.",
    "lifecycle": "qualified",
    "roles": ["customer", "distributor"],
    "phones-0-typed": "81 1234 5678",
    "phones-0-label": "mostrador",
    "phones-1-typed": "",
    "emails-0-address": "Compras@Example.com",
    "emails-1-address": "ventas@example.com",
    "addresses-0-country": "MX",
    "addresses-0-street": "Av. Constitución 300",
    "addresses-0-district": "Centro",
    "addresses-0-city": "Monterrey",
    "addresses-1-country": "MX",
    "website": "www.example.com",
    "tax_country": "MX",
    "tax_value": "xaxx-010101-000",
    "tags": "VIP, Norte,, VIP",
    "latitude": "25.67",
    "longitude": "-100.31",
    "note": "Pide catálogo.\nPaga a 30 días.",
}


def only(work):
    with work("admin") as uow:
        (customer,) = list_customers(uow).items
    return customer


def test_a_customer_is_added_with_all_that_was_typed(work, client_of):
    answer = client_of("rep").post("/customers/new", data=FULL)
    customer = only(work)
    assert answer.status_code == 303
    assert answer.location == f"/customers/{customer.id}"
    assert customer.lifecycle == "qualified"
    assert customer.roles == ("customer", "distributor")
    assert customer.tags == ("VIP", "Norte")
    assert customer.phones == (phone_of("81 1234 5678", "MX", label="mostrador"),)
    assert [email.address for email in customer.emails] == [
        "compras@example.com",
        "ventas@example.com",
    ]
    assert customer.addresses == (
        PostalAddress(
            street="Av. Constitución 300", district="Centro", city="Monterrey", country="MX"
        ),
    )
    assert (customer.tax_type, customer.tax_value) == ("rfc", "XAXX010101000")
    assert (customer.latitude, customer.longitude) == (25.67, -100.31)
    assert customer.note == "Pide catálogo.\nPaga a 30 días."


def test_saving_an_untouched_form_changes_nothing(add, work, client_of):
    customer = add(
        kind="person",
        phones=[phone_of("91 123 45 67", "ES"), phone_of("no number", "")],
        emails=[EmailAddress("a@example.com", "work")],
        addresses=[PostalAddress(street="Calle 1", city="Madrid", country="ES", label="HQ")],
        roles=["agent"],
        tags=["VIP"],
        note="Two\nlines",
    )
    client = client_of("rep")
    address = f"/customers/{customer.id}/edit"
    values = form_values(client.get(address).text)
    # As browsers send the ends of lines.
    answer = client.post(address, data=values | {"note": values["note"].replace("\n", "\r\n")})
    assert answer.status_code == 303
    with work("rep") as uow:
        after = get_customer(uow, customer.id)
        assert after.version == customer.version
        assert after.phones == customer.phones


def test_wrong_input_comes_back_beside_its_field_with_everything_typed(work, client_of):
    typed = FULL | {"name": " ", "emails-1-address": "nobody", "latitude": "95"}
    answer = client_of("rep").post("/customers/new", data=typed)
    assert answer.status_code == 422
    page = answer.text
    assert "An e-mail address looks like name@example.com." in page
    for words in ("nobody", "Av. Constitución 300", "Pide catálogo.", "mostrador", "VIP, Norte"):
        assert words in page
    fixed = client_of("rep").post("/customers/new", data=typed | {"emails-1-address": ""})
    assert fixed.status_code == 422
    assert "Fill this in." in fixed.text
    assert "Latitude goes from -90 to 90" in fixed.text
    with work("admin") as uow:
        assert list_customers(uow).items == []


def test_there_is_always_an_empty_row_for_one_more(add, client_of):
    page = client_of("rep").get("/customers/new").text
    assert 'name="phones-0-typed"' in page
    assert 'name="phones-1-typed"' not in page
    customer = add(phones=[phone_of("81 1111 1111", "MX")])
    page = client_of("rep").get(f"/customers/{customer.id}/edit").text
    assert 'name="phones-1-typed"' in page
    again = client_of("rep").post("/customers/new", data=FULL | {"name": ""}).text
    assert 'name="emails-2-address"' in again


def test_an_address_is_asked_for_in_the_words_of_its_country(client_of, reads):
    client = client_of("rep")
    query = "row=addresses-0&addresses-0-street=Av.+Juárez&addresses-0-country="
    mexico = client.get(f"/customers/form/address?{query}MX").text
    assert "colonia" in mexico
    assert 'value="Av. Juárez"' in mexico
    assert "District" in client.get(f"/customers/form/address?{query}FR").text
    reads("rep", "es-CL")
    assert "Comuna" in client.get(f"/customers/form/address?{query}CL").text
    assert client.get("/customers/form/address?row=nonsense").status_code == 422


def test_a_wrong_check_digit_is_warned_about_and_saved(work, client_of):
    client = client_of("rep")
    query = "tax_country=CL&tax_value=12.345.678-9"
    assert "check digit" in client.get(f"/customers/form/tax-id?{query}").text
    wrong = {"kind": "organization", "name": "X", "lifecycle": "lead"}
    wrong |= {"tax_country": "CL", "tax_value": "12.345.678-9"}
    answer = client.post("/customers/new", data=wrong)
    assert answer.status_code == 303
    assert only(work).tax_value == "123456789"
    assert "check digit" in client.get(answer.location).text


def test_a_possible_duplicate_is_told_once_and_then_saved(add, work, client_of):
    twin = add("Ferreteria Perez", emails=[EmailAddress("compras@example.com")])
    client = client_of("rep")
    first = client.post("/customers/new", data=FULL)
    assert first.status_code == 422
    assert f'href="/customers/{twin.id}"' in first.text
    assert "same e-mail" in first.text
    assert 'name="confirmed" value="yes"' in first.text
    assert "Av. Constitución 300" in first.text
    assert client.post("/customers/new", data=FULL | {"confirmed": "yes"}).status_code == 303
    with work("rep") as uow:
        assert len(list_customers(uow).items) == 2


def test_the_warning_comes_while_typing_and_knows_only_what_one_sees(add, client_of):
    add("CANARY", emails=[EmailAddress("compras@example.com")])
    query = "/customers/duplicates?emails-0-address=compras@example.com&name=Other"
    assert "CANARY" in client_of("rep").get(query).text
    assert "CANARY" not in client_of("other").get(query).text
    answer = client_of("other").post("/customers/new", data=FULL)
    assert answer.status_code == 303


def test_changing_something_else_does_not_warn_again(add, client_of):
    add("Twin", emails=[EmailAddress("a@example.com")])
    customer = add("Other", emails=[EmailAddress("a@example.com")])
    client, address = client_of("rep"), f"/customers/{customer.id}/edit"
    values = form_values(client.get(address).text) | {"note": "Called."}
    assert client.post(address, data=values).status_code == 303


def test_only_who_may_give_customers_away_is_asked_for_the_owner(add, work, client_of):
    customer = add()
    with work("admin") as uow:
        other_id = find_user(uow, "other@example.com").id
    address = f"/customers/{customer.id}/edit"
    assert 'name="owner_id"' not in client_of("rep").get(address).text
    sent = form_values(client_of("rep").get(address).text) | {"owner_id": str(other_id)}
    client_of("rep").post(address, data=sent)
    with work("rep") as uow:
        assert get_customer(uow, customer.id).owner_id == customer.owner_id
    manager = client_of("manager")
    values = form_values(manager.get(address).text)
    assert values["owner_id"] == str(customer.owner_id)
    manager.post(address, data=values | {"owner_id": str(other_id)})
    assert client_of("rep").get(address).status_code == 404
    assert client_of("other").get(address).status_code == 200


def test_a_customer_of_a_portfolio_follows_its_manager_unless_set(work, client_of):
    with work("admin") as uow:
        manager_id = find_user(uow, "manager@example.com").id
        portfolio = Portfolio(name="Norte", manager_id=manager_id)
        uow.session.add(portfolio)
    sent = {"kind": "organization", "name": "X", "lifecycle": "lead"}
    sent |= {"portfolio_id": str(portfolio.id), "owner_id": ""}
    client = client_of("manager")
    address = client.post("/customers/new", data=sent).location
    customer = only(work)
    assert (customer.owner_id, customer.owner_is_set) == (manager_id, False)
    values = form_values(client.get(f"{address}/edit").text)
    assert values["owner_id"] == ""
    client.post(f"{address}/edit", data=values)
    assert only(work).version == customer.version


def test_without_scripts_the_parent_is_named(add, work, client_of):
    parent = add("Grupo Norte")
    sent = {"kind": "organization", "name": "X", "lifecycle": "lead"}
    client = client_of("rep")
    wrong = client.post("/customers/new", data=sent | {"parent_name": "Grupo Sur"})
    assert wrong.status_code == 422
    assert "not exactly one customer of this name" in wrong.text
    answer = client.post("/customers/new", data=sent | {"parent_name": "grupo NORTE"})
    assert answer.status_code == 303
    assert f'href="/customers/{parent.id}">Grupo Norte<' in client.get(answer.location).text


def test_a_customer_cannot_stand_above_itself(add, client_of):
    above = add("Above")
    below = add("Below", parent_id=above.id)
    client, address = client_of("rep"), f"/customers/{above.id}/edit"
    values = form_values(client.get(address).text) | {"parent_id": str(below.id)}
    answer = client.post(address, data=values)
    assert answer.status_code == 422
    assert "cannot stand above itself" in answer.text


@pytest.mark.parametrize("locale", ["en", "es-ES", "es-MX", "es-AR", "es-CL", "es-CO", "es-PE"])
def test_the_form_opens_in_every_region(client_of, reads, locale):
    reads("rep", locale)
    page = client_of("rep").get("/customers/new").text
    assert f'lang="{locale}"' in page
    home = locale.partition("-")[2]
    assert form_values(page)["tax_country"] == home


def test_who_may_merge_is_led_there_from_the_warning(add, client_of):
    customer, twin = add("Kiosco Sol", emails=SHARED), add("Kiosko Sol", emails=SHARED)
    asked = {"customer_id": customer.id, "name": "Kiosco Sol", "emails-0-address": "a@example.com"}
    way = f'href="/customers/{customer.id}/merging/{twin.id}"'
    assert way in client_of("manager").get("/customers/duplicates", query_string=asked).text
    assert way not in client_of("rep").get("/customers/duplicates", query_string=asked).text


def test_a_customer_that_is_only_being_typed_cannot_be_merged(add, client_of):
    add("Kiosco Sol", emails=SHARED)
    asked = {"name": "Kiosko Sol", "emails-0-address": "a@example.com"}
    page = client_of("manager").get("/customers/duplicates", query_string=asked).text
    assert "Kiosco Sol" in page
    assert "/merging/" not in page


def test_a_known_resemblance_is_not_asked_about_again(add, client_of):
    add("Ferretería Pérez", emails=[EmailAddress("ventas@example.com")])
    twin = add("Ferretería Pérez", emails=[EmailAddress("compras@example.com")])
    address = f"/customers/{twin.id}/edit"
    client = client_of("rep")

    form = form_values(client.get(address).text) | {"legal_name": "Ferretería Pérez e Hijos"}
    assert client.post(address, data=form).status_code == 303

    form = form_values(client.get(address).text) | {"emails-0-address": "ventas@example.com"}
    assert client.post(address, data=form).status_code == 422


@pytest.mark.parametrize(("typed", "kept"), [("25,67", 25.67), ("-25.67", -25.67), ("", None)])
def test_degrees_are_written_with_a_comma_or_a_point(client_of, work, typed, kept):
    fields = {"kind": "organization", "name": "Kiosco Sol", "lifecycle": "lead"}
    place = {"latitude": typed, "longitude": typed}
    answer = client_of("rep").post("/customers/new", data=fields | place)
    assert answer.status_code == 303
    with work("rep") as uow:
        made = get_customer(uow, UUID(answer.location.rsplit("/", 1)[1]))
        assert (made.latitude, made.longitude) == (kept, kept)


def test_degrees_that_are_none_are_told_in_words(client_of):
    fields = {"kind": "organization", "name": "Kiosco Sol", "lifecycle": "lead"}
    told = client_of("rep").post("/customers/new", data=fields | {"latitude": "north"})
    assert told.status_code == 422
    assert "Write it in degrees, such as 25.67." in told.text
    assert 'value="north"' in told.text


def test_a_phone_that_nobody_can_dial_is_kept_and_told_once(work, client_of):
    rep = client_of("rep")
    added = rep.post("/customers/new", data={**FULL, "phones-1-typed": "12"}).location
    assert DOUBTFUL in rep.get(added).text
    assert [phone.typed for phone in only(work).phones] == ["81 1234 5678", "12"]
    data = form_values(rep.get(f"{added}/edit").text) | {"note": "Otra cosa"}
    assert rep.post(f"{added}/edit", data=data).status_code == 303
    page = rep.get(added).text
    assert "Otra cosa" in page
    assert DOUBTFUL not in page


def test_a_contact_whose_phone_nobody_can_dial_is_told_of_too(work, client_of):
    rep = client_of("rep")
    customer = rep.post("/customers/new", data=FULL).location
    data = {"name": "Ana", "function": "Compras", "phones-0-typed": "12"}
    assert rep.post(f"{customer}/contacts/new", data=data).status_code == 303
    assert DOUBTFUL in rep.get(customer).text

"""The page of one customer: what it shows, to whom, and what can be done there."""

import re

from salesforce_lite.customers import (
    CustomerDraft,
    EmailAddress,
    LifecycleChange,
    PostalAddress,
    get_customer,
    phone_of,
    save_customer,
)
from salesforce_lite.plugin import Panel
from tests.conftest import contribute
from tests.customers.pages import counted_statements


def test_the_page_shows_how_to_reach_the_customer(add, client_of):
    customer = add(
        phones=[phone_of("81 1234 5678 ext 4", "MX", label="mostrador")],
        emails=[EmailAddress("a@example.com", "compras")],
        addresses=[PostalAddress(street="Calle 1", city="Monterrey", country="MX")],
        website="www.example.com",
        roles=["distributor"],
        tags=["VIP"],
        tax_country="ES",
        tax_value="B58378431",
        legal_name="Pérez, S.A.",
    )
    page = client_of("rep").get(f"/customers/{customer.id}").text
    assert 'href="tel:+528112345678"' in page
    assert 'href="mailto:a@example.com"' in page
    assert 'href="https://www.example.com" rel="noopener noreferrer nofollow"' in page
    assert 'href="/customers?tag=VIP"' in page
    for words in ("mostrador", "Calle 1, Monterrey, MX", "Distributor", "B58378431", "Pérez, S.A."):
        assert words in page


def test_a_website_that_is_no_address_is_shown_but_not_linked(add, client_of):
    customer = add(website="javascript:alert(1)")
    page = client_of("rep").get(f"/customers/{customer.id}").text
    assert "javascript:alert(1)" in page
    assert 'href="javascript' not in page


def test_what_people_typed_is_never_markup(add, client_of):
    customer = add("<script>x</script>", note="<b>bold</b>", tags=["<i>"])
    for address in ("", f"/{customer.id}", f"/{customer.id}/edit"):
        page = client_of("rep").get(f"/customers{address}").text
        assert "<script>x" not in page
        assert "<b>bold" not in page


def test_the_customer_of_another_rep_does_not_exist(add, client_of):
    customer = add("CANARY", by="other")
    client = client_of("rep")
    for address in ("", "/edit", "/timeline"):
        answer = client.get(f"/customers/{customer.id}{address}", follow_redirects=True)
        assert answer.status_code == 404
        assert "CANARY" not in answer.text
    for address in ("edit", "lifecycle"):
        sent = {"name": "X", "lifecycle": "lost", "kind": "person", "version": 1}
        assert client.post(f"/customers/{customer.id}/{address}", data=sent).status_code == 404
    assert client.post(f"/customers/{customer.id}/deletion").status_code == 403
    assert client_of("manager").post(f"/customers/{customer.id}/deletion").status_code == 404


def test_the_stage_is_changed_with_one_button_and_dated(add, work, client_of):
    customer = add()
    client, address = client_of("rep"), f"/customers/{customer.id}"
    sent = {"lifecycle": "active", "version": customer.version}
    assert client.post(f"{address}/lifecycle", data=sent).status_code == 303
    with work("rep") as uow:
        assert get_customer(uow, customer.id).lifecycle == "active"
        (change,) = uow.session.query(LifecycleChange).filter_by(customer_id=customer.id)
        assert (change.before, change.after) == ("lead", "active")
    odd = {"lifecycle": "nonsense", "version": customer.version + 1}
    assert client.post(f"{address}/lifecycle", data=odd).status_code == 422
    assert client_of("viewer").post(f"{address}/lifecycle", data=sent).status_code == 403
    assert "/lifecycle" not in client_of("viewer").get(address).text


def test_deleting_can_be_undone(add, client_of):
    customer = add()
    client, address = client_of("manager"), f"/customers/{customer.id}"
    assert f'action="{address}/deletion"' in client.get(address).text
    answer = client.post(f"{address}/deletion", data={"version": customer.version})
    assert answer.location == "/customers"
    assert f'data-undo-url="{address}/restoration"' in client.get("/customers").text
    assert client.get(address).status_code == 404
    assert client.post(f"{address}/restoration").location == address
    page = client.get(address).text
    assert "Customer deleted" in page
    assert "Customer restored" in page


def test_panels_fill_the_slots_in_order_and_as_far_as_one_may(app, add, client_of):
    def panel(weight, sees=True, permission=""):
        return Panel(
            slot="customer.side",
            template="customers/_tax_note.html",
            load=lambda _uow, customer: (
                {"tax_note": f"Panel {weight} of {customer.name}"} if sees else None
            ),
            weight=weight,
            permission=permission,
        )

    panels = (panel(1), panel(2, sees=False), panel(3, permission="customers.delete"))
    contribute(app, panels=panels)
    customer = add("Shop")
    page = client_of("manager").get(f"/customers/{customer.id}").text
    assert page.index("Panel 1 of Shop") < page.index("Panel 3 of Shop")
    assert "Panel 2" not in page
    assert "Panel 3" not in client_of("rep").get(f"/customers/{customer.id}").text


def test_the_page_costs_a_bounded_number_of_statements(app, add, work, client_of):
    customer = add(phones=[phone_of("81 1111 1111", "MX")], roles=["agent"])
    client, address = client_of("rep"), f"/customers/{customer.id}"
    client.get(address)
    with counted_statements(app) as short:
        client.get(address)
    for number in range(30):
        with work("rep" if number % 2 else "manager") as uow:
            fields = {"name": f"N{number}", "owner_id": customer.owner_id, "roles": [str(number)]}
            save_customer(uow, CustomerDraft.of(fields, id=customer.id))
    with counted_statements(app) as long:
        client.get(address)
    assert len(long) <= len(short) + 1 <= 40


def test_the_page_reads_in_the_form_of_the_region(add, client_of, reads):
    customer = add()
    reads("rep", "es-ES")
    page = client_of("rep").get(f"/customers/{customer.id}").text
    assert re.search(r"\d{1,2} de [a-z]+ de \d{4}", page)

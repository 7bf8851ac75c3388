"""The list of customers: rows, filters in the address, pages, and nobody else's records."""

import re

import pytest

from salesforce_lite.access import find_user
from salesforce_lite.customers import (
    CustomerDraft,
    CustomerFilter,
    PostalAddress,
    find_customers,
    phone_of,
    save_customers,
)
from salesforce_lite.team import Portfolio
from tests.customers.pages import counted_statements

NAME = re.compile(r'class="sl-row-link"[^>]*>([^<]*)<')


def names(client, address: str) -> list[str]:
    return NAME.findall(client.get(address).text)


def test_the_empty_list_offers_the_first_step(client_of):
    page = client_of("rep").get("/customers").text
    assert "No customers yet" in page
    assert 'href="/customers/new"' in page


def test_a_viewer_is_not_offered_what_they_may_not_do(client_of):
    assert "/customers/new" not in client_of("viewer").get("/customers").text
    assert client_of("viewer").get("/customers/new").status_code == 403


def test_a_row_shows_what_one_recognises_a_customer_by(add, client_of):
    add(
        lifecycle="active",
        roles=["distributor"],
        phones=[phone_of("81 1234 5678", "MX")],
        addresses=[PostalAddress(city="Monterrey", country="MX")],
    )
    page = client_of("rep").get("/customers").text
    for words in ("Ferretería Pérez", "Active", "Distributor", "Monterrey", ">Rep<"):
        assert words in page
    assert 'href="tel:+528112345678">+52 81 1234 5678<' in page


def test_the_list_speaks_the_language_of_the_reader(add, client_of, reads):
    add(roles=["distributor"])
    reads("rep", "es-MX")
    page = client_of("rep").get("/customers").text
    assert 'lang="es-MX"' in page
    assert "Distribuidor" in page
    assert re.search(r"hace \d+ segundo", page)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/customers?lifecycle=active", ["Bodega"]),
        ("/customers?role=agent", ["Agencia"]),
        ("/customers?tag=VIP", ["Bodega", "Ñandú"]),
        ("/customers?tag=VIP&lifecycle=active", ["Bodega"]),
        ("/customers?q=ñA", ["Ñandú"]),
        ("/customers?q=bod", ["Bodega"]),
        ("/customers?lifecycle=nonsense", []),
        ("/customers?owner=nonsense", ["Agencia", "Bodega", "Ñandú"]),
    ],
)
def test_filters_stand_in_the_address(add, client_of, address, expected):
    add("Agencia", roles=["agent"])
    add("Bodega", lifecycle="active", tags=["VIP"])
    add("Ñandú", tags=["VIP"])
    assert names(client_of("rep"), address) == expected


def test_a_manager_narrows_the_team_to_one_person_and_to_oneself(add, client_of, work):
    add("Of the rep")
    add("Of the manager", by="manager")
    with work("admin") as uow:
        rep_id = find_user(uow, "rep@example.com").id
    manager = client_of("manager")
    assert names(manager, "/customers") == ["Of the manager", "Of the rep"]
    assert names(manager, "/customers?owner=me") == ["Of the manager"]
    assert names(manager, f"/customers?owner={rep_id}") == ["Of the rep"]


def test_a_portfolio_is_a_filter(add, client_of, work):
    with work("admin") as uow:
        portfolio = Portfolio(name="Norte", manager_id=find_user(uow, "rep@example.com").id)
        uow.session.add(portfolio)
    add("Inside", portfolio_id=portfolio.id)
    add("Outside")
    client = client_of("rep")
    assert names(client, f"/customers?portfolio={portfolio.id}") == ["Inside"]
    assert "Norte" in client.get("/customers").text


def test_a_filter_that_fits_nobody_can_be_cleared(add, client_of):
    add()
    page = client_of("rep").get("/customers?lifecycle=lost").text
    assert "No customer fits these filters" in page
    assert re.search(r'href="/customers"[^>]*>.*?Clear filters', page, re.S)


@pytest.mark.parametrize("person", ["rep", "manager", "admin"])
def test_pages_lead_through_all_customers_and_back(work, client_of, person):
    with work("rep") as uow:
        save_customers(uow, [CustomerDraft.of({"name": f"C{n:03}"}) for n in range(60)])
    with work("manager") as uow:
        save_customers(uow, [CustomerDraft.of({"name": f"D{n:03}"}) for n in range(3)])
    client, seen, address = client_of(person), [], "/customers"
    while address:
        page = client.get(address).text
        seen += NAME.findall(page)
        following = re.search(r'rel="next" href="([^"]*)"', page)
        last, address = address, following and following.group(1).replace("&amp;", "&")
    expected = [f"C{n:03}" for n in range(60)] + [f"D{n:03}" for n in range(3)]
    assert seen == (expected if person != "rep" else expected[:60])
    before = re.search(r'rel="prev" href="([^"]*)"', client.get(last).text)
    assert names(client, before.group(1).replace("&amp;", "&")) == expected[25:50]


def test_pages_keep_their_filters(work, client_of):
    with work("rep") as uow:
        save_customers(
            uow, [CustomerDraft.of({"name": f"C{n:03}", "tags": ["T"]}) for n in range(30)]
        )
    page = client_of("rep").get("/customers?tag=T").text
    assert "tag=T" in re.search(r'rel="next" href="([^"]*)"', page).group(1)


def test_the_page_mark_of_another_list_is_refused_with_a_sentence(client_of):
    answer = client_of("rep").get("/customers?cursor=bm9uc2Vuc2U")
    assert answer.status_code == 422
    assert "page mark" in answer.text


def test_the_list_never_shows_the_customers_of_another_rep(add, client_of, work):
    add("CANARY-1", by="other", tags=["CANARY-2"], roles=["agent"])
    add("Mine", roles=["agent"])
    with work("other") as uow:
        other_id = uow.actor.user_id
    client = client_of("rep")
    for query in ("", "?q=can", "?role=agent", "?lifecycle=lead", "?owner=" + str(other_id)):
        assert "CANARY" not in client.get(f"/customers{query}").text
    assert names(client, "/customers?tag=CANARY-2") == []


def test_a_common_and_a_rare_role_find_the_same_customers(work, monkeypatch):
    with work("rep") as uow:
        save_customers(
            uow, [CustomerDraft.of({"name": f"C{n}", "roles": ["agent"]}) for n in range(9)]
        )
        rare = find_customers(uow, CustomerFilter(role="agent")).items
        monkeypatch.setattr("salesforce_lite.customers.listing._FEW", 3)
        common = find_customers(uow, CustomerFilter(role="agent")).items
    assert [c.id for c in common] == [c.id for c in rare]
    assert len(rare) == 9


def test_a_page_of_the_list_costs_the_same_number_of_statements_however_long(app, work, client_of):
    client = client_of("manager")
    with work("rep") as uow:
        save_customers(uow, [CustomerDraft.of({"name": f"C{n}"}) for n in range(2)])
    client.get("/customers")
    with counted_statements(app) as few:
        client.get("/customers")
    with work("rep") as uow:
        save_customers(uow, [CustomerDraft.of({"name": f"D{n}"}) for n in range(40)])
    with counted_statements(app) as many:
        client.get("/customers")
    assert len(many) == len(few) <= 16


def test_htmx_gets_the_rows_and_the_chips_that_belong_to_them(add, client_of):
    add()
    part = client_of("rep").get("/customers?q=ferr", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert 'hx-swap-oob="true"' in part
    assert "q=ferr" in part


def test_a_tag_is_asked_for_and_the_other_filters_stay(add, client_of):
    add("Kiosco Sol", tags=["VIP"], lifecycle="active")
    add("Kiosco Luna", lifecycle="active")
    client = client_of("rep")
    page = client.get("/customers?lifecycle=active").text
    form = page[page.index("sl-menu-form") :].split("</form>")[0]
    assert 'name="lifecycle" value="active"' in form
    assert 'name="tag"' in form
    found = client.get("/customers?lifecycle=active&tag=VIP").text
    assert "Kiosco Sol" in found
    assert "Kiosco Luna" not in found
    assert "#VIP" in found

"""The search page, the suggestions under the field of every page, and those of look-ups."""

import re

import pytest

from salesforce_lite.customers import CustomerDraft, save_customer, save_customers
from tests.conftest import find_user


@pytest.fixture
def perez(work):
    with work("rep") as uow:
        return save_customer(uow, CustomerDraft.of({"name": "Ferretería <b>Pérez</b>"}))


def test_the_page_shows_hits_by_kind_with_their_addresses(perez, client_of):
    page = client_of("rep").get("/search?q=perez").text
    assert "Ferretería &lt;b&gt;Pérez&lt;/b&gt;" in page
    assert f"/customers/{perez.id}" in page
    assert re.search(r"<h2>\s*Customers", page)
    assert 'value="perez"' in page


def test_without_words_the_page_says_what_can_be_found(client_of):
    page = client_of("rep").get("/search").text
    assert "What are you looking for?" in page


def test_without_hits_the_page_says_so_and_what_to_try(perez, client_of):
    page = client_of("rep").get("/search?q=<script>").text
    assert "Nothing found" in page
    assert "<script>&" not in page
    assert "“&lt;script&gt;”" in page


def test_while_typing_only_the_hits_are_sent(perez, client_of):
    page = client_of("rep").get("/search?q=perez", headers={"HX-Request": "true"}).text
    assert "<html" not in page
    assert f"/customers/{perez.id}" in page


def test_suggestions_under_the_field_lead_to_the_records_and_to_all_hits(perez, client_of):
    part = client_of("rep").get("/search/live?q=ferr").text
    assert f"/customers/{perez.id}" in part
    assert "/search?q=ferr" in part
    assert client_of("rep").get("/search/live?q=").text.strip() == ""
    assert "Nothing found" in client_of("rep").get("/search/live?q=xyz").text


def test_the_field_knows_commands_of_those_who_may(perez, client_of):
    part = client_of("rep").get("/search/live?q=vis").text
    assert 'href="/activities/new?kind=visit" data-command data-panel="follow"' in part
    assert 'href="/activities/new?kind=visit&amp;plan=1"' in part
    assert "Nothing found" not in part
    assert part.index("Log visit") < part.index("Plan visit")
    assert "/customers/new" in client_of("rep").get("/search?q=new+cust").text
    assert "/customers/new" not in client_of("viewer").get("/search?q=new+cust").text
    assert "/reports" in client_of("viewer").get("/search/live?q=REP").text


def test_commands_are_found_in_the_readers_language(work, client_of):
    with work() as uow:
        find_user(uow.session, "rep").locale = "es-MX"
    rep = client_of("rep")
    for typed in ("llam", "nueva llam", "REGISTRAR"):
        assert "Registrar llamada" in rep.get("/search/live", query_string={"q": typed}).text


def test_commands_stay_out_of_the_rail(client_of):
    assert "Log visit" not in client_of("rep").get("/search").text


def test_look_ups_get_at_most_eight(work, client_of):
    with work("rep") as uow:
        save_customers(uow, [CustomerDraft.of({"name": f"Bar {n:02}"}) for n in range(12)])
    items = client_of("rep").get("/search/suggest?kind=customer&q=bar").json["items"]
    assert [item["text"] for item in items] == [f"Bar {n:02}" for n in range(8)]
    assert set(items[0]) == {"id", "text", "detail", "url"}
    assert client_of("rep").get("/search/suggest?kind=nothing&q=bar").json == {"items": []}


def test_many_hits_offer_the_rest_of_their_kind(work, client_of):
    with work("rep") as uow:
        save_customers(uow, [CustomerDraft.of({"name": f"Bar {n:02}"}) for n in range(12)])
    page = client_of("rep").get("/search?q=bar").text
    assert "Bar 07" in page
    assert "Bar 08" not in page
    assert "/search?q=bar&amp;kind=customer" in page
    assert "Bar 11" in client_of("rep").get("/search?q=bar&kind=customer").text


@pytest.mark.parametrize("path", ["/search", "/search/live", "/search/suggest"])
def test_nobody_finds_what_is_another_reps(perez, client_of, path):
    for typed in ("perez", "ferret"):
        address = f"{path}?q={typed}"
        assert str(perez.id) in client_of("rep").get(address).text
        assert str(perez.id) not in client_of("other").get(address).text


@pytest.mark.parametrize("path", ["/search", "/search/live", "/search/suggest"])
def test_signed_out_people_search_nothing(perez, app, path):
    assert app.test_client().get(f"{path}?q=perez").status_code == 302


@pytest.mark.parametrize("typed", ["%ED%A0%80", "%22", "*", "x" * 10_000, "%F0%9F%98%80"])
def test_anything_can_be_typed_in_the_address(client_of, typed):
    assert client_of("rep").get(f"/search?q={typed}").status_code == 200

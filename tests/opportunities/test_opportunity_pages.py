"""Desk pages of opportunities: what they show to whom, reports, and what pages cost."""

from datetime import date

import pytest
from sqlalchemy import event

from salesforce_lite.customers import CustomerDraft, save_customers
from salesforce_lite.kernel.clock import today
from salesforce_lite.kernel.money import Money
from salesforce_lite.opportunities import (
    OpportunityDraft,
    check_totals,
    list_opportunities,
    lose_opportunity,
    save_opportunities,
    save_opportunity,
    win_opportunity,
)
from tests.opportunities.reading import read

CANARY = "Canary of the rep"


@pytest.mark.parametrize("address", ["/opportunities", "/opportunities?view=list", "/reports"])
def test_no_page_of_one_rep_shows_what_another_has(client_of, customer_of, opportunity_of, address):
    customer_id = customer_of("rep", CANARY)
    opportunity_of("rep", customer_id=customer_id, title=CANARY, amount="7654321")
    other = client_of("other").get(address).text
    assert CANARY not in other
    assert "7,654,321" not in other
    for name in ("rep", "manager", "admin", "viewer"):
        assert "7,654,321" in client_of(name).get(address).text


PATHS = ["", "/edit", "/winning", "/losing", "/timeline"]


@pytest.mark.parametrize("path", PATHS)
def test_what_another_rep_has_is_not_found(client_of, opportunity_of, path):
    made = opportunity_of("rep", title=CANARY)
    answer = client_of("other").get(
        f"/opportunities/{made.id}{path}", headers={"HX-Request": "true"}
    )
    assert answer.status_code == 404
    assert CANARY not in answer.text


@pytest.mark.parametrize(
    "path", ["/stage", "/winning", "/losing", "/reopening", "/deletion", "/restoration", "/edit"]
)
def test_a_viewer_may_change_nothing(client_of, opportunity_of, work, path):
    made = opportunity_of()
    assert client_of("viewer").post(f"/opportunities/{made.id}{path}").status_code == 403
    assert read(work, made.id).version == made.version


def test_a_viewer_is_offered_nothing_to_change(client_of, opportunity_of):
    made = opportunity_of()
    viewer = client_of("viewer")
    assert "data-move-url" not in viewer.get("/opportunities").text
    page = viewer.get(f"/opportunities/{made.id}").text
    assert f"{made.id}/stage" not in page
    assert "/winning" not in page


def test_the_page_tells_what_happened(client_of, opportunity_of, stages, work):
    made = opportunity_of()
    rep = client_of("rep")
    move = {"stage_id": stages[1].id, "version": made.version}
    rep.post(f"/opportunities/{made.id}/stage", data=move)
    with work("rep") as uow:
        save_opportunity(uow, OpportunityDraft.of({"amount": Money(1, "EUR")}, id=made.id))
        lose_opportunity(uow, made.id, reason="price")
    page = rep.get(f"/opportunities/{made.id}").text
    assert f"{stages[0].name} → {stages[1].name}" in page
    assert "Opportunity lost" in page
    assert "€0.01" in page
    customer = rep.get(f"/customers/{made.customer_id}").text
    assert "Opportunity lost" in customer
    assert f"/opportunities/{made.id}" in customer


def test_a_customers_page_shows_what_is_open_and_the_last_sale(client_of, opportunity_of, work):
    one = opportunity_of(expected_close_on=date(2099, 5, 1))
    opportunity_of(customer_id=one.customer_id, amount="700", expected_close_on=date(2099, 6, 1))
    won = opportunity_of(customer_id=one.customer_id)
    with work("rep") as uow:
        win_opportunity(uow, won.id, on=date(2026, 3, 9))
    page = client_of("rep").get(f"/customers/{one.customer_id}").text
    assert "2 open opportunities, €9,000; the next closes on May 1, 2099." in page
    assert "Last sale won in March 2026." in page


def test_the_forecast_tells_each_month_and_opens_what_it_counts(client_of, opportunity_of, work):
    made = opportunity_of(amount="1000", probability=40, expected_close_on=today("UTC"))
    opportunity_of(amount="70", expected_close_on=date(2020, 1, 1))
    won = opportunity_of(amount="500")
    with work("rep") as uow:
        win_opportunity(uow, won.id)
    rep = client_of("rep")
    page = rep.get("/reports").text
    for amount in ("€1,000", "€400", "€500", "€1,070"):
        assert amount in page
    assert "Earlier" in page
    month = made.expected_close_on.replace(day=1).isoformat()
    start = page.index(f"/opportunities?view=list&amp;outcome=open&amp;closing_from={month}")
    listed = rep.get(page[start : page.index('"', start)].replace("&amp;", "&")).text
    assert str(made.id) in listed
    assert listed.count("data-row-link") == 1


def test_sums_of_several_currencies_are_in_the_companys_with_their_parts(client_of, opportunity_of):
    opportunity_of(amount="100", currency="EUR")
    opportunity_of(amount="2000", currency="MXN")
    for address in ("/opportunities", "/reports"):
        page = client_of("rep").get(address).text
        for words in (
            "Incomplete, no exchange rate for MXN",
            "€100.00",
            "MX$2,000.00",
            "no exchange rate yet",
        ):
            assert words in page


PAGES = ["/opportunities", "/opportunities?view=list", "/opportunities?owner=me", "/reports"]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_needs_no_more_statements_for_many_than_for_few(
    app, client_of, work, stages, address
):
    seen = []

    def fill(count):
        with work("manager") as uow:
            names = [CustomerDraft.of({"name": f"{count} {n}"}) for n in range(count)]
            customers = save_customers(uow, names)
            save_opportunities(
                uow,
                [
                    OpportunityDraft.of(
                        {
                            "title": f"Sale {number}",
                            "customer_id": customer.id,
                            "amount": Money(number, "EUR"),
                            "stage_id": stages[number % len(stages)].id,
                        }
                    )
                    for number, customer in enumerate(customers)
                ],
            )

    manager = client_of("manager")
    manager.get(address)  # what a server reads once is not what a page costs

    def statements():
        seen.clear()
        assert manager.get(address).status_code == 200
        return len([one for one in seen if one.startswith("SELECT")])

    event.listen(app.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    fill(5)
    few = statements()
    fill(60)
    assert statements() == few
    assert few <= 26


def test_the_kept_totals_are_right_after_what_pages_did(client_of, opportunity_of, work, stages):
    made = opportunity_of()
    rep = client_of("rep")
    move = {"stage_id": stages[3].id, "version": made.version}
    rep.post(f"/opportunities/{made.id}/stage", data=move)
    rep.post(f"/opportunities/{made.id}/winning", data={"version": made.version + 1})
    rep.post(f"/opportunities/{made.id}/reopening", data={"version": made.version + 2})
    with work("rep") as uow:
        assert check_totals(uow) == []
        assert list_opportunities(uow).items[0].stage_id == stages[3].id

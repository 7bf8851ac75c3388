"""The forms of an opportunity: added, changed, won, lost and deleted, and what undoes it."""

from datetime import date

import pytest

from salesforce_lite.access import User
from salesforce_lite.kernel.money import Money
from salesforce_lite.opportunities import OpportunityDraft, save_opportunity
from tests.opportunities.reading import read


def test_an_opportunity_is_added_from_the_page_of_a_customer(client_of, customer_of, work):
    customer_id = customer_of()
    rep = client_of("rep")
    form = rep.get(f"/opportunities/new?customer_id={customer_id}").text
    assert "Ferretería Pérez" in form
    fields = {
        "title": "New line",
        "customer_id": customer_id,
        "amount": "12,500",
        "currency": "EUR",
        "expected_close_on": "2027-01-31",
    }
    answer = rep.post("/opportunities/new", data=fields)
    assert answer.status_code == 303
    made = read(work, answer.location.rsplit("/", 1)[1])
    assert (made.title, made.amount) == ("New line", Money.of(12500, "EUR"))


def test_an_amount_is_read_as_the_reader_writes_it(client_of, customer_of, work):
    customer_id = customer_of()
    with work("admin") as uow:
        uow.session.query(User).filter_by(email="rep@example.com").one().locale = "es-AR"
    fields = {"title": "X", "customer_id": customer_id, "currency": "ARS"}
    fields["expected_close_on"] = "2027-01-31"
    answer = client_of("rep").post("/opportunities/new", data=fields | {"amount": "12.500,75"})
    assert read(work, answer.location.rsplit("/", 1)[1]).amount == Money.of("12500.75", "ARS")


@pytest.mark.parametrize(
    ("locale", "typed", "said"),
    [
        ("es-MX", "1.234", "1234 o 1.234"),
        ("en", "12.500", "12500 or 12.500"),
        ("es-AR", "1,234", "1234 o 1,234"),
        ("es-ES", "0,125", "decimales"),
        ("es-CL", "10,5", "decimales"),
    ],
)
def test_an_amount_that_would_be_another_one_is_asked_about(
    client_of, customer_of, work, locale, typed, said
):
    customer_id = customer_of()
    with work("admin") as uow:
        uow.session.query(User).filter_by(email="rep@example.com").one().locale = locale
    currency = "CLP" if locale == "es-CL" else "EUR"
    fields = {"title": "X", "customer_id": customer_id, "currency": currency, "amount": typed}
    fields["expected_close_on"] = "2027-01-31"
    told = client_of("rep").post("/opportunities/new", data=fields)
    assert told.status_code == 422
    assert said in told.text
    assert f'value="{typed}"' in told.text


def test_what_was_typed_stays_when_the_form_is_wrong(client_of, customer_of):
    fields = {"title": "Typed", "customer_id": customer_of(), "amount": "a lot"}
    answer = client_of("rep").post("/opportunities/new", data=fields)
    assert answer.status_code == 422
    assert 'value="Typed"' in answer.text
    assert 'value="a lot"' in answer.text
    assert "1234.50" in answer.text


def test_two_people_editing_one_opportunity_lose_nothing(client_of, opportunity_of, work):
    made = opportunity_of()
    with work("manager") as uow:
        save_opportunity(uow, OpportunityDraft.of({"competitor": "Acme"}, id=made.id))
    fields = {
        "version": made.version,
        "title": "Mine",
        "customer_id": made.customer_id,
        "amount": "8300",
        "currency": "EUR",
        "expected_close_on": made.expected_close_on.isoformat(),
        "stage_id": made.stage_id,
    }
    rep = client_of("rep")
    told = rep.post(f"/opportunities/{made.id}/edit", data=fields)
    assert told.status_code == 409
    assert 'value="Mine"' in told.text
    assert 'value="Acme"' in told.text
    now = read(work, made.id).version
    again = rep.post(
        f"/opportunities/{made.id}/edit", data=fields | {"version": now, "competitor": "Acme"}
    )
    assert again.status_code == 303
    saved = read(work, made.id)
    assert (saved.title, saved.competitor) == ("Mine", "Acme")


def test_winning_can_be_undone(client_of, opportunity_of, work):
    made = opportunity_of()
    rep = client_of("rep")
    address = f"/opportunities/{made.id}"
    assert rep.post(f"{address}/winning", data={"version": made.version}).status_code == 303
    assert read(work, made.id).outcome == "won"
    won = {"version": made.version + 1}
    assert rep.post(f"{address}/reopening", data=won).status_code == 303
    assert read(work, made.id).outcome == "open"


def test_losing_asks_why(client_of, opportunity_of, work):
    made = opportunity_of()
    rep = client_of("rep")
    address = f"/opportunities/{made.id}/losing"
    assert "Chose a competitor" in rep.get(address).text
    read_of = {"version": made.version}
    assert rep.post(address, data=read_of).status_code == 422
    fields = {"reason": "competitor", "note": "They were faster", "on": "2026-01-31", **read_of}
    assert rep.post(address, data=fields).status_code == 303
    lost = read(work, made.id)
    assert (lost.loss_reason, lost.loss_note) == ("competitor", "They were faster")
    assert lost.closed_on == date(2026, 1, 31)


def test_deleting_can_be_undone(client_of, opportunity_of, work):
    made = opportunity_of()
    manager = client_of("manager")
    read_of = {"version": made.version}
    assert manager.post(f"/opportunities/{made.id}/deletion", data=read_of).status_code == 303
    assert "B line" not in manager.get("/opportunities").text.replace("“B line” is deleted", "")
    assert manager.post(f"/opportunities/{made.id}/restoration").status_code == 303
    assert read(work, made.id).title == "B line"

"""Desk pages of opportunities: what they show to whom, and what their forms do."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from salesforce_lite.access import User
from salesforce_lite.customers import CustomerDraft, save_customers
from salesforce_lite.kernel.clock import today
from salesforce_lite.kernel.money import Money
from salesforce_lite.opportunities import (
    OpportunityDraft,
    check_totals,
    get_opportunity,
    list_opportunities,
    lose_opportunity,
    save_opportunities,
    save_opportunity,
    save_pipeline,
    save_stage,
    win_opportunity,
)

CANARY = "Canary of the rep"


def read(work, opportunity_id, name="admin"):
    with work(name) as uow:
        return get_opportunity(uow, opportunity_id)


def speak_spanish(work, name="rep"):
    with work("admin") as uow:
        uow.session.query(User).filter_by(email=f"{name}@example.com").one().locale = "es-MX"


@pytest.fixture
def demanding(work, stages):
    """The third stage, which demands an amount and a source."""
    stage = stages[2]
    with work("admin") as uow:
        return save_stage(
            uow,
            stage.id,
            pipeline_id=stage.pipeline_id,
            name=stage.name,
            probability=stage.probability,
            demands=["amount", "source"],
        )


def test_the_board_shows_every_stage_with_its_sums(client_of, opportunity_of, stages):
    opportunity_of(amount="8300")
    page = client_of("rep").get("/opportunities").text
    for stage in stages:
        assert f'data-column="{stage.id}"' in page
    assert "Ferretería Pérez" in page
    assert page.count("€8,300") == 2
    assert "€830" in page


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


def test_the_choice_of_board_or_list_is_remembered(client_of, opportunity_of):
    opportunity_of()
    rep = client_of("rep")
    assert "data-board" in rep.get("/opportunities").text
    assert "sl-table" in rep.get("/opportunities?view=list").text
    assert "sl-table" in rep.get("/opportunities").text
    assert "data-board" in rep.get("/opportunities?view=board").text
    assert "data-board" in rep.get("/opportunities").text


def test_the_board_speaks_the_language_of_the_reader(client_of, opportunity_of, work):
    made = opportunity_of(amount="8300.5")
    speak_spanish(work)
    rep = client_of("rep")
    for address in ("/opportunities", "/opportunities?view=list", f"/opportunities/{made.id}"):
        page = rep.get(address)
        assert page.status_code == 200
        assert 'lang="es-MX"' in page.text
        assert "8,300.50" in page.text


def test_a_card_is_moved_and_both_heads_follow(client_of, opportunity_of, stages, work):
    made = opportunity_of()
    answer = client_of("rep").post(
        f"/opportunities/{made.id}/stage",
        data={"stage_id": stages[1].id, "version": made.version},
        headers={"Accept": "application/json"},
    )
    body = answer.get_json()
    moved = read(work, made.id)
    assert answer.status_code == 200
    assert moved.stage_id == stages[1].id
    assert body["version"] == moved.version
    assert set(body["columns"]) == {str(stages[0].id), str(stages[1].id)}
    assert "€8,300" in body["columns"][str(stages[1].id)]
    assert f'data-version="{moved.version}"' in body["card_html"]


def test_a_move_is_undone_by_the_address_the_answer_gives(client_of, opportunity_of, stages, work):
    made = opportunity_of()
    rep = client_of("rep")
    fields = {"stage_id": stages[1].id, "version": made.version}
    json = {"Accept": "application/json"}
    body = rep.post(f"/opportunities/{made.id}/stage", data=fields, headers=json).get_json()
    assert rep.post(body["undo_url"], headers=json).status_code == 200
    assert read(work, made.id).stage_id == stages[0].id


def test_a_stale_card_is_refused(client_of, opportunity_of, stages, work):
    made = opportunity_of()
    fields = {"stage_id": stages[1].id, "version": made.version + 1}
    answer = client_of("rep").post(f"/opportunities/{made.id}/stage", data=fields)
    assert answer.status_code == 409
    assert read(work, made.id).stage_id == stages[0].id


def test_a_demanding_stage_answers_with_the_missing_fields(
    client_of, opportunity_of, demanding, work
):
    made = opportunity_of(amount=None)
    rep = client_of("rep")
    address = f"/opportunities/{made.id}/stage"
    refused = rep.post(address, data={"stage_id": demanding.id, "version": made.version})
    assert refused.status_code == 422
    assert "data-demands" in refused.text
    assert demanding.name in refused.text
    for name in ("amount", "source"):
        assert f'name="{name}"' in refused.text
    assert 'name="competitor"' not in refused.text
    fields = {
        "stage_id": demanding.id,
        "version": made.version,
        "amount": "1,250.50",
        "currency": "MXN",
        "source": "visit",
    }
    assert rep.post(address, data=fields).status_code == 303
    moved = read(work, made.id)
    assert (moved.stage_id, moved.amount) == (demanding.id, Money.of("1250.5", "MXN"))


def test_a_column_shows_25_cards_and_the_way_to_more(client_of, customer_of, work, stages):
    customer_id = customer_of()
    first = date(2026, 1, 1)
    with work("rep") as uow:
        save_opportunities(
            uow,
            [
                OpportunityDraft.of(
                    {
                        "title": f"Sale {number:02}",
                        "customer_id": customer_id,
                        "expected_close_on": first + timedelta(days=number),
                    }
                )
                for number in range(30)
            ],
        )
    rep = client_of("rep")
    page = rep.get("/opportunities").text
    assert page.count("data-card=") == 25
    assert "Sale 24" in page
    assert "Sale 25" not in page
    start = page.index(f"/opportunities/stages/{stages[0].id}/cards")
    address = page[start : page.index('"', start)].replace("&amp;", "&")
    more = rep.get(address, headers={"HX-Request": "true"}).text
    assert more.count("data-card=") == 5
    assert "Sale 25" in more
    assert "hx-get" not in more


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
    assert rep.post(f"{address}/reopening").status_code == 303
    assert read(work, made.id).outcome == "open"


def test_losing_asks_why(client_of, opportunity_of, work):
    made = opportunity_of()
    rep = client_of("rep")
    address = f"/opportunities/{made.id}/losing"
    assert "Chose a competitor" in rep.get(address).text
    assert rep.post(address, data={}).status_code == 422
    fields = {"reason": "competitor", "note": "They were faster", "on": "2026-01-31"}
    assert rep.post(address, data=fields).status_code == 303
    lost = read(work, made.id)
    assert (lost.loss_reason, lost.loss_note) == ("competitor", "They were faster")
    assert lost.closed_on == date(2026, 1, 31)


def test_deleting_can_be_undone(client_of, opportunity_of, work):
    made = opportunity_of()
    manager = client_of("manager")
    assert manager.post(f"/opportunities/{made.id}/deletion").status_code == 303
    assert "B line" not in manager.get("/opportunities").text.replace("“B line” is deleted", "")
    assert manager.post(f"/opportunities/{made.id}/restoration").status_code == 303
    assert read(work, made.id).title == "B line"


def test_the_page_tells_what_happened(client_of, opportunity_of, stages, work):
    made = opportunity_of()
    rep = client_of("rep")
    rep.post(f"/opportunities/{made.id}/stage", data={"stage_id": stages[1].id})
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
    page = client_of("rep").get("/opportunities").text
    assert "€100.00 + MX$2,000.00; no exchange rate for MXN" in page


def test_pipelines_are_boards_of_their_own(client_of, customer_of, work):
    customer_id = customer_of()
    with work("admin") as uow:
        pipeline = save_pipeline(uow, name="Service")
        save_stage(uow, pipeline_id=pipeline.id, name="Asked for", probability=20)
    with work("rep") as uow:
        fields = {"title": "Contract", "customer_id": customer_id, "pipeline_id": pipeline.id}
        save_opportunity(uow, OpportunityDraft.of(fields))
    rep = client_of("rep")
    assert "Contract" not in rep.get("/opportunities").text
    page = rep.get(f"/opportunities?pipeline={pipeline.id}").text
    assert "Contract" in page
    assert "Asked for" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("owner=me", {"Own"}),
        ("closing=overdue", {"Late"}),
        ("closing=this_month", {"Own"}),
        ("closing=nonsense&owner=nonsense", {"Own", "Late", "Managed"}),
    ],
)
def test_filters_narrow_the_board_with_its_heads(
    client_of, customer_of, work, actor_of, query, shown
):
    customer_id = customer_of("manager")
    now = today("UTC")
    rep = actor_of("rep").user_id
    drafts = [
        {"title": "Own", "expected_close_on": now},
        {"title": "Late", "expected_close_on": now - timedelta(days=400), "owner_id": rep},
        {"title": "Managed", "expected_close_on": now + timedelta(days=90), "owner_id": rep},
    ]
    with work("manager") as uow:
        save_opportunities(
            uow,
            [OpportunityDraft.of({"customer_id": customer_id} | fields) for fields in drafts],
        )
    page = client_of("manager").get(f"/opportunities?view=board&{query}").text
    assert {
        title for title in ("Own", "Late", "Managed") if f'data-title="{title}"' in page
    } == shown
    assert f"data-count>{len(shown)}</a>" in page


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
    rep.post(f"/opportunities/{made.id}/stage", data={"stage_id": stages[3].id})
    rep.post(f"/opportunities/{made.id}/winning")
    rep.post(f"/opportunities/{made.id}/reopening")
    with work("rep") as uow:
        assert check_totals(uow) == []
        assert list_opportunities(uow).items[0].stage_id == stages[3].id

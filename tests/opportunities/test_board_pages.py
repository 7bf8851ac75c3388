"""The board: its columns and heads, cards that move, and what narrows it."""

from datetime import date, timedelta

import pytest

from salesforce_lite.access import User
from salesforce_lite.kernel.clock import today
from salesforce_lite.kernel.money import Money
from salesforce_lite.opportunities import (
    OpportunityDraft,
    save_opportunities,
    save_opportunity,
    save_pipeline,
    save_stage,
)
from tests.opportunities.reading import read


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


def test_pipelines_are_boards_of_their_own(client_of, customer_of, work):
    customer_id = customer_of()
    with work("admin") as uow:
        first = {"name": "Asked for", "probability": 20}
        pipeline = save_pipeline(uow, name="Service", stages=[first])
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

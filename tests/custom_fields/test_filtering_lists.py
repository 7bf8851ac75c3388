"""Lists are narrowed by custom fields and show those that administrators put into them."""

from datetime import date

import pytest

from salesforce_lite.activities import log_activity
from salesforce_lite.custom_fields import filtering
from salesforce_lite.kernel.money import Money
from salesforce_lite.opportunities import (
    OpportunityDraft,
    board,
    list_pipelines,
    save_opportunity,
)

SHOPS = ("Alfa", "Beta", "Gamma")


@pytest.fixture
def shops(field, add, actor_of):
    """Three customers with a value of each kind, told apart by their number."""
    for kind in ("text", "number", "money", "date", "choice", "choices", "yes_no", "user"):
        field(kind)
    person = actor_of("manager").user_id
    for number, name in enumerate(SHOPS):
        add(
            name,
            custom={
                "my_text": f"Motto {number}",
                "my_number": f"{number}.5",
                "my_money": Money(100 * number, "EUR" if number < 2 else "MXN"),
                "my_date": date(2026, 1 + number, 1),
                "my_choice": "small" if number else "large",
                "my_choices": ["small", "large"] if number == 1 else ["small"],
                "my_yes_no": bool(number),
                "my_user": person if number == 2 else None,
            },
        )
    return person


def shown(client, query: str, address: str = "/customers") -> list[str]:
    page = client.get(f"{address}?{query}").text
    return [name for name in SHOPS if f">{name}</a>" in page]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("f.my_text=MOTTO+1", ["Beta"]),
        ("f.my_number.from=0.5&f.my_number.to=1.5", ["Alfa", "Beta"]),
        ("f.my_number.from=1.6", ["Gamma"]),
        ("f.my_money.from=0.5&f.my_money.currency=EUR", ["Beta"]),
        ("f.my_money.from=0.5&f.my_money.currency=mxn", ["Gamma"]),
        ("f.my_date.to=2026-02-01", ["Alfa", "Beta"]),
        ("f.my_choice=large", ["Alfa"]),
        ("f.my_choices=large", ["Beta"]),
        ("f.my_yes_no=no", ["Alfa"]),
        ("f.my_choice=small&f.my_number.to=1.5", ["Beta"]),
        # What cannot be read narrows nothing.
        ("f.my_number.from=x&f.my_date.to=soon&f.my_choice=medium", list(SHOPS)),
        ("f.my_number.from=NaN&f.my_money.from=1&f.my_money.currency=XX", list(SHOPS)),
        ("f.my_user=me&f.my_yes_no=perhaps&f.other=1", list(SHOPS)),
    ],
)
@pytest.mark.parametrize("few", [0, 1000])
def test_customers_are_narrowed_by_each_kind_of_field(
    shops, client_of, monkeypatch, query, found, few
) -> None:
    monkeypatch.setattr(filtering, "_FEW", few)
    assert shown(client_of("rep"), query) == found


def test_customers_of_others_stay_out_of_sight(shops, client_of) -> None:
    assert shown(client_of("other"), "f.my_choice=small") == []
    assert shown(client_of("manager"), "f.my_choice=small") == ["Beta", "Gamma"]


def test_customers_are_narrowed_by_a_person(shops, client_of) -> None:
    assert shown(client_of("rep"), f"f.my_user={shops}") == ["Gamma"]


def test_a_filter_that_is_on_can_be_taken_away_and_keeps_the_others(shops, client_of) -> None:
    page = client_of("rep").get("/customers?lifecycle=lead&f.my_number.from=1.5&role=agent").text
    assert "Square metres: ≥ 1.5" in page
    assert 'href="/customers?lifecycle=lead&amp;role=agent" aria-label="Remove filter' in page
    assert '<input type="hidden" name="f.my_number.from" value="1.5">' in page


@pytest.mark.parametrize(
    "query", ["f.my_number.from=abc", "f.my_date.to=soon", "f.my_money.from=1"]
)
def test_a_filter_that_cannot_be_read_does_not_look_switched_on(shops, client_of, query) -> None:
    page = client_of("rep").get(f"/customers?{query}&role=agent").text
    assert "f.my_" not in page


def test_a_filter_half_of_which_can_be_read_says_that_half(shops, client_of) -> None:
    client, query = client_of("rep"), "f.my_number.from=1.5&f.my_number.to=abc"
    page = client.get(f"/customers?{query}").text
    assert "Square metres: ≥ 1.5" in page
    assert "abc" not in page
    assert shown(client, query) == ["Beta", "Gamma"]


def test_a_field_of_the_list_is_a_column_and_others_wait_behind_a_menu(
    field, add, client_of
) -> None:
    field("number", is_listed=True)
    field("choice")
    add("Kiosco Sol", custom={"my_number": "1234.5", "my_choice": "large"})
    client = client_of("rep")
    page = client.get("/customers").text
    assert '<th scope="col">Square metres</th>' in page
    assert "1,234.5</td>" in page
    assert "Large" not in page
    assert "/customers?by=my_choice" in page
    assert "f.my_choice=large" in client.get("/customers?by=my_choice").text


def test_a_filter_of_a_field_that_is_not_seen_does_not_exist(field, add, client_of) -> None:
    field("choice", roles=["manager"], is_listed=True)
    add("Alfa", by="rep")
    client = client_of("rep")
    assert shown(client, "f.my_choice=large") == ["Alfa"]
    page = client.get("/customers?f.my_choice=large&by=my_choice").text
    assert "<span>Size" not in page
    assert ">Size</th>" not in page
    assert "my_choice" not in page
    assert shown(client_of("manager"), "f.my_choice=large") == []


def test_opportunities_and_activities_are_narrowed_too(field, add, work, client_of) -> None:
    for entity in ("opportunity", "activity"):
        field("choice", entity, is_listed=True)
    customer = add("Kiosco Sol")
    with work("rep") as uow:
        for name, size in (("Alfa", "small"), ("Beta", "large")):
            draft = {"title": name, "customer_id": customer.id, "custom": {"my_choice": size}}
            save_opportunity(uow, OpportunityDraft.of(draft))
            log_activity(
                uow,
                {
                    "kind": "call",
                    "subject": name,
                    "customer_id": customer.id,
                    "custom": {"my_choice": size},
                },
            )
    client = client_of("rep")
    for address in ("/opportunities?view=list", "/activities?status=done"):
        page = client.get(f"{address}&f.my_choice=large").text
        assert "Beta" in page
        assert "Alfa" not in page
        assert "Size: Large" in page


@pytest.mark.parametrize("few", [0, 1000])
def test_the_board_is_narrowed_too_and_its_sums_are_those_of_its_cards(
    field, add, work, client_of, monkeypatch, few
) -> None:
    monkeypatch.setattr(filtering, "_FEW", few)
    monkeypatch.setattr(board, "CARDS", 1)
    field("choice", "opportunity", is_listed=True)
    customer, made = add("Kiosco Sol"), []
    sizes = {"Alfa": "small", "Beta": "large", "Gamma": "large"}
    for number, (name, size) in enumerate(sizes.items(), 1):
        draft = {
            "title": name,
            "customer_id": customer.id,
            "amount": Money.of(number, "EUR"),
            "expected_close_on": date(2099, 1, number),
            "custom": {"my_choice": size},
        }
        with work("rep") as uow:
            made.append(save_opportunity(uow, OpportunityDraft.of(draft)))
    for name in ("rep", "manager", "admin"):
        client = client_of(name)
        page = client.get("/opportunities?view=board&f.my_choice=large").text
        assert "Size: Large" in page
        assert "Beta" in page
        assert "Alfa" not in page
        assert "€5" in page
        assert "€6" not in page
        # The further cards of a stage, the list of it and what a move answers keep the filter.
        more = page.partition('hx-get="/opportunities/stages/')[2].partition('"')[0]
        more = "/opportunities/stages/" + more.replace("&amp;", "&")
        cards = client.get(more, headers={"HX-Request": "true"}).text
        assert "Gamma" in cards
        assert "Alfa" not in cards
        assert f"stage={made[0].stage_id}" in page
        assert page.count("f.my_choice=large") > 5
    address = page.partition('data-move-url="')[2].partition('"')[0].replace("&amp;", "&")
    with work("rep") as uow:
        stages = list_pipelines(uow)[0].stages
    sent = {"stage_id": stages[1].id, "version": made[1].version}
    told = client.post(address, data=sent, headers={"Accept": "application/json"}).get_json()
    heads = told["columns"]
    assert "€3" in heads[str(stages[0].id)]
    assert "€4" not in heads[str(stages[0].id)]
    assert "€2" in heads[str(stages[1].id)]

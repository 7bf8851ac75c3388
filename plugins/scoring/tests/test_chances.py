"""The chance of an open sale comes from how the company's own sales ended, or is not told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from salesforce_lite.customers import delete_customer, merge_customers
from salesforce_lite.opportunities import (
    Opportunity,
    delete_opportunity,
    list_pipelines,
    move_opportunity,
)
from salesforce_lite.team import add_member, create_team
from salesforce_lite.testing import Records, Trial, find_user
from salesforce_lite.web import App

from .chance_history import Past, learn, pasts, put_in, stages

Browsers = Callable[[str], FlaskClient]
pytestmark = pytest.mark.usefixtures("app")


def chance(plugin: Trial, sale: UUID, by: str = "rep") -> Any:
    with plugin.working(by) as uow:
        return plugin.module("chance.service").chance_of(uow, sale)


def panel(client_of: Browsers, sale: UUID, by: str = "rep") -> str:
    page = client_of(by).get(f"/opportunities/{sale}").text
    assert "Chance of winning" in page
    return page[page.index("Chance of winning") :]


def by_source(won_web: int, lost_web: int, won_fair: int, lost_fair: int) -> list[Past]:
    web, fair = {"fields": {"source": "website"}}, {"fields": {"source": "trade_fair"}}
    return [*pasts(won_web, lost_web, **web), *pasts(won_fair, lost_fair, **fair)]


def test_before_anything_was_read_it_says_so(client_of: Browsers, records: Records) -> None:
    sale = records.opportunity()
    assert "Your history has not been read yet" in panel(client_of, sale.id)


def test_with_too_few_sales_it_says_what_is_missing(
    plugin: Trial, client_of: Browsers, records: Records
) -> None:
    sale = records.opportunity()
    put_in(plugin, pasts(12, 41))
    assert not learn(plugin).is_enough
    said = panel(client_of, sale.id)
    assert "Not enough history: 12 of 30 won, 41 of 30 lost so far." in said
    assert chance(plugin, sale.id) is None


@pytest.mark.parametrize(("won", "lost"), [(29, 40), (40, 29), (80, 0), (0, 80), (0, 0)])
def test_thirty_of_each_are_needed(plugin: Trial, records: Records, won: int, lost: int) -> None:
    sale = records.opportunity()
    put_in(plugin, pasts(won, lost)) if won + lost else None
    assert not learn(plugin).is_enough
    assert chance(plugin, sale.id) is None


def test_it_follows_what_the_history_says(plugin: Trial, records: Records) -> None:
    put_in(plugin, by_source(30, 10, 10, 30))
    learn(plugin)
    web = chance(plugin, records.opportunity(source="website").id)
    fair = chance(plugin, records.opportunity(source="trade_fair").id)
    unheard = chance(plugin, records.opportunity(source="campaign").id)
    assert fair.value < unheard.value < web.value
    # The source is all that sets them apart.
    assert web.value == pytest.approx((30.1 / 40.2) / (30.1 / 40.2 + 10.1 / 40.2))
    assert unheard.value == pytest.approx(0.5)
    assert web.learned_from == (40, 40)


def test_the_panel_says_it_in_words(plugin: Trial, client_of: Browsers, records: Records) -> None:
    put_in(plugin, by_source(30, 10, 10, 30))
    learn(plugin)
    said = panel(client_of, records.opportunity(source="website").id)
    assert "75%" in said
    assert "About 8 of 10 sales like this one are won." in said
    assert "Source “Website”: wins more often (0.75)" in said
    assert "30 of 40 such sales were won" in said
    assert "Learned from 80 sales of the team “North”." in said
    assert "How good is it?" not in said
    assert "How good is it?" in panel(client_of, records.opportunity(by="manager").id, "manager")


def test_a_stage_speaks_by_how_many_of_the_lost_never_came_so_far(
    plugin: Trial, records: Records, client_of: Browsers
) -> None:
    put_in(plugin, pasts(30, 0, reached=1) + pasts(0, 20) + pasts(0, 10, reached=2))
    learn(plugin)
    sale = records.opportunity()
    first = chance(plugin, sale.id)
    with plugin.working() as uow:
        second_stage, third = stages(uow)[1:3]
        move_opportunity(uow, sale.id, third.id)
    later = chance(plugin, sale.id)
    assert later.value > first.value
    [factor] = [one for one in later.factors if one.field == "stage"]
    assert factor.shown == pytest.approx(1 - 10.1 / 30.1)
    said = panel(client_of, sale.id)
    assert f"It has come to “{third.name}”: 66 of 100 lost sales had ended before." in said
    # Back again it has still been there.
    with plugin.working() as uow:
        move_opportunity(uow, sale.id, second_stage.id)
    assert chance(plugin, sale.id).value == later.value


def test_sales_that_were_put_in_at_their_end_tell_no_stage_and_no_age(
    plugin: Trial, records: Records
) -> None:
    put_in(plugin, pasts(40, 40, reached=None))
    learn(plugin)
    found = chance(plugin, records.opportunity().id)
    assert found.value == pytest.approx(0.5)
    assert {one.field for one in found.factors}.isdisjoint({"stage", "age"})


def test_a_long_life_speaks_as_it_did_for_others(plugin: Trial, records: Records) -> None:
    put_in(plugin, pasts(40, 4, open_for=10) + pasts(4, 40, open_for=200))
    learn(plugin)
    sale = records.opportunity()
    young = chance(plugin, sale.id).value
    with plugin.operating() as uow:
        began = uow.now - timedelta(days=190)
        uow.session.execute(
            update(Opportunity).where(Opportunity.id == sale.id).values(created_at=began)
        )
    assert chance(plugin, sale.id).value < young - 0.3


def test_customers_who_have_bought_before_count_by_what_was_known_then(
    plugin: Trial, records: Records
) -> None:
    """A sale does not speak for itself, nor do those that were won after it had begun."""
    far_apart = [Past(is_won=True, ended=400), Past(is_won=True, ended=5, open_for=20)]
    at_once = [Past(is_won=True, ended=5), Past(is_won=True, ended=4)]
    one = put_in(plugin, far_apart, customer_id=records.customer().id)
    other = put_in(plugin, at_once, customer_id=records.customer().id)
    reading, facts = plugin.module("chance.reading"), plugin.module("chance.facts")
    with plugin.reading() as uow:
        rows = reading.rows_of(uow, select(Opportunity).where(Opportunity.id.in_(one + other)))
        known = reading.facts_of(uow, rows)
    bought = {sale: known[sale].values[facts.BOUGHT] for sale in one + other}
    assert [bought[sale] for sale in one] == ["no", "yes"]
    assert [bought[sale] for sale in other] == ["no", "no"]


def test_nothing_is_asked_that_winning_changes_or_that_tells_who_people_are(
    plugin: Trial, records: Records
) -> None:
    customer = records.customer(kind="person", name="Ana", roles=["customer"], lifecycle="active")
    sale = records.opportunity(customer.id)
    reading = plugin.module("chance.reading")
    with plugin.reading() as uow:
        rows = reading.rows_of(uow, select(Opportunity).where(Opportunity.id == sale.id))
        [known] = reading.facts_of(uow, rows).values()
    assert known.values.keys() <= {"pipeline", "kind", "bought", "team", "amount", "source"}


def test_a_team_learns_from_its_own_sales_where_it_has_enough(
    plugin: Trial, records: Records, app: App, client_of: Browsers
) -> None:
    put_in(plugin, pasts(10, 50), by="inside")
    put_in(plugin, pasts(60, 30), by="rep")
    learn(plugin)
    mine, theirs = records.opportunity(by="rep"), records.opportunity(by="inside")
    assert chance(plugin, mine.id).learned_from == (60, 30)
    assert chance(plugin, theirs.id, by="inside").learned_from == (70, 80)
    assert "Learned from 90 sales of the team “North”." in panel(client_of, mine.id)


def test_it_stands_beside_what_people_say_and_never_instead(
    plugin: Trial, records: Records, client_of: Browsers
) -> None:
    put_in(plugin, by_source(10, 30, 20, 30))
    learn(plugin)
    sale = records.opportunity(source="website", probability=90)
    said = panel(client_of, sale.id)
    assert "Set by hand: 90%" in said
    assert "90% was set by hand, far more than the" in said
    with plugin.working() as uow:
        assert uow.session.get_one(Opportunity, sale.id).probability_set == 90
    close = records.opportunity(source="website", probability=chance(plugin, sale.id).percent + 25)
    assert "was set by hand, far" not in panel(client_of, close.id)


def test_the_list_of_sales_shows_the_chance_of_the_open_ones(
    plugin: Trial, records: Records, client_of: Browsers
) -> None:
    put_in(plugin, by_source(30, 10, 10, 30))
    learn(plugin)
    records.opportunity(source="website")
    page = client_of("rep").get("/opportunities?view=list").text
    assert "75%" in page
    assert "About 8 of 10 sales like this one are won." in page
    assert "sales like this one" not in client_of("rep").get("/opportunities?outcome=won").text


def test_an_ended_sale_has_no_chance(plugin: Trial, client_of: Browsers, records: Records) -> None:
    [won, *_] = put_in(plugin, pasts(30, 30))
    learn(plugin)
    assert chance(plugin, won) is None
    assert "Chance of winning" not in client_of("rep").get(f"/opportunities/{won}").text


def test_who_may_not_see_a_sale_hears_nothing_of_it(plugin: Trial, records: Records) -> None:
    put_in(plugin, pasts(30, 30))
    learn(plugin)
    sale = records.opportunity(by="rep")
    assert chance(plugin, sale.id, by="rep") is not None
    assert chance(plugin, sale.id, by="other") is None


def test_deleted_sales_teach_nothing_and_merged_customers_keep_theirs(
    plugin: Trial, records: Records
) -> None:
    merged, gone, survivor = (records.customer(name=name) for name in ("Merged", "Gone", "Here"))
    ids = put_in(plugin, pasts(40, 40), customer_id=merged.id)
    put_in(plugin, pasts(5, 5), customer_id=gone.id)
    with plugin.working("admin") as uow:
        merge_customers(uow, survivor.id, merged.id)
        for uid in ids[:3]:
            delete_opportunity(uow, uid)
        delete_customer(uow, gone.id)
    assert sum(learn(plugin).total) == 77


def test_a_retired_stage_and_a_sale_in_it_break_nothing(plugin: Trial, records: Records) -> None:
    put_in(plugin, pasts(30, 30, reached=2))
    learn(plugin)
    sale = records.opportunity()
    with plugin.operating() as uow:
        stage = stages(uow)[1]
        move_opportunity(uow, sale.id, stage.id)
        stage.is_active = False
        assert list_pipelines(uow)
    assert 0 < chance(plugin, sale.id).value < 1
    assert learn(plugin).is_enough


def test_teams_that_are_gone_are_forgotten(plugin: Trial, app: App, client_of: Browsers) -> None:
    with plugin.operating() as uow:
        team = create_team(uow, "Short-lived")
        add_member(uow, team.id, find_user(uow.session, "inside").id)
    put_in(plugin, pasts(40, 40), by="inside")
    learn(plugin)
    with plugin.operating() as uow:
        uow.session.delete(uow.session.merge(team))
    page = client_of("admin").get("/opportunities")
    assert page.status_code == 200
    assert learn(plugin).of_teams == {}

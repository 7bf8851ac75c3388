"""The page about chances of winning, from an empty history on: usable by all, and in Spanish."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.kernel.uow import UnitOfWork, unit_of_work
from salesforce_lite.opportunities import OpportunityDraft, save_opportunities
from tests.browser.desk import Desk, OpenDesk
from tests.browser.records import MEXICAN, SALES, SHOPS
from tests.browser.scoring import OFFICE, open_scoring, scoring_site, switch, work_off
from tests.browser.site import Site
from tests.browser.test_pages import faults_of
from tests.browser.words import english_texts

__all__ = ["open_scoring", "scoring_site"]  # fixtures
PAGE = f"{OFFICE}/chances/"
pytestmark = pytest.mark.usefixtures("scoring_is_on")


@pytest.fixture
def scoring_is_on(scoring_site: Site) -> None:
    switch(scoring_site, on=True)


def working(site: Site):
    return unit_of_work(
        site.app.make_session,
        system_actor("tests"),
        surface="test",
        reactions=site.app.contributions.reactions,
    )


def put_in(uow: UnitOfWork, customer_id: object, count: int) -> None:
    """Ended sales; those from the website are won more often than those from a fair."""
    drafts = []
    for number in range(count):
        is_web = number % 2 == 0
        is_won = is_web != (number // 2 % 5 == 0)
        values = {
            "title": f"Pedido {number}",
            "customer_id": customer_id,
            "source": "website" if is_web else "trade_fair",
            "outcome": "won" if is_won else "lost",
            "loss_reason": "" if is_won else "price",
            "closed_on": uow.today - timedelta(days=number % 90),
        }
        drafts.append(OpportunityDraft.of(values))
    save_opportunities(uow, drafts)


def learn(site: Site) -> None:
    with working(site) as uow:
        enqueue_job(uow, "scoring.train", {})
    work_off(site)


def faults(desk: Desk) -> list[str]:
    return [*faults_of(desk.page), *english_texts(desk.page)]


def test_the_page_is_usable_by_all_and_in_spanish(
    open_scoring: OpenDesk, scoring_site: Site
) -> None:
    office = open_scoring(MEXICAN, login=MEXICAN.administrator)
    office.go(PAGE)
    found = [f"nothing read: {fault}" for fault in faults(office)]
    learn(scoring_site)
    office.go(PAGE)
    found += [f"too little: {fault}" for fault in faults(office)]
    with working(scoring_site) as uow:
        put_in(uow, office.ids[SHOPS[0]], 160)
    learn(scoring_site)
    office.go(PAGE)
    expect(office.page.locator("meter, .scoring-bar, table").first).to_be_visible()
    found += [f"learned: {fault}" for fault in faults(office)]
    rep = open_scoring(MEXICAN)
    rep.go(f"/opportunities/{rep.ids[SALES[0][0]]}")
    expect(rep.page.locator(".sl-card", has_text=rep.say("Chance of winning"))).to_be_visible()
    found += [f"sale: {fault}" for fault in faults(rep)]
    assert "\n".join(found) == ""


@pytest.mark.parametrize("path", ["/admin/plugins/", "/admin/plugins/scoring", "/admin/"])
def test_pages_about_plugins_are_in_spanish_while_they_are_on(
    open_scoring: OpenDesk, path: str
) -> None:
    office = open_scoring(MEXICAN, login=MEXICAN.administrator)
    office.go(path)
    assert "\n".join(faults(office)) == ""


def test_the_switch_of_the_list_switches(open_scoring: OpenDesk) -> None:
    office = open_scoring(MEXICAN, login=MEXICAN.administrator)
    office.go("/admin/plugins/")
    row = office.page.locator("#scoring")
    row.get_by_role("button").click()
    expect(office.toast).to_be_visible()
    expect(row.get_by_role("button", name=office.say("Switch on"))).to_be_visible()
    row.get_by_role("button").click()
    expect(office.button("Switch off")).to_be_visible()

"""Save clicked twice, an answer that never came, the way back: there is one record."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import func, select

from salesforce_lite.access import find_user
from salesforce_lite.activities import Activity
from salesforce_lite.customers import Contact, Customer, CustomerDraft, save_customer
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.opportunities import Opportunity
from tests.browser.desk import Desk

# What the browser and htmx say of an answer that was lost.
LOST = re.compile("net::ERR_FAILED|htmx:(sendError|afterRequest)")


def lose(route: Route) -> None:
    """The server hears what is sent; nobody hears its answer."""
    route.fetch(max_redirects=0)
    route.abort()


@pytest.fixture
def shop(desk: Desk) -> UUID:
    """A customer of the person that no other test looks at."""
    make_session = desk.site.app.make_session
    with unit_of_work(make_session, system_actor("tests"), surface="test") as uow:
        owner = find_user(uow, desk.person.email)
        fields = {"name": f"Dos Veces {desk.person.mark}", "owner_id": owner.id}
        return save_customer(uow, CustomerDraft.of(fields)).id


def how_many(desk: Desk, column, words: str) -> int:
    """How many there are in the table; pages show no more than what they ask for."""
    with desk.site.app.make_session() as session:
        return session.scalar(select(func.count()).where(column == words))


def test_a_customer_whose_save_is_clicked_twice_is_there_once(desk: Desk) -> None:
    name = f"Doble Clic {desk.person.mark}"
    desk.go("/customers/new")
    desk.page.locator("[name=name]").fill(name)
    desk.button("Save customer").dblclick()
    expect(desk.page.get_by_role("heading", name=name)).to_be_visible()
    assert how_many(desk, Customer.name, name) == 1


def test_a_contact_whose_save_is_clicked_twice_is_there_once(desk: Desk, shop: UUID) -> None:
    name = f"Eva Doble {desk.person.mark}"
    desk.go(f"/customers/{shop}/contacts/new")
    desk.page.locator("[name=name]").fill(name)
    desk.button("Save contact").dblclick()
    expect(desk.page.get_by_role("link", name=name)).to_be_visible()
    assert how_many(desk, Contact.name, name) == 1


def test_an_opportunity_whose_save_is_clicked_twice_is_there_once(desk: Desk, shop: UUID) -> None:
    title = f"Pedido doble {desk.person.mark}"
    desk.go(f"/opportunities/new?customer_id={shop}")
    desk.page.locator("[name=title]").fill(title)
    desk.button("Save opportunity").dblclick()
    expect(desk.page.get_by_role("heading", name=title)).to_be_visible()
    assert how_many(desk, Opportunity.title, title) == 1


def test_a_visit_whose_log_is_clicked_twice_is_there_once(desk: Desk, shop: UUID) -> None:
    note = f"Visto dos veces {desk.person.mark}"
    desk.go(f"/customers/{shop}")
    desk.page.locator(".sl-log-top").click()
    desk.panel.locator("[name=note]").fill(note)
    desk.button("Log visit", desk.panel).dblclick()
    expect(desk.panel).to_be_hidden()
    expect(desk.page.locator(".sl-entry", has_text=note)).to_have_count(1)
    expect(desk.toast).to_have_count(1)
    assert how_many(desk, Activity.note, note) == 1


def test_a_visit_is_logged_again_when_its_answer_was_lost(desk: Desk, shop: UUID) -> None:
    page, note = desk.page, f"Sin respuesta {desk.person.mark}"
    desk.go(f"/customers/{shop}")
    page.locator(".sl-log-top").click()
    desk.panel.locator("[name=note]").fill(note)

    page.route("**/activities/new", lose, times=1)
    save = desk.button("Log visit", desk.panel)
    save.click()
    expect(desk.toast).to_be_visible()
    assert how_many(desk, Activity.note, note) == 1
    save.click()
    expect(desk.panel).to_be_hidden()
    expect(page.locator(".sl-entry", has_text=note)).to_have_count(1)
    assert how_many(desk, Activity.note, note) == 1
    desk.complaints[:] = [each for each in desk.complaints if not LOST.search(each)]


def test_who_goes_back_after_saving_finds_an_empty_form(desk: Desk, shop: UUID) -> None:
    page, title = desk.page, f"De vuelta {desk.person.mark}"
    desk.go(f"/opportunities/new?customer_id={shop}")
    page.locator("[name=title]").fill(title)
    desk.button("Save opportunity").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    page.go_back()
    expect(page.locator("[name=title]")).to_have_value("")
    desk.button("Save opportunity").click()
    expect(page.locator("[name=title]")).to_have_attribute("aria-invalid", "true")
    assert how_many(desk, Opportunity.title, title) == 1


def test_who_loads_the_answer_again_has_it_once(desk: Desk, shop: UUID) -> None:
    page, title = desk.page, f"Otra vez {desk.person.mark}"
    desk.go(f"/opportunities/new?customer_id={shop}")
    page.locator("[name=title]").fill(title)
    page.route("**/opportunities/new", lose, times=1)
    desk.button("Save opportunity").click()
    page.wait_for_url("chrome-error://**")
    assert how_many(desk, Opportunity.title, title) == 1
    page.reload()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    assert how_many(desk, Opportunity.title, title) == 1
    desk.complaints[:] = [each for each in desk.complaints if not LOST.search(each)]

"""An administrator builds a program; a member earns, climbs, redeems, cancels and sees it all."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from salesforce_lite.web import customer_address
from tests.browser.desk import PHONE, Desk, OpenDesk, new_context
from tests.browser.earning import (
    OFFICE,
    PAGES,
    buys,
    close_clubs,
    earning_site,
    make_club,
    member_of,
    module,
    open_earning,
    working,
)
from tests.browser.records import ENGLISH, SHOPS, SPANIARD, Person
from tests.browser.site import Site
from tests.browser.test_pages import faults_of
from tests.browser.words import english_texts

__all__ = ["earning_site", "open_earning"]  # fixtures
BOTH = pytest.mark.parametrize("person", [SPANIARD, ENGLISH], ids=lambda person: person.locale)


def build_club(desk: Desk, name: str) -> None:
    """As an administrator does."""
    page = desk.page
    desk.go(f"{OFFICE}/programs/new")
    page.locator("main [name=name]").fill(name)
    page.locator("main [name=code]").fill(f"club-{desk.person.login}")
    page.locator("main [name=currency]").fill("EUR")
    page.locator("main [name=zone]").fill("Europe/Madrid")
    page.locator("main [name=point_value]").fill("0.01")
    desk.button("Make a program", page.locator("main")).click()
    page.wait_for_url("**/rules")
    examples = page.locator("#examples li")
    expect(examples.first).to_contain_text("100")
    page.locator("[name=rate]").fill("2")
    expect(examples.first).to_contain_text("200")
    page.locator("[name=tiers-0-name]").fill("Oro")
    page.locator("[name=tiers-0-achieve]").fill("250")
    page.locator("[name=tiers-0-retain]").fill("100")
    page.locator("[name=tiers-0-multiplier]").fill("1.5")
    # What it would mean is there before anything is published.
    expect(page.locator("#examples")).to_contain_text(re.compile("Oro.*300|300.*Oro"))
    desk.button("Publish the rules", page.locator("main")).click()
    page.wait_for_url(re.compile(r"/programs/[0-9a-f-]+$"))
    desk.link("Add a reward").click()
    desk.panel.locator("[name=name]").fill("Taza")
    desk.panel.locator("[name=cost]").fill("120")
    desk.panel.locator(".sl-form-foot .btn-primary").click()
    expect(desk.link("Taza", page.locator("main"))).to_be_visible()


@BOTH
def test_a_program_is_built_and_a_member_earns_climbs_redeems_and_cancels(
    open_earning: OpenDesk, earning_site: Site, browser: Browser, person: Person
) -> None:
    close_clubs(earning_site)
    build_club(open_earning(person, login=person.administrator), f"Club {person.mark}")
    desk = open_earning(person)
    page = desk.page
    customer_id = desk.ids[SHOPS[1]]
    buys(earning_site, customer_id, 100)
    desk.go(f"/customers/{customer_id}")
    card = page.locator("main a[href*='/x/loyalty/members/']:has(strong)")
    expect(card).to_contain_text("200")
    gold = page.locator(".sl-chip", has_text="Oro")
    expect(gold).to_have_count(0)

    buys(earning_site, customer_id, 40)
    desk.go(f"/customers/{customer_id}")
    expect(card).to_contain_text("280")
    expect(gold).to_be_visible()

    card.click()
    page.wait_for_url(f"**{PAGES}/members/*")
    has = page.locator(".sl-side strong").first
    desk.link("Redeem points").click()
    desk.panel.locator("[name=reward_id]").select_option(label=offered(desk))
    desk.panel.locator(".sl-form-foot .btn-primary").click()
    expect(has).to_contain_text("160")
    code = page.locator(".sl-side .sl-row-why", has_text=re.compile(r"[A-Z0-9]{16}"))
    expect(code).to_be_visible()

    page.locator(".sl-side .sl-row-end summary, .sl-side .sl-row-end button").first.click()
    desk.button("Cancel and give the points back").click()
    expect(has).to_contain_text("280")

    desk.button("Link for the member").click()
    expect(page.locator("body")).to_contain_text("/p/")
    address = re.search(r"/p/\S+", page.locator("body").inner_text())
    assert address
    phone = new_context(browser, person, viewport=PHONE).new_page()
    phone.goto(earning_site.address + address[0])
    expect(phone.locator("body")).to_contain_text("280")
    expect(phone.locator("body")).to_contain_text("Taza")
    assert phone.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    phone.context.close()


def offered(desk: Desk) -> str:
    expect(desk.panel.locator("[name=reward_id]")).to_be_visible()
    [label] = [
        text
        for text in desk.panel.locator("[name=reward_id] option").all_inner_texts()
        if "Taza" in text
    ]
    return label


def test_pages_are_usable_by_all_and_in_spanish(
    open_earning: OpenDesk, earning_site: Site, browser: Browser
) -> None:
    desk = open_earning(SPANIARD, login=SPANIARD.administrator)
    customer_id = earning_site.ids[SPANIARD.login][SHOPS[2]]
    program_id = make_club(earning_site, "club", "Club del Ebro", buyer=customer_id)
    with working(earning_site.app) as uow:
        account_id = member_of(earning_site, uow, program_id, customer_id).id
        link = module(earning_site.app, "statement").open_statement(uow, account_id)
    with earning_site.app.test_request_context():
        public = urlsplit(customer_address(link.id)).path
    program = f"{OFFICE}/programs/{program_id}"
    found = []
    for path in (
        f"{OFFICE}/programs/new",
        program,
        f"{program}/rules",
        f"{program}/worth",
        f"{program}/worth/given",
        f"{PAGES}/members/{account_id}/mail",
        f"{PAGES}/",
        f"{PAGES}/members/{account_id}",
        f"{PAGES}/members/{account_id}/redemptions/new",
        f"/customers/{customer_id}",
        public,
    ):
        desk.go(path)
        found += [f"{path} {fault}" for fault in faults_of(desk.page)]
        found += [f"{path} English: {text}" for text in english_texts(desk.page)]
    assert "\n".join(found) == ""

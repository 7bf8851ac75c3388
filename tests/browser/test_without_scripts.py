"""Nothing needs a script: the same day with scripts switched off."""

import re

from playwright.sync_api import Browser, expect

from tests.browser.desk import Desk, new_context
from tests.browser.records import SALES, STAGES, Person
from tests.browser.site import Site
from tests.conftest import PASSWORD


def test_a_day_without_scripts(browser: Browser, site: Site, person: Person) -> None:
    context = new_context(browser, person, java_script_enabled=False)
    desk = Desk(context.new_page(), site, person)
    page = desk.page
    desk.go("/sign-in")
    page.locator("[name=email]").fill(person.email)
    page.locator("[name=password]").fill(PASSWORD)
    desk.button("Sign in").click()
    page.wait_for_url("**/today")

    desk.go("/customers")
    page.locator(".sl-actions .btn-primary").click()
    page.locator("[name=name]").fill(f"Cerrajería Sin Guion {person.login}")
    desk.button("Save customer").click()
    page.wait_for_url(re.compile(r"/customers/[0-9a-f-]{36}$"))

    page.locator(".sl-log-top").click()
    page.wait_for_url(re.compile(r"/activities/new"))
    page.locator("[name=outcome][value=order]").check(force=True)
    page.locator("[name=note]").fill("Llevaron tres cerraduras")
    desk.button("Log visit").click()
    page.wait_for_url(re.compile(r"/customers/[0-9a-f-]{36}$"))
    expect(page.locator(".sl-timeline")).to_contain_text("Llevaron tres cerraduras")

    desk.go(f"/opportunities/{desk.ids[SALES[5][0]]}")
    page.locator(".sl-stage button", has_text=STAGES[2]).click()
    expect(page.locator(".sl-stage-current")).to_contain_text(STAGES[2])
    desk.button("Won", context="button").click()
    expect(page.locator("main")).to_contain_text(desk.say("Won", context="opportunity"))
    expect(desk.button("Reopen")).to_be_visible()
    context.close()

"""The desk by keyboard: search, going, rows, and the list of keys."""

import re

from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.records import SHOPS, shop_of


def test_a_customer_is_found_and_opened_from_the_search_field(desk: Desk) -> None:
    page, shop = desk.page, shop_of(desk.person, 1)
    desk.go("/today")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    # Without its accents, as people type it.
    page.keyboard.type(f"pinturas {desk.person.mark}".lower())
    hit = page.locator("[data-live-hits] a", has_text=shop).first
    expect(hit).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(hit).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/customers/{desk.ids[SHOPS[1]]}")

    page.keyboard.press("/")
    page.keyboard.type("hermanos")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/search\?q=hermanos"))
    expect(page.locator("#hits")).to_contain_text(shop)


def test_a_command_is_typed_into_the_search_field(desk: Desk) -> None:
    page = desk.page
    desk.go("/today")
    page.keyboard.press("/")
    page.keyboard.type(desk.say("Log visit"))
    hit = desk.link("Log visit", page.locator("[data-live-hits]"))
    expect(hit).to_be_visible()
    page.keyboard.press("ArrowDown")
    desk.focused(hit)
    page.keyboard.press("Enter")
    expect(desk.button("Log visit", desk.panel)).to_be_visible()
    assert page.url.endswith("/today")


def test_enter_does_the_one_command_that_was_typed(desk: Desk) -> None:
    page = desk.page
    desk.go("/today")
    page.keyboard.press("/")
    page.keyboard.type(desk.say("Log visit"))
    expect(desk.link("Log visit", page.locator("[data-live-hits]"))).to_be_visible()
    page.keyboard.press("Enter")
    expect(desk.button("Log visit", desk.panel)).to_be_visible()
    assert page.url.endswith("/today")


def test_two_keys_go_to_a_page(desk: Desk) -> None:
    page = desk.page
    desk.go("/today")
    for key, path in (("c", "customers"), ("o", "opportunities"), ("a", "activities")):
        page.keyboard.press("g")
        page.keyboard.press(key)
        page.wait_for_url(f"**/{path}")
        desk.ready()
    # A letter alone goes nowhere, nor does one that is typed.
    page.keyboard.press("c")
    page.keyboard.press("/")
    page.keyboard.type("gt")
    expect(page.locator("#search")).to_have_value("gt")
    assert page.url.endswith("/activities")


def test_rows_are_walked_and_opened(desk: Desk) -> None:
    page = desk.page
    desk.go("/customers")
    rows = page.locator("[data-row-link]")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    name = rows.nth(0).inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/customers/[0-9a-f-]{36}$"))
    expect(page.locator("h1")).to_have_text(name)


def test_the_question_mark_shows_the_keys_and_escape_hides_them(desk: Desk) -> None:
    page = desk.page
    desk.go("/customers")
    page.keyboard.press("?")
    keys = page.locator("dialog.sl-dialog")
    expect(keys.get_by_role("heading", name=desk.say("Keys"))).to_be_visible()
    expect(keys).to_contain_text(desk.say("Log an activity"))
    page.keyboard.press("Escape")
    expect(keys).to_have_count(0)

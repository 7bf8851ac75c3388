"""A rep enters an order by keyboard; a customer accepts a quote on a phone, and the sale is won."""

import pytest
from playwright.sync_api import Browser, Page, expect

from salesforce_lite.opportunities import get_opportunity
from tests.browser.desk import PHONE, Desk, OpenDesk, new_context
from tests.browser.records import ENGLISH, SALES, SHOPS, SPANIARD, Person
from tests.browser.selling import (
    OFFICE,
    PAGES,
    open_selling,
    selling_site,
    some_of_each,
    standing,
    working,
)
from tests.browser.site import Site
from tests.browser.test_call_center import looked_at, tab_to
from tests.browser.test_pages import faults_of
from tests.browser.words import english_texts

__all__ = ["open_selling", "selling_site"]  # fixtures
BOTH = pytest.mark.parametrize("person", [SPANIARD, ENGLISH], ids=lambda person: person.locale)


@BOTH
def test_an_order_is_entered_placed_and_returned_with_the_keyboard(
    open_selling: OpenDesk, selling_site: Site, person: Person
) -> None:
    desk = open_selling(person)
    page = desk.page
    desk.go(f"{PAGES}/")
    page.keyboard.press("n")
    page.wait_for_url(f"**{PAGES}/new*")
    tab_to(page, "[role=combobox]#customer_id")
    page.keyboard.type(f"{SHOPS[3]} {person.mark}")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    tab_to(page, "[name='lines-0-product']")
    page.keyboard.type("none")
    # While it is typed, what is wrong is said quietly below the line.
    note = page.locator("#lines-0-note")
    expect(note).to_contain_text(desk.say("There is no product with this code."))
    tab_to(page, ".sl-form-foot .btn-primary")
    page.keyboard.press("Enter")
    expect(note.locator(".sl-error")).to_be_visible()
    expect(page.locator("[name='lines-0-product']")).to_have_value("none")
    # What is wrong gets the focus by a script, from which one goes on.
    desk.ready()

    tab_to(page, "[name='lines-0-product']")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("B1")
    tab_to(page, "[name='lines-0-quantity']")
    page.keyboard.type("4")
    expect(note).to_contain_text("Lista A")
    expect(note).to_contain_text("Depósito")
    sums = page.locator("#lines-sums")
    expect(sums).to_contain_text("6,05" if person is SPANIARD else "6.05")
    # The field has kept the focus, and a line that is added says nothing of another.
    expect(page.locator("[name='lines-0-quantity']")).to_be_focused()
    ids = page.locator("[name$='-line_id']")
    ids.last.evaluate("row => { row.value = 'a line that stands'; }")
    tab_to(page, "[data-repeat-add]")
    page.keyboard.press("Enter")
    # What the row above is known by is not that of the new one.
    expect(ids.last).to_have_value("")
    page.keyboard.type("B1")
    expect(sums).to_contain_text("7,56" if person is SPANIARD else "7.56")
    tab_to(page, ".sl-form-foot .btn-primary")
    page.keyboard.press("Enter")
    place = desk.button("Place order")
    expect(place).to_be_visible()
    place.focus()
    page.keyboard.press("Enter")
    back = desk.link("Record return")
    expect(back).to_be_visible()
    back.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("P-")
    tab_to(page, "main [name^=line-]")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(page.locator("main .sl-rows")).to_contain_text("D-")
    assert standing(selling_site, desk.ids[SHOPS[3]])[0] == ("placed", "7.56", "1.51")


@BOTH
def test_a_customer_accepts_a_quote_on_a_phone_and_the_sale_is_won(
    open_selling: OpenDesk, selling_site: Site, browser: Browser, person: Person
) -> None:
    desk = open_selling(person)
    page = desk.page
    sale = desk.ids[SALES[1][0]]
    desk.go(f"/opportunities/{sale}")
    desk.link("New quote").click()
    page.locator("[name='lines-0-product']").fill("B1")
    page.locator("[name='lines-0-quantity']").fill("10")
    page.locator("[name=currency]").press("Tab")
    expect(page.locator("#lines-sums")).to_contain_text("15,13" if person is SPANIARD else "15.13")
    desk.button("Save quote").click()
    desk.button("Send quote").click()
    link = page.get_by_role("textbox", name=desk.say("Link for the customer"))
    address = link.input_value()

    answered(new_context(browser, person, viewport=PHONE).new_page(), address, desk)

    desk.go(f"/opportunities/{sale}")
    card = page.locator(".sl-card", has_text=desk.say("Quotes and orders"))
    expect(card).to_contain_text("P-")
    with working(selling_site.app) as uow:
        assert get_opportunity(uow, sale).outcome == "won"
    assert standing(selling_site, desk.ids[SHOPS[1]])[0] == ("placed", "15.13", "0.00")


def answered(phone: Page, address: str, desk: Desk) -> None:
    """The customer reads the quote on a phone and accepts it under a name."""
    phone.goto(address)
    expect(phone.locator("h1")).to_contain_text(SALES[1][0])
    assert faults_of(phone) == []
    if desk.person is SPANIARD:
        assert english_texts(phone) == []
    phone.set_viewport_size(PHONE)
    accept = phone.get_by_role("button", name=desk.say("Accept quote"))
    phone.locator("[name=by]").fill("Luisa Paz")
    accept.click()
    expect(phone.locator("main")).to_contain_text(
        desk.say("Accepted by %(name)s.", name="Luisa Paz")
    )
    expect(accept).to_have_count(0)
    phone.context.close()


@pytest.fixture(scope="module")
def shown(selling_site: Site) -> dict[str, object]:
    shop = selling_site.ids[SPANIARD.login][SHOPS[2]]
    return {"shop": shop, **some_of_each(selling_site, shop)}


@pytest.mark.parametrize(
    "path",
    [
        f"{PAGES}/",
        f"{PAGES}/new",
        f"{PAGES}/{{draft}}",
        f"{PAGES}/{{draft}}/edit",
        f"{PAGES}/{{order}}",
        f"{PAGES}/{{order}}/return",
        f"{PAGES}/quotes/",
        f"{PAGES}/quotes/{{quote}}",
        f"{PAGES}/quotes/{{written}}/edit",
        "/customers/{shop}",
        f"{OFFICE}/",
        f"{OFFICE}/products/{{product}}",
        f"{OFFICE}/lists/{{price_list}}",
    ],
)
def test_pages_are_usable_by_all_and_in_spanish(
    open_selling: OpenDesk, shown: dict[str, object], path: str
) -> None:
    desk = open_selling(SPANIARD, login=SPANIARD.administrator)
    desk.go(path.format_map(shown))
    assert looked_at(desk) == ""

"""Adding and editing customers: duplicates are told while typing, two editors lose nothing."""

import re

from playwright.sync_api import expect

from tests.browser.desk import DESK, PHONE, Desk, OpenDesk
from tests.browser.records import OF_COLLEAGUE, SHOPS, Person, shop_of

A_CUSTOMER = re.compile(r"/customers/[0-9a-f-]{36}$")


def test_a_likely_duplicate_is_told_while_typing_and_saved_anyway(desk: Desk) -> None:
    page, twin = desk.page, shop_of(desk.person, 9)
    desk.go("/customers")
    page.keyboard.press("n")
    page.wait_for_url("**/customers/new")
    expect(page.locator("[name=name]")).to_be_focused()
    page.keyboard.type(twin)
    page.keyboard.press("Tab")
    warning = page.locator("#similar")
    expect(warning).to_contain_text(desk.say("Is it one of these?"))
    expect(warning.get_by_role("link", name=twin)).to_be_visible()

    page.locator("[name='emails-0-address']").fill(f"otro.{desk.person.login}@example.net")
    desk.button("Save customer").click()
    anyway = desk.button("No, save it anyway")
    expect(anyway).to_be_visible()
    expect(page.locator("[name='emails-0-address']")).to_have_value(re.compile("^otro"))
    anyway.click()
    page.wait_for_url(A_CUSTOMER)
    expect(page.locator("h1")).to_have_text(twin)


def test_a_customer_is_edited_and_what_is_wrong_is_told_beside_its_field(desk: Desk) -> None:
    page = desk.page
    desk.go(f"/customers/{desk.ids[SHOPS[5]]}")
    page.keyboard.press("e")
    page.wait_for_url("**/edit")
    email = page.locator("[name='emails-0-address']")
    email.fill("nobody at home")
    page.locator("[name=website]").fill("campos.example")
    desk.button("Save customer").click()
    expect(email).to_be_focused()
    expect(
        page.get_by_text(desk.say("An e-mail address looks like name@example.com."))
    ).to_be_visible()
    expect(page.locator("[name=website]")).to_have_value(re.compile("campos.example"))
    email.fill(f"taller.{desk.person.login}@example.net")
    desk.button("Save customer").click()
    page.wait_for_url(A_CUSTOMER)
    expect(page.locator("main")).to_contain_text(f"taller.{desk.person.login}@example.net")
    # What the form showed and nobody touched is there still, with the comma of the region.
    sign = "." if desk.person.locale in ("en", "es-MX") else ","
    page.keyboard.press("e")
    page.wait_for_url("**/edit")
    expect(page.locator("[name=latitude]")).to_have_value(f"41{sign}61413")
    expect(page.locator("[name=longitude]")).to_have_value(f"-4{sign}72266")


def test_of_two_people_editing_one_customer_both_are_told_and_nothing_is_lost(
    desk: Desk, open_desk: OpenDesk
) -> None:
    address = f"/customers/{desk.ids[SHOPS[OF_COLLEAGUE]]}"
    other = open_desk(desk.person, login=desk.person.colleague)
    desk.go(f"{address}/edit")
    other.go(f"{address}/edit")
    other.page.locator("[name=website]").fill("de-ellos.example")
    other.page.locator("[name=lifecycle]").select_option("dormant")
    other.button("Save customer").click()
    other.page.wait_for_url(A_CUSTOMER)

    page = desk.page
    website, supplier = page.locator("[name=website]"), page.locator("[name=roles][value=supplier]")
    website.fill("nuestra.example")
    supplier.check(force=True)
    desk.button("Save customer").click()
    told = page.locator(".sl-callout", has=page.locator(".sl-theirs"))
    expect(told).to_contain_text("de-ellos.example")
    expect(told).to_contain_text(f"{desk.person.colleague.title()} Vidal")
    # Theirs is taken over where only they changed it, mine stands where both did.
    expect(page.locator("[name=lifecycle]")).to_have_value("dormant")
    expect(website).to_have_value(re.compile("nuestra.example"))
    expect(supplier).to_be_checked()
    desk.button("Save customer").click()
    page.wait_for_url(A_CUSTOMER)
    expect(page.locator("main")).to_contain_text("nuestra.example")

    # The other one sees in the history what became of it, and by whom.
    other.page.reload()
    expect(other.page.locator(".sl-timeline")).to_contain_text("de-ellos.example")
    expect(other.page.locator(".sl-timeline")).to_contain_text(desk.person.name)


def test_what_stands_beside_the_timeline_comes_before_it_on_a_phone(
    open_desk: OpenDesk, person: Person
) -> None:
    for viewport in (DESK, PHONE):
        desk = open_desk(person, viewport=viewport)
        desk.go(f"/customers/{desk.ids[SHOPS[5]]}")
        side = [one.bounding_box() for one in desk.page.locator(".sl-side").all()]
        timeline = desk.page.locator("#timeline").bounding_box()
        if viewport is DESK:
            assert all(one["x"] > timeline["x"] + timeline["width"] for one in side)
            # The first begins beside the timeline, the second below the first.
            assert abs(side[0]["y"] - timeline["y"]) < 60
            assert side[1]["y"] - side[0]["y"] - side[0]["height"] < 30
        else:
            assert side[0]["y"] + side[0]["height"] < timeline["y"]
            assert side[1]["y"] > timeline["y"] + timeline["height"]

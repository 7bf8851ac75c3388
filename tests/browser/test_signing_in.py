"""Signing in and out, and choosing language and theme."""

from playwright.sync_api import Browser, expect

from tests.browser.desk import Desk, new_context
from tests.browser.records import Person
from tests.browser.site import Site
from tests.conftest import PASSWORD


def test_a_wrong_password_is_told_and_the_right_one_opens_today(
    browser: Browser, site: Site, person: Person
) -> None:
    context = new_context(browser, person)
    desk = Desk(context.new_page(), site, person)
    page = desk.page
    desk.go("/customers")
    expect(page.locator("html")).to_have_attribute("lang", person.locale)

    page.locator("[name=email]").fill(person.email)
    page.locator("[name=password]").fill("not this one at all")
    desk.button("Sign in").click()
    sentence = desk.say(
        "The e-mail address or the password is not right. Check both and try again."
    )
    expect(page.get_by_text(sentence)).to_be_visible()
    expect(page.locator("[name=email]")).to_have_value(person.email)

    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers")

    page.locator(".sl-rail details.sl-menu > summary").click()
    desk.button("Sign out").click()
    page.wait_for_url("**/sign-in")
    desk.go("/today")
    assert "/sign-in" in page.url
    desk.is_clean()
    context.close()


def test_language_and_theme_are_chosen_on_the_profile(desk: Desk) -> None:
    page = desk.page
    desk.go("/me")
    other = "en" if desk.person.locale != "en" else "es-AR"
    page.locator("[name=locale]").select_option(other)
    page.locator(".sl-choice", has=page.locator("[name=theme][value=dark]")).click()
    desk.button("Save profile").click()
    expect(page.locator("html")).to_have_attribute("lang", other)
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert sum(map(int, dark.removeprefix("rgb(").removesuffix(")").split(","))) < 200

    page.locator("[name=locale]").select_option(desk.person.locale)
    page.locator(".sl-choice", has=page.locator("[name=theme][value=auto]")).click()
    page.get_by_role("button", name=desk.site.say("Save profile", other), exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", desk.person.locale)
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "auto")


def test_the_switch_in_the_menu_changes_the_theme_at_once(desk: Desk) -> None:
    page = desk.page
    desk.go("/today")
    page.locator(".sl-rail details.sl-menu > summary").click()
    desk.button("Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    with page.expect_response("**/me/theme"):
        desk.button("Device").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "auto")

"""What comes in place of a part of the page works from the moment it is there."""

from playwright.sync_api import expect

from tests.browser.desk import Desk

# As soon as the first answer is there another kind is picked, without a pause for the eye.
_PICK_AT_ONCE = """
const pick = () => document.querySelector("a.sl-filter[href*='kind=meeting']").click();
document.body.addEventListener("htmx:afterSwap", () => setTimeout(pick, 0), {once: true});
"""


def test_whoever_is_quicker_than_the_eye_loses_nothing_typed(desk: Desk) -> None:
    page = desk.page
    desk.go("/activities/new?kind=visit")
    page.locator("[name=note]").fill("Escrito antes")
    page.evaluate(_PICK_AT_ONCE)
    page.locator("#log-form a.sl-filter[href*='kind=call']").click()
    expect(page.locator("#log-form a.sl-filter[href*='kind=meeting']")).to_have_attribute(
        "aria-current", "true"
    )
    expect(page.locator("[name=note]")).to_have_value("Escrito antes")

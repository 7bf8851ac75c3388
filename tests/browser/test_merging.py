"""Two that are one, and one that should not be there."""

from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.records import SHOPS, shop_of


def test_two_customers_become_one(desk: Desk) -> None:
    page = desk.page
    stays, goes = desk.ids[SHOPS[2]], desk.ids[SHOPS[8]]
    desk.go(f"/customers/{stays}/merging")
    page.locator(".sl-combo input").fill(shop_of(desk.person, 8)[:11])
    page.get_by_role("option", name=shop_of(desk.person, 8)).click()
    page.locator("form.sl-form").get_by_role("button", name=desk.say("Compare")).click()
    page.wait_for_url(f"**/{stays}/merging/{goes}")
    name = page.get_by_role("radio", name=shop_of(desk.person, 8))
    name.check()
    merge = desk.say(
        "Merge “%(gone)s” into “%(name)s”",
        gone=shop_of(desk.person, 8),
        name=shop_of(desk.person, 2),
    )
    page.get_by_role("button", name=merge).click()
    page.wait_for_url(f"**/customers/{stays}")
    expect(page.locator("h1")).to_have_text(shop_of(desk.person, 8))
    expect(page.locator("main")).to_contain_text("ventas@norte-")
    # The old address leads to the one that stays.
    desk.go(f"/customers/{goes}")
    page.wait_for_url(f"**/customers/{stays}")


def test_a_deleted_customer_comes_back_by_undo(desk: Desk) -> None:
    page, shop = desk.page, shop_of(desk.person, 0)
    desk.go(f"/customers/{desk.ids[SHOPS[0]]}")
    page.locator(".sl-actions details.sl-menu > summary").click()
    desk.button("Delete customer").click()
    page.wait_for_url("**/customers")
    row = page.locator("[data-row-link]", has_text=shop)
    expect(row).to_have_count(0)
    expect(desk.toast).to_contain_text(shop)
    desk.button("Undo", desk.toast).click()
    expect(row).to_be_visible()

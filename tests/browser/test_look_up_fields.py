"""Fields in which one types the name of a customer: what was typed is never forgotten."""

from playwright.sync_api import Locator, Route, expect

from tests.browser.desk import Desk
from tests.browser.records import SHOPS, shop_of


def look_up(desk: Desk) -> Locator:
    return desk.panel.locator("input[role=combobox]").first


def note(desk: Desk) -> Locator:
    words = desk.say("Pick one from the list, or empty the field.")
    return desk.panel.locator(".sl-error", has_text=words)


def open_log(desk: Desk) -> None:
    desk.go("/today")
    desk.page.keyboard.press("l")
    expect(look_up(desk)).to_be_focused()


def test_words_that_mean_one_customer_alone_are_taken_for_them(desk: Desk) -> None:
    open_log(desk)
    desk.page.keyboard.type(SHOPS[4][:8])
    desk.panel.locator("[name=note]").focus()
    expect(look_up(desk)).to_have_value(shop_of(desk.person, 4))
    chosen = desk.panel.locator("[name=customer_id]")
    expect(chosen).to_have_value(str(desk.ids[SHOPS[4]]))


def test_whoever_saves_without_picking_has_the_only_one_that_is_meant(desk: Desk) -> None:
    open_log(desk)
    desk.page.keyboard.type(SHOPS[5][:9])
    desk.panel.locator("[name=note]").fill("Sin elegir")
    desk.button("Log visit", desk.panel).click()
    expect(desk.panel).to_be_hidden()
    desk.go(f"/customers/{desk.ids[SHOPS[5]]}")
    expect(desk.page.locator(".sl-entry", has_text="Sin elegir")).to_be_visible()


def test_whoever_saves_while_it_is_asked_whom_the_words_mean_has_it_saved(desk: Desk) -> None:
    open_log(desk)
    asked: list[Route] = []
    desk.page.route("**/search/suggest?*", lambda route: asked.append(route))
    desk.page.keyboard.type(SHOPS[6][:9])
    _come(desk, asked, 1)
    # Leaving the field asks anew, for all that can be meant.
    desk.panel.locator("[name=note]").fill("Mientras se pregunta")
    _come(desk, asked, 2)
    desk.button("Log visit", desk.panel).click()
    for one in asked:
        one.continue_()
    expect(desk.panel).to_be_hidden()
    desk.go(f"/customers/{desk.ids[SHOPS[6]]}")
    expect(desk.page.locator(".sl-entry", has_text="Mientras se pregunta")).to_have_count(1)


def _come(desk: Desk, asked: list[Route], count: int) -> None:
    for _ in range(100):
        if len(asked) >= count:
            return
        desk.page.wait_for_timeout(50)
    raise AssertionError(f"{len(asked)} of {count} questions have come")


def test_words_that_mean_several_stay_and_it_is_said_what_to_do(desk: Desk) -> None:
    open_log(desk)
    desk.page.keyboard.type("ma")
    expect(note(desk)).to_be_hidden()
    desk.panel.locator("[name=note]").fill("Quieren el catálogo")
    expect(note(desk)).to_be_visible()
    expect(look_up(desk)).to_have_value("ma")
    desk.button("Log visit", desk.panel).click()
    expect(look_up(desk)).to_be_focused()
    expect(note(desk)).to_be_visible()
    expect(look_up(desk)).to_have_attribute("aria-invalid", "true")
    desk.page.keyboard.type("rín")
    expect(note(desk)).to_be_hidden()
    # What is found for the longer word takes the place of what is shown, however long it takes.
    expect(desk.panel.get_by_role("option", name=SHOPS[8])).to_have_count(0)
    desk.panel.get_by_role("option", name=shop_of(desk.person, 6)).click()
    expect(desk.panel.locator("[name=customer_id]")).to_have_value(str(desk.ids[SHOPS[6]]))
    expect(desk.panel.locator("[name=note]")).to_have_value("Quieren el catálogo")


def test_who_was_chosen_before_does_not_count_beside_other_words(desk: Desk) -> None:
    open_log(desk)
    desk.page.keyboard.type(shop_of(desk.person, 4))
    desk.panel.get_by_role("option", name=shop_of(desk.person, 4)).click()
    chosen = desk.panel.locator("[name=customer_id]")
    expect(chosen).to_have_value(str(desk.ids[SHOPS[4]]))
    # The form has been read again for them.
    expect(desk.panel.locator("[name=contact_id]")).to_have_count(1)
    look_up(desk).fill("zzzz")
    desk.panel.locator("[name=note]").focus()
    expect(note(desk)).to_be_visible()
    expect(chosen).to_have_value("")
    look_up(desk).fill("")
    desk.panel.locator("[name=note]").focus()
    expect(note(desk)).to_be_hidden()

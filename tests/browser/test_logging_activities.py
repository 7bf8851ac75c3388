"""Logging, planning and completing, from Today and from a customer, by mouse and by keyboard."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Route, expect

from salesforce_lite.custom_fields import CustomField, add_field, delete_field
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.clock import now
from salesforce_lite.kernel.uow import unit_of_work
from tests.browser.desk import Desk
from tests.browser.records import SHOPS, shop_of
from tests.browser.site import Site


class Counted:
    """What a person does, counted: the promise is at most three of them."""

    def __init__(self) -> None:
        self.interactions = 0

    def click(self, target: Locator) -> None:
        target.click()
        self.interactions += 1


def customer_page(desk: Desk, number: int) -> str:
    return f"/customers/{desk.ids[SHOPS[number]]}"


def outcome(desk: Desk, code: str) -> Locator:
    return desk.panel.locator(".sl-choice", has=desk.page.locator(f"[name=outcome][value={code}]"))


def look_up(desk: Desk) -> Locator:
    """The customer as people choose it; not the plain choice that stands there without scripts."""
    return desk.panel.locator("input[role=combobox]").first


def visits(desk: Desk) -> Locator:
    return desk.page.locator(".sl-entry", has=desk.link("Visit"))


def test_a_visit_is_logged_from_a_customer_in_three_clicks(desk: Desk) -> None:
    page, hand = desk.page, Counted()
    desk.go(customer_page(desk, 3))
    expect(visits(desk)).to_have_count(0)

    opener = page.locator(".sl-log-top")
    hand.click(opener)
    hand.click(outcome(desk, "order"))
    hand.click(desk.button("Log visit", desk.panel))

    expect(desk.panel).to_be_hidden()
    entry = visits(desk)
    expect(entry).to_be_visible()
    assert hand.interactions <= 3
    expect(desk.toast).to_be_visible()
    # The address stayed, and so did the place on the page.
    assert page.url.endswith(customer_page(desk, 3))
    expect(opener).to_be_focused()

    desk.button("Undo", desk.toast).click()
    expect(entry).to_have_count(0)


def test_a_visit_is_logged_from_today_with_its_next_step(desk: Desk) -> None:
    page = desk.page
    shop = shop_of(desk.person, 4)
    desk.go("/today")
    page.locator(".sl-log-top").click()
    desk.panel.locator(".sl-combo input").first.fill(shop[:9])
    desk.panel.get_by_role("option", name=shop).click()
    outcome(desk, "interested").click()
    desk.panel.locator("summary", has_text=desk.say("Next step")).click()
    desk.panel.locator("[name=next_kind]").select_option("call")
    desk.panel.locator("[name=next_subject]").fill("Llamar por el pedido")
    desk.panel.locator("[name=next_date]").fill((now() + timedelta(days=4)).date().isoformat())
    desk.button("Log visit", desk.panel).click()
    expect(desk.panel).to_be_hidden()
    page.wait_for_url("**/today")

    desk.go(customer_page(desk, 4))
    expect(page.locator(".sl-entry", has_text="Llamar por el pedido")).to_be_visible()
    expect(page.locator(".sl-glance", has_text="Llamar por el pedido")).to_be_visible()
    expect(visits(desk)).to_be_visible()


def test_a_next_step_without_its_day_is_asked_for_and_nothing_typed_is_lost(desk: Desk) -> None:
    desk.go(customer_page(desk, 6))
    desk.page.locator(".sl-log-top").click()
    desk.panel.locator("[name=note]").fill("Quieren el catálogo nuevo")
    desk.panel.locator("summary", has_text=desk.say("Next step")).click()
    desk.panel.locator("[name=next_subject]").fill("Enviar el catálogo")
    desk.button("Log visit", desk.panel).click()
    expect(desk.panel.get_by_text(desk.say("Choose the day of the next step."))).to_be_visible()
    expect(desk.panel.locator("[name=note]")).to_have_value("Quieren el catálogo nuevo")


def test_a_visit_is_planned_and_completed_in_place(desk: Desk) -> None:
    page = desk.page
    desk.go("/activities")
    page.keyboard.press("n")
    desk.panel.locator("[name=subject]").fill("Mostrar la línea nueva")
    # The reader's day of now, not that of the records: the site may be older than midnight.
    today = now().astimezone(ZoneInfo(desk.person.zone)).date()
    desk.panel.locator("[name=day]").fill(today.isoformat())
    desk.button("Plan visit", desk.panel).click()
    expect(desk.panel).to_be_hidden()
    expect(page.locator(".sl-table", has_text="Mostrar la línea nueva")).to_be_visible()

    desk.go("/today")
    row = page.locator("#due-today .sl-row", has_text="Mostrar la línea nueva")
    done = desk.say("Done: %(what)s", what="Mostrar la línea nueva")
    row.get_by_role("button", name=done, exact=True).click()
    settled = page.locator("#due-today .sl-row", has=page.locator("[role=status]"))
    expect(settled).to_contain_text("Mostrar la línea nueva")
    desk.button("Undo", settled).click()
    expect(row.get_by_role("button", name=done, exact=True)).to_be_visible()
    assert page.url.endswith("/today")


def test_a_visit_is_logged_by_keyboard_alone(desk: Desk) -> None:
    page = desk.page
    desk.go(customer_page(desk, 7))
    page.keyboard.press("l")
    first = desk.panel.locator("[name=outcome]").first
    expect(first).to_be_focused()
    page.keyboard.press("Space")
    expect(first).to_be_checked()
    page.keyboard.press("Tab")
    expect(look_up(desk)).to_be_focused()
    page.keyboard.press("Enter")
    expect(desk.panel).to_be_hidden()
    expect(visits(desk)).to_be_visible()
    expect(page.locator(".sl-log-top")).to_be_focused()


def test_a_customer_is_looked_up_and_a_visit_logged_by_keyboard_alone(desk: Desk) -> None:
    page, shop = desk.page, shop_of(desk.person, 9)
    desk.go(customer_page(desk, 7))
    page.keyboard.press("l")
    expect(desk.panel.locator("[name=outcome]").first).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(look_up(desk)).to_be_focused()
    # As fast as fingers are: Enter comes before the suggestions and means the first of them.
    page.keyboard.type(shop)
    with page.expect_response("**/activities/new?*"):
        page.keyboard.press("Enter")
    chosen = desk.panel.locator("#log-form:not(.htmx-settling) [name=customer_id]")
    expect(chosen).to_have_value(str(desk.ids[SHOPS[9]]))
    expect(look_up(desk)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Quieren dos cajas más")
    for _ in ("next step", "more", "log"):
        page.keyboard.press("Tab")
    expect(desk.button("Log visit", desk.panel)).to_be_focused()
    page.keyboard.press("Enter")
    expect(desk.panel).to_be_hidden()
    expect(page.locator(".sl-log-top")).to_be_focused()
    desk.go(customer_page(desk, 9))
    expect(visits(desk)).to_contain_text("Quieren dos cajas más")


def test_what_is_typed_while_the_form_follows_the_customer_stays(desk: Desk) -> None:
    page, shop = desk.page, shop_of(desk.person, 9)
    desk.go("/today")
    page.keyboard.press("l")
    expect(look_up(desk)).to_be_focused()
    waiting: list[Route] = []
    page.route("**/activities/new?*", lambda route: waiting.append(route))
    page.keyboard.type(shop)
    with page.expect_request("**/activities/new?*"):
        page.keyboard.press("Enter")
    desk.panel.locator("[name=note]").fill("Mientras tanto")
    outcome(desk, "order").click()
    next_step = desk.panel.locator("summary", has_text=desk.say("Next step"))
    next_step.click()
    desk.panel.locator("[name=next_subject]").fill("Llevar la muestra")
    waiting.pop().continue_()

    # With the customer the form asks for the contact, too: it has been read again.
    expect(desk.panel.locator("[name=contact_id]")).to_have_count(1)
    expect(desk.panel.locator("[name=note]")).to_have_value("Mientras tanto")
    expect(desk.panel.locator("[name=outcome][value=order]")).to_be_checked()
    expect(desk.panel.locator("[name=next_subject]")).to_have_value("Llevar la muestra")
    expect(desk.panel.locator("[name=next_subject]")).to_be_visible()
    # One goes on where one was, also in a part that had to be unfolded.
    expect(desk.panel.locator("[name=next_subject]")).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(" azul")
    expect(desk.panel.locator("[name=next_subject]")).to_have_value("Llevar la muestra azul")


def test_who_comes_back_to_the_field_at_once_types_on(desk: Desk) -> None:
    page, shop = desk.page, shop_of(desk.person, 9)
    desk.go("/today")
    page.keyboard.press("l")
    expect(look_up(desk)).to_be_focused()
    # The field looks at what was typed a moment after it was left; here that moment is held back.
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    desk.panel.locator("[name=note]").focus()
    look_up(desk).focus()
    page.keyboard.type(shop)
    page.clock.run_for(119)
    expect(look_up(desk)).to_have_value(shop)
    page.clock.run_for(2)
    expect(look_up(desk)).to_have_value(shop)


@pytest.fixture
def budget(site: Site) -> Iterator[CustomField]:
    """An amount that activities are asked for at once, while the test runs."""
    with unit_of_work(site.app.make_session, system_actor("tests"), surface="test") as uow:
        label = {"label_en": "Yearly budget", "label_es": "Presupuesto", "is_upfront": True}
        made = add_field(uow, "activity", "money", label)
    yield made
    with unit_of_work(site.app.make_session, system_actor("tests"), surface="test") as uow:
        delete_field(uow, made.id)


def test_an_amount_and_its_currency_stay_apart_when_the_form_follows_the_customer(
    budget: CustomField, desk: Desk
) -> None:
    page, shop = desk.page, shop_of(desk.person, 9)
    desk.go("/today")
    page.keyboard.press("l")
    expect(look_up(desk)).to_be_focused()
    amount = desk.panel.locator(f"input[name='{budget.name}']")
    currency = desk.panel.locator(f"select[name='{budget.name}']")
    chosen = currency.input_value()
    amount.fill("12")
    look_up(desk).focus()
    waiting: list[Route] = []
    page.route("**/activities/new?*", lambda route: waiting.append(route))
    page.keyboard.type(shop)
    with page.expect_request("**/activities/new?*"):
        page.keyboard.press("Enter")
    amount.fill("15")
    waiting.pop().continue_()
    expect(desk.panel.locator("[name=contact_id]")).to_have_count(1)
    expect(amount).to_have_value("15")
    expect(currency).to_have_value(chosen)


def test_escape_leaves_the_panel_and_gives_the_focus_back(desk: Desk) -> None:
    desk.go(customer_page(desk, 8))
    opener = desk.page.locator(".sl-log-top")
    opener.click()
    expect(desk.panel.locator("[name=outcome]").first).to_be_focused()
    desk.page.keyboard.press("Escape")
    expect(desk.panel).to_be_hidden()
    expect(opener).to_be_focused()

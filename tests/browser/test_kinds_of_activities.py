"""An administrator makes a kind of activities, a rep logs one, and it is retired again."""

from playwright.sync_api import Locator, expect

from tests.browser.desk import PHONE, Desk, OpenDesk
from tests.browser.records import SHOPS, Person

KINDS = "/admin/activity-kinds/"


def row(office: Desk, name: str) -> Locator:
    return office.page.locator("main .sl-row", has=office.page.get_by_text(name, exact=True))


def choose(office: Desk, name: str, action: str) -> None:
    """Something of the menu of that kind."""
    kind = row(office, name)
    kind.locator("summary").click()
    kind.get_by_role("button", name=office.say(action), exact=True).click()


def test_a_kind_of_ones_own_is_made_logged_and_retired(open_desk: OpenDesk, person: Person) -> None:
    office = open_desk(person, login=person.administrator)
    spanish, english = f"Demostración {person.mark}", f"Product demo {person.mark}"
    name = spanish if person.locale.startswith("es") else english
    office.go(KINDS)
    office.page.locator("[name=label_es]").fill(spanish)
    office.page.locator("[name=label_en]").fill(english)
    office.page.locator("[name=like]").select_option("visit")
    office.button("Add kind").click()
    expect(row(office, name)).to_be_visible()
    expect(row(office, name)).to_contain_text(office.say("place"))

    desk = open_desk(person)
    desk.go(f"/customers/{desk.ids[SHOPS[3]]}")
    desk.page.locator(".sl-log-top").click()
    desk.panel.locator("[name=note]").fill("Vieron la línea nueva")
    desk.panel.locator(".sl-filter", has_text=name).click()
    log = desk.panel.get_by_role("button", name=desk.say("Log %(name)s", name=name), exact=True)
    expect(log).to_be_visible()
    expect(desk.panel.locator("[name=note]")).to_have_value("Vieron la línea nueva")
    desk.panel.locator(
        ".sl-choice", has=desk.page.locator("[name=outcome][value=interested]")
    ).click()
    log.click()
    expect(desk.panel).to_be_hidden()
    entry = desk.page.locator(".sl-entry", has_text=name)
    expect(entry).to_contain_text("Vieron la línea nueva")

    choose(office, name, "Offer it no more")
    expect(row(office, name)).to_contain_text(office.say("Offered no more"))
    expect(office.toast).to_contain_text(name)
    desk.go(f"/customers/{desk.ids[SHOPS[3]]}")
    expect(entry).to_be_visible()
    desk.page.locator(".sl-log-top").click()
    expect(desk.panel.locator(".sl-filter").first).to_be_visible()
    expect(desk.panel.locator(".sl-filter", has_text=name)).to_have_count(0)

    office.button("Undo", office.toast).click()
    expect(row(office, name)).not_to_contain_text(office.say("Offered no more"))
    choose(office, name, "Offer it no more")
    expect(row(office, name)).to_contain_text(office.say("Offered no more"))


def test_on_a_phone_the_chosen_kind_is_in_sight(open_desk: OpenDesk, person: Person) -> None:
    desk = open_desk(person, viewport=PHONE)
    desk.go("/activities/new?kind=note")
    chosen = desk.page.locator(".sl-filter[aria-current]")
    expect(chosen).to_be_in_viewport(ratio=1)
    expect(chosen).to_contain_text(desk.say("Note"))
    promise = desk.page.locator(".sl-filter", has_text=desk.say("Promise"))
    promise.click()
    expect(promise).to_have_attribute("aria-current", "true")
    expect(promise).to_be_in_viewport(ratio=1)
    desk.page.locator(".sl-filter").first.scroll_into_view_if_needed()
    desk.page.locator(".sl-filter").first.click()
    expect(desk.page.locator(".sl-filter[aria-current]")).to_be_in_viewport(ratio=1)

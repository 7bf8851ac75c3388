"""An agent works through a list by keyboard alone; who calls is opened as it rings."""

import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.calling import (
    PAGES,
    calling_site,
    calls_of,
    give_line,
    hang_up,
    last_call,
    make_campaign,
    open_calling,
    pick_up,
    ring,
)
from tests.browser.desk import PHONE, Desk, OpenDesk
from tests.browser.records import ENGLISH, SHOPS, SPANIARD, Person
from tests.browser.site import Site
from tests.browser.test_pages import faults_of
from tests.browser.words import english_texts

__all__ = ["calling_site", "open_calling"]  # fixtures
NARROW = {"width": 360, "height": 740}
# The texts of the lines with numbers that are cut at the edge of their cell.
WHOLE = """() => [...document.querySelectorAll("main td.sl-main-cell")].flatMap((cell) => {
  const edge = cell.getBoundingClientRect().right;
  const number = cell.querySelector(".sl-sub > span") ?? cell.querySelector(".sl-row-link");
  const range = document.createRange();
  range.selectNodeContents(number);
  return range.getBoundingClientRect().right > edge + 0.5 ? [number.textContent] : [];
})"""
# Writes down whatever a mouse, a finger or a pen does, on every page of the window.
POINTERS = """() => {
  const note = (event) => event.isTrusted && sessionStorage.setItem("pointed", event.type);
  for (const type of ["pointerdown", "pointermove", "mousedown", "mousemove", "wheel"]) {
    addEventListener(type, note, { capture: true, passive: true });
  }
}"""
# When the page that is shown had its record, in milliseconds since 1970.
SHOWN_AT = """() => {
  const [visit] = performance.getEntriesByType("navigation");
  return performance.timeOrigin + visit.domContentLoadedEventEnd;
}"""
BOTH = pytest.mark.parametrize("person", [SPANIARD, ENGLISH], ids=lambda person: person.locale)


def tab_to(page: Page, selector: str, *, most: int = 40) -> None:
    """With the key alone, as somebody without a mouse gets there."""
    for _time in range(most):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(selector)


@BOTH
def test_a_list_is_worked_through_without_the_mouse(
    open_calling: OpenDesk, calling_site: Site, person: Person
) -> None:
    desk = open_calling(person)
    page = desk.page
    wanted = [desk.ids[SHOPS[number]] for number in (1, 2)]
    make_campaign(calling_site, f"Lista {person.mark}", wanted)
    page.add_init_script(f"({POINTERS})()")
    desk.go("/today")
    page.keyboard.press("/")
    page.keyboard.type(desk.say("Campaigns"))
    expect(desk.link("Campaigns", page.locator("[data-live-hits]"))).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PAGES}/campaigns")
    page.keyboard.press("n")

    for number in (1, 2):
        expect(page.locator("h1")).to_contain_text(SHOPS[number])
        desk.ready()
        # The number has the focus; Enter would dial it.
        expect(page.locator("main a[href^='tel:']")).to_be_focused()
        tab_to(page, "[name='step:greeting']")
        page.keyboard.press("Space")
        offered = page.locator("[data-step=offer]")
        expect(offered).to_be_visible()
        tab_to(page, "[name='step:offer']")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        if number == 2:
            # Another answer leads elsewhere: what is behind it is gone.
            page.keyboard.press("Shift+Tab")
            page.keyboard.press("ArrowDown")
            expect(offered).to_be_hidden()
        tab_to(page, "[name=disposition]")
        page.keyboard.type(desk.say("Interested")[:5])
        tab_to(page, "[name=note]")
        page.keyboard.type("Pide catálogo")
        tab_to(page, ".sl-form-foot .btn-primary")
        page.keyboard.press("Enter")
    page.wait_for_url(f"**{PAGES}/campaigns")

    assert calls_of(calling_site, wanted) == [
        ("interested", {"greeting": "yes", "offer": "no"}),
        ("interested", {"greeting": "no"}),
    ]
    assert page.evaluate("() => sessionStorage.getItem('pointed')") is None


def test_a_pointer_would_be_noticed(open_calling: OpenDesk) -> None:
    """What shows that nobody pointed sees it where somebody does."""
    desk = open_calling(SPANIARD)
    desk.page.add_init_script(f"({POINTERS})()")
    desk.go("/today")
    desk.page.locator("h1").click()
    assert desk.page.evaluate("() => sessionStorage.getItem('pointed')") is not None


@BOTH
def test_who_calls_is_opened_as_it_rings(
    open_calling: OpenDesk, calling_site: Site, person: Person
) -> None:
    give_line(calling_site, person.login, f"2{person.login}")
    desk = open_calling(person)
    desk.go("/today")
    call = ring(calling_site, f"{person.phone}3", f"2{person.login}")
    desk.page.wait_for_url(f"**/customers/{desk.ids[SHOPS[3]]}*")
    hang_up(calling_site, call)

    # What somebody is typing is not taken away: the next one opens beside it.
    desk.go("/customers/new")
    desk.ready()
    name = desk.page.locator("main [name=name]")
    name.fill("Sin guardar")
    call = ring(calling_site, f"{person.phone}4", f"2{person.login}")
    expect(desk.panel).to_contain_text(SHOPS[4])
    expect(name).to_have_value("Sin guardar")
    hang_up(calling_site, call)


@BOTH
def test_who_calls_is_there_within_a_second(
    open_calling: OpenDesk, calling_site: Site, person: Person
) -> None:
    """From when the exchange posts the event until the record is on the screen. The middle one of
    five, for other programs may hold this machine up."""
    line = f"4{person.login}"
    give_line(calling_site, person.login, line)
    desk = open_calling(person)
    took: list[float] = []
    for place in range(5):
        desk.go("/today")
        # Anywhere between two questions of the page.
        desk.page.wait_for_timeout(130 * place)
        posted = time.time()
        call = ring(calling_site, f"{person.phone}3", line)
        desk.page.wait_for_url(f"**/customers/{desk.ids[SHOPS[3]]}*")
        expect(desk.page.locator("h1")).to_contain_text(SHOPS[3])
        took.append(desk.page.evaluate(SHOWN_AT) / 1000 - posted)
        hang_up(calling_site, call)
    assert sorted(took)[2] < 1, took


def test_a_number_dialled_from_a_page_opens_the_log_on_return(
    open_calling: OpenDesk, calling_site: Site
) -> None:
    desk = open_calling(SPANIARD)
    page = desk.page
    # Chromium has no program that dials; that it was asked to is enough.
    desk.go(f"/customers/{desk.ids[SHOPS[5]]}")
    page.evaluate(
        """() => sessionStorage.setItem("call-center-dialled", JSON.stringify(
          { number: "+34976000205", customer: "", at: Date.now() - 5000 }))"""
    )
    page.evaluate("() => dispatchEvent(new Event('focus'))")
    expect(desk.panel.locator("[name=number]")).to_have_value("+34976000205")
    expect(desk.panel.locator("[name=direction][value=out]")).to_be_checked()


def test_one_key_says_available_and_one_says_pause(open_calling: OpenDesk) -> None:
    desk = open_calling(SPANIARD)
    page = desk.page
    page.set_viewport_size(PHONE)
    desk.go(f"{PAGES}/")
    page.keyboard.press("a")
    expect(page.locator("main .sl-toolbar .sl-chip")).to_contain_text(desk.say("Available"))
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    desk.ready()
    page.keyboard.press("p")
    expect(page.locator("main .sl-toolbar .sl-chip")).to_contain_text(desk.say("On pause"))
    desk.ready()
    page.keyboard.press("a")
    expect(page.locator("main .sl-toolbar .sl-chip")).to_contain_text(desk.say("Available"))


def test_the_number_of_a_call_is_whole_on_a_narrow_phone(
    open_calling: OpenDesk, calling_site: Site
) -> None:
    desk = open_calling(SPANIARD)
    # Of a customer with a long name, and of nobody known.
    for number in (f"{SPANIARD.phone}3", "+34976000298"):
        hang_up(calling_site, ring(calling_site, number, "none"))
    desk.page.set_viewport_size(NARROW)
    desk.go(f"{PAGES}/")
    assert desk.page.locator("main td.sl-main-cell").count() >= 2
    assert desk.page.evaluate(WHOLE) == []
    assert desk.page.evaluate("() => document.documentElement.scrollWidth") <= NARROW["width"]


@BOTH
def test_one_key_pauses_the_recording_while_somebody_is_typing(
    open_calling: OpenDesk, calling_site: Site, person: Person
) -> None:
    line = f"3{person.login}"
    give_line(calling_site, person.login, line)
    desk = open_calling(person)
    page = desk.page
    desk.go("/today")
    call = ring(calling_site, f"{person.phone}5", line)
    # It opens who calls once; no page that is opened after that is left for it.
    page.wait_for_url(f"**/customers/{desk.ids[SHOPS[5]]}*")
    pick_up(calling_site, call, line)
    desk.go(f"{PAGES}/log")
    desk.ready()
    page.locator("[name=note]").first.fill("4111")
    page.keyboard.press("F8")
    expect(desk.toast.first).to_contain_text(
        desk.say("The pause of the recording is noted, and the exchange is told.")
    )
    desk.go(f"{PAGES}/calls/{last_call(calling_site)}")
    expect(page.locator("main .sl-chip", has_text=desk.say("Paused"))).to_be_visible()
    desk.ready()
    page.keyboard.press("F8")
    expect(desk.toast.first).to_contain_text(desk.say("The recording goes on."))
    hang_up(calling_site, call)


@pytest.mark.parametrize(
    "path",
    [
        f"{PAGES}/",
        f"{PAGES}/log",
        f"{PAGES}/campaigns",
        f"{PAGES}/reports",
        "/admin/x/call_center/",
        "/admin/x/call_center/dispositions/new",
        "/admin/x/call_center/campaigns/new",
        "/admin/x/call_center/lines/new",
    ],
)
def test_pages_are_usable_by_all_and_in_spanish(
    open_calling: OpenDesk, calling_site: Site, path: str
) -> None:
    make_campaign(calling_site, "Otra lista", [])
    desk = open_calling(SPANIARD, login=SPANIARD.administrator)
    ring_once(calling_site)
    desk.go(path)
    assert looked_at(desk) == ""
    desk.page.set_viewport_size(PHONE)
    assert desk.page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]


def test_pages_of_one_customer_or_call_are_usable_by_all_and_in_spanish(
    open_calling: OpenDesk, calling_site: Site
) -> None:
    desk = open_calling(SPANIARD, login=SPANIARD.administrator)
    page = desk.page
    customer = desk.ids[SHOPS[6]]
    campaign = make_campaign(calling_site, "Una lista", [customer])
    call = ring(calling_site, "+34976000299", "none")
    found: dict[str, str] = {}
    for size in (page.viewport_size, PHONE):
        assert size is not None
        page.set_viewport_size(size)
        desk.go(f"{PAGES}/customers/{customer}")
        found[f"consents {size['width']}"] = looked_at(desk)
        desk.go(f"{PAGES}/pop/{last_call(calling_site)}")
        found[f"who calls {size['width']}"] = looked_at(desk)
        desk.go(f"{PAGES}/calls/{last_call(calling_site)}")
        found[f"one call {size['width']}"] = looked_at(desk)
        for place in ("", "/list"):
            desk.go(f"/admin/x/call_center/campaigns/{campaign}{place}")
            found[f"campaign {place} {size['width']}"] = looked_at(desk)
        desk.go(f"{PAGES}/campaigns")
        page.keyboard.press("n")
        page.wait_for_url("**/calls/*")
        found[f"work {size['width']}"] = looked_at(desk)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= size["width"]
    hang_up(calling_site, call)
    assert not [f"{place}: {faults}" for place, faults in found.items() if faults]


def ring_once(site: Site) -> None:
    """So that lists have a row."""
    hang_up(site, ring(site, "+34976000209", "none"))


def looked_at(desk: Desk) -> str:
    faults = faults_of(desk.page)
    return "\n".join([*faults, *(f"English: {text}" for text in english_texts(desk.page))])

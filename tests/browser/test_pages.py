"""Every page, light and dark, at the desk and on a phone: usable by all, quiet, in one language."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import DESK, PHONE, Desk, new_context
from tests.browser.records import ENGLISH, MEXICAN, SALES, SHOPS, Person
from tests.browser.site import Site
from tests.browser.words import english_texts

FIRST_SHOP, FIRST_SALE = SHOPS[0], SALES[0][0]


@dataclass(frozen=True)
class Place:
    """A page, or what one presses on it to see more."""

    path: str
    press: str = ""
    unless_signed_in: bool = False


PLACES = {
    "today": Place("/today"),
    "today of everybody": Place("/today?whose=team"),
    "customers": Place("/customers"),
    "customers without any": Place("/customers?q=zzzz"),
    "customer": Place("/customers/{shop}"),
    "new customer": Place("/customers/new"),
    "edit customer": Place("/customers/{shop}/edit"),
    "merge": Place("/customers/{shop}/merging"),
    "merge with": Place("/customers/{shop}/merging/{other}"),
    "new relation": Place("/customers/{shop}/relations/new"),
    "new contact": Place("/customers/{shop}/contacts/new"),
    "contact": Place("/contacts/{contact}"),
    "edit contact": Place("/contacts/{contact}/edit"),
    "board": Place("/opportunities?view=board"),
    "opportunities": Place("/opportunities?view=list"),
    "opportunity": Place("/opportunities/{sale}"),
    "new opportunity": Place("/opportunities/new"),
    "edit opportunity": Place("/opportunities/{sale}/edit"),
    "losing": Place("/opportunities/{sale}/losing"),
    "winning": Place("/opportunities/{sale}/winning"),
    "activities": Place("/activities"),
    "done activities": Place("/activities?status=done"),
    "activity": Place("/activities/{done}"),
    "log": Place("/activities/new"),
    "plan": Place("/activities/new?plan=1&kind=promise"),
    "complete": Place("/activities/{Confirmar la entrega}/completion"),
    "another day": Place("/activities/{Confirmar la entrega}/rescheduling"),
    "log panel": Place("/customers/{shop}", press="l"),
    "keys": Place("/customers", press="?"),
    "search": Place("/search?q=monterrey"),
    "search without hits": Place("/search?q=zzzz"),
    "reports": Place("/reports"),
    "profile": Place("/me"),
    "password": Place("/me/password"),
    "not found": Place("/nothing-here"),
    "not allowed": Place("/demo/removal"),
    "sign-in": Place("/sign-in", unless_signed_in=True),
}
_axe = Axe()
# Structure is the same in both themes; the colours are what differs.
_CONTRAST = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
_STILL = "() => Promise.allSettled(document.getAnimations().map((one) => one.finished))"
_EVERYTHING = {"resultTypes": ["violations"]}


@pytest.fixture(scope="module")
def window(browser: Browser, site: Site) -> Iterator[Callable[..., Desk]]:
    """One window per person, kept open: a page costs its own time only."""
    desks: dict[tuple[str, bool], Desk] = {}

    def find(person: Person, *, is_signed_in: bool = True) -> Desk:
        key = person.login, is_signed_in
        if key not in desks:
            context = new_context(browser, person)
            if is_signed_in:
                context.add_cookies([site.sign_in(person.login)])
            desks[key] = Desk(context.new_page(), site, person)
        return desks[key]

    yield find
    for desk in desks.values():
        desk.page.context.close()


@pytest.mark.parametrize("name", PLACES)
def test_a_page_is_usable_by_all_and_in_spanish(window: Callable[..., Desk], name: str) -> None:
    place = PLACES[name]
    desk = window(MEXICAN, is_signed_in=not place.unless_signed_in)
    page = desk.page
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(DESK)
    _open(desk, place)
    faults = []
    for width in (DESK, PHONE):
        page.set_viewport_size(width)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            options = _EVERYTHING if scheme == "light" else _CONTRAST
            faults += [f"{width['width']} {scheme}: {fault}" for fault in _faults(page, options)]
        faults += [f"{width['width']}: {fault}" for fault in _overflow(page)]
    faults += [f"English: {text}" for text in english_texts(page)]
    complaints, desk.complaints[:] = list(desk.complaints), []
    assert "\n".join(faults + complaints) == ""


@pytest.mark.parametrize("name", PLACES)
def test_a_page_is_quiet_in_english_too(window: Callable[..., Desk], name: str) -> None:
    place = PLACES[name]
    desk = window(ENGLISH, is_signed_in=not place.unless_signed_in)
    desk.page.set_viewport_size(PHONE)
    _open(desk, place)
    expect(desk.page.locator("html")).to_have_attribute("lang", "en")
    complaints, desk.complaints[:] = list(desk.complaints), []
    assert "\n".join(_overflow(desk.page) + complaints) == ""


def _open(desk: Desk, place: Place) -> None:
    ids = desk.ids
    named = {**ids, "shop": ids[FIRST_SHOP], "other": ids[SHOPS[1]], "sale": ids[FIRST_SALE]}
    desk.go(place.path.format_map(named))
    if place.press:
        desk.page.keyboard.press(place.press)
        expect(desk.page.locator("dialog[open] h2").first).to_be_visible()
        expect(desk.page.locator("dialog[open] .sl-skeleton")).to_have_count(0)


def _faults(page: Page, options: dict[str, Any]) -> list[str]:
    """What axe finds serious or worse, once colours have stopped changing."""
    page.evaluate(_STILL)
    found = _axe.run(page, options=options).response["violations"]
    return [
        f"{one['id']}: {node['target']} {re.sub(r'<[^>]*>|Fix .*: ', '', node['failureSummary'])}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def _overflow(page: Page) -> list[str]:
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"the page is {wider} px wider than the window"] if wider > 0 else []

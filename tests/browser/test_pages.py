"""Every page, light and dark, at the desk and on a phone: usable by all, quiet, in one language."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from salesforce_lite.web import App, public
from tests.browser.desk import DESK, PHONE, Desk, new_context
from tests.browser.places import NO_PAGES, PLACES, Place, pages_looked_at, pages_of
from tests.browser.records import ENGLISH, MEXICAN, Person
from tests.browser.site import Site
from tests.browser.words import english_texts

_axe = Axe()
# Structure is the same in both themes; the colours are what differs.
_CONTRAST = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
_STILL = "() => Promise.allSettled(document.getAnimations().map((one) => one.finished))"
_EVERYTHING = {"resultTypes": ["violations"]}


_STANDS_STILL = "() => document.getAnimations().every((one) => one.playState !== 'running')"


@pytest.fixture(scope="module")
def window(browser: Browser, site: Site) -> Iterator[Callable[..., Desk]]:
    """One window per person, kept open: a page costs its own time only."""
    desks: dict[tuple[str, str], Desk] = {}

    def find(person: Person, place: Place) -> Desk:
        login = person.administrator if place.as_administrator else person.login
        key = person.login, "" if place.unless_signed_in else login
        if key not in desks:
            context = new_context(browser, person)
            if not place.unless_signed_in:
                context.add_cookies([site.sign_in(login)])
            desks[key] = Desk(context.new_page(), site, person)
        return desks[key]

    yield find
    for desk in desks.values():
        desk.page.context.close()


def test_every_page_is_looked_at(app: App) -> None:
    assert sorted(pages_of(app) - pages_looked_at(app)) == []
    known = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert sorted(NO_PAGES.keys() - known) == []


def test_a_new_page_that_nobody_looks_at_is_told(app: App) -> None:
    app.add_url_rule("/planted", "planted", public(lambda: ""))
    assert pages_of(app) - pages_looked_at(app) == {"planted"}


@pytest.mark.parametrize("name", PLACES)
def test_a_page_is_usable_by_all_and_in_spanish(window: Callable[..., Desk], name: str) -> None:
    place = PLACES[name]
    desk = window(MEXICAN, place)
    page = desk.page
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(DESK)
    place.open(desk)
    faults = faults_of(page)
    faults += [f"English: {text}" for text in english_texts(page)]
    complaints, desk.complaints[:] = list(desk.complaints), []
    assert "\n".join(faults + complaints) == ""


@pytest.mark.parametrize("name", PLACES)
def test_a_page_is_quiet_in_english_too(window: Callable[..., Desk], name: str) -> None:
    place = PLACES[name]
    desk = window(ENGLISH, place)
    desk.page.set_viewport_size(PHONE)
    place.open(desk)
    expect(desk.page.locator("html")).to_have_attribute("lang", "en")
    complaints, desk.complaints[:] = list(desk.complaints), []
    assert "\n".join(_overflow(desk.page) + complaints) == ""


def faults_of(page: Page) -> list[str]:
    """What keeps somebody from using the page: at the desk and on a phone, light and dark."""
    faults = []
    for width in (DESK, PHONE):
        page.set_viewport_size(width)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            # Colours that are still on their way are no colours of the page.
            page.wait_for_function(_STANDS_STILL)
            options = _EVERYTHING if scheme == "light" else _CONTRAST
            faults += [f"{width['width']} {scheme}: {fault}" for fault in _faults(page, options)]
        faults += [f"{width['width']}: {fault}" for fault in _overflow(page)]
    return faults


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

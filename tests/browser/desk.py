"""One browser window at the desk: what tests do in it, and what it may never complain of."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, expect

from tests.browser.records import Person
from tests.browser.site import Site

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
# Longer than needed on an idle machine; a test that waits this long has failed.
PATIENCE = 15_000
_LISTEN = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error("Content-Security-Policy: " + event.violatedDirective + " " + event.blockedURI));
"""
# The browser's own words for an answer that is a refusal; the page shows the sentence.
_REFUSED = re.compile(
    r"^Failed to load resource: the server responded with a status of 4(03|04|09|22)"
)
# A page that is left while it asks something gives its question up.
_LEFT = re.compile(r"^htmx:(afterRequest|sendAbort), ")

expect.set_options(timeout=PATIENCE)


class Desk:
    """A window of one person, in the person's language."""

    def __init__(self, page: Page, site: Site, person: Person) -> None:
        self.page, self.site, self.person = page, site, person
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: Any) -> None:
        if message.type not in ("error", "warning"):
            return
        if not _REFUSED.match(message.text) and not _LEFT.match(message.text):
            self.complaints.append(message.text)

    @property
    def ids(self) -> dict[str, Any]:
        return self.site.ids[self.person.login]

    def go(self, path: str) -> Response:
        answer = self.page.goto(self.site.address + path)
        assert answer is not None
        self.ready()
        return answer

    def ready(self) -> None:
        """Scripts of modules run after the page is parsed; the board fetches its own after that."""
        self.page.wait_for_load_state("load")
        expect(self.page.locator("[data-board]:not([data-ready])")).to_have_count(0)

    def say(self, words: str, *, context: str = "", **values: object) -> str:
        return self.site.say(words, self.person.locale, context=context, **values)

    def button(
        self, words: str, within: Page | Locator | None = None, *, context: str = ""
    ) -> Locator:
        name = self.say(words, context=context)
        return (within or self.page).get_by_role("button", name=name, exact=True)

    def link(self, words: str, within: Page | Locator | None = None) -> Locator:
        return (within or self.page).get_by_role("link", name=self.say(words), exact=True)

    @property
    def panel(self) -> Locator:
        return self.page.locator("dialog#panel")

    @property
    def toast(self) -> Locator:
        return self.page.locator(".sl-toast")

    def focused(self, locator: Locator) -> None:
        expect(locator).to_be_focused()

    def is_clean(self) -> None:
        assert not self.complaints, f"{self.person.login}: {self.complaints}"


OpenDesk = Callable[..., Desk]


@contextmanager
def windows(browser: Browser, site: Site) -> Iterator[OpenDesk]:
    """Opens windows on that server in which somebody has signed in; none may complain."""
    desks: list[Desk] = []

    def open_window(person: Person, *, login: str = "", **options: Any) -> Desk:
        context = new_context(browser, person, **options)
        context.add_cookies([site.sign_in(login or person.login)])
        desks.append(Desk(context.new_page(), site, person))
        return desks[-1]

    yield open_window
    for desk in desks:
        desk.page.context.close()
    for desk in desks:
        desk.is_clean()


def new_context(browser: Browser, person: Person | None, **options: Any) -> BrowserContext:
    """A fresh browser; its language is the person's, as on the person's own machine."""
    context = browser.new_context(
        viewport=options.pop("viewport", DESK),
        locale=person.locale if person else "es-MX",
        reduced_motion="reduce",
        **options,
    )
    context.add_init_script(_LISTEN)
    return context

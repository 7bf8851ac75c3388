"""A company on its first day: each page says in a sentence what it is for, and what to do next."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from salesforce_lite.access import create_user
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import unit_of_work
from tests.architecture.project import templates
from tests.browser.desk import DESK, PHONE, Desk, new_context
from tests.browser.records import ENGLISH, MEXICAN, Person
from tests.browser.site import Site, serve
from tests.conftest import PASSWORD, Template, make_app

FIRST_CUSTOMER = (
    "Add the first one here, or bring in a file: under “Imports and exports” in the back office, "
    "by whoever may."
)
FIRST_SALE = (
    "An opportunity is a possible sale. Add one and move it from stage to stage until it is won."
)


@dataclass(frozen=True)
class Empty:
    """What a page says while there is nothing, the step it offers, and where that leads."""

    title: str
    sentence: str
    step: str = ""
    leads_to: str = ""


PAGES = {
    "/today": Empty("No customers yet", FIRST_CUSTOMER, "Add customer", "/customers/new"),
    "/today?whose=team": Empty(
        "No customers yet", FIRST_CUSTOMER, "Add customer", "/customers/new"
    ),
    "/customers": Empty("No customers yet", FIRST_CUSTOMER, "Add customer", "/customers/new"),
    "/opportunities": Empty(
        "No open opportunities yet", FIRST_SALE, "Add opportunity", "/opportunities/new"
    ),
    "/opportunities?view=list": Empty(
        "No open opportunities yet", FIRST_SALE, "Add opportunity", "/opportunities/new"
    ),
    "/activities": Empty(
        "Nothing here",
        "Nothing planned fits these filters. Plan the next step while you remember it.",
        "Plan",
        "/activities/new?plan=1",
    ),
    "/activities?status=done": Empty(
        "Nothing here",
        "Nothing done fits these filters yet. Log your next visit and it appears here.",
        "Log",
        "/activities/new",
    ),
    "/reports": Empty(
        "Nothing to forecast yet",
        "Open opportunities appear here in the month in which they should close, "
        "won ones in the month they were won.",
        "To the opportunities",
        "/opportunities",
    ),
    "/admin/portfolios/": Empty(
        "No portfolios yet",
        "A portfolio groups customers; who manages it looks after all that have no owner of "
        "their own.",
        "Add portfolio",
        "/admin/portfolios/new",
    ),
    "/admin/webhooks/": Empty(
        "No webhooks",
        "A webhook tells another system at once what happens here: a customer was added, a sale "
        "was won.",
        "New webhook",
        "/admin/webhooks/new",
    ),
    "/notifications": Empty(
        "Nothing to tell",
        "Reminders and mentions of you stand here. Write @ and a name in a note to tell somebody.",
        "Choose",
        "/me/notifications",
    ),
    # What comes by itself, or from outside of the pages: no step is offered.
    "/admin/tokens/": Empty(
        "No tokens",
        "People make tokens for programs on their profile; all of them stand here.",
    ),
    "/mail": Empty(
        "No mail waits",
        "The company has set up no mailbox for private addresses. Ask whoever runs the server.",
    ),
    "/search": Empty(
        "What are you looking for?",
        "The beginning of a word is enough, and accents do not matter. Phone numbers are found "
        "in any form, with or without the country code.",
    ),
    "/conflicts": Empty(
        "Nothing to decide",
        "What is written on a phone arrives by itself. Only where others changed the same "
        "meanwhile does somebody decide here what stays.",
    ),
    "/conflicts?decided=1": Empty(
        "Nothing decided yet", "What was decided stands here for a year."
    ),
    "/admin/devices/": Empty(
        "No phones yet", "A phone stands here as soon as it connects for the first time."
    ),
    "/admin/jobs/": Empty(
        "Nothing of the kind",
        "Work that goes on after a page has answered stands here: what plugins do in the night, "
        "what follows from an event.",
    ),
    "/admin/plugins/": Empty(
        "No plugin is installed",
        "Put the folder of a plugin into “plugins” beside the server, or into “plugins” of the "
        "instance, and start the server again.",
    ),
    "/admin/imports/": Empty(
        "Nothing was brought in yet",
        "Hand in a file of your old system above: you see what each column means, try it out, and "
        "then bring it in.",
    ),
    "/admin/fields/": Empty(
        "No fields of your own yet",
        "What you add here stands on the forms and pages at once, in lists, filters and files.",
    ),
}
# What no new company meets, and why.
ELSEWHERE = {
    "No customer fits these filters": "there are customers",
    "No opportunity fits these filters": "there are opportunities",
    "No teams yet": "the people of these tests are in teams",
    "No values yet": "every list is born with values",
    "Nobody is called like that": "somebody was looked for",
    "Nothing found for “%(typed)s”": "something was looked for",
    "Nothing is waiting for you": "there are customers, and none needs anything",
    "Nothing to show": "a file was brought in, and its records are seen no more",
    "Nothing was changed": "days or people were chosen in which nothing happened",
}
WINDOWS = {"desk": DESK, "phone": PHONE}


@pytest.fixture(scope="module")
def new_company(
    chromium: str, template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """An administrator of each language, and not one customer."""
    folder = tmp_path_factory.mktemp("new")
    app = make_app(folder, template.copy(folder))
    app.config["TESTING"] = False
    with unit_of_work(app.make_session, system_actor("tests"), surface="test") as uow:
        for person in (MEXICAN, ENGLISH):
            create_user(
                uow,
                email=person.email,
                name=person.name,
                roles=["admin"],
                password=PASSWORD,
                locale=person.locale,
                zone=person.zone,
            )
    server = serve(app)
    yield Site(app, f"http://127.0.0.1:{server.server_port}", {})
    server.shutdown()
    server.server_close()
    app.engine.dispose()


@pytest.fixture(params=WINDOWS)
def viewport(request: pytest.FixtureRequest) -> dict[str, int]:
    return WINDOWS[request.param]


@pytest.fixture(params=(MEXICAN, ENGLISH), ids=lambda person: person.locale)
def desk(
    request: pytest.FixtureRequest, browser: Browser, new_company: Site, viewport: dict[str, int]
) -> Iterator[Desk]:
    person: Person = request.param
    context = new_context(browser, person, viewport=viewport)
    context.add_cookies([new_company.sign_in(person.login)])
    desk = Desk(context.new_page(), new_company, person)
    yield desk
    context.close()
    desk.is_clean()


def test_each_page_teaches_in_one_sentence_and_offers_the_next_step(desk: Desk) -> None:
    width = desk.page.viewport_size["width"]
    for path, wanted in PAGES.items():
        assert desk.go(path).status == 200
        empty = desk.page.locator("main .sl-empty")
        expect(empty, path).to_have_count(1)
        expect(empty.get_by_role("heading"), path).to_have_text(desk.say(wanted.title))
        expect(empty.locator("p"), path).to_have_text(desk.say(wanted.sentence))
        expect(empty.locator("p"), path).to_be_visible()
        box = empty.bounding_box()
        assert box["x"] >= 0, path
        assert box["x"] + box["width"] <= width, path
        steps = empty.get_by_role("link")
        expect(steps, path).to_have_count(1 if wanted.step else 0)
        if wanted.step:
            expect(steps, path).to_have_accessible_name(desk.say(wanted.step))
            expect(steps, path).to_be_visible()
            assert steps.get_attribute("href").partition("&")[0] == wanted.leads_to, path


def test_the_step_from_today_leads_to_the_first_customer(desk: Desk) -> None:
    desk.go("/today")
    desk.link("Add customer", desk.page.locator(".sl-empty")).click()
    expect(desk.page.locator("main [name=name]")).to_be_visible()
    assert desk.page.url.endswith("/customers/new")


def test_no_page_that_can_be_empty_is_left_out() -> None:
    said = {
        title
        for template in templates()
        # What comes along is off on the first day.
        if template.parts[0] != "plugins"
        for title in re.findall(r'empty_state\(_\("([^"]+)"', template.text)
    }
    looked_at = {page.title for page in PAGES.values()}
    assert said == looked_at | ELSEWHERE.keys()

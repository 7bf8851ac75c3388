"""A rep answers a checklist with the thumb; an administrator sees what it costs."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from salesforce_lite.access import find_user
from salesforce_lite.activities import plan_activity
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.clock import now
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.web import App
from tests.architecture.project import ROOT
from tests.browser.desk import PHONE, Desk, OpenDesk
from tests.browser.records import SHOPS, Person
from tests.browser.site import Site, furnished, serve
from tests.browser.test_pages import faults_of
from tests.browser.words import english_texts
from tests.conftest import Template, make_app

# What a thumb hits without looking.
THUMB = 44


def working(app: App) -> Any:
    return unit_of_work(
        app.make_session,
        system_actor("tests"),
        surface="test",
        reactions=app.contributions.reactions,
    )


@pytest.fixture(scope="module")
def site(
    chromium: str, template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A server on which the checklist of the example is on, and one question has to be answered."""
    folder = tmp_path_factory.mktemp("asking")
    plugin = ROOT / "plugins" / "visit_checklist"
    app = make_app(folder, template.copy(folder), plugins=[plugin])
    app.config["TESTING"] = False
    app.plugins.migrate(plugin.name)
    with working(app) as uow:
        app.plugins.enable(uow, plugin.name)
    with working(app) as uow:
        checklist = module(app, "example").add_example(uow)
        module(app, "keeping").switch_checklist(uow, checklist.id, is_on=True)
    ids = furnished(app)
    for own in ids.values():
        own["checklist"] = checklist.id
    server = serve(app)
    yield Site(app, f"http://127.0.0.1:{server.server_port}", ids)
    server.shutdown()
    server.server_close()
    app.engine.dispose()


def module(app: App, name: str) -> Any:
    package = app.plugins.installation.plugin("visit_checklist").package
    return __import__(f"{package}.{name}", fromlist=["_"])


@pytest.fixture
def phone(open_desk: OpenDesk, person: Person) -> Desk:
    """The person's phone."""
    return open_desk(person, viewport=PHONE, has_touch=True, is_mobile=True)


def open_log(desk: Desk, number: int) -> None:
    desk.go(f"/customers/{desk.ids[SHOPS[number]]}")
    desk.page.locator('a[data-panel][href*="activities/new"]:visible').last.tap()
    expect(questions(desk).first).to_be_visible()


def questions(desk: Desk) -> Locator:
    return desk.panel.locator("section[data-paced] .sl-field")


def tap(desk: Desk, place: int, choice: int) -> None:
    """The choice of a question, as a thumb does; it is as large as one needs."""
    chip = questions(desk).nth(place).locator(".sl-choice").nth(choice)
    chip.scroll_into_view_if_needed()
    box = chip.bounding_box()
    assert box is not None
    assert box["height"] >= THUMB
    chip.tap()
    expect(chip.locator("input")).to_be_checked()


def visit(desk: Desk) -> Locator:
    return desk.page.locator(".sl-entry", has=desk.page.locator(".sl-said"))


def test_a_rep_answers_with_the_thumb(phone: Desk, site: Site) -> None:
    before = measured(site)
    open_log(phone, 3)
    phone.panel.locator(".sl-choice").first.tap()
    tap(phone, 0, 0)
    tap(phone, 1, 1)
    tap(phone, 3, 4)
    phone.button("Log visit", phone.panel).tap()
    expect(phone.panel).to_be_hidden()
    told = visit(phone).first
    for words in ("Empleado", "5 de 5") if phone.person.locale != "en" else ("Employee", "5 of 5"):
        expect(told).to_contain_text(words)
    wider = phone.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wider <= 0
    assert measured(site) == before + 3


def measured(site: Site) -> int:
    with working(site.app) as uow:
        count: int = uow.session.query(module(site.app, "model").Pace).count()
        return count


def test_a_required_answer_is_asked_for_and_the_rest_stays(phone: Desk) -> None:
    open_log(phone, 4)
    tap(phone, 1, 0)
    phone.panel.locator("[name=note]").fill("Quieren más cajas")
    phone.button("Log visit", phone.panel).tap()
    told = phone.panel.get_by_text(phone.say("Answer this."))
    expect(told).to_be_in_viewport()
    expect(questions(phone).nth(0).locator("input").first).to_be_focused()
    expect(phone.panel.locator("[name=note]")).to_have_value("Quieren más cajas")
    expect(questions(phone).nth(1).locator("input").first).to_be_checked()
    tap(phone, 0, 1)
    phone.button("Log visit", phone.panel).tap()
    expect(phone.panel).to_be_hidden()


def test_answers_wait_while_another_kind_is_chosen(phone: Desk) -> None:
    open_log(phone, 5)
    tap(phone, 0, 0)
    tap(phone, 3, 2)
    phone.link("Call", phone.panel).tap()
    expect(questions(phone)).to_have_count(0)
    phone.link("Visit", phone.panel).tap()
    expect(questions(phone).first).to_be_visible()
    expect(questions(phone).nth(0).locator("input").first).to_be_checked()
    expect(questions(phone).nth(3).locator("input").nth(2)).to_be_checked()


def test_what_is_ticked_off_is_asked_first(desk: Desk, site: Site) -> None:
    with working(site.app) as uow:
        plan_activity(
            uow,
            {
                "kind": "visit",
                "subject": "Mirar el escaparate",
                "customer_id": desk.ids[SHOPS[2]],
                "owner_id": owner_of(uow, desk.person),
                "due_at": now() + timedelta(minutes=5),
            },
        )
    desk.go("/today")
    row = desk.page.locator(".sl-row", has_text="Mirar el escaparate")
    done = desk.say("Done: %(what)s", what="Mirar el escaparate")
    row.get_by_role("button", name=done, exact=True).click()
    expect(questions(desk).first).to_be_visible()
    questions(desk).first.locator(".sl-choice").first.click()
    desk.button("Done", desk.panel).click()
    expect(desk.panel).to_be_hidden()
    expect(row.get_by_role("button", name=done, exact=True)).to_have_count(0)


def owner_of(uow: Any, person: Person) -> Any:
    return find_user(uow, person.email).id


@pytest.mark.parametrize(
    "path", ["", "{checklist}", "{checklist}/edit", "new", "{checklist}/questions/new/choice"]
)
def test_the_pages_of_administrators_are_usable_by_all(
    open_desk: OpenDesk, person: Person, path: str
) -> None:
    office = open_desk(person, login=person.administrator)
    page = office.page
    office.go(f"/admin/x/visit_checklist/{path.format_map(office.ids)}")
    assert "\n".join(faults_of(page)) == ""
    if person.locale != "en":
        assert english_texts(page) == []


def test_the_page_of_a_checklist_says_what_it_costs(open_desk: OpenDesk, person: Person) -> None:
    office = open_desk(person, login=person.administrator)
    office.go(f"/admin/x/visit_checklist/{office.ids['checklist']}")
    cost = re.compile(r"\d+ (segundos a cada visita|seconds to each visit)")
    expect(office.page.get_by_text(cost)).to_be_visible()
    expect(office.page.locator(".vc-phone .sl-choice").first).to_be_visible()

"""An administrator makes rules, a rep sees the score and why; switched off, all trace is gone."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import func, select

from salesforce_lite.kernel.db import Base
from tests.browser.desk import PHONE, Desk, OpenDesk, new_context
from tests.browser.records import ENGLISH, MEXICAN, OF_COLLEAGUE, SHOPS, Person
from tests.browser.scoring import (
    OFFICE,
    as_found,
    log_visit,
    open_scoring,
    scoring_site,
    switch,
    work_off,
)
from tests.browser.site import Site
from tests.browser.test_pages import faults_of
from tests.browser.words import english_texts

__all__ = ["open_scoring", "scoring_site"]  # fixtures


@pytest.fixture(autouse=True)
def _begin_as_found(scoring_site: Site) -> None:
    """One server serves them all, and they come in any order."""
    as_found(scoring_site)


DOCUMENT = "/api/v1/openapi.json"


def count_scores(site: Site) -> int:
    scores = Base.metadata.tables["scoring_score"]
    with site.app.make_session() as session:
        return session.execute(select(func.count()).select_from(scores)).scalar_one()


def submit(page: Page) -> Locator:
    return page.locator(".sl-form-foot .btn-primary")


def drawn(page: Page, selector: str) -> Locator:
    """What the server has put into the form since."""
    found = page.locator(selector)
    expect(found).to_be_visible()
    return found


@pytest.mark.parametrize("person", [MEXICAN, ENGLISH], ids=lambda person: person.locale)
def test_rules_are_made_scores_are_seen_and_all_goes_when_it_is_off(
    open_scoring: OpenDesk, scoring_site: Site, person: Person
) -> None:
    office = open_scoring(person, login=person.administrator)
    rep = open_scoring(person, login=person.colleague)
    shop = rep.ids[SHOPS[OF_COLLEAGUE]]
    log_visit(scoring_site, shop)

    office.go("/admin/plugins/")
    office.page.locator("#scoring a").click()
    office.button("Switch on").click()
    expect(office.button("Switch off")).to_be_visible()
    work_off(scoring_site)
    office.link("Open").click()
    # Those of the journey before are still there.
    points = str(70 + len(person.login))
    number = _make_a_rule(office, points)

    page = rep.page
    rep.go(f"/customers/{shop}")
    expect(page.locator(".scoring-mark")).to_have_text(re.compile("^[ABC]1$"))
    reason = page.locator(".scoring-why li", has_text=rep.say("Visited once", num=1))
    expect(reason.filter(has_text=f"+{points}")).to_have_count(1)
    told = page.request.get(f"{rep.site.address}/api/v1/x/scoring/scores/{shop}").json()
    assert told["cell"][1] == "1"
    assert [one for one in told["reasons"] if f"+{points}" in one]
    office.go("/admin/")
    expect(office.page.locator(f"a[href='{OFFICE}/']")).to_be_visible()
    assert count_scores(scoring_site) > 0

    office.go("/admin/plugins/scoring")
    office.button("Switch off").click()
    expect(office.button("Switch on")).to_be_visible()
    _leaves_no_trace(office, rep, str(shop))

    kept = count_scores(scoring_site)
    log_visit(scoring_site, shop)
    work_off(scoring_site)
    assert count_scores(scoring_site) == kept > 0
    office.go("/admin/plugins/scoring")
    office.button("Switch on").click()
    expect(office.button("Switch off")).to_be_visible()
    office.go(f"{OFFICE}/versions")
    expect(office.page.locator(".scoring-rule").first).to_contain_text(person.login)
    expect(office.page.locator(".scoring-rule")).to_have_count(number)
    office.go("/admin/plugins/scoring")
    office.button("Switch off").click()
    expect(office.button("Switch on")).to_be_visible()


def _make_a_rule(office: Desk, points: str) -> int:
    """About visits of the last 90 days; saved as the next version. Answers how many there are."""
    page = office.page
    expect(page.locator(".scoring-matrix")).to_be_visible()
    before = page.locator(".scoring-rule").count()
    page.locator(".sl-actions .btn-primary").click()
    page.locator("[name=group][value=engagement]").check(force=True)
    button = office.button("Add a condition about activities")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#n3-at_least")).to_be_focused()
    page.locator("#n3-at_least").fill("1")
    page.locator("#n3-days").fill("90")
    office.button("Remove this condition").first.click()
    expect(page.locator("#n2-field")).to_have_count(0)
    office.button("Narrow them down").click()
    expect(page.locator("#n4-field")).to_be_focused()
    page.locator("#n4-field").select_option("activity.kind")
    drawn(page, "#n4-value").select_option("visit")
    # What was typed into the boxes meanwhile is still there.
    expect(page.locator("#n3-days")).to_have_value("90")
    drawn(page, "#n4-value").blur()
    # The sentence follows what is typed; the inputs stay as they are.
    expect(page.locator("#in-words")).to_contain_text("90")
    page.locator("#n3-days").fill("80")
    page.locator("#points").focus()
    expect(page.locator("#in-words")).to_contain_text("80")
    page.locator("#n3-days").fill("90")
    page.locator("#points").fill("lots")
    page.locator("#name").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#points-notes .sl-error")).to_be_visible()
    expect(page.locator("#points")).to_have_value("lots")
    page.locator("#points").fill(points)
    submit(page).click()
    expect(page.locator(".scoring-rule")).to_have_count(before + 1)
    page.locator(".sl-actions .btn-primary").click()
    expect(page.locator("#preview .scoring-matrix")).to_be_visible()
    page.locator("[name=note]").fill(f"Visitas de {office.person.login}")
    submit(page).click()
    expect(page.locator("#scoring-progress progress")).to_be_visible()
    work_off(office.site)
    # The page asks by itself how far it is, and stops asking.
    expect(page.locator("#scoring-progress progress")).to_have_count(0)
    office.go(f"{OFFICE}/versions")
    return page.locator(".scoring-rule").count()


def _leaves_no_trace(office: Desk, rep: Desk, shop: str) -> None:
    gone = (f"{OFFICE}/", f"{OFFICE}/rules/new", "/x/scoring/static/panel.css")
    for path in (*gone, "/api/v1/x/scoring/scores", f"/api/v1/x/scoring/scores/{shop}"):
        assert office.page.request.get(office.site.address + path).status == 404
    assert "scoring" not in office.page.request.get(f"{office.site.address}{DOCUMENT}").text()
    office.go("/admin/")
    expect(office.page.locator("a[href*='/x/scoring']")).to_have_count(0)
    office.go("/search?q=" + office.say("Scoring"))
    expect(office.page.locator("main a[href*='scoring']")).to_have_count(0)
    for desk in (office, rep):
        for path in ("/today", "/customers", f"/customers/{shop}", "/opportunities"):
            desk.go(path)
            assert "scoring" not in desk.page.content()


def test_a_rule_is_built_without_scripts(
    browser: Browser, open_scoring: OpenDesk, scoring_site: Site
) -> None:
    switch(scoring_site, on=True)
    context = new_context(browser, MEXICAN, java_script_enabled=False)
    context.add_cookies([scoring_site.sign_in(MEXICAN.administrator)])
    desk = Desk(context.new_page(), scoring_site, MEXICAN)
    page = desk.page
    page.goto(f"{scoring_site.address}{OFFICE}/rules/new")
    page.locator("#n2-field").select_option("customer.country")
    page.locator("noscript button").first.click()
    page.locator("#n2-is").select_option("unknown")
    desk.button("Add a group of conditions").click()
    page.locator("#n4-field").select_option("customer.city")
    page.locator("[name=points]").fill("-5")
    page.locator("noscript button").last.click()
    page.locator("#n4-value").fill("Lima")
    submit(page).click()
    page.wait_for_url(f"**{OFFICE}/**")
    expect(page.locator(".scoring-rule", has_text="Lima")).to_contain_text("−5")
    page.goto(f"{scoring_site.address}{OFFICE}/draft")
    page.locator("#preview noscript a").click()
    expect(page.locator(".scoring-matrix")).to_be_visible()
    context.close()
    switch(scoring_site, on=False)


def _a_rule_with_everything(page: Page) -> None:
    page.locator("[name=group][value=engagement]").check(force=True)
    page.locator("#n2-field").select_option("customer.country")
    drawn(page, "#n2-is").select_option("one_of")
    drawn(page, ".scoring-many")
    page.locator("[id^=add-activities-n1]").click()
    drawn(page, "#n3-at_least").fill("0")
    page.locator("[id^=add-group-n1]").click()
    drawn(page, "#n5-field").select_option("customer.created_at")
    drawn(page, "#n5-value")


def _a_wrong_rule(page: Page) -> None:
    _a_rule_with_everything(page)
    submit(page).click()
    expect(page.locator("#n3-at_least")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[aria-invalid=true]").first).to_be_focused()


PLACES = {
    "first page": ("/", None),
    "new rule": ("/rules/new", None),
    "rule with everything": ("/rules/new", _a_rule_with_everything),
    "wrong rule": ("/rules/new", _a_wrong_rule),
    "scale": ("/scale", None),
    "draft": ("/draft", lambda page: drawn(page, "#preview .scoring-matrix")),
    "preview": ("/draft/preview", None),
    "progress": ("/progress", None),
    "versions": ("/versions", lambda page: page.locator("details summary").last.click()),
    "version": ("/versions/1", None),
}


def test_every_page_is_usable_by_all_and_in_spanish(
    open_scoring: OpenDesk, scoring_site: Site
) -> None:
    switch(scoring_site, on=True)
    desk = open_scoring(MEXICAN, login=MEXICAN.administrator)
    desk.go(f"{OFFICE}/rules/organization")
    desk.page.locator("#points").fill("35")
    submit(desk.page).click()
    expect(desk.page.locator(".sl-callout-info")).to_be_visible()
    faults = []
    for name, (path, act) in PLACES.items():
        desk.page.set_viewport_size(PHONE)
        desk.go(OFFICE + path)
        if act is not None:
            act(desk.page)
        found = [*faults_of(desk.page), *english_texts(desk.page)]
        faults += [f"{name}: {fault}" for fault in found]
    switch(scoring_site, on=False)
    assert "\n".join(faults) == ""

"""Of two who change the rules neither loses anything; versions are listed and used again."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from salesforce_lite.access import change_role, list_roles
from salesforce_lite.testing import Records, Trial

from .editing import OFFICE, PERSON, a_rule, fields_of, keep, keys, saved

Browsers = Callable[[str], FlaskClient]


@pytest.fixture
def office(client_of: Browsers) -> FlaskClient:
    return client_of("admin")


@pytest.fixture
def colleague(client_of: Browsers, plugin: Trial) -> FlaskClient:
    """Somebody else who may make rules."""
    known = plugin.app.contributions.permissions
    with plugin.working("admin") as uow:
        role = next(one for one in list_roles(uow) if one.name == "manager")
        may = {*role.permissions, "scoring.manage"}
        change_role(uow, role.name, permissions=may, known=known, record_access=role.record_access)
    return client_of("manager")


def test_two_drafts_do_not_meet(office: FlaskClient, colleague: FlaskClient) -> None:
    keep(office, a_rule(*PERSON, points="31"))
    assert "+31" in office.get(f"{OFFICE}/").text
    assert "+31" not in colleague.get(f"{OFFICE}/").text


def test_the_second_is_told_what_changed_and_brings_it_together(
    office: FlaskClient, colleague: FlaskClient, plugin: Trial
) -> None:
    some, other = keys(office.get(f"{OFFICE}/").text)[:2]
    keep(office, a_rule(*PERSON, points="31"))
    change_points(office, some, "71")
    change_points(colleague, some, "72")
    change_points(colleague, other, "73")
    colleague.post(f"{OFFICE}/draft", data={"note": "Mine"})

    answer = office.post(f"{OFFICE}/draft", data={"note": "Because of May"})
    assert answer.status_code == 409
    assert "Manager saved version 2" in answer.text
    assert "Because of May" in answer.text
    assert "You changed this as well" in answer.text

    office.post(f"{OFFICE}/draft/catching-up")
    assert office.post(f"{OFFICE}/draft", data={}).status_code == 303
    points = {rule["key"]: rule["points"] for rule in saved(plugin)["rules"]}
    assert (points[some], points[other]) == (71, 73)
    assert 31 in points.values()


def change_points(browser: FlaskClient, key: str, points: str) -> None:
    path = f"{OFFICE}/rules/{key}"
    sent = fields_of(browser.get(path).text)
    assert browser.post(path, data={**sent, "points": points}).status_code == 303


def test_a_rule_that_was_changed_elsewhere_is_told_before_it_is_replaced(
    office: FlaskClient,
) -> None:
    key = keys(office.get(f"{OFFICE}/").text)[0]
    path = f"{OFFICE}/rules/{key}"
    opened = fields_of(office.get(path).text)
    change_points(office, key, "44")
    answer = office.post(path, data={**opened, "points": "55"})
    assert answer.status_code == 422
    assert "was changed elsewhere" in answer.text
    assert "+44" in answer.text
    assert 'value="55"' in answer.text
    again = office.post(path, data={**fields_of(answer.text), "points": "55"})
    assert again.status_code == 303
    assert "+55" in office.get(f"{OFFICE}/").text


def test_a_rule_that_was_removed_elsewhere_can_be_kept_again(office: FlaskClient) -> None:
    key = keys(office.get(f"{OFFICE}/").text)[0]
    path = f"{OFFICE}/rules/{key}"
    opened = fields_of(office.get(path).text)
    office.post(f"{path}/removal")
    answer = office.post(path, data=opened)
    assert answer.status_code == 422
    assert "was removed elsewhere" in answer.text
    assert office.post(path, data=fields_of(answer.text)).status_code == 303
    assert key in keys(office.get(f"{OFFICE}/").text)


def test_a_form_that_is_sent_twice_makes_one_rule(office: FlaskClient) -> None:
    before = len(keys(office.get(f"{OFFICE}/").text))
    opened = fields_of(office.get(f"{OFFICE}/rules/new").text)
    sent = {**opened, **a_rule(*PERSON)}
    for _ in range(2):
        assert office.post(f"{OFFICE}/rules/new", data=sent).status_code == 303
    assert len(keys(office.get(f"{OFFICE}/").text)) == before + 1


def test_versions_say_who_when_why_and_what(office: FlaskClient, plugin: Trial) -> None:
    keep(office, a_rule(*PERSON, points="31", name="People"))
    office.post(f"{OFFICE}/draft", data={"note": "After the fair"})
    page = office.get(f"{OFFICE}/versions").text
    assert "Version 2" in page
    assert "After the fair" in page
    assert "New rule" in page
    assert "Admin" in page
    before = saved(plugin)
    assert "People" in office.get(f"{OFFICE}/versions/2").text
    assert "People" not in office.get(f"{OFFICE}/versions/1").text

    use_again(office, 1)
    assert len(saved(plugin)["rules"]) == len(before["rules"]) - 1
    assert "Version 3" in office.get(f"{OFFICE}/versions").text


def use_again(browser: FlaskClient, number: int, shown: str = "") -> TestResponse:
    """As the button of the list does, on a page that was just opened or that was `shown` before."""
    address = f"{OFFICE}/versions/{number}/use"
    page = shown or browser.get(f"{OFFICE}/versions").text
    form = page.split(f'action="{address}"', 1)[1].split("</form>", 1)[0]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    return browser.post(address, data=sent)


def test_of_two_who_change_what_holds_the_second_is_told(
    office: FlaskClient, colleague: FlaskClient, plugin: Trial
) -> None:
    keep(office, a_rule(*PERSON, points="31"))
    office.post(f"{OFFICE}/draft", data={})
    shown = office.get(f"{OFFICE}/versions").text
    keep(colleague, a_rule(*PERSON, points="32"))
    colleague.post(f"{OFFICE}/draft", data={})
    theirs = saved(plugin)

    answer = use_again(office, 1, shown)
    assert answer.status_code == 409
    assert "Manager has saved version 3" in answer.text
    # What says nothing of the version that it was made from is behind as well.
    assert office.post(f"{OFFICE}/versions/1/use").status_code == 409
    assert saved(plugin) == theirs
    assert use_again(office, 1).status_code == 303


@pytest.mark.parametrize("path", ["versions/99", "versions/99999999999999999999", "rules/nothing"])
def test_what_is_not_there_is_said(office: FlaskClient, path: str) -> None:
    answer = office.get(f"{OFFICE}/{path}")
    assert answer.status_code in (404, 422)


def test_the_preview_says_what_would_come_of_the_draft(
    office: FlaskClient, plugin: Trial, records: Records
) -> None:
    records.customer(name="Ana Pérez", kind="person")
    keep(office, a_rule(*PERSON, points="90", name="People"))
    page = office.get(f"{OFFICE}/draft/preview").text
    assert "Tried out on the one customer whom you see." in page
    assert "1 of them would move." in page
    assert "Ana Pérez" in page
    assert "People: +90" in page
    with plugin.working("admin") as uow:
        assert plugin.module("service").current_version(uow).number == 1

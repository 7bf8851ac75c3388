"""Rules are built, changed, moved and removed in a draft, which is saved as a version."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from flask_babel import force_locale

from salesforce_lite.testing import Trial
from salesforce_lite.web import App

from .editing import (
    NEW,
    OFFICE,
    PERSON,
    a_rule,
    fields_of,
    group,
    keep,
    keys,
    line,
    saved,
    visits,
)

Browsers = Callable[[str], FlaskClient]


@pytest.fixture
def office(client_of: Browsers) -> FlaskClient:
    return client_of("admin")


def first(office: FlaskClient) -> str:
    return office.get(f"{OFFICE}/").text


def test_a_rule_goes_into_the_draft_and_counts_once_it_is_saved(
    office: FlaskClient, plugin: Trial
) -> None:
    before = saved(plugin)
    answer = keep(office, a_rule(*PERSON, points="25"))
    assert answer.status_code == 303
    page = first(office)
    assert "You have made 1 change that does not count yet." in page
    assert "+25" in page
    assert saved(plugin) == before

    assert office.post(f"{OFFICE}/draft", data={"note": "People matter"}).status_code == 303
    now = saved(plugin)
    assert len(now["rules"]) == len(before["rules"]) + 1
    assert now["rules"][-1]["when"] == {"field": "customer.kind", "is": "is", "value": "person"}
    assert now["rules"][-1]["points"] == 25
    assert "does not count yet" not in first(office)


def test_a_tree_of_conditions_is_kept_as_it_was_built(office: FlaskClient, plugin: Trial) -> None:
    sent = a_rule(
        group("n1"),
        line("n2", "customer.country", "one_of", "CO", "MX"),
        group("n3", "none", "n1"),
        line("n4", "customer.city", "begins", "Bo", below="n3"),
        group("n5", "any", "n3"),
        line("n6", "customer.tags", "contains_any", "vip, new", below="n5"),
        line("n7", "customer.owner_id", "unknown", below="n5"),
        visits("n8", "2", "90"),
        line("n9", "activity.kind", "is", "visit", below="n8"),
    )
    sent |= {"group": "engagement", "per": "event", "most": "60"}
    sent |= {"decay_percent": "50", "decay_days": "30", "name": "Busy"}
    assert keep(office, sent).status_code == 303
    office.post(f"{OFFICE}/draft", data={})
    rule = saved(plugin)["rules"][-1]
    key = rule.pop("key")
    assert re.fullmatch(r"r[0-9a-f]{8}", key)
    assert rule == {
        "name": "Busy",
        "group": "engagement",
        "points": 20,
        "per": "event",
        "most": 60,
        "decay": {"percent": 50, "days": 30},
        "when": {
            "all": [
                {"field": "customer.country", "is": "one_of", "value": ["CO", "MX"]},
                {
                    "not": {
                        "any": [
                            {"field": "customer.city", "is": "begins", "value": "Bo"},
                            {
                                "any": [
                                    {
                                        "field": "customer.tags",
                                        "is": "contains_any",
                                        "value": ["vip", "new"],
                                    },
                                    {"field": "customer.owner_id", "is": "unknown"},
                                ]
                            },
                        ]
                    }
                },
                {
                    "some": "activities",
                    "where": [{"field": "activity.kind", "is": "is", "value": "visit"}],
                    "within_days": 90,
                    "at_least": 2,
                },
            ]
        },
    }
    # Opened and kept again it is the same: nothing is changed.
    page = office.get(f"{OFFICE}/rules/{key}").text
    assert page.count('class="scoring-line"') == 5
    assert "Bo" in page
    assert "vip, new" in page


def test_nothing_is_changed_by_opening_a_rule_and_keeping_it(
    office: FlaskClient, plugin: Trial
) -> None:
    for key in keys(first(office)):
        path = f"{OFFICE}/rules/{key}"
        page = office.get(path).text
        assert office.post(path, data=fields_of(page)).status_code == 303, key
    assert "does not count yet" not in first(office)


def test_a_button_of_the_form_keeps_what_was_typed(office: FlaskClient) -> None:
    sent = a_rule(*PERSON, points="a few", name="Half done")
    page = office.post(NEW, data={**sent, "step": "add activities n1"}).text
    assert 'value="a few"' in page
    assert 'value="Half done"' in page
    assert 'name="n3.at_least"' in page
    assert re.search(r'value="person" selected', page)
    again = office.post(NEW, data={**fields_of(page), "step": "add field n3"}).text
    assert 'value="activity.kind"' in again
    less = office.post(NEW, data={**fields_of(again), "step": "remove n2"}).text
    assert 'name="n2.field"' not in less
    assert 'name="n4.field"' in less


def test_another_field_asks_for_its_own_kind_of_value(office: FlaskClient) -> None:
    sent = a_rule(group("n1"), line("n2", "customer.created_at", "is", "person"))
    sent["n2.was"] = ["customer.kind"]
    page = office.post(NEW, data={**sent, "step": "look"}).text
    assert re.search(r'name="n2.value" value=""[^>]*inputmode="numeric"', page)
    assert "person" not in re.findall(r'name="n2.value" value="([^"]*)"', page)


def test_what_the_conditions_say_stands_below_them(office: FlaskClient) -> None:
    sent = a_rule(group("n1"), visits("n2"), line("n3", "activity.kind", "is", "visit", below="n2"))
    page = office.post(NEW, data={**sent, "step": "look"}).text
    assert re.search(r"In words:</strong>\s*at least 2 visits in the last 90 days", page, re.I)


def test_rules_move_within_their_group(office: FlaskClient) -> None:
    page = first(office)
    before = keys(page)
    office.post(f"{OFFICE}/rules/{before[1]}/place", data={"by": "up"})
    office.post(f"{OFFICE}/rules/{before[1]}/place", data={"by": "up"})
    assert keys(first(office)) == [before[1], before[0], *before[2:]]
    office.post(f"{OFFICE}/rules/{before[1]}/place", data={"by": "down"})
    assert keys(first(office)) == before


def test_a_removed_rule_comes_back_where_it_stood(office: FlaskClient) -> None:
    before = keys(first(office))
    office.post(f"{OFFICE}/rules/{before[2]}/removal")
    assert keys(first(office)) == [*before[:2], *before[3:]]
    office.post(f"{OFFICE}/rules/{before[2]}/revival")
    assert keys(first(office)) == before


def test_a_draft_that_was_thrown_away_comes_back(office: FlaskClient) -> None:
    keep(office, a_rule(*PERSON, points="33"))
    office.post(f"{OFFICE}/draft/discarding")
    assert "+33" not in first(office)
    office.post(f"{OFFICE}/draft/revival")
    assert "+33" in first(office)


def test_grades_and_threshold_are_set_in_the_draft(office: FlaskClient, plugin: Trial) -> None:
    scale = {"fit_cap": "80", "grade_a": "60", "grade_b": "30", "engagement_cap": "100"}
    scale |= {"level_1": "40", "level_2": "10", "threshold_grade": "A", "threshold_level": "2"}
    scale |= {"has_threshold": "y", "margin": "7", "task_subject": " Call them ", "task": "y"}
    assert office.post(f"{OFFICE}/scale", data=scale).status_code == 303
    office.post(f"{OFFICE}/draft", data={})
    now = saved(plugin)
    assert now["groups"]["fit"] == {"cap": 80, "grades": [60, 30]}
    assert now["threshold"] == {
        "grade": "A",
        "level": 2,
        "margin": 7,
        "task": True,
        "task_subject": "Call them",
    }
    office.post(f"{OFFICE}/scale", data={**scale, "has_threshold": ""})
    office.post(f"{OFFICE}/draft", data={})
    # A box that is not ticked is not sent.
    del scale["has_threshold"]
    office.post(f"{OFFICE}/scale", data=scale)
    office.post(f"{OFFICE}/draft", data={})
    assert saved(plugin)["threshold"] is None


def test_thousands_are_read_as_the_help_writes_them(office: FlaskClient, plugin: Trial) -> None:
    scale = {"fit_cap": "10,000", "grade_a": "1 500", "grade_b": "900", "engagement_cap": "100"}
    scale |= {"level_1": "40", "level_2": "10"}
    assert office.post(f"{OFFICE}/scale", data=scale).status_code == 303
    many_days = visits("n2", "1", "1,200")
    assert keep(office, a_rule(group("n1"), many_days, points="\u22121,000")).status_code == 303
    office.post(f"{OFFICE}/draft", data={})
    now = saved(plugin)
    assert now["groups"]["fit"] == {"cap": 10_000, "grades": [1500, 900]}
    assert now["rules"][-1]["points"] == -1000
    assert now["rules"][-1]["when"]["within_days"] == 1200


@pytest.mark.parametrize(
    ("locale", "typed", "read"),
    [
        ("en", "-1,000", "-1000"),
        ("en", "1.000", "1.000"),
        ("es_ES", "10.000", "10000"),
        ("es_ES", "10\u00a0000", "10000"),
        ("es_ES", "1,000", "1,000"),
        ("es_MX", "10,000", "10000"),
        ("en", "10,00", "10,00"),
    ],
)
def test_thousands_are_parted_as_where_people_live(
    app: App, plugin: Trial, locale: str, typed: str, read: str
) -> None:
    with app.test_request_context(), force_locale(locale):
        assert plugin.module("number_forms").whole_typed(typed) == read


def test_nothing_is_saved_where_nothing_is_changed(office: FlaskClient, plugin: Trial) -> None:
    answer = office.post(f"{OFFICE}/draft", data={})
    assert answer.status_code == 422
    assert "Nothing is changed" in answer.text
    with plugin.working("admin") as uow:
        assert len(plugin.module("service").list_versions(uow)) == 1

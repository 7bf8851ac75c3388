"""Whatever is sent to the editor of rules, it answers in a sentence and keeps what was typed."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from salesforce_lite.custom_fields import FieldSettings, add_field, all_fields, retire_field
from salesforce_lite.testing import Trial

from .editing import NEW, OFFICE, PERSON, a_rule, fields_of, group, keep, keys, line, saved, visits

Browsers = Callable[[str], FlaskClient]


@pytest.fixture
def office(client_of: Browsers) -> FlaskClient:
    return client_of("admin")


def deep(levels: int) -> list[list[Any]]:
    """Groups in groups, with a line in the innermost."""
    groups = [group(f"n{at}", "any", f"n{at - 1}" if at > 1 else "") for at in range(1, levels + 1)]
    return [*groups, line("n900", "customer.kind", "is", "person", below=f"n{levels}")]


@pytest.mark.parametrize(
    ("sent", "typed", "sentence"),
    [
        (a_rule(*PERSON, points="1e999"), "1e999", "Write whole points"),
        (a_rule(*PERSON, points="9" * 500), "9" * 500, "Write whole points"),
        (a_rule(*PERSON, points="٣"), "٣", "Write whole points"),
        (a_rule(*PERSON, points="0"), "0", "Write whole points"),
        (a_rule(*PERSON, points="20", name="x" * 5000), "x" * 5000, ""),
        (
            a_rule(group("n1"), line("n2", "customer.city", "is", "b" * 5000)),
            "b" * 5000,
            "too long",
        ),
        (
            a_rule(group("n1"), line("n2", "opportunity.amount", "at_least", "1")),
            "opportunity.amount",
            "This field does not exist",
        ),
        (a_rule(group("n1"), line("n2", "customer.nothing", "is", "1")), "customer.nothing", ""),
        (
            a_rule(group("n1"), line("n2", "customer.created_at", "at_least", "1e9")),
            "1e9",
            "whole number of days",
        ),
        (a_rule(group("n1"), line("n2", "customer.owner_id", "is", "me")), "me", "does not exist"),
        (a_rule(group("n1"), visits("n2", "-1", "90")), "-1", "whole number from 1 to 1,000"),
        (a_rule(group("n1"), visits("n2", "1", "1e3")), "1e3", "number of days from 1 to 3,650"),
        (a_rule(*deep(8)), "person", "at most five deep"),
        (a_rule(*PERSON, group=""), "person", ""),
        ({}, "", "Add a condition"),
    ],
)
def test_what_is_wrong_is_told_and_kept(
    office: FlaskClient, sent: dict[str, Any], typed: str, sentence: str
) -> None:
    answer = office.post(NEW, data=sent)
    assert answer.status_code == 422
    assert typed in answer.text
    assert sentence in answer.text
    assert "sl-error" in answer.text or 'role="alert"' in answer.text


def test_too_many_conditions_are_told_and_all_shown(office: FlaskClient) -> None:
    lines = [line(f"n{at}", "customer.city", "is", f"City {at}") for at in range(2, 82)]
    answer = office.post(NEW, data=a_rule(group("n1"), *lines))
    assert answer.status_code == 422
    assert "at most 50 conditions" in answer.text
    assert "City 81" in answer.text
    assert "add field" not in answer.text


def test_markup_stays_text(office: FlaskClient) -> None:
    evil = "<script>alert(1)</script>"
    sent = a_rule(group("n1"), line("n2", "customer.city", "is", evil), name=evil)
    assert keep(office, sent).status_code == 303
    for path in ("", "draft", "draft/preview", "versions"):
        assert "<script>alert" not in office.get(f"{OFFICE}/{path}").text
    assert "&lt;script&gt;" in office.get(f"{OFFICE}/").text


@pytest.mark.parametrize("name", ["Ñandú 🦤 ﷽", "a\u202eb", "\u0301" * 40, "%(points)s %s {x}"])
def test_odd_letters_are_kept(office: FlaskClient, plugin: Trial, name: str) -> None:
    assert keep(office, a_rule(*PERSON, name=name)).status_code == 303
    assert office.get(f"{OFFICE}/").status_code == 200
    office.post(f"{OFFICE}/draft", data={"note": name})
    assert saved(plugin)["rules"][-1]["name"] == name
    assert office.get(f"{OFFICE}/versions").status_code == 200


def test_anything_at_all_is_answered(office: FlaskClient) -> None:
    dice = random.Random(11)
    names = ["n1", "n2", "n3", "n4", "n99999", "", "n0", "x"]
    parts = ["kind", "in", "mode", "field", "is", "value", "was", "about", "at_least", "days"]
    values = [
        *("group", "field", "events", "n1", "n2", "n3", "all", "none", "customer.city", "between"),
        *(
            "customer.kind",
            "activity.kind",
            "one_of",
            "",
            "1e999",
            "-",
            "[[[[",
            "null",
            "ñ",
            "known",
        ),
        *("customer.created_at", "opportunities", "opportunity.amount", "1.234", "12,5"),
    ]
    steps = [
        "add field n1",
        "add group n2",
        "remove n1",
        "remove n2",
        "remove",
        "add",
        "x y z w",
        "",
    ]
    for _ in range(120):
        sent: dict[str, Any] = {"node": [dice.choice(names) for _ in range(dice.randint(0, 6))]}
        for name in names:
            for part in parts:
                if dice.random() < 0.6:
                    sent[f"{name}.{part}"] = dice.choices(values, k=dice.randint(1, 3))
        for name in (
            "group",
            "points",
            "per",
            "most",
            "decay_percent",
            "decay_days",
            "seen",
            "key",
        ):
            if dice.random() < 0.5:
                sent[name] = dice.choice([*values, "fit", "engagement", "20", "event"])
        if dice.random() < 0.4:
            sent["step"] = dice.choice(steps)
        assert office.post(NEW, data=sent).status_code in (200, 303, 422), sent


@pytest.mark.parametrize(
    "scale",
    [
        {"fit_cap": "1e999", "grade_a": "A", "margin": "-1", "has_threshold": "y"},
        {"threshold_grade": "Z", "threshold_level": "9", "has_threshold": "y"},
        {"fit_cap": "100", "grade_a": "40", "grade_b": "70"},
        {"task_subject": "x" * 900, "has_threshold": "y"},
    ],
)
def test_a_wrong_scale_is_told_beside_its_inputs(
    office: FlaskClient, scale: dict[str, str]
) -> None:
    answer = office.post(f"{OFFICE}/scale", data=scale)
    assert answer.status_code == 422
    assert "sl-error" in answer.text
    assert all(typed in answer.text for typed in scale.values() if typed not in ("Z", "9"))


def test_a_note_that_is_too_long_is_kept(office: FlaskClient) -> None:
    keep(office, a_rule(*PERSON))
    answer = office.post(f"{OFFICE}/draft", data={"note": "x" * 900})
    assert answer.status_code == 422
    assert "x" * 900 in answer.text


@pytest.mark.parametrize(
    "path",
    [
        *("rules/nothing/removal", "rules/nothing/revival", "rules/nothing/place"),
        *("versions/77/use", "draft/revival", "rules/" + "x" * 500 + "/removal"),
    ],
)
def test_what_is_gone_is_said(office: FlaskClient, path: str) -> None:
    assert office.post(f"{OFFICE}/{path}").status_code in (404, 422)


def test_a_rule_about_a_field_that_was_retired_is_kept_and_marked(
    office: FlaskClient, plugin: Trial
) -> None:
    with plugin.working("admin") as uow:
        words = FieldSettings(label_en="Beds", label_es="Camas")
        add_field(uow, "customer", "number", words, code="beds")
    sent = a_rule(group("n1"), line("n2", "customer.custom.beds", "between", "10", "20"))
    assert keep(office, sent).status_code == 303
    with plugin.working("admin") as uow:
        [field] = all_fields(uow, "customer")
        retire_field(uow, field.id)

    page = office.get(f"{OFFICE}/").text
    assert "does nothing" in page
    assert "It asks about a field that is not there any more." in page
    # It is opened with what it said, and kept again as it was.
    key = keys(page)[6]
    opened = office.get(f"{OFFICE}/rules/{key}").text
    assert "beds (not there any more)" in opened
    sent = fields_of(opened)
    assert office.post(f"{OFFICE}/rules/{key}", data={**sent, "points": "7"}).status_code == 303
    assert office.post(f"{OFFICE}/draft", data={}).status_code == 303
    rule = next(one for one in saved(plugin)["rules"] if one["key"] == key)
    assert rule["points"] == 7
    assert rule["when"] == {
        "field": "customer.custom.beds",
        "is": "between",
        "value": ["10", "20"],
    }


def test_only_who_may_make_rules_comes_in(client_of: Browsers) -> None:
    rep, visitor = client_of("rep"), client_of("viewer")
    for path in ("", "rules/new", "scale", "draft", "draft/preview", "versions", "versions/1"):
        assert rep.get(f"{OFFICE}/{path}").status_code == 403
        assert visitor.get(f"{OFFICE}/{path}").status_code == 403
    for path in ("rules/new", "draft", "draft/discarding", "versions/1/use", "scale"):
        assert rep.post(f"{OFFICE}/{path}").status_code == 403

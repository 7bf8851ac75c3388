"""Versions are compared rule by rule; two who changed the rules lose nothing of each other's."""

from typing import Any

import pytest

from salesforce_lite.testing import Trial

GROUPS = {
    "fit": {"cap": 100, "grades": [70, 40]},
    "engagement": {"cap": 100, "levels": [50, 20]},
}


def rule(key: str, points: int = 10) -> dict[str, Any]:
    return {"key": key, "points": points}


def definition(*rules: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"groups": GROUPS, "rules": list(rules), "threshold": None} | more


@pytest.fixture
def compare(plugin: Trial) -> Any:
    assert plugin.app
    return plugin.module("differences")


def said(found: Any) -> list[tuple[str, str]]:
    return [(one.what, one.about) for one in found]


def test_what_changed_is_told_rule_by_rule(compare: Any) -> None:
    before = definition(rule("a"), rule("b"), rule("c"))
    after = definition(rule("b", 20), rule("c"), rule("d"), threshold={"grade": "B"})
    assert said(compare.differences(before, after)) == [
        ("changed", "b"),
        ("added", "d"),
        ("removed", "a"),
        ("changed", "threshold"),
    ]


def test_another_order_is_told_once(compare: Any) -> None:
    found = compare.differences(
        definition(rule("a"), rule("b"), rule("c")), definition(rule("c"), rule("a"), rule("b"))
    )
    assert said(found) == [("moved", "order")]
    assert not found[0].is_rule


def test_nothing_is_told_of_the_same(compare: Any) -> None:
    assert compare.differences(definition(rule("a")), definition(rule("a"))) == []


def test_what_only_they_changed_is_taken_over(compare: Any) -> None:
    base = definition(rule("a"), rule("b"), rule("c"))
    mine = definition(rule("a", 50), rule("b"), rule("c"), rule("mine"))
    theirs = definition(rule("a"), rule("b", 20), rule("theirs"), threshold={"grade": "A"})
    both = compare.merged(base, mine, theirs)
    assert {one["key"]: one["points"] for one in both.definition["rules"]} == {
        "a": 50,
        "b": 20,
        "mine": 10,
        "theirs": 10,
    }
    assert both.definition["threshold"] == {"grade": "A"}
    assert said(both.taken) == [
        ("changed", "b"),
        ("added", "theirs"),
        ("removed", "c"),
        ("changed", "threshold"),
    ]
    assert said(both.kept) == []


def test_what_both_changed_stays_yours_and_is_told(compare: Any) -> None:
    base = definition(rule("a"), rule("b"))
    mine = definition(rule("a", 50))
    theirs = definition(
        rule("a", 20), rule("b", 30), groups=GROUPS | {"fit": {"cap": 50, "grades": [30, 10]}}
    )
    both = compare.merged(base, mine, theirs)
    assert [one["points"] for one in both.definition["rules"]] == [50]
    assert said(both.kept) == [("changed", "a"), ("changed", "b")]
    assert both.definition["groups"]["fit"]["cap"] == 50


def test_the_same_change_of_both_is_none(compare: Any) -> None:
    base, same = definition(rule("a")), definition(rule("a", 20))
    both = compare.merged(base, same, same)
    assert (said(both.taken), said(both.kept)) == ([], [])

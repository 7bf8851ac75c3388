"""Conditions go into the editor's tree and come out as they were; buttons change what they say."""

import random
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from salesforce_lite.testing import Trial

LINE = {"field": "customer.kind", "is": "is", "value": "person"}
CITY = {"field": "customer.city", "is": "begins", "value": "Bo"}
KNOWN = {"field": "customer.country", "is": "known"}
VISITS = {
    "some": "activities",
    "where": [{"field": "activity.kind", "is": "is", "value": "visit"}],
    "within_days": 90,
    "at_least": 2,
}


@pytest.fixture
def trees(plugin: Trial) -> Any:
    assert plugin.app
    return plugin.module("condition_tree")


def round_trip(trees: Any, condition: dict[str, Any]) -> dict[str, Any]:
    root = trees.tree_of(condition)
    values: dict[str, Any] = {}
    for node in root.walk():
        if node.kind == "field" and node.kept is not None:
            values[node.name] = node.kept
        elif node.kind == "events":
            values[f"{node.name}.at_least"] = int(node.at_least)
            values[f"{node.name}.days"] = int(node.within_days) if node.within_days else None
    made: dict[str, Any] = trees.condition_of(root, values)[0]
    return made


@pytest.mark.parametrize(
    "condition",
    [
        LINE,
        KNOWN,
        VISITS,
        {"all": [LINE, CITY]},
        {"any": [LINE, VISITS]},
        {"not": LINE},
        {"not": {"any": [LINE, CITY]}},
        {"not": {"all": [LINE, CITY]}},
        {"not": VISITS},
        {"all": [LINE, {"any": [CITY, {"not": {"any": [KNOWN, VISITS]}}]}]},
        {
            "all": [
                {"not": CITY},
                {"some": "opportunities", "where": [], "within_days": None, "at_least": 1},
            ]
        },
    ],
)
def test_a_condition_comes_out_as_it_went_in(trees: Any, condition: dict[str, Any]) -> None:
    assert round_trip(trees, condition) == condition


def random_condition(dice: random.Random, depth: int = 0) -> dict[str, Any]:
    kind = dice.choice(["line", "visits", "all", "any", "not"] if depth < 3 else ["line", "visits"])
    if kind == "line":
        return dice.choice([LINE, CITY, KNOWN])
    if kind == "visits":
        return VISITS
    if kind == "not":
        return {"not": random_condition(dice, depth + 1)}
    # One alone is written without its group at the root.
    return {kind: [random_condition(dice, depth + 1) for _ in range(dice.randint(2, 3))]}


def test_random_conditions_come_out_as_they_went_in(trees: Any) -> None:
    dice = random.Random(7)
    for _ in range(300):
        condition = random_condition(dice)
        assert round_trip(trees, condition) == condition


def test_names_stay_while_things_are_added_and_removed(trees: Any) -> None:
    root = trees.tree_of({"all": [LINE, CITY]})
    first, second = (child.name for child in root.children)
    made = trees.add_below(root, root.name, "activities")
    assert trees.remove_node(root, first) is root
    assert [child.name for child in root.children] == [second, made.name]
    assert trees.add_below(root, made.name, "field").name not in (first, second, made.name)


@pytest.mark.parametrize(
    ("below", "kind"),
    [("line", "field"), ("events", "group"), ("root", "anything"), ("n9", "field")],
)
def test_nothing_stands_where_it_cannot(trees: Any, below: str, kind: str) -> None:
    root = trees.tree_of({"all": [LINE, VISITS]})
    names = {"line": root.children[0].name, "events": root.children[1].name, "root": root.name}
    before = sum(1 for _ in root.walk())
    assert trees.add_below(root, names.get(below, below), kind) is None
    assert sum(1 for _ in root.walk()) == before


def sent(*pairs: tuple[str, str]) -> MultiDict[str, str]:
    return MultiDict(pairs)


def test_what_is_sent_without_a_place_is_kept_at_the_end(plugin: Trial) -> None:
    assert plugin.app
    read = plugin.module("sent_tree").read_tree
    root = read(
        sent(
            *(("node", name) for name in ("n1", "n2", "n3", "n4", "n2", "x", "n0")),
            ("n2.kind", "field"),
            ("n2.in", "n1"),
            ("n2.field", "customer.city"),
            ("n2.value", "Bogotá"),
            # Stands in a line, in itself, in one that comes later.
            ("n3.kind", "field"),
            ("n3.in", "n2"),
            ("n4.kind", "group"),
            ("n4.in", "n4"),
            ("n4.mode", "whatever"),
        )
    )
    assert [child.name for child in root.children] == ["n2", "n3", "n4"]
    assert root.children[0].values == ["Bogotá"]
    assert root.children[2].mode == "all"


def test_a_tree_without_an_end_stays_drawable(plugin: Trial) -> None:
    assert plugin.app
    read = plugin.module("sent_tree").read_tree
    pairs = []
    for number in range(1, 5000):
        pairs += [("node", f"n{number}"), (f"n{number}.kind", "group")]
        pairs += [(f"n{number}.in", f"n{number - 1}")]
    root = read(sent(*pairs))
    assert 100 < sum(1 for _ in root.walk()) <= 200

    def depth(node: Any) -> int:
        return 1 + max((depth(child) for child in node.children), default=0)

    assert depth(root) < 12

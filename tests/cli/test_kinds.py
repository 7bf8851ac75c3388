"""What an operator does with the kinds of activities."""

import pytest

from salesforce_lite.activities import LastKindError
from salesforce_lite.cli.named import NoSuchValueError
from salesforce_lite.lists import ValueTakenError
from tests.cli.conftest import Run

CORE = ("visit", "call", "message", "email", "meeting", "task", "promise", "note")


def kinds(run: Run) -> list[list[str]]:
    return [line.split("\t") for line in run("kind", "list").stdout.splitlines()]


def test_a_kind_is_made_named_moved_retired_and_revived(run: Run) -> None:
    assert kinds(run)[0] == ["visit", "Visit", "Visita", "active", "visit"]
    made = run(
        *("kind", "add", "--en", "Product demo", "--es", "Demostración"),
        *("--like", "meeting", "--place", "2"),
    )
    assert made.stdout.strip() == "own_product_demo"
    assert kinds(run)[1] == [
        *("own_product_demo", "Product demo", "Demostración"),
        *("active", "meeting"),
    ]
    lists = run("list", "list").stdout
    assert "activity.outcome.own_product_demo\tOutcomes: Product demo\t6" in lists
    run("kind", "rename", "product demo", "--es", "Muestra")
    run("kind", "move", "muestra", "1")
    run("kind", "retire", "own_product_demo")
    assert kinds(run)[0][2:4] == ["Muestra", "retired"]
    run("kind", "revive", "own_product_demo")
    assert kinds(run)[0][3] == "active"


def test_what_is_no_kind_or_taken_is_said(run: Run) -> None:
    with pytest.raises(NoSuchValueError):
        run("kind", "retire", "nothing")
    with pytest.raises(ValueTakenError):
        run("kind", "add", "--en", "Visit", "--es", "Ronda", "--like", "visit")
    assert run("kind", "rename", "visit").exit_code == 2
    assert run("kind", "add", "--en", "A", "--es", "B", "--like", "promise").exit_code == 2


def test_the_last_kind_is_kept(run: Run) -> None:
    for code in CORE[1:]:
        run("kind", "retire", code)
    with pytest.raises(LastKindError):
        run("kind", "retire", "visit")

"""What an operator sets up besides people: pipelines, stages and the values of lists."""

import pytest

from salesforce_lite.cli.named import NoSuchPipelineError, NoSuchStageError, NoSuchValueError
from salesforce_lite.cli.program import commands
from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.lists import LastValueError, UnknownListError
from salesforce_lite.opportunities.errors import LastStageError
from tests.cli.conftest import Run

SOURCE = "opportunity.source"


@pytest.fixture
def service(run: Run) -> None:
    run("pipeline", "add", "Service", "--stage", "Asked for", "20", "--stage", "Promised", "70")


def shown(run: Run) -> list[str]:
    """The lines about the second pipeline."""
    lines = run("pipeline", "list").stdout.splitlines()
    return lines[next(n for n, line in enumerate(lines) if line.startswith("Service\t")) :]


def values(run: Run, name: str = SOURCE) -> list[list[str]]:
    return [line.split("\t") for line in run("list", "show", name).stdout.splitlines()]


def test_a_pipeline_is_made_with_its_stages(run: Run, service) -> None:
    assert shown(run) == [
        "Service\tactive",
        "  Asked for\t20\t\t\tactive",
        "  Promised\t70\t\t\tactive",
    ]


def test_a_pipeline_without_stages_is_wrong_usage(run: Run) -> None:
    assert run("pipeline", "add", "Service").exit_code == 2
    assert run("pipeline", "add", "Service", "--stage", "Asked for", "120").exit_code == 2
    assert "Service" not in run("pipeline", "list").stdout


def test_a_pipeline_of_which_one_stage_is_wrong_is_not_made(run: Run) -> None:
    with pytest.raises(InvalidInputError):
        run("pipeline", "add", "Service", "--stage", "Asked", "20", "--stage", "asked", "30")
    assert "Service" not in run("pipeline", "list").stdout


def test_a_stage_says_what_it_demands_and_when_a_sale_is_slow(run: Run, service) -> None:
    run(
        *("pipeline", "stage", "add", "service", "Visited", "--probability", "40", "--days", "7"),
        *("--demand", "contact", "--demand", "amount", "--place", "2"),
    )
    assert shown(run)[2] == "  Visited\t40\t7\tamount,contact\tactive"
    run("pipeline", "stage", "change", "Service", "visited", "--probability", "45")
    assert shown(run)[2] == "  Visited\t45\t7\tamount,contact\tactive"
    run(
        *("pipeline", "stage", "change", "Service", "Visited", "--rename", "Seen"),
        *("--days", "0", "--demand", "-"),
    )
    assert shown(run)[2] == "  Seen\t45\t\t\tactive"


def test_stages_are_moved_retired_and_revived(run: Run, service) -> None:
    run("pipeline", "stage", "move", "Service", "Promised", "1")
    run("pipeline", "stage", "retire", "Service", "Promised")
    assert shown(run)[1:] == ["  Promised\t70\t\t\tretired", "  Asked for\t20\t\t\tactive"]
    with pytest.raises(LastStageError):
        run("pipeline", "stage", "retire", "Service", "Asked for")
    run("pipeline", "stage", "revive", "Service", "Promised")
    assert shown(run)[1] == "  Promised\t70\t\t\tactive"


def test_pipelines_are_renamed_moved_retired_and_revived(run: Run, service) -> None:
    run("pipeline", "move", "service", "1")
    run("pipeline", "rename", "Service", "Repairs")
    run("pipeline", "retire", "Repairs")
    assert run("pipeline", "list").stdout.startswith("Repairs\tretired\n")
    run("pipeline", "revive", "Repairs")
    assert run("pipeline", "list").stdout.startswith("Repairs\tactive\n")


def test_a_pipeline_or_stage_nobody_made_is_named(run: Run, service) -> None:
    with pytest.raises(NoSuchPipelineError, match="“Rentals”"):
        run("pipeline", "retire", "Rentals")
    with pytest.raises(NoSuchStageError, match="“Service” has no stage “Signed”"):
        run("pipeline", "stage", "retire", "Service", "Signed")


def test_the_lists_there_are_are_told(run: Run) -> None:
    lists = [line.split("\t") for line in run("list", "list").stdout.splitlines()]
    assert [SOURCE, "Where opportunities come from", "10"] in lists
    with pytest.raises(UnknownListError, match=r"customer\.role"):
        run("list", "show", "colours")


def test_a_value_is_added_renamed_and_moved(run: Run) -> None:
    made = run("list", "add", SOURCE, "--en", "Trade press", "--es", "Prensa", "--place", "1")
    assert made.stdout == "trade_press\n"
    assert values(run)[0] == ["trade_press", "Trade press", "Prensa", "active"]
    run("list", "rename", SOURCE, "prensa", "--es", "Prensa técnica")
    run("list", "move", SOURCE, "trade_press", "2")
    assert values(run)[1] == ["trade_press", "Trade press", "Prensa técnica", "active"]
    assert run("list", "rename", SOURCE, "visit").exit_code == 2


def test_a_value_is_retired_and_revived_but_not_the_last(run: Run) -> None:
    codes = [value[0] for value in values(run)]
    for code in codes[:-1]:
        run("list", "retire", SOURCE, code)
    with pytest.raises(LastValueError):
        run("list", "retire", SOURCE, codes[-1])
    run("list", "revive", SOURCE, codes[0])
    assert [value[3] for value in values(run)].count("active") == 2
    with pytest.raises(NoSuchValueError, match=f"list show {SOURCE}"):
        run("list", "retire", SOURCE, "billboard")


@pytest.mark.parametrize(
    ("group", "name"),
    [
        *(("list", name) for name in commands.commands["list"].commands),
        *(("pipeline", name) for name in commands.commands["pipeline"].commands),
    ],
)
def test_every_command_says_what_it_does(run: Run, group: str, name: str) -> None:
    told = run(group, name, "--help")
    assert told.exit_code == 0
    assert len(told.stdout.splitlines()) > 4

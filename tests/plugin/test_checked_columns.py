"""Columns of plugins, looked at before they are mounted: by the server, the suite, the report."""

import pytest

from salesforce_lite.testing import CHECKS, Fault
from salesforce_lite.testing.checklist import try_out
from tests.plugin.columns import FILES, HOOKS, changed


def test_the_report_names_columns_and_those_that_are_there_twice(workshop, enable) -> None:
    workshop.write("one", HOOKS, files=FILES)
    workshop.write(
        "one_score",
        """
        @hookimpl
        def list_columns():
            return [
                ListColumn(about="customer", name="one_score", title="T", load=lambda uow, ids: {})
            ]
        """,
    )
    app = workshop.serve()
    enable(app, "one_score")
    plugins = app.plugins
    assert plugins.additions("one")["list_columns"] == ["one", "one_score"]
    assert ("list_columns", "one_score", "one_score") in plugins.conflicts("one")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('name="one_score"', 'name="score"'),
        ('name="one_score"', 'name="onescore"'),
        ('about="customer"', 'about="contact"'),
        ('title="Score"', "title=None"),
        ("load=load", "load=None"),
    ],
)
def test_a_column_that_has_no_place_is_refused_at_the_start(workshop, before, after) -> None:
    workshop.write("one", changed(before, after), files=FILES)
    problem = workshop.serve().plugins.installation.plugin("one").problem
    assert problem is not None
    assert problem.code == "wrong_answer"


@pytest.mark.parametrize(
    ("check", "says", "before", "after"),
    [
        ("hooks", "without an index", "number=Score.count)", "number=Score.other)"),
        ("hooks", "several rows", "key=Score.customer_id, n", "key=Score.other_id, n"),
        ("hooks", "may be null", "number=Score.count)", "number=Score.nothing)"),
        ("pages", "which no hook", 'name="one",', 'name="one", permission="one.see",'),
        (
            "reading",
            "list_columns.load",
            "def load(uow, ids):",
            "def load(uow, ids):\n        1 / 0",
        ),
        (
            "reading",
            "list_columns.filter.condition",
            "return Score.grade == value",
            "raise RuntimeError('no')",
        ),
        (
            "reading",
            "list_columns.list",
            "return Score.grade == value",
            "return literal_column('no_such_column') == 1",
        ),
        (
            "budget",
            "list_columns.filter.choices",
            "def choices(uow):",
            "def choices(uow):\n        import time; time.sleep(0.12)",
        ),
    ],
)
def test_the_suite_looks_at_columns(
    workshop, template, tmp_path, check, says, before, after
) -> None:
    more = """
        other: Mapped[int] = mapped_column(default=0)
        other_id: Mapped[UUID] = mapped_column(default=None)
        nothing: Mapped[int | None] = mapped_column(default=None)
"""
    model = FILES["model.py"].replace("        grade:", f"{more}        grade:", 1)
    files = FILES | {"model.py": model} if check == "hooks" else FILES
    folder = workshop.write("one", changed(before, after), files=files)
    with pytest.raises(Fault) as found:
        try_out(CHECKS[check], folder, template, tmp_path / "trial", {})
    assert says in str(found.value)


@pytest.mark.parametrize("check", ["hooks", "pages", "reading", "reacting", "budget"])
def test_a_sound_column_keeps_to_everything(workshop, template, tmp_path, check) -> None:
    folder = workshop.write("one", HOOKS, files=FILES)
    try_out(CHECKS[check], folder, template, tmp_path / "trial", {})

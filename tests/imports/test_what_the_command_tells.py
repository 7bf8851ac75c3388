"""The last lines of an import say what stands in the file and in the database; a terminal sees how
far it has come."""

import io
import itertools
import re
from types import SimpleNamespace

import pytest

from salesforce_lite.cli import progress
from salesforce_lite.cli.progress import Progress
from tests.imports.test_importing_sales import OPPORTUNITIES, filled

__all__ = ["filled"]


AMOUNTS = ("12.5,EUR", "1500.0,CLP", "3.25,KWD", "0,EUR")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def seconds(monkeypatch):
    """A clock that goes on by one second whenever somebody looks at it."""
    moments = itertools.count(100)
    clock = SimpleNamespace(monotonic=lambda: float(next(moments)))
    monkeypatch.setattr(progress, "time", clock)
    return clock


@pytest.fixture
def watched(monkeypatch, seconds) -> Terminal:
    terminal = Terminal()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=terminal))
    return terminal


def test_records_and_sums_of_both_sides_and_then_what_was_done(filled, command, write):
    file = write(OPPORTUNITIES, "Opportunity.csv")
    code, out, _ = command("import", "opportunities", file)
    assert code == 0
    assert out == (
        "file: records=4 EUR=1230.50 MXN=300.00\n"
        "database (salesforce): records=4 EUR=1230.50 MXN=300.00\n"
        "created=4 updated=0 skipped=0 rejected=0\n"
    )
    again = command("import", "opportunities", file)[1]
    assert again == out.replace("created=4 updated=0 skipped=0", "created=0 updated=0 skipped=4")


def test_what_was_rejected_is_in_the_sum_of_the_file_alone(filled, command, write):
    text = OPPORTUNITIES.replace("006B,001A", "006B,unknown")
    file = write(text, "Opportunity.csv")
    code, out, err = command("import", "opportunities", file)
    assert code == 3
    assert out == (
        "file: records=4 EUR=1230.50 MXN=300.00\n"
        "database (salesforce): records=3 EUR=1230.50\n"
        "created=3 updated=0 skipped=0 rejected=1\n"
    )
    rejects = file.with_name("Opportunity.rejects.csv")
    assert err.splitlines()[-1] == f"1 rejected row with their reasons: {rejects}"


def test_what_stood_there_before_is_in_the_sum_of_the_database_alone(filled, command, write):
    head, *rows = OPPORTUNITIES.splitlines(keepends=True)
    command("import", "opportunities", write(head + "".join(rows[:2]), "one.csv"))
    out = command("import", "opportunities", write(head + rows[2], "two.csv"))[1]
    assert out == (
        "file: records=1 EUR=10.00\n"
        "database (salesforce): records=3 EUR=1210.50 MXN=300.00\n"
        "created=1 updated=0 skipped=0 rejected=0\n"
    )


def test_both_sides_write_a_sum_with_the_decimals_of_its_currency(filled, command, write):
    rows = [f"006{number},001A,T,{amount},2026-03-01" for number, amount in enumerate(AMOUNTS)]
    head = "Id,AccountId,Name,Amount,CurrencyIsoCode,CloseDate,SystemModstamp\n"
    file = write(head + "".join(f"{row},x\n" for row in rows))
    out = command("import", "opportunities", file)[1].splitlines()
    assert out[0] == "file: records=4 CLP=1500 EUR=12.50 KWD=3.250"
    assert out[1] == f"database (salesforce): {out[0].removeprefix('file: ')}"


def test_what_has_no_amounts_is_counted_and_a_rehearsal_counts_what_would_be(command, write):
    file = write("Id,Name\n001A,Uno\n001B,Dos\n")
    code, out, err = command("import", "customers", file, "--source", "crm", "--dry-run")
    assert (code, out) == (
        0,
        "file: records=2\ndatabase (crm): records=2\ncreated=2 updated=0 skipped=0 rejected=0\n",
    )
    assert err.splitlines()[-1] == "This was a dry run; nothing was kept."
    out = command("import", "customers", file, "--source", "crm")[1]
    assert out.splitlines()[-1] == "created=2 updated=0 skipped=0 rejected=0"


def test_what_becomes_of_each_column_is_listed_by_a_dry_run_alone(command, write):
    file = write("Name,Phone,Fax\nUno,5512345678,x\n")
    told = command("import", "customers", file, "--dry-run")[2]
    assert "  Name → name\n  Phone → phone\n" in told
    told = command("import", "customers", file)[2]
    assert "→" not in told
    assert "Columns that are not taken: Fax" in told
    assert "System: file; 1 rows, 2 columns taken (--dry-run lists what becomes of them)" in told


def test_an_export_ends_with_how_many(filled, command, tmp_path):
    assert command("export", "customers", tmp_path / "out.csv")[1:] == ("exported=2\n", "")


def test_nobody_watches_a_file_so_it_gets_no_progress(command, write, seconds):
    err = command("import", "customers", write("Name\nUno\n"))[2]
    assert "Importing" not in err
    assert "\r" not in err


def test_a_terminal_sees_reading_and_then_importing(command, write, watched):
    # The last one of each id is taken, so that the file is gone through twice before.
    file = write("Id,Name\n" + "001A,Shop\n" * 2100)
    command("import", "customers", file, "--source", "crm")
    lines = [line for line in watched.getvalue().split("\r") if line.strip()]
    assert [re.sub(r"\d+%", "…", line) for line in lines] == [
        *["Reading …"] * 2,
        "Importing  …  500 rows  500/s",
        "Importing  …  1,000 rows  500/s",
        "Importing  …  1,500 rows  500/s",
        "Importing …  2,000 rows  500/s",
        "Importing …  2,100 rows  420/s",
    ]
    shares = [int(share) for line in lines for share in re.findall(r"(\d+)%", line)]
    assert shares[:2] == [100, 100]
    assert shares[2:] == sorted(shares[2:])
    assert 0 < shares[2] < shares[-1] == 100
    # What is left on the line is wiped out.
    assert watched.getvalue().endswith(f"\r{' ' * len(lines[-1])}\r")


def test_progress_says_share_rows_and_rows_a_second(watched):
    shown = Progress("Importing")
    shown.show(0.5, 1200)
    shown.show(1.0, 3000)
    shown.end()
    first, second = "Importing  50%  1,200 rows  1,200/s", "Importing 100%  3,000 rows  1,500/s"
    assert watched.getvalue() == f"\r{first}\r{second}\r{' ' * len(second)}\r"


def test_progress_without_a_share_says_rows_alone(watched):
    shown = Progress("Exporting")
    shown.show(None, 10)
    assert watched.getvalue() == "\rExporting  10 rows  10/s"


def test_progress_without_rows_says_the_share_alone(watched):
    Progress("Reading").show(0.07)
    assert watched.getvalue() == "\rReading   7%"


def test_a_shorter_line_leaves_nothing_of_a_longer_one(watched):
    shown = Progress("Reading")
    shown.show(None, 1_000_000)
    shown.show(None, 1)
    _, first, second = watched.getvalue().split("\r")
    assert len(second) == len(first)


def test_progress_is_shown_five_times_a_second_at_most(watched, monkeypatch):
    moments = iter([10.0, 10.1, 10.3, 10.49, 10.51])
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: next(moments)))
    shown = Progress("Reading")
    for rows in (1, 2, 3, 4):
        shown.show(None, rows)
    assert re.findall(r"(\d+) rows", watched.getvalue()) == ["1", "2", "4"]


def test_what_was_never_shown_is_not_wiped_out(watched):
    Progress("Reading").end()
    assert watched.getvalue() == ""

"""What authors of plugins are given: `plugins check`, and the fixtures of their tests."""

import socket
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from salesforce_lite.activities import ActivityLogged
from salesforce_lite.cli.program import commands
from salesforce_lite.development import Outline
from salesforce_lite.kernel import clock
from salesforce_lite.kernel.db import Base
from salesforce_lite.opportunities import OpportunityCreated
from salesforce_lite.testing import CHECKS
from tests.plugin.test_documented_plugin import write_documented

SERVER_ONLY = """
import sys
import salesforce_lite.cli
loaded = [name for name in sys.modules if name.split(".")[0] in ("pytest", "_pytest")]
loaded += [name for name in sys.modules if name.startswith("salesforce_lite.testing")]
sys.exit(" ".join(loaded) or 0)
"""
WITHOUT_PYTEST = """
import sys
sys.modules["pytest"] = None
from salesforce_lite.testing import CHECKS, Conformance, check_plugin
sys.exit(not CHECKS)
"""


def check(*arguments: object):
    return CliRunner().invoke(commands, ["plugins", "check", *map(str, arguments)])


def python(program: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )


def test_the_documented_plugin_keeps_to_everything(workshop) -> None:
    told = check(write_documented(workshop), "--set", "sentence=Hello")
    lines = told.stdout.splitlines()
    assert [line.split(":")[0] for line in lines] == [f"✓ {name}" for name in CHECKS]
    assert told.exit_code == 0


def test_a_plugin_that_was_tried_out_leaves_no_table_in_the_process(tmp_path) -> None:
    folder = Outline.of("passing", "", ["model"], ()).write(tmp_path)
    assert check(folder, "--only", "migrations", "--only", "core_without_it").exit_code == 0
    assert [name for name in Base.metadata.tables if name.startswith("passing_")] == []


def test_what_is_not_kept_to_is_said_and_the_command_fails(workshop) -> None:
    folder = workshop.write("one", "@hookimpl\ndef pannels():\n    return []")
    told = check(folder, "--only", "hooks", "--only", "pages")
    assert told.exit_code == 1
    assert "✗ hooks: Its code loads" in told.stdout
    assert "Did you mean panels?" in told.stdout
    assert "– pages: " in told.stdout
    assert "2 of 2" in told.stderr


def test_what_there_is_not_is_told_in_one_sentence(workshop) -> None:
    told = check(workshop.folder / "nowhere")
    assert (told.exit_code, told.stderr.count("There is no folder")) == (2, 1)
    told = check(workshop.write("one"), "--only", "pagse")
    assert (told.exit_code, "There is no check pagse" in told.stderr) == (2, True)


def test_a_folder_without_a_plugin_says_what_it_lacks(workshop) -> None:
    (workshop.folder / "empty").mkdir()
    told = check(workshop.folder / "empty", "--only", "manifest")
    assert "plugin.toml cannot be read" in told.stdout
    assert told.exit_code == 1


def test_the_server_loads_neither_the_tools_nor_pytest() -> None:
    assert python(SERVER_ONLY).stderr == ""


def test_the_checks_need_no_pytest() -> None:
    assert python(WITHOUT_PYTEST).returncode == 0


def test_nothing_leaves_the_machine() -> None:
    with pytest.raises(RuntimeError, match=r"would speak with example\.com"):
        socket.create_connection(("example.com", 80))
    with (
        socket.socket() as line,
        pytest.raises(RuntimeError, match=r"would speak with 192\.0\.2\.1"),
    ):
        line.connect(("192.0.2.1", 80))


def test_records_are_saved_and_what_was_told_is_read_again(records, told) -> None:
    sale = records.opportunity(title="Line A")
    call = records.activity(sale.customer_id)
    assert [each.opportunity_id for each in told(OpportunityCreated)] == [sale.id]
    assert [each.activity_id for each in told(ActivityLogged)] == [call.id]


def test_the_clock_stands_where_it_is_put(at, records) -> None:
    at(datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert records.customer().created_at == clock.now() == datetime(2026, 3, 2, 9, tzinfo=UTC)

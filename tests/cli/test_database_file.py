"""The file of the database: only its owner reads it, and one that cannot be written to is told."""

import os
import shutil
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from salesforce_lite.cli import main
from salesforce_lite.cli.program import commands
from salesforce_lite.kernel.db import make_engine, writing


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance that `init` made, where new files are everybody's to read."""
    folder = tmp_path_factory.mktemp("made") / "instance"
    before = os.umask(0o022)
    try:
        made = CliRunner().invoke(commands, ["init"], env={"SFL_INSTANCE": str(folder)})
    finally:
        os.umask(before)
    assert made.exit_code == 0
    return folder


@pytest.fixture
def instance(made: Path, tmp_path: Path, monkeypatch) -> Path:
    """A copy of it, on which commands work."""
    folder = tmp_path / "instance"
    shutil.copytree(made, folder)
    monkeypatch.setenv("SFL_INSTANCE", str(folder))
    return folder


def doctor() -> list[str]:
    return CliRunner().invoke(commands, ["doctor"], catch_exceptions=False).stdout.splitlines()


def test_only_its_owner_can_read_a_new_database(instance: Path) -> None:
    engine = make_engine(f"sqlite:///{instance / 'salesforce_lite.db'}")
    with writing(), engine.begin() as connection:
        connection.exec_driver_sql("UPDATE company SET name = 'Ours'")
        modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in instance.iterdir()}
    engine.dispose()
    assert modes == {
        "secret_key": 0o600,
        "salesforce_lite.db": 0o600,
        "salesforce_lite.db-wal": 0o600,
        "salesforce_lite.db-shm": 0o600,
    }


def test_a_database_that_others_can_read_is_found(instance: Path) -> None:
    assert doctor() == []
    file = instance / "salesforce_lite.db"
    file.chmod(0o640)
    assert doctor()[0] == f"Others can read {file}. Run: chmod 600 {file}"


@pytest.mark.parametrize("arguments", [("serve",), ("import", "customers", "x.csv"), ("doctor",)])
def test_a_database_that_cannot_be_written_to_is_named(
    instance: Path, monkeypatch, capsys, arguments: tuple[str, ...]
) -> None:
    file = instance / "salesforce_lite.db"
    # SQLite opens it as it opens a file that may only be read, whoever runs the tests.
    monkeypatch.setenv("SFL_DATABASE_URL", f"sqlite:///file:{file}?mode=ro&uri=true")
    monkeypatch.setattr(sys, "argv", ["salesforce-lite", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert ended.value.code == 1
    assert (told.out + told.err).splitlines() == [
        f"The database {file} cannot be written to. Give it, with the files beside it, to the user "
        "who runs this (chown) and let them write (chmod u+w)."
    ]


def test_a_database_that_somebody_writes_to_is_not_called_read_only(instance: Path) -> None:
    with closing(sqlite3.connect(instance / "salesforce_lite.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        told = CliRunner().invoke(commands, ["company"], catch_exceptions=False)
    assert told.exit_code == 0

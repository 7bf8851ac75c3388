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
from tests.cli.server import free_port


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
    port = ("--port", str(free_port())) if arguments == ("serve",) else ()
    monkeypatch.setattr(sys, "argv", ["salesforce-lite", *arguments, *port])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert ended.value.code == 1
    assert (told.out + told.err).splitlines() == [
        f"The database {file} cannot be written to. Give it, with the files beside it, to the user "
        "who runs this (chown) and let them write (chmod u+w)."
    ]


def stopped(monkeypatch, capsys, *arguments: str) -> list[str]:
    """What a command says that ends with exit code 1, and without a traceback."""
    monkeypatch.setattr(sys, "argv", ["salesforce-lite", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    told = capsys.readouterr()
    return (told.out + told.err).splitlines()


@pytest.mark.parametrize("arguments", [("user", "list"), ("doctor",), ("upgrade",)], ids=" ".join)
def test_a_file_that_is_no_database_is_named_with_the_way_out(
    instance: Path, monkeypatch, capsys, arguments: tuple[str, ...]
) -> None:
    file = instance / "salesforce_lite.db"
    file.write_text("Dear colleague, this is a letter.\n" * 100)
    [told] = stopped(monkeypatch, capsys, *arguments)
    assert f"The database {file} is damaged, or no database of SQLite" in told
    assert "put a copy that was made before in its place" in told


def damage(file: Path, name: str) -> None:
    """Overwrite the first page of a table or index."""
    with closing(sqlite3.connect(file)) as made:
        made.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [page] = made.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)
        ).fetchone()
        [size] = made.execute("PRAGMA page_size").fetchone()
    with file.open("r+b") as written:
        written.seek((page - 1) * size)
        written.write(b"\xa5" * size)


def test_damage_that_no_command_meets_is_found_by_the_doctor(
    instance: Path, monkeypatch, capsys
) -> None:
    file = instance / "salesforce_lite.db"
    damage(file, "ix_audit_entry_actor_id_id")
    assert CliRunner().invoke(commands, ["user", "list"], catch_exceptions=False).exit_code == 0
    [told] = stopped(monkeypatch, capsys, "doctor")
    assert told.startswith(f"The database {file} is damaged")


def test_damage_that_a_command_meets_is_named_too(instance: Path, monkeypatch, capsys) -> None:
    file = instance / "salesforce_lite.db"
    damage(file, "user")
    for arguments in (("user", "list"), ("doctor",), ("doctor", "--repair")):
        [told] = stopped(monkeypatch, capsys, *arguments)
        assert told.startswith(f"The database {file} is damaged"), arguments


def test_a_database_that_somebody_writes_to_is_not_called_read_only(instance: Path) -> None:
    with closing(sqlite3.connect(instance / "salesforce_lite.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        told = CliRunner().invoke(commands, ["company"], catch_exceptions=False)
    assert told.exit_code == 0

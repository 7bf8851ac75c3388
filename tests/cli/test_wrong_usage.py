"""What an operator can mend ends in one sentence and an exit code, never in a traceback."""

import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from salesforce_lite.cli import main
from salesforce_lite.kernel.db import writing
from salesforce_lite.web import App
from tests.cli.server import free_port

# Exit code and what was said on standard error.
Refused = Callable[..., tuple[int, str]]


@pytest.fixture
def refused(app: App, tmp_path: Path, monkeypatch, capsys) -> Refused:
    monkeypatch.setenv("SFL_INSTANCE", str(tmp_path))
    monkeypatch.setenv("SFL_DATABASE_URL", app.config["SQLALCHEMY_DATABASE_URI"])

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["salesforce-lite", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        written = capsys.readouterr()
        assert "Traceback" not in written.err + written.out
        return int(ended.value.code or 0), written.err.strip()

    return run


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("serve", "--port", "99999"),
        ("serve", "--prot", "8000"),
        ("user", "add"),
        ("user", "add", "a@example.org"),
        ("import", "customers"),
        ("import", "customers", "."),
        ("import", "customers", "/"),
        ("import", "customers", ""),
        ("export", "customers", "."),
        ("import", "customers", "file.csv", "--delimiter", "xx"),
        ("import", "customers", "file.csv", "--delimiter", ""),
        ("export", "customers", "file.csv", "--delimiter", "xx"),
        ("export", "customers", "file.csv", "--delimiter", '"'),
        ("export", "customers", "file.csv", "--delimiter", "\n"),
        ("export", "customers", "file.csv", "--delimiter", "a"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_says_what_is_right(refused: Refused, arguments) -> None:
    code, said = refused(*arguments)
    assert code == 2
    assert "Error" in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("user", "add", "new@example.org", "--role", "boss"), "There is no role “boss”"),
        (("user", "add", "rep@example.com", "--role", "rep"), "Somebody signs in with rep@"),
        (("user", "password", "nobody@example.org"), "Nobody signs in with nobody@example.org"),
        (("pipeline", "retire", "Rentals"), "See: salesforce-lite pipeline list"),
        (("list", "show", "colours"), "There is no list “colours”. There are: activity.outcome"),
    ],
)
def test_a_refusal_is_exit_code_1_and_one_sentence(refused: Refused, arguments, sentence) -> None:
    code, said = refused(*arguments)
    assert (code, len(said.splitlines())) == (1, 1)
    assert sentence in said


def test_an_import_of_what_there_is_not_names_what_there_is(refused: Refused, tmp_path) -> None:
    (tmp_path / "file.csv").touch()
    code, said = refused("import", "nonsense", str(tmp_path / "file.csv"))
    assert code == 2
    assert "There is no import or export of “nonsense”. There is:" in said


# Commands that work on an instance that is there.
ON_AN_INSTANCE = [
    ("import", "customers", "file.csv"),
    ("export", "customers", "file.csv"),
    ("user", "list"),
    ("team", "list"),
    ("rate", "list"),
    ("company", "--name", "Other"),
    ("routes",),
    ("doctor", "--repair"),
    ("demo", "--remove"),
]
MAKING_ONE = [("init",), ("upgrade",), ("serve",), ("demo", "--customers", "1")]


@pytest.mark.parametrize("arguments", [*ON_AN_INSTANCE, *MAKING_ONE], ids=" ".join)
def test_a_database_of_a_newer_version_is_left_alone(
    refused: Refused, app: App, arguments: tuple[str, ...]
) -> None:
    with writing(), app.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'newer'"))
    port = ("--port", str(free_port())) if arguments == ("serve",) else ()
    code, said = refused(*arguments, *port)
    assert code == 1
    assert "This database was written by a newer version (revision newer)" in said


@pytest.mark.parametrize("arguments", ON_AN_INSTANCE, ids=" ".join)
def test_a_mistyped_instance_is_not_made(
    refused: Refused, monkeypatch, tmp_path, arguments: tuple[str, ...]
) -> None:
    folder = tmp_path / "instnace"
    monkeypatch.setenv("SFL_INSTANCE", str(folder))
    code, said = refused(*arguments)
    sentence = (
        f"There is no instance in {folder}. Run: salesforce-lite init, or check SFL_INSTANCE."
    )
    assert (code, said) == (1, sentence)
    assert not folder.exists()


def test_a_folder_without_a_database_is_no_instance(
    refused: Refused, monkeypatch, tmp_path
) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.setenv("SFL_INSTANCE", str(folder))
    monkeypatch.delenv("SFL_DATABASE_URL")
    assert "There is no instance in" in refused("user", "list")[1]
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_named(
    refused: Refused, monkeypatch, tmp_path
) -> None:
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setenv("SFL_INSTANCE", str(file / "instance"))
    code, said = refused("upgrade")
    assert code == 1
    assert f"{file / 'instance'} cannot be written to" in said

    def read_only(_path: Path, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setenv("SFL_INSTANCE", str(tmp_path))
    monkeypatch.setattr(Path, "touch", read_only)
    assert refused("upgrade") == (
        1,
        f"The folder {tmp_path} cannot be written to (Permission denied). "
        "Make it writable, or name another one in SFL_INSTANCE.",
    )


def test_a_port_that_is_taken_is_said_before_the_database_is_touched(refused: Refused) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        code, said = refused("serve", "--port", str(other.getsockname()[1]))
    assert code == 1
    assert "Something already answers on 127.0.0.1" in said


def test_an_unknown_setting_is_answered_with_the_nearest(refused: Refused, monkeypatch) -> None:
    monkeypatch.setenv("SFL_DATABSE_URL", "sqlite://")
    assert refused("upgrade") == (
        1,
        "There is no setting SFL_DATABSE_URL. Did you mean SFL_DATABASE_URL?",
    )


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql+psycopg://nobody@127.0.0.1:{1}/nothing",
        "nonsense",
        "nonsense://x",
        "sqlite:////nowhere/at/all.db",
    ],
)
def test_a_database_that_cannot_be_reached_is_a_sentence(
    refused: Refused, monkeypatch, address: str
) -> None:
    monkeypatch.setenv("SFL_DATABASE_URL", address)
    code, said = refused("upgrade")
    assert code == 1
    assert 1 <= len(said.splitlines()) < 8

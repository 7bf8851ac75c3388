"""Runs commands on the database of the test."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from salesforce_lite.cli.database_file import database_file
from salesforce_lite.cli.program import commands
from salesforce_lite.web import App

Run = Callable[..., Result]


@pytest.fixture
def run(app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("SFL_INSTANCE", str(tmp_path))
    monkeypatch.setenv("SFL_DATABASE_URL", app.config["SQLALCHEMY_DATABASE_URI"])
    file = database_file(app.config["SQLALCHEMY_DATABASE_URI"])
    if file is not None:
        file.chmod(0o600)  # as `init` makes it

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(commands, arguments, catch_exceptions=False)

    return invoke

"""The import contracts hold, and each has been seen to fail on a planted import."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.project import ROOT


@pytest.fixture
def copied_core(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(
        ROOT / "salesforce_lite",
        tmp_path / "salesforce_lite",
        ignore=shutil.ignore_patterns("__pycache__", "static", "templates", "translations"),
    )
    return tmp_path / "salesforce_lite"


def broken_contracts(core: Path) -> str:
    """What import-linter says about the copy; empty when every contract is kept."""
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    answer = subprocess.run(
        [sys.executable, "-c", program, "--no-cache"],
        cwd=core.parent,
        env={**os.environ, "PYTHONPATH": str(core.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Contracts: " in answer.stdout, answer.stdout + answer.stderr
    return "" if answer.returncode == 0 else answer.stdout


def plant(path: Path, line: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")


def test_the_contracts_hold(copied_core: Path) -> None:
    assert broken_contracts(copied_core) == ""


def test_every_planted_import_is_found(copied_core: Path) -> None:
    plant(copied_core / "kernel/ids.py", "from salesforce_lite.access import User")
    plant(copied_core / "team/model.py", "from flask import request")
    (copied_core / "placeless").mkdir()
    package = copied_core / "placeless/__init__.py"
    package.write_text('"""Has no place in the order."""\n', encoding="utf-8")

    said = broken_contracts(copied_core)

    assert "salesforce_lite.kernel is not allowed to import salesforce_lite.access" in said
    assert "salesforce_lite.team.model is not allowed to import flask" in said
    assert "- salesforce_lite.placeless" in said

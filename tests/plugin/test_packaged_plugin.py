"""A plugin that was built into a wheel and installed is found by its entry point."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from salesforce_lite.cli.database_file import database_file
from tests.plugin.test_documented_plugin import GUIDE, write_documented

PROJECT = re.compile(r"^```text\n(\[build-system\]\n.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture
def installed(workshop) -> Path:
    """A folder of packages into which the plugin of the guide was installed, offline."""
    write_documented(workshop)
    (workshop.folder / "hello" / "__init__.py").write_text('"""Says hello."""\n')
    project = workshop.folder / "pyproject.toml"
    project.write_text(PROJECT.search(GUIDE.read_text())[1])
    run("hatchling", "build", "-t", "wheel", "-d", "dist", at=workshop.folder)
    site = workshop.instance / "site"
    (wheel,) = (workshop.folder / "dist").glob("*.whl")
    run("pip", "install", "--quiet", "--no-index", "--no-deps", "--target", site, wheel)
    return site


def run(*command: object, at: Path | None = None, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *map(str, command)],
        cwd=at,
        env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_is_found_by_its_entry_point_and_switched_on(workshop, installed) -> None:
    if file := database_file(workshop.address):
        file.chmod(0o600)
    site = {
        "PYTHONPATH": str(installed),
        "SFL_INSTANCE": str(workshop.instance),
        "SFL_DATABASE_URL": workshop.address,
        "SFL_PLUGIN_PATH": str(workshop.instance / "nowhere"),
    }
    assert "hello\tdiscovered\t1.0\tHello" in run("salesforce_lite", "plugins", "list", **site)
    run("salesforce_lite", "plugins", "enable", "hello", **site)
    assert "hello\tenabled" in run("salesforce_lite", "plugins", "list", **site)


def test_its_folder_can_be_checked_where_it_is_installed(installed) -> None:
    checks = ("manifest", "hooks", "reading")
    only = [word for check in checks for word in ("--only", check)]
    told = run(
        *("salesforce_lite", "plugins", "check", installed / "hello", *only),
        PYTHONPATH=str(installed),
    )
    assert told.count("✓") == len(checks)

"""The tutorial, done as it is written, gives the bundled plugin."""

import os
import subprocess
import sys

from click.testing import CliRunner

from salesforce_lite.app import create_app
from salesforce_lite.cli.database_file import database_file
from salesforce_lite.cli.program import commands
from salesforce_lite.config import load_settings
from salesforce_lite.opportunities import win_opportunity
from salesforce_lite.plugin import unload_plugin
from salesforce_lite.testing import CHECKS, Records, make_app, sign_in
from salesforce_lite.testing.servers import working_as
from tests.architecture.project import ROOT
from tests.plugin.tutorial import Block, blocks, finished

BUNDLED = ROOT / "plugins" / "win_bell"
_CACHES = {"__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache"}


def run(line: str) -> str:
    """A line of a shell block, in the current folder."""
    program, *arguments = line.split()
    if program == "salesforce-lite":
        # As in a shell, the code of the plugin is read again.
        unload_plugin("win_bell")
        answer = CliRunner().invoke(commands, arguments, catch_exceptions=False)
        assert answer.exit_code == 0, answer.output
        return answer.stdout
    # The list of what every plugin keeps to is run by the next line of the tutorial.
    options = ("-q", "-p", "no:cacheprovider", "-k", "not TestConformance")
    command = [sys.executable, "-m", program, *options, *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_tutorial_works_as_it_is_written(template, tmp_path, monkeypatch) -> None:
    address = template.copy(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SFL_INSTANCE", str(tmp_path))
    monkeypatch.setenv("SFL_DATABASE_URL", address)
    monkeypatch.setenv("SFL_PLUGIN_PATH", "plugins")
    if file := database_file(address):
        file.chmod(0o600)
    said = [(block, follow(block, tmp_path)) for block in blocks()]
    by_command = {
        line: answer
        for block, answers in said
        for line, answer in zip(block.text.splitlines(), answers, strict=False)
    }
    assert by_command["salesforce-lite plugins enable win_bell"] == "win_bell is enabled.\n"
    checked = by_command["salesforce-lite plugins check plugins/win_bell"]
    assert checked.count("✓") == len(CHECKS)
    assert "The bell rings" in today_after_a_sale()
    unload_plugin("win_bell")


def follow(block: Block, folder) -> list[str]:
    if not block.file:
        return [run(line) for line in block.text.splitlines()]
    path = folder / block.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.text, encoding="utf-8")
    return []


def today_after_a_sale() -> str:
    """As the rep sees it, on the server that the commands have set up."""
    settings = load_settings().model_copy(update={"secret_key": "test" * 8})
    app = create_app(settings)
    app.config["TESTING"] = True
    sale = Records(app).opportunity(by="rep")
    with working_as(app, "rep") as uow:
        win_opportunity(uow, sale.id)
    page = sign_in(app, "rep").get("/today").text
    app.engine.dispose()
    return page


def test_the_bundled_plugin_is_what_the_tutorial_builds() -> None:
    files = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(BUNDLED.rglob("*"))
        if path.is_file() and not _CACHES & set(path.parts) and path.suffix != ".mo"
    }
    assert files == finished()


def test_a_new_instance_has_it_and_it_is_off(template, tmp_path) -> None:
    app = make_app(tmp_path, template.copy(tmp_path), plugins=[BUNDLED.parent])
    assert "win_bell" in app.plugins.installation.plugins
    assert app.plugins.current().enabled == frozenset()
    app.engine.dispose()
    unload_plugin("win_bell")

"""`plugins new` writes plugins that work as they are, whatever they begin with."""

import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest
from click.testing import CliRunner

from salesforce_lite.cli.program import commands
from salesforce_lite.development import PARTS, Outline, catalogue_faults
from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.plugin import unload_plugin
from salesforce_lite.testing import CHECKS, find_user, make_app, sign_in
from tests.architecture.project import ROOT

CHOICES = [choice for count in range(1, 6) for choice in combinations(PARTS, count)]
# The one that begins with everything.
FULL = "new_01234"
REFUSED = {
    "Demo": "cannot be the id",
    "ab": "cannot be the id",
    "a" * 32: "cannot be the id",
    "mit-strich": "cannot be the id",
    "class": "cannot be the id",
    "../up": "cannot be the id",
    "stage": "tables of Salesforce Lite",
    "customer": "tables of Salesforce Lite",
    "there": "is installed",
}


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a plugin of each choice of parts."""
    into = tmp_path_factory.mktemp("every") / "plugins"
    for parts in CHOICES:
        plugin_id = "new_" + "".join(str(PARTS.index(part)) for part in parts)
        Outline.of(plugin_id, "", parts, ()).write(into)
    return into


def run(*command: object, at: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MYPYPATH": str(ROOT)}
    answer = subprocess.run(
        [sys.executable, "-m", *map(str, command)],
        cwd=at,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_every_choice_is_in_the_shape_of_the_house(every) -> None:
    house = ("--config", ROOT / "pyproject.toml", "--no-cache", every.name)
    run("ruff", "format", "--check", *house, at=every.parent)
    run("ruff", "check", *house, at=every.parent)


def test_every_choice_is_complete_in_both_languages(every) -> None:
    assert [fault for folder in every.iterdir() for fault in catalogue_faults(folder)] == []


def test_a_new_text_is_collected_and_told_until_it_is_translated(tmp_path) -> None:
    folder = Outline.of("new", "", ["panel"], ()).write(tmp_path)
    with (folder / "panels.py").open("a") as source:
        source.write('\nLATER = gettext("Later")\n')
    told = CliRunner().invoke(commands, ["plugins", "texts", str(folder)])
    assert (told.exit_code, "'Later' is not translated" in told.stderr) == (1, True)
    spanish = folder / "translations/es/LC_MESSAGES/messages.po"
    assert "New saluda." in spanish.read_text()
    assert "EMAIL" not in spanish.read_text()
    text = spanish.read_text().replace('msgid "Later"\nmsgstr ""', 'msgid "Later"\nmsgstr "Luego"')
    spanish.write_text(text)
    assert CliRunner().invoke(commands, ["plugins", "texts", str(folder)]).exit_code == 0


def test_every_choice_loads_and_adds_what_it_began_with(every, template, tmp_path) -> None:
    app = make_app(tmp_path, template.copy(tmp_path), plugins=[every])
    installation = app.plugins.installation
    assert installation.problems() == []
    assert len(installation.plugins) == len(CHOICES)
    added = installation.plugins[FULL].contributions
    assert added.panels
    assert added.subscriptions
    assert added.settings_form
    assert added.jobs
    assert added.blueprints
    app.engine.dispose()
    for plugin_id in installation.plugins:
        unload_plugin(plugin_id)


def test_types_are_told_throughout(every) -> None:
    house = ("--config-file", ROOT / "pyproject.toml", "--cache-dir", ROOT / ".mypy_cache")
    run("mypy", *house, FULL, at=every)


def test_it_passes_its_own_tests_and_the_checks_untouched(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    wanted = ["new", "demo_plugin", "--with", "model,settings,job,panel"]
    made = CliRunner().invoke(commands, ["plugins", *wanted], catch_exceptions=False)
    assert made.exit_code == 0
    assert "plugins/demo_plugin is a plugin now" in made.stdout
    run("pytest", "-q", "-p", "no:cacheprovider", "plugins/demo_plugin", at=tmp_path)
    told = CliRunner().invoke(commands, ["plugins", "check", "plugins/demo_plugin"])
    assert told.stdout.count("✓") == len(CHECKS), told.stdout


def test_it_speaks_spanish(workshop, enable, operating) -> None:
    Outline.of("greeter", "Greeter", ["panel"], ()).write(workshop.folder)
    workshop.written.add("greeter")
    app = workshop.serve()
    enable(app, "greeter")
    client = sign_in(app, "rep")
    assert "Greeter says hello." in client.get("/today").text
    with operating(app) as uow:
        find_user(uow.session, "rep").locale = "es-MX"
    assert "Greeter saluda." in client.get("/today").text


@pytest.mark.parametrize("plugin_id", REFUSED)
def test_an_id_that_cannot_be_is_refused_in_one_sentence(plugin_id) -> None:
    with pytest.raises(DomainError, match=REFUSED[plugin_id]):
        Outline.of(plugin_id, "", ["panel"], {"there"})


def test_parts_and_names_that_cannot_be_are_refused(tmp_path) -> None:
    with pytest.raises(DomainError, match="no part “modle”"):
        Outline.of("demo", "", ["modle"], ())
    with pytest.raises(DomainError, match="cannot be its name"):
        Outline.of("demo", 'De"mo', ["panel"], ())
    (tmp_path / "demo").mkdir()
    with pytest.raises(DomainError, match="is there already"):
        Outline.of("demo", "", ["panel"], ()).write(tmp_path)


def test_an_installed_plugin_takes_its_id(workshop, tmp_path, monkeypatch) -> None:
    workshop.write("one")
    monkeypatch.setenv("SFL_PLUGIN_PATH", str(workshop.folder))
    with pytest.raises(DomainError, match="is installed"):
        CliRunner().invoke(
            commands,
            ["plugins", "new", "one", "--into", str(tmp_path / "elsewhere")],
            catch_exceptions=False,
        )

"""`plugins …`, `doctor` and `upgrade`: they work whatever state the plugins are in."""

import pytest

from salesforce_lite.kernel.errors import DomainError

MANIFEST = """
[plugin]
id = "{id}"
name = "{name}"
version = "1.0"
api = {api}
summary = "Says hello."
[data]
keeps = "greetings per customer"
"""
HOOKS = """
from salesforce_lite.plugin import *

@hookimpl
def permissions():
    return [Permission(code="greeter.greet", label="Greet")]
"""


@pytest.fixture
def greeter(tmp_path, monkeypatch):
    """A sound plugin, and one that is not."""
    for plugin_id, api in (("greeter", 1), ("elder", 9)):
        folder = tmp_path / "plugins" / plugin_id
        folder.mkdir(parents=True)
        text = MANIFEST.format(id=plugin_id, name=plugin_id.title(), api=api)
        (folder / "plugin.toml").write_text(text)
        (folder / "hooks.py").write_text(HOOKS)
    monkeypatch.setenv("SFL_PLUGIN_PATH", str(tmp_path / "plugins"))
    return tmp_path / "plugins" / "greeter"


def test_plugins_are_listed_with_their_state_and_what_is_wrong(run, greeter) -> None:
    listed = run("plugins", "list")
    assert "greeter\tdiscovered\t1.0\tGreeter" in listed.stdout
    assert "elder\tincompatible\t1.0\tElder" in listed.stdout
    assert "interface 9" in listed.stderr


def test_one_reads_what_a_plugin_adds_before_enabling_it(run, greeter) -> None:
    told = run("plugins", "info", "greeter").stdout
    assert "Says hello." in told
    assert "greetings per customer" in told
    assert "Adds permissions: greeter.greet" in told


def test_a_plugin_is_enabled_and_disabled(run, greeter) -> None:
    assert run("plugins", "enable", "greeter").exit_code == 0
    assert "greeter\tenabled" in run("plugins", "list").stdout
    assert run("plugins", "disable", "greeter").exit_code == 0
    assert "greeter\tdisabled" in run("plugins", "list").stdout


def test_an_unknown_one_is_answered_with_those_there_are(run, greeter) -> None:
    with pytest.raises(DomainError, match="greeter"):
        run("plugins", "enable", "greter")


def test_one_that_does_not_fit_says_why(run, greeter) -> None:
    with pytest.raises(DomainError, match="interface 9"):
        run("plugins", "enable", "elder")


def test_the_doctor_tells_of_plugins_that_cannot_be_used(run, greeter) -> None:
    examined = run("doctor")
    assert examined.exit_code == 1
    assert "elder" in examined.stdout


def test_the_doctor_tells_of_code_that_is_gone(run, greeter) -> None:
    run("plugins", "enable", "greeter")
    (greeter / "plugin.toml").unlink()
    assert "plugins disable greeter" in run("doctor").stdout
    assert run("plugins", "disable", "greeter").exit_code == 0


def test_everything_works_in_safe_mode(run, greeter, monkeypatch) -> None:
    run("plugins", "enable", "greeter")
    monkeypatch.setenv("SFL_SAFE_MODE", "1")
    assert run("upgrade").exit_code == 0
    listed = run("plugins", "list")
    assert "greeter\tenabled" in listed.stdout
    assert "safe mode" in listed.stderr

"""`plugins …`, `doctor` and `upgrade`: they work whatever state the plugins are in."""

import pytest

from salesforce_lite.kernel.errors import DomainError, InvalidInputError

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


def test_what_cannot_be_read_is_listed_too(run, greeter) -> None:
    (greeter / "plugin.toml").write_text('id = "greeter"\n')
    listed = run("plugins", "list")
    assert "greeter\tunreadable" in listed.stdout
    assert "[plugin] id" in listed.stderr


def test_without_any_it_says_where_it_looked(run, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("SFL_PLUGIN_PATH", str(tmp_path / "nowhere"))
    told = run("plugins", "list")
    assert told.stdout == ""
    assert str(tmp_path / "nowhere") in told.stderr


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


def test_a_plugin_is_uninstalled_and_purged_without_its_code(run, greeter, tmp_path) -> None:
    run("plugins", "enable", "greeter")
    with pytest.raises(DomainError, match="Switch it off first"):
        run("plugins", "purge", "greeter", "--confirm", "greeter")
    run("plugins", "disable", "greeter")
    with pytest.raises(DomainError, match="keeps nothing"):
        run("plugins", "export", "greeter", str(tmp_path / "greeter.zip"))
    assert run("plugins", "uninstall", "greeter").exit_code == 0
    run("plugins", "enable", "greeter")
    run("plugins", "disable", "greeter")
    (greeter / "plugin.toml").unlink()
    with pytest.raises(InvalidInputError):
        run("plugins", "purge", "greeter", "--confirm", "greter")
    assert run("plugins", "purge", "greeter", "--confirm", "greeter").exit_code == 0
    assert "greeter" not in run("plugins", "list").stdout


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


SETTINGS = (
    HOOKS
    + """
from wtforms import BooleanField, Form, IntegerField, StringField
from wtforms.validators import DataRequired, NumberRange
from salesforce_lite.web import SecretField

class Settings(Form):
    words = StringField("Words", default="hello", validators=[DataRequired()])
    most = IntegerField("Most", default=3, validators=[NumberRange(1, 9)])
    is_loud = BooleanField("Loud", default=True)
    token = SecretField("Token")

@hookimpl
def settings_form():
    return [Settings]
"""
)


def test_settings_are_shown_and_changed_one_by_one(run, greeter) -> None:
    (greeter / "hooks.py").write_text(SETTINGS)
    shown = ["words=hello", "most=3", "is_loud=True", "token="]
    assert run("plugins", "configure", "greeter").stdout.splitlines() == shown
    told = run("plugins", "configure", "greeter", "words=hi", "is_loud=no", "token=swordfish")
    assert told.exit_code == 0
    run("plugins", "configure", "greeter", "most=4")
    shown = ["words=hi", "most=4", "is_loud=False", "token=(kept)"]
    assert run("plugins", "configure", "greeter").stdout.splitlines() == shown


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("most=10", "between 1 and 9"),
        ("most=many", "Not a valid integer"),
        ("words=", "required"),
        ("wods=hi", "There are: words, most, is_loud, token"),
        ("words", "NAME=VALUE"),
    ],
)
def test_a_setting_that_is_wrong_is_told_and_nothing_is_changed(run, greeter, word, told) -> None:
    (greeter / "hooks.py").write_text(SETTINGS)
    with pytest.raises(InvalidInputError) as refused:
        run("plugins", "configure", "greeter", "most=4", word)
    ((name, sentence),) = refused.value.fields.items()
    assert name == word.partition("=")[0]
    assert told in sentence % refused.value.params
    assert "most=3" in run("plugins", "configure", "greeter").stdout

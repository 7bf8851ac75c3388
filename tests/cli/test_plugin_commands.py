"""`x ID …`: commands of plugins, while these are switched on."""

import pytest
from sqlalchemy import select

from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.notes import Note
from salesforce_lite.plugin import PluginFailedError
from salesforce_lite.plugin.containing import FAILURE
from tests.cli.test_plugins import MANIFEST

HOOKS = """
import click

from salesforce_lite.customers import Customer
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.plugin import *
from sqlalchemy import func, select


@click.command("count")
@click.option("--twice", is_flag=True)
@click.pass_obj
def count(work, twice):
    \"\"\"Count the customers.\"\"\"
    with work.reading() as uow:
        found = uow.session.scalar(select(func.count()).select_from(Customer))
    click.echo(f"customers={found * (2 if twice else 1)}")


@click.command("found")
@click.argument("name")
@click.pass_obj
def found(work, name):
    with work.writing() as uow:
        uow.session.add(Customer(name=name, kind="organization"))
        if name == "Refused":
            raise NotFoundError
        if name == "Broken":
            raise RuntimeError("no")


@hookimpl
def cli_commands():
    return [CliCommand(command=count), CliCommand(command=found)]
"""


@pytest.fixture
def counter(tmp_path, monkeypatch, run):
    folder = tmp_path / "plugins" / "counter"
    folder.mkdir(parents=True)
    (folder / "plugin.toml").write_text(MANIFEST.format(id="counter", name="Counter", api=1))
    (folder / "hooks.py").write_text(HOOKS)
    monkeypatch.setenv("SFL_PLUGIN_PATH", str(tmp_path / "plugins"))
    run("plugins", "enable", "counter")


def test_a_command_of_a_plugin_works_as_the_operator(run, counter):
    run("x", "counter", "found", "Aceros")
    assert run("x", "counter", "count", "--twice").stdout == "customers=2\n"


def test_they_are_listed_with_the_plugin_and_what_they_do(run, counter):
    assert "counter" in run("x", "--help").stdout
    listed = run("x", "counter", "--help").stdout
    assert "Says hello." in listed
    assert "Count the customers." in listed


def test_what_is_refused_and_what_fails_keeps_nothing_and_is_one_sentence(app, run, counter):
    with pytest.raises(NotFoundError):
        run("x", "counter", "found", "Refused")
    with pytest.raises(PluginFailedError, match="RuntimeError: no"):
        run("x", "counter", "found", "Broken")
    assert run("x", "counter", "count").stdout == "customers=0\n"
    with app.make_session() as session:
        assert session.scalars(select(Note.subject).where(Note.kind == FAILURE)).all() == [
            "counter"
        ]


@pytest.mark.parametrize("words", [("x", "nobody"), ("x", "counter", "nothing")])
def test_a_name_that_is_none_is_wrong_usage(run, counter, words):
    assert run(*words).exit_code == 2


def test_while_the_plugin_is_off_it_has_no_commands(run, counter):
    run("plugins", "disable", "counter")
    assert run("x", "counter", "count").exit_code == 2

"""`plugins …`: what is installed, switched on and off; each works when a plugin is broken."""

import sys
from pathlib import Path

import click

from salesforce_lite.cli.operator import operating, reading
from salesforce_lite.cli.plugin_authors import check, new, texts
from salesforce_lite.cli.plugin_settings import settings_from_words, shown_settings
from salesforce_lite.cli.site import open_site
from salesforce_lite.plugin import PluginState, State, settings_form_of
from salesforce_lite.web import App


@click.group()
def plugins() -> None:
    """List, enable, disable and migrate plugins."""


@plugins.command("list")
def list_() -> None:
    """Every plugin: id, state, version, name, and what is wrong with it."""
    app = open_site()
    with reading(app) as uow:
        states = app.plugins.states(uow)
        for each in states:
            click.echo("\t".join((each.id, each.state, _version(each), _name(each))))
            for sentence in _troubles(each):
                click.echo(f"  {sentence}", err=True)
    for refused in app.plugins.installation.refused:
        click.echo("\t".join((Path(refused.place).name, "unreadable", "–", refused.place)))
        click.echo(f"  {refused.error}", err=True)
    if not states and not app.plugins.installation.refused:
        folders = ", ".join(str(folder) for folder in app.extensions["settings"].plugin_folders)
        click.echo(f"No plugin is installed. Searched: {folders}.", err=True)


@plugins.command("info")
@click.argument("plugin_id", metavar="ID")
def info(plugin_id: str) -> None:
    """What a plugin is, what it adds and which data it keeps."""
    app = open_site()
    manifest = app.plugins.installation.plugin(plugin_id).manifest
    with reading(app) as uow:
        each = next(each for each in app.plugins.states(uow) if each.id == plugin_id)
    told = app.plugins.health([each])
    click.echo(f"{manifest.name} {manifest.version} ({each.state})")
    click.echo(manifest.summary)
    if manifest.keeps:
        click.echo(f"Keeps: {manifest.keeps}")
    for health in told.values():
        click.echo(" ".join(("Health:", health.state, health.words)).rstrip())
    for hook, names in app.plugins.additions(plugin_id).items():
        click.echo(f"Adds {hook.replace('_', ' ')}: {', '.join(names)}")
    for sentence in _troubles(each):
        click.echo(sentence, err=True)


@plugins.command("enable")
@click.argument("plugin_id", metavar="ID")
def enable(plugin_id: str) -> None:
    """Bring the plugin's tables to its version and switch it on, in every worker at once."""
    app = open_site()
    app.plugins.migrate(plugin_id)
    with operating(app) as uow:
        app.plugins.enable(uow, plugin_id)
    click.echo(f"{plugin_id} is enabled.")


@plugins.command("disable")
@click.argument("plugin_id", metavar="ID")
def disable(plugin_id: str) -> None:
    """Switch a plugin off; its data stay."""
    app = open_site()
    with operating(app) as uow:
        app.plugins.disable(uow, plugin_id)
    click.echo(f"{plugin_id} is disabled; its data stay.")


@plugins.command("uninstall")
@click.argument("plugin_id", metavar="ID")
def uninstall(plugin_id: str) -> None:
    """Forget a plugin that is off: its settings and permissions; its tables stay."""
    app = open_site()
    with operating(app) as uow:
        app.plugins.removal.uninstall(uow, plugin_id)
    click.echo(f"{plugin_id} is uninstalled; its tables stay. Its folder can be removed now.")


@plugins.command("export")
@click.argument("plugin_id", metavar="ID")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export(plugin_id: str, file: Path) -> None:
    """Write the tables of a plugin into a zip of CSV files, with its code or without."""
    app = open_site()
    with reading(app) as uow, file.open("xb") as target:
        rows = app.plugins.removal.export(uow, plugin_id, target)
    click.echo(f"{file} holds {rows} rows.")


@plugins.command("purge")
@click.argument("plugin_id", metavar="ID")
@click.option("--confirm", metavar="ID", help="The id once more, instead of typing it when asked.")
def purge(plugin_id: str, confirm: str | None) -> None:
    """Remove everything that a plugin which is off keeps, with its code or without."""
    app = open_site()
    with reading(app) as uow:
        tables = app.plugins.removal.tables(uow, plugin_id)
    click.echo(f"These tables are removed: {', '.join(tables) or '–'}.", err=True)
    if tables:
        click.echo(
            f"To keep a copy first: salesforce-lite plugins export {plugin_id} FILE", err=True
        )
    typed = confirm or click.prompt("Type the id of the plugin to go on", err=True)
    with operating(app) as uow:
        app.plugins.removal.purge(uow, plugin_id, typed=typed)
    click.echo(f"{plugin_id} keeps nothing any more.")


@plugins.command("configure")
@click.argument("plugin_id", metavar="ID")
@click.argument("words", metavar="[NAME=VALUE]...", nargs=-1)
def configure(plugin_id: str, words: tuple[str, ...]) -> None:
    """Set what the plugin's form asks for, or show what is set."""
    app = open_site(seals=bool(words))
    form = settings_form_of(app.plugins.installation.plugin(plugin_id))
    with operating(app) as uow:
        standing = app.plugins.settings(uow, plugin_id)
        if words:
            app.plugins.configure(uow, plugin_id, settings_from_words(words))
    if words:
        click.echo(f"The settings of {plugin_id} hold from now on.")
        return
    for line in shown_settings(form, standing):
        click.echo(line)


@plugins.command("migrate")
@click.argument("plugin_id", metavar="[ID]", required=False)
def migrate(plugin_id: str | None) -> None:
    """Bring the tables of one plugin, or of all enabled ones, to the version of its code."""
    app = open_site()
    ids = [plugin_id] if plugin_id else _enabled(app)
    for each in ids:
        app.plugins.migrate(each)
        click.echo(f"The tables of {each} are up to date.")
    if not ids:
        click.echo("No plugin is enabled.", err=True)
        sys.exit(0)


for command in (new, check, texts):
    plugins.add_command(command)


def _enabled(app: App) -> list[str]:
    switched_on = (State.ENABLED, State.NEEDS_MIGRATION)
    with reading(app) as uow:
        return [each.id for each in app.plugins.states(uow) if each.state in switched_on]


def _version(each: PluginState) -> str:
    return str(each.plugin.manifest.version) if each.plugin else "–"


def _name(each: PluginState) -> str:
    return each.plugin.manifest.name if each.plugin else "its code is gone"


def _troubles(each: PluginState) -> list[str]:
    sentences = [str(each.problem)] if each.problem else []
    if each.record is not None and each.record.reason:
        sentences.append(f"It was switched off by itself: {each.record.reason}")
    return sentences

"""`plugins new`, `check` and `texts`: for whoever writes a plugin.

What they stand on is loaded by no other command, and so imported in the functions.
"""

import sys
from pathlib import Path

import click

from salesforce_lite.cli.plugin_settings import settings_from_words
from salesforce_lite.config import load_settings
from salesforce_lite.plugin import install


@click.command("new")
@click.argument("plugin_id", metavar="ID")
@click.option(
    "--with",
    "parts",
    metavar="PART,…",
    default="panel",
    show_default=True,
    help="What it starts with: panel, model, settings, job, page.",
)
@click.option("--name", default="", help="How people read it; from the id unless given.")
@click.option(
    "--into",
    default="plugins",
    show_default=True,
    help="The folder that it goes into.",
    type=click.Path(path_type=Path, file_okay=False),
)
def new(plugin_id: str, parts: str, name: str, into: Path) -> None:
    """Write a plugin that works, with its tests and texts, to be changed into yours."""
    from salesforce_lite.development import Outline  # noqa: PLC0415 – see above

    there = install((into, *load_settings().plugin_folders), is_safe_mode=True)
    asked = [part.strip() for part in parts.split(",") if part.strip()]
    folder = Outline.of(plugin_id, name, asked, there.plugins).write(into)
    click.echo(f"{folder} is a plugin now; its README.md says what is where.")
    click.echo(f"Next: salesforce-lite plugins check {folder}", err=True)


@click.command("texts")
@click.argument("folder", metavar="PATH", type=click.Path(path_type=Path, file_okay=False))
@click.option("--check", "only_look", is_flag=True, help="Change nothing.")
def texts(folder: Path, only_look: bool) -> None:  # noqa: FBT001
    """Bring the catalogues of the plugin in PATH up to date with its sources."""
    from salesforce_lite.development import catalogue_faults, renew_catalogues  # noqa: PLC0415

    _check_there(folder)
    if not only_look:
        renew_catalogues(folder)
    faults = list(catalogue_faults(folder))
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        sys.exit(1)
    click.echo(f"The catalogues of {folder} are complete.")


@click.command("check")
@click.argument("folder", metavar="PATH", type=click.Path(path_type=Path, file_okay=False))
@click.option("--set", "words", metavar="NAME=VALUE", multiple=True, help="A setting to try.")
@click.option("--only", metavar="CHECK", multiple=True, help="Run this check alone; repeatable.")
def check(folder: Path, words: tuple[str, ...], only: tuple[str, ...]) -> None:
    """Try the plugin in PATH out: ✓ or ✗ for each thing that a plugin keeps to, and what to do.

    It works on databases of its own, on SQLite or as SFL_TEST_DATABASE says.
    """
    from salesforce_lite.testing import CHECKS, Outcome, check_plugin  # noqa: PLC0415 – see above

    unknown = sorted(set(only) - CHECKS.keys())
    if unknown:
        known = ", ".join(CHECKS)
        raise click.UsageError(f"There is no check {', '.join(unknown)}. There are: {known}.")
    _check_there(folder)
    failed = 0
    for finding in check_plugin(folder, settings_from_words(words), only=only):
        click.echo(f"{finding.outcome} {finding.check}: {finding.kept_to}")
        if finding.advice:
            click.echo(f"  {finding.advice}")
        failed += finding.outcome != Outcome.KEPT
    if failed:
        click.echo(f"{failed} of {len(only or CHECKS)} are not kept to.", err=True)
        sys.exit(1)


def _check_there(folder: Path) -> None:
    if not folder.is_dir():
        raise click.UsageError(f"There is no folder {folder}.")

"""`plugins check`: for whoever writes a plugin. What it stands on is loaded by no other command."""

import sys
from pathlib import Path

import click

from salesforce_lite.cli.plugin_settings import settings_from_words


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
    if not folder.is_dir():
        raise click.UsageError(f"There is no folder {folder}.")
    failed = 0
    for finding in check_plugin(folder, settings_from_words(words), only=only):
        click.echo(f"{finding.outcome} {finding.check}: {finding.kept_to}")
        if finding.advice:
            click.echo(f"  {finding.advice}")
        failed += finding.outcome != Outcome.KEPT
    if failed:
        click.echo(f"{failed} of {len(only or CHECKS)} are not kept to.", err=True)
        sys.exit(1)

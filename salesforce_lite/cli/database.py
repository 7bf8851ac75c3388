"""`init`, `upgrade` and `doctor`: the instance and its database."""

import sys

import click

from salesforce_lite.cli.checks import problems
from salesforce_lite.cli.site import prepared_site
from salesforce_lite.migrations import head_revision


@click.command()
def init() -> None:
    """Make the instance: folder, key, database with its built-in data."""
    app = prepared_site()
    click.echo(f"Ready: {app.engine.url.render_as_string()} at revision {head_revision()}")


@click.command()
def upgrade() -> None:
    """Bring the database to this version; every row is kept."""
    app = prepared_site()
    click.echo(f"{app.engine.url.render_as_string()} is at revision {head_revision()}")


@click.command()
def doctor() -> None:
    """Check settings, folder, database, migrations, totals, search, clock and disk."""
    found = list(problems())
    for sentence in found:
        click.echo(sentence)
    if found:
        sys.exit(1)
    click.echo("Everything is in order.", err=True)

"""`init`, `upgrade` and `doctor`: the instance and its database."""

import sys

import click

from salesforce_lite.cli.checks import problems, refuse_damage
from salesforce_lite.cli.company import company_fields, company_options
from salesforce_lite.cli.operator import reading
from salesforce_lite.cli.repairs import make_anew
from salesforce_lite.cli.site import open_site, prepared_site
from salesforce_lite.demo import has_sample_data
from salesforce_lite.migrations import head_revision


@click.command()
@click.option("--company", "name", help="What the company is called.")
@company_options
def init(**given: str | None) -> None:
    """Make the instance: folder, key, database with its built-in data.

    The options are the company's settings; `salesforce-lite company` changes them later.
    """
    app = prepared_site(company_fields(**given))
    click.echo(f"Ready: {app.engine.url.render_as_string()} at revision {head_revision()}")
    with reading(app) as uow:
        if has_sample_data(uow):
            click.echo(
                "It holds sample data. `salesforce-lite demo --remove` takes that away; for an "
                "empty site beside it set SFL_INSTANCE to another folder.",
                err=True,
            )


@click.command()
def upgrade() -> None:
    """Bring the database to this version; every row is kept."""
    app = prepared_site()
    click.echo(f"{app.engine.url.render_as_string()} is at revision {head_revision()}")


@click.command()
@click.option(
    "--repair", is_flag=True, help="First make totals, last contacts and the search anew."
)
def doctor(repair: bool) -> None:  # noqa: FBT001
    """Check settings, folder, database file, migrations, totals, search, clock and disk."""
    if repair:
        app = open_site()
        refuse_damage(app)
        for what in make_anew(app):
            click.echo(what, err=True)
    found = list(problems())
    for sentence in found:
        click.echo(sentence)
    if found:
        sys.exit(1)
    click.echo("Everything is in order.", err=True)

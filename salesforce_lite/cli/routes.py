"""`routes`: every address and who may call it."""

import click

from salesforce_lite.cli.site import open_site
from salesforce_lite.web import policy_of


@click.command()
def routes() -> None:
    """Who may call what: methods, address, policy (a permission, signed-in or public)."""
    app = open_site()
    rows = [
        (",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})), rule.rule, rule.endpoint)
        for rule in app.url_map.iter_rules()
    ]
    for methods, address, endpoint in sorted(rows, key=lambda row: (row[1], row[0])):
        click.echo(f"{methods}\t{address}\t{policy_of(app, endpoint)}")

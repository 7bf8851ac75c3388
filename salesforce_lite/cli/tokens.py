"""`token …`: tokens for programs, for whoever runs the server."""

from datetime import timedelta
from uuid import UUID

import click

from salesforce_lite.cli.named import person_at
from salesforce_lite.cli.operator import operating, reading
from salesforce_lite.cli.site import open_site
from salesforce_lite.tokens import known_scopes, make_token, revoke_token, tokens_of


@click.group()
def token() -> None:
    """Make, list and revoke tokens with which programs act in a person's name."""


@token.command("create")
@click.argument("email")
@click.option("--name", required=True, help="Which program it is for.")
@click.option(
    "--scope", "scopes", multiple=True, required=True, help="Such as customers:read; several times."
)
@click.option("--days", default=90, show_default=True, help="How long it counts; at most 366.")
@click.option("--network", "networks", multiple=True, help="An address range; several times.")
def create(
    email: str, name: str, scopes: tuple[str, ...], days: int, networks: tuple[str, ...]
) -> None:
    """Make a token and print it once."""
    app = open_site()
    with app.app_context():
        known = known_scopes()
    with operating(app) as uow:
        _, secret = make_token(
            uow,
            user_id=person_at(uow, email).id,
            name=name,
            scopes=scopes,
            known_scopes=known,
            lasts=timedelta(days=days),
            networks=networks,
        )
    click.echo(secret)


@token.command("list")
@click.argument("email")
def list_tokens(email: str) -> None:
    """Print the tokens of a person that were not revoked."""
    with reading(open_site()) as uow:
        for one in tokens_of(uow, person_at(uow, email).id):
            ends = one.expires_at.date().isoformat()
            click.echo(f"{one.id}  {one.name}  …{one.hint}  {ends}  {' '.join(one.scopes)}")


@token.command("revoke")
@click.argument("token_id", type=click.UUID)
def revoke(token_id: UUID) -> None:
    """From now on the token is worth nothing."""
    with operating(open_site()) as uow:
        revoke_token(uow, token_id)

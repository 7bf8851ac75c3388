"""`user …`: people, their passwords, roles and teams, for whoever runs the server."""

import secrets
import sys

import click

from salesforce_lite.access import (
    activate_user,
    create_user,
    deactivate_user,
    list_users,
    set_password,
    set_roles,
)
from salesforce_lite.cli.named import person_at
from salesforce_lite.cli.operator import operating, reading
from salesforce_lite.cli.site import open_site
from salesforce_lite.cli.teams import join_team
from salesforce_lite.company import get_company
from salesforce_lite.kernel.locales import LOCALES


@click.group()
def user() -> None:
    """Add people, set passwords, change roles, list who there is."""


@user.command("add")
@click.argument("email")
@click.option("--role", "roles", multiple=True, required=True, help="May be given several times.")
@click.option("--name", default="", help="The person's name; the address otherwise.")
@click.option("--team", "teams", multiple=True, help="A team to join; several times.")
@click.option(
    "--language",
    type=click.Choice(list(LOCALES)),
    help="[default: that of their browser, else the company's]",
)
@click.option("--zone", help="Time zone. [default: the company's]")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(
    email: str,
    roles: tuple[str, ...],
    name: str,
    teams: tuple[str, ...],
    language: str | None,
    zone: str | None,
    password_stdin: bool,  # noqa: FBT001
) -> None:
    """Add a person; without --password-stdin a password is made and printed once."""
    password = _password(password_stdin)
    with operating(open_site()) as uow:
        company = get_company(uow)
        person = create_user(
            uow,
            email=email,
            name=name,
            roles=roles,
            password=password,
            locale=language or company.locale,
            locale_is_set=language is not None,
            zone=zone or company.zone,
        )
        for team in teams:
            join_team(uow, team, person)
    _tell(email, "" if password_stdin else password)


@user.command("password")
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def password(email: str, password_stdin: bool) -> None:  # noqa: FBT001
    """Give a person a new password; their sessions end."""
    new = _password(password_stdin)
    with operating(open_site()) as uow:
        set_password(uow, person_at(uow, email), new)
    _tell(email, "" if password_stdin else new)


@user.command("roles")
@click.argument("email")
@click.argument("roles", nargs=-1, required=True)
def roles(email: str, roles: tuple[str, ...]) -> None:
    """Replace the roles of a person; they act from the next request on."""
    with operating(open_site()) as uow:
        set_roles(uow, person_at(uow, email).id, roles)


@user.command("deactivate")
@click.argument("email")
def deactivate(email: str) -> None:
    """Let a person who left sign in no more; what they did stays under their name."""
    with operating(open_site()) as uow:
        deactivate_user(uow, person_at(uow, email).id)


@user.command("activate")
@click.argument("email")
def activate(email: str) -> None:
    """Let a person sign in again."""
    with operating(open_site()) as uow:
        activate_user(uow, person_at(uow, email).id)


@user.command("list")
def list_() -> None:
    """Everybody: address, name, roles, whether active."""
    with reading(open_site()) as uow:
        for person in list_users(uow, active_only=False):
            roles = ",".join(role.name for role in person.roles)
            state = "active" if person.active else "inactive"
            click.echo(f"{person.email}\t{person.name}\t{roles}\t{state}")


def _password(from_stdin: bool) -> str:  # noqa: FBT001
    return sys.stdin.readline().rstrip("\r\n") if from_stdin else secrets.token_urlsafe(12)


def _tell(email: str, password: str) -> None:
    click.echo(f"{email}\t{password}" if password else email)

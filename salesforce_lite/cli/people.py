"""`user …`: people and their passwords, for whoever runs the server."""

import secrets
import sys
from contextlib import AbstractContextManager

import click

from salesforce_lite.access import (
    create_user,
    find_user,
    list_users,
    set_password,
)
from salesforce_lite.cli.site import open_site
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.errors import N_, DomainError
from salesforce_lite.kernel.uow import UnitOfWork, reading_unit, unit_of_work
from salesforce_lite.web import App

OPERATOR = "command line"


class NoSuchUserError(DomainError):
    code = "no_such_user"
    sentence = N_("Nobody signs in with %(email)s. See: salesforce-lite user list")


@click.group()
def user() -> None:
    """Add people, set passwords, list who there is."""


@user.command("add")
@click.argument("email")
@click.option("--role", "roles", multiple=True, required=True, help="May be given several times.")
@click.option("--name", default="", help="The person's name; the address otherwise.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(email: str, roles: tuple[str, ...], name: str, password_stdin: bool) -> None:  # noqa: FBT001
    """Add a person; without --password-stdin a password is made and printed once."""
    password = _password(password_stdin)
    app = open_site()
    with _operator(app) as uow:
        create_user(uow, email=email, name=name, roles=roles, password=password)
    _tell(email, "" if password_stdin else password)


@user.command("password")
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def password(email: str, password_stdin: bool) -> None:  # noqa: FBT001
    """Give a person a new password; their sessions end."""
    new = _password(password_stdin)
    app = open_site()
    with _operator(app) as uow:
        person = find_user(uow, email)
        if person is None:
            raise NoSuchUserError(email=email)
        set_password(uow, person, new)
    _tell(email, "" if password_stdin else new)


@user.command("list")
def list_() -> None:
    """Everybody: address, name, roles, whether active."""
    app = open_site()
    with reading_unit(app.make_session, system_actor(OPERATOR), surface="cli") as uow:
        for person in list_users(uow, active_only=False):
            roles = ",".join(role.name for role in person.roles)
            state = "active" if person.active else "inactive"
            click.echo(f"{person.email}\t{person.name}\t{roles}\t{state}")


def _operator(app: App) -> AbstractContextManager[UnitOfWork]:
    return unit_of_work(
        app.make_session,
        system_actor(OPERATOR),
        surface="cli",
        reactions=app.contributions.reactions,
    )


def _password(from_stdin: bool) -> str:  # noqa: FBT001
    return sys.stdin.readline().rstrip("\r\n") if from_stdin else secrets.token_urlsafe(12)


def _tell(email: str, password: str) -> None:
    click.echo(f"{email}\t{password}" if password else email)

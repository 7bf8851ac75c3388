"""`mail …`: takes a mail from a mail server that calls a program for it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click

from salesforce_lite.cli.database_file import DatabaseFault, told_fault
from salesforce_lite.cli.operator import operating
from salesforce_lite.cli.site import open_site
from salesforce_lite.config import load_settings
from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.mailbox import (
    LARGEST,
    NoMailboxError,
    NoSuchAddressError,
    PrivateAddresses,
    Reception,
    read_letter,
    receive_mail,
)
from salesforce_lite.web import App

# What mail servers understand (sysexits.h): give the mail back to its sender …
_NO_USER, _UNAVAILABLE = 67, 69
# … or keep it and try again.
_TRY_AGAIN = 75


@click.group()
def mail() -> None:
    """Take mail to people's private addresses from a mail server."""


@mail.command("receive")
@click.option("--to", "recipients", multiple=True, help="Address of the envelope; several times.")
def receive(recipients: tuple[str, ...]) -> None:
    """Take the mail on standard input: it is filed with its customer by the worker.

    Exit code 0 when it is taken, 67 when nobody has that address, 69 when too much came to it
    today, and 75 when the mail server should try again later.
    """
    raw = sys.stdin.buffer.read(LARGEST + 1)
    # A server whose pipe breaks would take the mail for refused.
    while sys.stdin.buffer.read(1024 * 1024):
        pass
    with _told_to_servers():
        app = open_site(seals=True)
        addresses = _addresses(app)
        letter = read_letter(raw, addresses)
        named = set().union(*(addresses.ids_in(one) for one in recipients))
        with operating(app) as uow:
            became = receive_mail(uow, letter, to=named)
    if set(became) == {Reception.TOO_MUCH}:
        _stop("Too much mail came to this address today.", _UNAVAILABLE)


def _addresses(app: App) -> PrivateAddresses:
    settings = app.extensions["settings"]
    if not settings.inbox_address:
        raise NoMailboxError
    return PrivateAddresses(settings.inbox_address, str(app.secret_key))


@contextmanager
def _told_to_servers() -> Iterator[None]:
    """Whatever an operator can mend is tried again: no mail is lost by it."""
    try:
        yield
    except NoSuchAddressError as refusal:
        _stop(str(refusal), _NO_USER)
    except (DomainError, OSError) as error:
        _stop(str(error), _TRY_AGAIN)
    except DatabaseFault as error:
        _stop(told_fault(error, load_settings().database), _TRY_AGAIN)


def _stop(message: str, code: int) -> NoReturn:
    click.echo(" ".join(message.split()), err=True)
    sys.exit(code)

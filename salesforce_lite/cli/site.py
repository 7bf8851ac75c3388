"""The instance a command works on: its folder, its key, and the application over its database."""

import os
import secrets
import time
from functools import partial
from pathlib import Path

import click

from salesforce_lite.app import create_app, prepare_instance
from salesforce_lite.cli.database_file import check_writable, database_file, make_file
from salesforce_lite.company import CompanyFields
from salesforce_lite.config import SHORTEST_KEY, Settings, load_settings
from salesforce_lite.kernel.db import take_all_time
from salesforce_lite.kernel.errors import N_, DomainError
from salesforce_lite.migrations import (
    check_not_newer,
    current_revision,
    head_revision,
    upgrade_database,
)
from salesforce_lite.web import App

# Half a second in all.
_LOOKS = 5
_BETWEEN_LOOKS = 0.1


class InstanceFolderError(DomainError):
    code = "instance_folder"
    sentence = N_(
        "The folder %(folder)s cannot be written to (%(reason)s). "
        "Make it writable, or name another one in SFL_INSTANCE."
    )


class SecretKeyError(DomainError):
    code = "secret_key"
    sentence = N_(
        "The key in %(file)s is shorter than %(shortest)s characters and could be guessed. Put "
        "back the one of your backup, or remove the file: salesforce-lite upgrade makes a new one, "
        "and everybody signs in again."
    )


class NoInstanceError(DomainError):
    code = "no_instance"
    sentence = N_(
        "There is no instance in %(folder)s. Run: salesforce-lite init, or check SFL_INSTANCE."
    )


class NotInitialisedError(DomainError):
    code = "not_initialised"
    sentence = N_("The database is empty or older than this version. Run: salesforce-lite upgrade")


def open_site(*, seals: bool = False) -> App:
    """The application over a database that is up to date; refuses with what to run otherwise.

    A command that seals something does so with a key that is kept; others may do without one.
    """
    settings = load_settings()
    _check_instance(settings)
    make_key = partial(_new_key, settings.instance) if seals else partial(secrets.token_urlsafe, 48)
    app = _application(settings, _kept_key(settings) or make_key())
    check_not_newer(app.engine)
    if current_revision(app.engine) != head_revision():
        raise NotInitialisedError
    take_all_time(app.engine)
    return app


def prepared_site(company: CompanyFields | None = None) -> App:
    """The application; its instance is made and its database upgraded first."""
    settings = load_settings()
    _make_folder(settings.instance)
    file = database_file(settings.database)
    if file is not None:
        make_file(file)
    app = _application(settings, _kept_key(settings) or _new_key(settings.instance))
    upgrade_database(app.engine)
    for error in app.plugins.migrate_enabled():
        # The server starts without it.
        click.echo(str(error), err=True)
    prepare_instance(app, company)
    return app


def _application(settings: Settings, key: str) -> App:
    app = create_app(settings.model_copy(update={"secret_key": key}))
    command = click.get_current_context(silent=True)
    if command is not None:
        # A command leaves no connection open behind it, however it ends.
        command.call_on_close(lambda: app.engine.dispose())
    file = database_file(settings.database)
    if file is not None:
        check_writable(app.engine, file)
    return app


def _check_instance(settings: Settings) -> None:
    """A command that only works on an instance makes none where its folder was mistyped."""
    file = database_file(settings.database)
    if not settings.instance.is_dir() or (file is not None and not file.exists()):
        raise NoInstanceError(folder=settings.instance)
    _check_folder(settings.instance)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InstanceFolderError(folder=folder, reason=error.strerror) from None
    _check_folder(folder)


def _check_folder(folder: Path) -> None:
    try:
        probe = folder / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise InstanceFolderError(folder=folder, reason=error.strerror) from None


def _kept_key(settings: Settings) -> str:
    """The key that signs cookies: from the settings, or kept in the instance; else empty."""
    path = settings.instance / "secret_key"
    if settings.secret_key or not path.exists():
        return settings.secret_key
    return _key_in(path)


def _new_key(instance: Path) -> str:
    path = instance / "secret_key"
    try:
        # Made with its mode, so that nobody can read it in between; two starts make one key.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _key_in(path)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return _key_in(path)


def _key_in(path: Path) -> str:
    """The key of the file. Who makes it may be about to write it, so it is looked for again."""
    for _ in range(_LOOKS):
        key = path.read_text(encoding="utf-8", errors="replace").strip()
        if len(key) >= SHORTEST_KEY:
            return key
        time.sleep(_BETWEEN_LOOKS)
    raise SecretKeyError(file=path, shortest=SHORTEST_KEY)

"""The instance a command works on: its folder, its key, and the application over its database."""

import os
import secrets
from pathlib import Path

import click

from salesforce_lite.app import create_app, prepare_instance
from salesforce_lite.company import CompanyFields
from salesforce_lite.config import Settings, load_settings
from salesforce_lite.kernel.errors import N_, DomainError
from salesforce_lite.migrations import (
    check_not_newer,
    current_revision,
    head_revision,
    upgrade_database,
)
from salesforce_lite.web import App


class InstanceFolderError(DomainError):
    code = "instance_folder"
    sentence = N_(
        "The folder %(folder)s cannot be written to (%(reason)s). "
        "Make it writable, or name another one in SFL_INSTANCE."
    )


class NotInitialisedError(DomainError):
    code = "not_initialised"
    sentence = N_("The database is empty or older than this version. Run: salesforce-lite upgrade")


def open_site() -> App:
    """The application over a database that is up to date; refuses with what to run otherwise."""
    app = _application()
    check_not_newer(app.engine)
    if current_revision(app.engine) != head_revision():
        raise NotInitialisedError
    return app


def prepared_site(company: CompanyFields | None = None) -> App:
    """The application; its instance is made and its database upgraded first."""
    app = _application()
    upgrade_database(app.engine)
    prepare_instance(app, company)
    return app


def _application() -> App:
    settings = load_settings()
    _check_folder(settings.instance)
    app = create_app(settings.model_copy(update={"secret_key": _secret_key(settings)}))
    command = click.get_current_context(silent=True)
    if command is not None:
        # A command leaves no connection open behind it, however it ends.
        command.call_on_close(lambda: app.engine.dispose())
    return app


def _check_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise InstanceFolderError(folder=folder, reason=error.strerror) from None


def _secret_key(settings: Settings) -> str:
    """The key that signs cookies: from the settings, or made once and kept in the instance."""
    if settings.secret_key:
        return settings.secret_key
    path = settings.instance / "secret_key"
    try:
        # Made with its mode, so that nobody can read it in between; two starts make one key.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()

"""The file of a SQLite database: whether it is there, made for one person only, and writable."""

import os
import sqlite3
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from salesforce_lite.kernel.errors import N_, DomainError

_MEMORY = ("", ":memory:")


class ReadOnlyDatabaseError(DomainError):
    code = "read_only_database"
    sentence = N_(
        "The database %(file)s cannot be written to. Give it, with the files beside it, to the "
        "user who runs this (chown) and let them write (chmod u+w)."
    )


def database_file(address: str) -> Path | None:
    """The file behind the address of a database; None where there is no such file."""
    url = make_url(address)
    if url.get_backend_name() != "sqlite" or (url.database or "") in _MEMORY:
        return None
    return Path((url.database or "").removeprefix("file:"))


def make_file(file: Path) -> None:
    """Make it with its mode, so that nobody reads it in between; SQLite's others take after it."""
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return


def files_of(file: Path) -> list[Path]:
    """The database and what SQLite keeps beside it, as far as they are there."""
    beside = (file.with_name(file.name + ending) for ending in ("", "-wal", "-shm"))
    return [one for one in beside if one.exists()]


def check_writable(engine: Engine, file: Path) -> None:
    """Raise ReadOnlyDatabaseError where a write would fail. Waits for nobody, leaves no trace."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=0")
        cursor.execute("BEGIN IMMEDIATE")
        # Only a write asks for the right to write: a transaction alone begins read-only too.
        cursor.execute("PRAGMA user_version=1")
        cursor.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname.startswith("SQLITE_READONLY"):
            raise ReadOnlyDatabaseError(file=file) from None
        if not error.sqlite_errorname.startswith("SQLITE_BUSY"):  # somebody writes, so one can
            raise
    finally:
        # With it goes what was begun, and its impatience.
        connection.invalidate()

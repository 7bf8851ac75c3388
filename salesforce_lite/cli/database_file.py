"""The file of a SQLite database: whether it is there, made for one person only, and writable."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from salesforce_lite.kernel.errors import N_, DomainError

_MEMORY = ("", ":memory:")
_DAMAGE = ("SQLITE_NOTADB", "SQLITE_CORRUPT")
# What connecting raises comes as the driver's own.
DatabaseFault = (DBAPIError, sqlite3.DatabaseError)


class ReadOnlyDatabaseError(DomainError):
    code = "read_only_database"
    sentence = N_(
        "The database %(file)s cannot be written to. Give it, with the files beside it, to the "
        "user who runs this (chown) and let them write (chmod u+w)."
    )


class DamagedDatabaseError(DomainError):
    code = "damaged_database"
    sentence = N_(
        "The database %(file)s is damaged, or no database of SQLite (%(reason)s). Stop the server, "
        "keep the file aside with those beside it, and put a copy that was made before in its "
        "place; then run: salesforce-lite doctor"
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


def is_damage(error: Exception) -> bool:
    """Whether what SQLite refuses to read is the file itself."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return str(getattr(cause, "sqlite_errorname", "")).startswith(_DAMAGE)


def told_fault(error: Exception, address: str) -> str:
    """What a person reads about an error of the database that no command foresees."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if is_damage(error):
        return str(DamagedDatabaseError(file=database_file(address), reason=cause))
    return f"The database does not answer as it should: {cause}"


def check_undamaged(engine: Engine, file: Path) -> None:
    """Raise DamagedDatabaseError unless every page of the file reads as it should."""
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        found = "\n".join(str(line) for (line,) in cursor.fetchall())
    if found != "ok":
        # What it finds comes in lines, under a heading.
        raise DamagedDatabaseError(file=file, reason=found.splitlines()[-1])

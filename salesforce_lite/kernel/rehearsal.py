"""A rehearsal: everything is done as in earnest, commits included, and nothing of it stays."""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from salesforce_lite.kernel.db import make_engine, writing
from salesforce_lite.kernel.session import GuardedSession


@contextmanager
def rehearsal(engine: Engine) -> Iterator[Callable[[], Session]]:
    """Makes sessions for the rehearsal.

    SQLite has one writer, so there it plays on a copy; nobody else has to wait for its end.
    PostgreSQL rolls one long transaction back.
    """
    if engine.dialect.name == "sqlite":
        with _on_a_copy(engine) as copy:
            yield lambda: GuardedSession(bind=copy, expire_on_commit=False)
        return
    with writing(), engine.connect() as connection:
        outer = connection.begin()
        try:
            yield lambda: GuardedSession(
                bind=connection, join_transaction_mode="create_savepoint", expire_on_commit=False
            )
        finally:
            outer.rollback()


@contextmanager
def _on_a_copy(engine: Engine) -> Iterator[Engine]:
    original = Path(engine.url.database or "")
    # Beside the original: there is room for a database there, and it stays as private.
    with tempfile.TemporaryDirectory(prefix=".rehearsal-", dir=original.parent) as folder:
        path = Path(folder) / "copy.db"
        with closing(sqlite3.connect(original)) as source, closing(sqlite3.connect(path)) as target:
            source.backup(target)
        copy = make_engine(f"sqlite:///{path}")
        try:
            yield copy
        finally:
            copy.dispose()

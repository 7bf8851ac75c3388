"""Runs the migrations under a lock, so that two processes starting together do it once."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from salesforce_lite.kernel.db import writing
from salesforce_lite.kernel.errors import N_, DomainError
from salesforce_lite.migrations.derived import ensure_derived
from salesforce_lite.migrations.statistics import describe_to_planner

# Any number will do, as long as every process of this product takes the same.
_LOCK = 7340921


class NewerDatabaseError(DomainError):
    code = "newer_database"
    sentence = N_(
        "This database was written by a newer version (revision %(revision)s). "
        "Start that version, or restore a backup made before its upgrade."
    )


def upgrade_database(engine: Engine, revision: str = "head") -> None:
    """Bring the database to the revision; nothing happens where it stands there already."""
    check_not_newer(engine)
    _run(engine, lambda config: command.upgrade(config, revision))


def downgrade_database(engine: Engine, revision: str) -> None:
    """Take the database back to an older revision."""
    _run(engine, lambda config: command.downgrade(config, revision))


def current_revision(engine: Engine) -> str | None:
    """The revision of the database; None for an empty one."""
    with engine.connect() as connection:
        return _revision_of(connection)


def head_revision() -> str | None:
    """The revision this version of the program works with."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's settings; they need no file, since the folder is known."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def check_not_newer(engine: Engine) -> None:
    """Raise NewerDatabaseError where a newer version has been at work."""
    revision = current_revision(engine)
    known = {
        script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()
    }
    if revision is not None and revision not in known:
        raise NewerDatabaseError(revision=revision)


def _run(engine: Engine, step: Callable[[Config], None]) -> None:
    is_sqlite = engine.dialect.name == "sqlite"
    with writing(), engine.connect() as connection:
        if is_sqlite:
            # With foreign keys on, rebuilding a table silently deletes the rows that refer to it.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.rollback()
        with connection.begin():
            if not is_sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            before = _revision_of(connection)
            step(alembic_config(connection))
            ensure_derived(connection)
            if is_sqlite and _revision_of(connection) != before:
                # Reads every row that refers to another: only where something was changed.
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"the migration would break references: {broken[:3]}")
        if is_sqlite:
            with connection.begin():
                if _revision_of(connection) is not None:
                    describe_to_planner(connection)
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
            connection.rollback()

"""Runs the migrations under a lock, so that two processes starting together do it once."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from salesforce_lite.kernel.db import unchecked_references, without_time_limit, writing
from salesforce_lite.kernel.errors import N_, DomainError
from salesforce_lite.migrations.derived import ensure_derived
from salesforce_lite.migrations.statistics import describe_to_planner

# Any number will do, as long as every process of this product takes the same.
_LOCK = 7340921
CORE_VERSIONS = "alembic_version"


class NewerDatabaseError(DomainError):
    code = "newer_database"
    sentence = N_(
        "This database was written by a newer version (revision %(revision)s). "
        "Start that version, or restore a backup made before its upgrade."
    )


def upgrade_database(engine: Engine, revision: str = "head") -> None:
    """Bring the database to the revision; nothing happens where it stands there already."""
    check_not_newer(engine)
    migrate(engine, lambda connection: command.upgrade(alembic_config(connection), revision))


def downgrade_database(engine: Engine, revision: str) -> None:
    """Take the database back to an older revision."""
    migrate(engine, lambda connection: command.downgrade(alembic_config(connection), revision))


def current_revision(engine: Engine) -> str | None:
    """The revision of the database; None for an empty one."""
    with engine.connect() as connection:
        return revision_of(connection)


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


def revision_of(connection: Connection, version_table: str = CORE_VERSIONS) -> str | None:
    """Where the tables of the core, or of a plugin, stand; None where there are none."""
    context = MigrationContext.configure(connection, opts={"version_table": version_table})
    return context.get_current_revision()


def check_not_newer(engine: Engine) -> None:
    """Raise NewerDatabaseError where a newer version has been at work."""
    revision = current_revision(engine)
    known = {
        script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()
    }
    if revision is not None and revision not in known:
        raise NewerDatabaseError(revision=revision)


def migrate(
    engine: Engine, step: Callable[[Connection], None], *, version_table: str = CORE_VERSIONS
) -> None:
    """Run one migration, of the core or of a plugin, alone and as a whole.

    Two processes that start together do it once; a reference that would be broken undoes it.
    """
    is_sqlite = engine.dialect.name == "sqlite"
    with writing(), engine.connect() as connection, unchecked_references(connection):
        with connection.begin():
            without_time_limit(connection)
            if not is_sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            before = revision_of(connection, version_table)
            step(connection)
            ensure_derived(connection)
            if is_sqlite and revision_of(connection, version_table) != before:
                # Reads every row that refers to another: only where something was changed.
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"the migration would break references: {broken[:3]}")
        if is_sqlite:
            with connection.begin():
                if revision_of(connection) is not None:
                    describe_to_planner(connection)

"""Brings the tables of one plugin to its version: a version table of its own, env.py from the core.

A shared version table broke every migration as soon as one plugin was missing.
"""

from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from salesforce_lite.migrations import alembic_config, migrate, revision_of
from salesforce_lite.plugin.errors import MigrationFailedError, NoMigrationsError
from salesforce_lite.plugin.installation import Plugin
from salesforce_lite.plugin.loading import code_error


@dataclass(frozen=True, slots=True)
class Revisions:
    """Where a plugin's tables stand in this database, and where its code wants them."""

    current: str | None
    head: str | None

    @property
    def is_behind(self) -> bool:
        return self.current != self.head


def revisions(connection: Connection, plugin: Plugin) -> Revisions:
    """Both; None for a plugin without tables. Its migration files are its code: when they cannot be
    read, that is told as a MigrationFailedError."""
    try:
        if not _folder(plugin).is_dir():
            return Revisions(None, None)
        head = ScriptDirectory.from_config(_config(plugin)).get_current_head()
    except (Exception, SystemExit) as error:
        raise _failed(plugin, error) from None
    return Revisions(revision_of(connection, version_table(plugin.id)), head)


def migrate_plugin(engine: Engine, plugin: Plugin, revision: str = "head") -> frozenset[str]:
    """Bring its tables to the revision ("base" removes them): all of it or nothing.

    Answers the tables that it made, with models and without. Raises NoMigrationsError for tables
    without migrations, MigrationFailedError with the reason.
    """
    if not _folder(plugin).is_dir():
        if plugin.tables:
            raise NoMigrationsError(id=plugin.id, tables=", ".join(sorted(plugin.tables)))
        return frozenset()
    made: set[str] = set()

    def step(connection: Connection) -> None:
        config = _config(plugin, connection)
        before = set(inspect(connection).get_table_names())
        (command.downgrade if revision == "base" else command.upgrade)(config, revision)
        made.update(set(inspect(connection).get_table_names()) - before)

    try:
        migrate(engine, step, version_table=version_table(plugin.id))
    except (Exception, SystemExit) as error:
        raise _failed(plugin, error) from None
    return frozenset(made - {version_table(plugin.id)})


def _failed(plugin: Plugin, error: BaseException) -> MigrationFailedError:
    failure = code_error(plugin.id, error)
    return MigrationFailedError(id=plugin.id, reason=failure.reason, traceback=failure.traceback)


def version_table(plugin_id: str) -> str:
    """The table that holds the revision of a plugin."""
    return f"alembic_version_{plugin_id}"


def _folder(plugin: Plugin) -> Path:
    return plugin.folder / "migrations" / "versions"


def _config(plugin: Plugin, connection: Connection | None = None) -> Config:
    config = alembic_config(connection)
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(_folder(plugin)))
    config.attributes["version_table"] = version_table(plugin.id)
    config.attributes["plugin"] = plugin.id
    return config

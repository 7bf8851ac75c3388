"""Brings a database to this version: one line of Alembic revisions for the core."""

from salesforce_lite.migrations.derived import (
    check_derived,
    compact_text,
    ensure_derived,
    rebuild_text,
)
from salesforce_lite.migrations.removal import (
    drop_tables,
    reflected,
    there_are,
    who_refers_to,
)
from salesforce_lite.migrations.upgrade import (
    NewerDatabaseError,
    alembic_config,
    check_not_newer,
    current_revision,
    downgrade_database,
    head_revision,
    migrate,
    revision_of,
    upgrade_database,
)

__all__ = [
    "NewerDatabaseError",
    "alembic_config",
    "check_derived",
    "check_not_newer",
    "compact_text",
    "current_revision",
    "downgrade_database",
    "drop_tables",
    "ensure_derived",
    "head_revision",
    "migrate",
    "rebuild_text",
    "reflected",
    "revision_of",
    "there_are",
    "upgrade_database",
    "who_refers_to",
]

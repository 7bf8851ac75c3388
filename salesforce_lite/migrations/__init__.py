"""Brings a database to this version: one line of Alembic revisions for the core."""

from salesforce_lite.migrations.upgrade import (
    NewerDatabaseError,
    current_revision,
    downgrade_database,
    head_revision,
    upgrade_database,
)

__all__ = [
    "NewerDatabaseError",
    "current_revision",
    "downgrade_database",
    "head_revision",
    "upgrade_database",
]

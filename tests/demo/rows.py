"""What is in the database, as values to compare."""

from collections import Counter

from sqlalchemy import func, select

from salesforce_lite.web import App
from tests.tables import core_tables

# Chance, not content: secrets, and the ids of rows that nobody refers to.
_SECRET = {"password", "fs_uniquifier"}
_NAMELESS = {"audit_entry", "event", "stage_change", "lifecycle_change", "contact_link"}


def counts(app: App) -> dict[str, int]:
    """Rows per table; tables without any are left out."""
    with app.make_session() as session:
        found = {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in core_tables()
        }
    return {name: count for name, count in found.items() if count}


def contents(app: App, *tables: str) -> dict[str, Counter]:
    """Every row of the tables, or of all, in no order."""
    with app.make_session() as session:
        return {
            table.name: Counter(
                repr(tuple(row)) for row in session.execute(select(*_telling(table)))
            )
            for table in core_tables()
            if not tables or table.name in tables
        }


def _telling(table):
    hidden = _SECRET | ({"id"} if table.name in _NAMELESS else set())
    # Some of what changed has no name of its own, such as links of contacts.
    hidden |= {"position", "record_id"} if table.name == "record_change" else set()
    hidden |= {"number"} if table.name == "search_entry" else set()
    return [column for column in table.columns if column.name not in hidden]

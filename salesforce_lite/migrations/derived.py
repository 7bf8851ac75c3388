"""Objects made from the tables, which Alembic neither sees nor keeps: the text index of the search.

Rebuilding a table silently drops what hangs on it, so they are looked after following each upgrade.
"""

import hashlib

from sqlalchemy import Connection, inspect

_ENTRIES = "search_entry"
TEXT_INDEX = "search_text"
VECTOR_INDEX = "search_text_vector"
NEWEST_INDEX = "search_text_newest"

# The words come folded and split by the search itself, so that both engines agree: the tokenizer
# only parts them at spaces. No positions are kept, for no phrase is ever asked. Beginnings of one
# to seven letters are kept, behind the four signs of the kind.
_SQLITE = (
    f"CREATE VIRTUAL TABLE {TEXT_INDEX} USING fts5(facets, words, "
    f"content='{_ENTRIES}', content_rowid='number', tokenize=\"ascii tokenchars ':'\", "
    "prefix='5 6 7 8 9 10 11', detail='none', columnsize=0)"
)
_POSTGRESQL = {
    VECTOR_INDEX: f"CREATE INDEX {VECTOR_INDEX} ON {_ENTRIES} USING gin "
    "(array_to_tsvector(string_to_array(rtrim(facets || ' ' || words), ' ')))",
    NEWEST_INDEX: f"CREATE INDEX {NEWEST_INDEX} ON {_ENTRIES} (kind, number)",
}


def ensure_derived(connection: Connection) -> None:
    """Make what is missing or was made otherwise by an older version; fill it from the tables."""
    has_entries = inspect(connection).has_table(_ENTRIES)
    missing = check_derived(connection)
    if has_entries and not missing:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {TEXT_INDEX}")
        if has_entries:
            connection.exec_driver_sql(_SQLITE)
            rebuild_text(connection)
    elif has_entries:
        for name in missing:
            connection.exec_driver_sql(f"DROP INDEX IF EXISTS {name}")
            connection.exec_driver_sql(_POSTGRESQL[name])
            made = _fingerprint(_POSTGRESQL[name])
            connection.exec_driver_sql(f"COMMENT ON INDEX {name} IS '{made}'")


def rebuild_text(connection: Connection) -> None:
    """Write SQLite's text index anew from the entries: the cure when it disagrees with them."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO search_text(search_text) VALUES ('rebuild')")


def compact_text(connection: Connection) -> None:
    """Leave nothing behind of removed records.

    SQLite's text index only marks words as gone until its parts are merged; merged, and with
    `secure_delete`, they are overwritten. PostgreSQL clears them in its next vacuum.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO search_text(search_text) VALUES ('optimize')")


def check_derived(connection: Connection) -> list[str]:
    """The names of derived objects that are missing or not as this version makes them."""
    if connection.dialect.name == "sqlite":
        made = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE name = ?", (TEXT_INDEX,)
        ).scalar()
        return [] if made == _SQLITE else [TEXT_INDEX]
    asked = (
        "SELECT obj_description(indexrelid) FROM pg_index "
        "WHERE indexrelid = to_regclass(%s) AND indisvalid"
    )
    return [
        name
        for name, definition in _POSTGRESQL.items()
        if connection.exec_driver_sql(asked, (name,)).scalar() != _fingerprint(definition)
    ]


def _fingerprint(definition: str) -> str:
    """PostgreSQL keeps definitions in its own words; ours is kept as the comment."""
    return hashlib.sha256(definition.encode()).hexdigest()

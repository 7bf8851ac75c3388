"""The tables of the core: those of plugins that other tests of the same process loaded left out."""

from pathlib import Path

from sqlalchemy import Table

from salesforce_lite.kernel.db import Base

_PLUGINS = Path(__file__).parents[1] / "plugins"


def core_tables() -> list[Table]:
    """In an order in which each comes after those that it refers to."""
    return [table for table in Base.metadata.sorted_tables if is_of_core(table.name)]


def is_of_core(name: str) -> bool:
    """The names of a plugin's tables begin with its id."""
    ids = (folder.name for folder in _PLUGINS.iterdir())
    return not name.startswith(tuple(f"{plugin_id}_" for plugin_id in ids))

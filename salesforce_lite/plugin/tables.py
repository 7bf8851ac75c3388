"""The tables of plugins: in the one metadata of the server, in a registry of each plugin's own."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import registry

from salesforce_lite.kernel.db import Base
from salesforce_lite.plugin.errors import PluginError, TableNameError, TableReferenceError

_HARMLESS = ("CASCADE", "SET NULL")
_registries: dict[str, registry] = {}


def plugin_registry(plugin_id: str) -> registry:
    """What a plugin's declarative base stands on:

        class Base(DeclarativeBase):
            registry = plugin_registry("loyalty")

    Its own, so that a broken mapping of one plugin never keeps the core's from being used.
    """
    made = registry(metadata=Base.metadata, type_annotation_map=Base.registry.type_annotation_map)
    _registries[plugin_id] = made
    return made


def owner_of(model: type[Any]) -> str | None:
    """The id of the plugin whose table it is; None for the core's."""
    used = getattr(model, "registry", None)
    return next((plugin_id for plugin_id, one in _registries.items() if one is used), None)


def table_names() -> frozenset[str]:
    """Every table known now."""
    return frozenset(Base.metadata.tables)


def table_words(name: str) -> str:
    """What the table holds, as its author says in its `info`; empty where nothing is said.

    Marked for translation: `__table_args__ = {"info": {"words": N_("Points of customers")}}`.
    """
    table = Base.metadata.tables.get(name)
    words = table.info.get("words") if table is not None else None
    return words if isinstance(words, str) else ""


def configure_tables(plugin_id: str) -> None:
    """Let SQLAlchemy look at the plugin's mappings now, while it can still be refused."""
    if plugin_id in _registries:
        _registries[plugin_id].configure(cascade=True)


def claim_tables(plugin_id: str, names: Iterable[str]) -> None:
    """Mark whose they are: the migrations of the core pass over them."""
    for name in names:
        Base.metadata.tables[name].info["plugin"] = plugin_id


def check_tables(plugin_id: str, names: Iterable[str]) -> PluginError | None:
    """Why these tables of a plugin cannot stand beside the core's."""
    own = {name: Base.metadata.tables[name] for name in sorted(names)}
    for name, table in own.items():
        if not name.startswith(f"{plugin_id}_"):
            return TableNameError(id=plugin_id, table=name)
        error = _check_references(plugin_id, table, own)
        if error:
            return error
    return None


def _check_references(
    plugin_id: str, table: Table, own: dict[str, Table]
) -> TableReferenceError | None:
    for key in table.foreign_keys:
        target = key.target_fullname.rpartition(".")[0]
        if target not in own and (key.ondelete or "").upper() not in _HARMLESS:
            column = f"{table.name}.{key.parent.name}"
            return TableReferenceError(id=plugin_id, column=column, table=target)
    return None


def forget_tables(plugin_id: str, names: Iterable[str]) -> None:
    """Take the tables of a plugin that cannot be used out of the metadata."""
    made = _registries.pop(plugin_id, None)
    if made is not None:
        made.dispose()
    for name in names:
        table = Base.metadata.tables.get(name)
        if table is not None:
            Base.metadata.remove(table)

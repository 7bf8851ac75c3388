"""The audit trail: who changed which field of which record, from what to what, and when."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Index, Integer, String, event, inspect
from sqlalchemy.orm import CompositeProperty, Mapped, Mapper, Session, mapped_column
from sqlalchemy.orm.attributes import get_history

from salesforce_lite.kernel.db import Base, Historic, Identified
from salesforce_lite.kernel.events import as_json
from salesforce_lite.kernel.types import Document

# Stamps change with every save and say nothing new.
_STAMPS = frozenset({"id", "version", "created_at", "created_by", "updated_at", "updated_by"})


class AuditEntry(Identified, Base, kw_only=True):
    """One save of one record. `changes` maps each field to its [from, to]."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_record_id_at_id", "record_id", "at", "id"),
        Index("ix_audit_entry_actor_id_id", "actor_id", "id"),
    )

    record_kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[UUID]
    record_version: Mapped[int] = mapped_column(Integer)
    action: Mapped[str] = mapped_column(String(20))
    changes: Mapped[dict[str, list[Any]]] = mapped_column(Document)
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None] = mapped_column(default=None)
    actor_name: Mapped[str] = mapped_column(String(200), default="")
    surface: Mapped[str] = mapped_column(String(20))


class Tombstone(Base):
    """A record that is gone, for whoever keeps a copy of it."""

    __tablename__ = "tombstone"

    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    record_kind: Mapped[str] = mapped_column(String(40))
    deleted_at: Mapped[datetime] = mapped_column(index=True)


def historic_kinds() -> dict[str, type[Historic]]:
    """Name in the history → the class of its records, those of plugins too; of a plugin that was
    read again, the newest. What several kinds have in common has no name and is none itself."""
    kinds: dict[str, type[Historic]] = {}
    for kind in _below(Historic):
        name = getattr(kind, "history_name", "")
        if "history_name" in vars(kind):
            kinds[name] = kind
        elif name:
            # It tells its changes under the name of the kind that it is one of.
            kinds.setdefault(name, kind)
    return kinds


def _below(kind: type[Historic]) -> Iterator[type[Historic]]:
    """However far below."""
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


def pending_changes(session: Session) -> Iterator[tuple[Any, str, dict[str, list[Any]]]]:
    """(record, action, changes) of every historic record that the next flush will write."""
    for record in session.new:
        if _is_followed(record):
            # What it was made with stands in the record, until the first change tells it as “from”.
            yield record, "created", {}
    for record in session.dirty:
        if _is_followed(record) and session.is_modified(record, include_collections=False):
            changes = _changes_of(record)
            if changes:
                yield record, _action(changes), changes
    for record in session.deleted:
        if _is_followed(record):
            yield record, "removed", _values_gone(record)


def _is_followed(record: Any) -> bool:
    return isinstance(record, Historic) and not record.history_is_told


def _action(changes: dict[str, list[Any]]) -> str:
    if "deleted_at" in changes:
        return "restored" if changes["deleted_at"][1] is None else "deleted"
    return "changed"


def _changes_of(record: Any) -> dict[str, list[Any]]:
    changes: dict[str, list[Any]] = {}
    mapper = inspect(type(record))
    for key in _tracked(mapper):
        group = mapper.composites.get(key)
        before, after = _values_of_group(record, group) if group else _values(record, key)
        if before == after:
            continue
        if key in keyed_columns(mapper):
            changes |= _changes_by_key(key, before or {}, after or {})
        else:
            changes[key] = [as_json(before), as_json(after)]
    return changes


def _values_gone(record: Any) -> dict[str, list[Any]]:
    """[what was kept, nothing] of every field that said something: no record tells it any more."""
    gone: dict[str, list[Any]] = {}
    mapper = inspect(type(record))
    for key in _tracked(mapper):
        group = mapper.composites.get(key)
        kept = _values_of_group(record, group)[0] if group else _kept(record, key)
        if key in keyed_columns(mapper):
            gone |= _changes_by_key(key, kept or {}, {})
        elif kept is not None and kept not in ("", (), [], {}):
            gone[key] = [as_json(kept), None]
    return gone


def _changes_by_key(
    column: str, before: dict[str, Any], after: dict[str, Any]
) -> dict[str, list[Any]]:
    """“column.key” → [from, to] of every value that is different, was added or is gone."""
    return {
        f"{column}.{key}": [as_json(before.get(key)), as_json(after.get(key))]
        for key in {**before, **after}
        if before.get(key) != after.get(key)
    }


def _values(record: Any, key: str) -> tuple[Any, Any]:
    """The value before and after; equal where nothing changed."""
    history = get_history(record, key)
    if not history.has_changes():
        return None, None
    before = history.deleted[0] if history.deleted else None
    return before, history.added[0] if history.added else None


def _kept(record: Any, key: str) -> Any:
    """The value in the database, whatever was set and not written."""
    history = get_history(record, key)
    return (history.deleted or history.unchanged or (None,))[0]


def _values_of_group(record: Any, group: CompositeProperty[Any]) -> tuple[Any, Any]:
    """A composite before and after. (SQLAlchemy's own history forgets parts that stayed equal.)"""
    parts = []
    for part in group.props:
        history = get_history(record, part.key)
        now = getattr(record, part.key)
        parts.append((history.deleted[0] if history.deleted else now, now))
    # Typed as a class, but any callable will do: ours may answer None.
    make = cast(Callable[..., Any], group.composite_class)
    before, after = zip(*parts, strict=True)
    return make(*before), make(*after)


@event.listens_for(Mapper, "mapper_configured")
def _remember_what_was(mapper: Mapper[Any], kind: type) -> None:
    """Setting a field that is not loaded loads it first: the history tells what was there."""
    if issubclass(kind, Historic) and not kind.history_is_told:
        for attribute in mapper.column_attrs:
            getattr(kind, attribute.key).impl.active_history = True


@cache
def keyed_columns(mapper: Mapper[Any]) -> frozenset[str]:
    """The attributes whose columns hold values by key."""
    return frozenset(one.key for one in mapper.column_attrs if one.columns[0].info.get("keyed"))


_tracked_keys: dict[Mapper[Any], tuple[str, ...]] = {}


def _tracked(mapper: Mapper[Any]) -> tuple[str, ...]:
    """Column attributes and composites; a composite hides the columns it is made of."""
    if mapper not in _tracked_keys:
        hidden = {prop.key for group in mapper.composites for prop in group.props}
        plain = [
            attribute.key
            for attribute in mapper.column_attrs
            if attribute.key not in _STAMPS | hidden
            and not attribute.columns[0].info.get("derived")
        ]
        _tracked_keys[mapper] = (*plain, *(group.key for group in mapper.composites))
    return _tracked_keys[mapper]

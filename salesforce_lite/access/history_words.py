"""Words for the history of all records: what kinds and fields are called, and how values read.

The slices say it of what they bring (`change_words` of their search sources). What they leave open
is told by the column: names behind ids, moments and days as the reader writes them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from flask import current_app
from flask_babel import gettext
from sqlalchemy import inspect, select
from sqlalchemy.orm import Mapper

from salesforce_lite.access.model import User
from salesforce_lite.kernel.db import Base
from salesforce_lite.kernel.history import AuditEntry, historic_kinds
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import owner_of
from salesforce_lite.web import (
    App,
    FieldWords,
    current_contributions,
    field_label,
    locale_code,
    show_date,
    show_datetime,
    show_plain,
)

# How a record that has no name of its own is called.
_NAMES = {
    "en": ("label_en", "name", "title", "subject"),
    "es": ("label_es", "name", "title", "subject"),
}
Changes = Mapping[str, Sequence[Any]]


def name_of(record: Any) -> str:
    """What the record is called now, in the reader's language; nothing for what has no name."""
    said = (getattr(record, name, "") for name in _NAMES[locale_code()[:2]])
    return next((name for name in said if name), "")


def model_of(kind: str) -> Mapper[Any] | None:
    """The model whose history goes by this name; none where a plugin is gone or off, for then
    nobody knows whether its tables are there."""
    model = historic_kinds().get(kind)
    if model is None:
        return None
    owner = owner_of(model)
    if owner is not None and owner not in cast(App, current_app).snapshot.enabled:
        return None
    mapper: Mapper[Any] | None = inspect(model, raiseerr=False)
    return mapper


class HistoryWords:
    """The words of one page of the history; what is behind ids is read at once."""

    def __init__(self, uow: UnitOfWork, entries: Sequence[AuditEntry]) -> None:
        kinds = {entry.record_kind for entry in entries}
        self._models = {kind: model_of(kind) for kind in kinds}
        self._words = {
            source.kind: source.change_words(
                uow, [entry.changes for entry in entries if entry.record_kind == source.kind]
            )
            for source in current_contributions().search_sources
            if source.kind in kinds and source.change_words is not None
        }
        self._names = self._read_names(uow, entries)
        self._codes = {
            kind: mapper.class_.history_codes(uow)
            for kind, mapper in self._models.items()
            if mapper
        }

    def row(self, kind: str, field: str, pair: Sequence[Any]) -> tuple[str, str, str]:
        """(field, from, to) in words."""
        words = self._words.get(kind, {}).get(field)
        before, after = (self._show(kind, field, value, words) for value in pair)
        return self._label(kind, field, words), before, after

    def _label(self, kind: str, field: str, words: FieldWords | None) -> str:
        if words is not None:
            return str(gettext(words.label))
        said = historic_kinds()[kind].history_fields if kind in historic_kinds() else {}
        if field in said:
            return str(gettext(said[field]))
        # One of many that are told one by one: “prices.B1”.
        whole, _, part = field.partition(".")
        return f"{gettext(said[whole])} · {part}" if part and whole in said else field_label(field)

    def _show(self, kind: str, field: str, value: Any, words: FieldWords | None) -> str:
        if value is None or value == "":
            return ""
        # A deleted record has a name too, which the slices leave out.
        if isinstance(value, str) and value in self._names:
            return self._names[value]
        if words is not None:
            return words.show(value)
        if isinstance(value, str) and (said := self._code(kind, field, value)):
            return said
        if isinstance(value, list):
            return ", ".join(self._show(kind, field, one, None) for one in value)
        if isinstance(value, dict):
            return ", ".join(show_plain(one) for one in value.values() if one not in (None, ""))
        mapper = self._models[kind]
        if mapper is not None and field in mapper.columns and isinstance(value, str):
            moment = mapper.columns[field].type.python_type
            if moment is datetime:
                return show_datetime(datetime.fromisoformat(value))
            if moment is date:
                return show_date(date.fromisoformat(value))
        return show_plain(value)

    def _code(self, kind: str, field: str, value: str) -> str:
        """What a code is called; nothing for what is none."""
        kept: Mapping[str, str] = self._codes.get(kind, {}).get(field, {})
        if value in kept:
            return kept[value]
        known = historic_kinds().get(kind)
        said = known.history_values.get(field, {}) if known else {}
        return str(gettext(said[value])) if value in said else ""

    def _read_names(self, uow: UnitOfWork, entries: Sequence[AuditEntry]) -> dict[str, str]:
        wanted: dict[type[Any], set[UUID]] = defaultdict(set)
        for entry in entries:
            for field, pair in entry.changes.items():
                model = self._target(entry.record_kind, field)
                wanted[model].update(id_ for value in pair for id_ in _ids(value))
        names: dict[str, str] = {}
        for model, ids in wanted.items():
            if ids:
                found = uow.session.scalars(select(model).where(model.id.in_(ids)))
                names |= {str(one.id): name for one in found if (name := name_of(one))}
        return names

    def _target(self, kind: str, field: str) -> type[Any]:
        """What the field refers to; people, where it does not say."""
        mapper = self._models[kind]
        if mapper is not None and field in mapper.class_.history_targets:
            named: type[Any] = mapper.class_.history_targets[field]
            return named
        if mapper is not None and field in mapper.columns:
            for key in mapper.columns[field].foreign_keys:
                for one in Base.registry.mappers:
                    if one.local_table is key.column.table:
                        target: type[Any] = one.class_
                        return target
        return User


def _ids(value: Any) -> Iterator[UUID]:
    for one in value if isinstance(value, list) else (value,):
        if isinstance(one, str) and len(one) == _LENGTH_OF_ID:
            with suppress(ValueError):
                yield UUID(one)


_LENGTH_OF_ID = 36

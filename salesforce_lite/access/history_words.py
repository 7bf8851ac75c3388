"""Words for the history of all records: what kinds and fields are called, and how values read.

The slices say it of what they bring (`change_words` of their search sources). What they leave open
is told by the column: names behind ids, moments and days as the reader writes them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Mapper

from salesforce_lite.access.model import User
from salesforce_lite.kernel.db import Base
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import (
    FieldWords,
    current_contributions,
    locale_code,
    show_date,
    show_datetime,
    show_plain,
)

_FIELDS = {
    "name": N_("Name"),
    "email": N_("E-mail"),
    "active": N_("Active"),
    "is_active": N_("Active"),
    "roles": N_("Roles"),
    "permissions": N_("What they may do"),
    "record_access": N_("Whose records they see"),
    "locale": N_("Language and region"),
    "zone": N_("Time zone"),
    "theme": N_("Theme"),
    "password_changed_at": N_("Password changed"),
    "manager_id": N_("Manager"),
    "members": N_("Members"),
    "parent_id": N_("Below"),
    "position": N_("Place in the order"),
    "probability": N_("Probability"),
    "usual_days": N_("Usual days"),
    "demands": N_("What the stage demands"),
    "code": N_("Code"),
    "list_name": N_("List"),
    "label_es": N_("In Spanish"),
    "label_en": N_("In English"),
    "country": N_("Country"),
    "currency": N_("Currency"),
    "valid_from": N_("Valid from"),
    "rate": N_("Exchange rate"),
    "kind": N_("Kind"),
    "from_id": N_("From customer"),
    "to_id": N_("To customer"),
    "is_captive": N_("Works for us alone"),
    "starts_on": N_("Since"),
    "ends_on": N_("Until"),
    "since": N_("Since"),
    "until": N_("Until"),
    "function": N_("Function"),
    "is_primary": N_("First person"),
    "note": N_("Note"),
    "customer_id": N_("Customer"),
    "contact_id": N_("Contact"),
    "person_id": N_("Also a customer"),
    "owner_id": N_("Owner"),
    "owner_is_set": N_("Owner of its own"),
    "lifecycle_since": N_("In this stage since"),
    "merged_into_id": N_("Merged into"),
    "deleted_at": N_("Deleted"),
    "language": N_("Language"),
    "pipeline_id": N_("Pipeline"),
    "outcome": N_("Outcome"),
    "closed_on": N_("Closed on"),
    "loss_note": N_("What was said about losing it"),
    "completed_at": N_("Done"),
    "is_kept": N_("Kept"),
    "is_all_day": N_("Whole day"),
    "follows_id": N_("Next step of"),
    "locale_is_set": N_("Language and region"),
    "is_required": N_("Has to be filled in"),
    "is_listed": N_("Column of the list"),
    "is_upfront": N_("Asked for at once when logging"),
    "is_searched": N_("Found by search"),
}
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
    """The model whose history goes by this name; none where a plugin is gone."""
    for mapper in Base.registry.mappers:
        if getattr(mapper.class_, "history_name", None) == kind:
            return mapper
    return None


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

    def row(self, kind: str, field: str, pair: Sequence[Any]) -> tuple[str, str, str]:
        """(field, from, to) in words."""
        words = self._words.get(kind, {}).get(field)
        before, after = (self._show(kind, field, value, words) for value in pair)
        return self._label(field, words), before, after

    def _label(self, field: str, words: FieldWords | None) -> str:
        if words is not None:
            return str(gettext(words.label))
        if field in _FIELDS:
            return str(gettext(_FIELDS[field]))
        # Of a plugin, or for those who read the code.
        return field.partition(".")[2] or field.removesuffix("_id").replace("_", " ").capitalize()

    def _show(self, kind: str, field: str, value: Any, words: FieldWords | None) -> str:
        if value is None or value == "":
            return ""
        # A deleted record has a name too, which the slices leave out.
        if isinstance(value, str) and value in self._names:
            return self._names[value]
        if words is not None:
            return words.show(value)
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

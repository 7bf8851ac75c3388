"""Which record a row is about: by the other system's id, by our own, or by what a person named."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, select

from salesforce_lite.imports.importer import (
    OWN_ID,
    REFERENCE,
    Batch,
    Importer,
    ImportRow,
    RowRefusedError,
)
from salesforce_lite.imports.links import find_keys, own_id, seen_among
from salesforce_lite.kernel.errors import N_, DomainError
from salesforce_lite.references import find_by_references

LONGEST_REFERENCE = 120

_NOT_OURS = N_("“%(text)s” is not an id of ours.")
_NOT_VISIBLE = N_(
    "The record is known, but it was deleted here or belongs to somebody whose records you do not "
    "see."
)
_TOO_LONG = N_("The id “%(text)s” is longer than 120 characters.")
_SEVERAL = N_("Several records have “%(text)s”, so it is not clear which one is meant.")


def recognise(importer: Importer, batch: Batch, refused: dict[int, DomainError]) -> None:
    """Give each row the record it is about; what may not be touched is refused here."""
    if batch.source.is_own:
        _by_own_id(importer, batch, refused)
    else:
        _by_reference(importer, batch, refused)
        if batch.source.match:
            _by_match(importer, batch, refused)
    if importer.find is not None:
        importer.find(batch)
    _load(importer, batch)


def _by_own_id(importer: Importer, batch: Batch, refused: dict[int, DomainError]) -> None:
    ids = {}
    for row in batch.rows:
        written = row.get(OWN_ID)
        if written:
            found = own_id(written)
            if found is None:
                refused[row.number] = RowRefusedError(_NOT_OURS, text=written)
            else:
                ids[row.number] = found
    existing = _existing(importer, batch, set(ids.values()))
    seen = seen_among(batch.uow, importer.model, importer.visible, existing)
    for row in batch.rows:
        wanted = ids.get(row.number)
        row.new_id = wanted
        if wanted in existing:
            row.record_id = wanted
            if wanted not in seen:
                refused[row.number] = RowRefusedError(_NOT_VISIBLE)


def _by_reference(importer: Importer, batch: Batch, refused: dict[int, DomainError]) -> None:
    for row in batch.rows:
        row.reference = row.get(REFERENCE) or row.reference
        if len(row.reference) > LONGEST_REFERENCE:
            refused[row.number] = RowRefusedError(_TOO_LONG, text=row.reference[:40])
    references = {row.reference for row in batch.rows if row.reference}
    known = find_by_references(batch.uow, importer.record_kind, batch.source.system, references)
    seen = seen_among(batch.uow, importer.model, importer.visible, known.values())
    for row in batch.rows:
        record_id = known.get(row.reference)
        if record_id is not None:
            row.record_id = record_id
            row.is_referenced = True
            if record_id not in seen:
                refused[row.number] = RowRefusedError(_NOT_VISIBLE)


def _by_match(importer: Importer, batch: Batch, refused: dict[int, DomainError]) -> None:
    """Rows that no id leads anywhere, by e-mail, phone or tax id."""
    keys = {
        row.number: key
        for row in batch.rows
        if row.record_id is None and (key := _match_key(batch, row))
    }
    kind = {"tax_id": "tax"}.get(batch.source.match, batch.source.match)
    found = find_keys(batch.uow, importer.record_kind, kind, keys.values())
    for row in batch.rows:
        ids = found.get(keys.get(row.number, ""), set())
        if len(ids) > 1:
            key = keys[row.number]
            refused[row.number] = RowRefusedError(_SEVERAL, text=key)
        elif ids:
            row.record_id = next(iter(ids))


def _match_key(batch: Batch, row: ImportRow) -> str:
    written = row.get(batch.source.match)
    first = (written[0] if isinstance(written, list) and written else written) or ""
    match batch.source.match:
        case "email":
            return first.strip().lower()
        case "phone":
            return getattr(first, "number", None) or ""
        case "tax_id":
            country = row.get("tax_country") or row.get("country") or batch.source.country
            plain = "".join(letter for letter in first.upper() if letter.isalnum())
            return f"{country}:{plain}" if plain else ""
    return ""


def _existing(importer: Importer, batch: Batch, ids: set[UUID]) -> set[UUID]:
    """Those that exist at all. (The columns of the table: the class would add the row scope.)"""
    column = cast(Table, importer.model.__table__).c.id
    found: set[UUID] = set()
    wanted = sorted(ids)
    for start in range(0, len(wanted), 900):
        query = select(column).where(column.in_(wanted[start : start + 900]))
        found.update(batch.uow.session.scalars(query))
    return found


def _load(importer: Importer, batch: Batch) -> None:
    ids = sorted({row.record_id for row in batch.rows if row.record_id is not None})
    records: dict[UUID, Any] = {}  # Any: of the importer's model
    for start in range(0, len(ids), 900):
        query = importer.visible(batch.uow).where(importer.model.id.in_(ids[start : start + 900]))
        records.update((record.id, record) for record in batch.uow.session.scalars(query))
    for row in batch.rows:
        if row.record_id is not None:
            row.record = records.get(row.record_id)

"""Activities as rows of our own export, from which they come back unchanged."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from salesforce_lite.activities import Activity
from salesforce_lite.imports.assignment import OWN_ID_COLUMN
from salesforce_lite.imports.customer_rows import customer_names
from salesforce_lite.imports.directory import Directory
from salesforce_lite.imports.importer import Exporter
from salesforce_lite.imports.references import references_by_record
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.tabular import Cell

_MOMENTS = ("due_at", "started_at", "ended_at", "completed_at")
_PLAIN = ("kind", "channel", "subject", "note", "outcome", "is_all_day", "zone", "location")
_REST = ("latitude", "longitude", "is_kept")
COLUMNS = (
    OWN_ID_COLUMN,
    *_PLAIN,
    *_MOMENTS,
    *("customer", "customer_name", "contact", "opportunity", "owner"),
    *_REST,
    *("follows", "participants", "data", "references"),
)


def rows(
    uow: UnitOfWork, people: Directory, activities: Sequence[Activity]
) -> list[Mapping[str, Cell]]:
    references = references_by_record(uow, "activity", [one.id for one in activities])
    names = customer_names(uow, {one.customer_id for one in activities if one.customer_id})
    return [
        {
            OWN_ID_COLUMN: str(one.id),
            **{name: getattr(one, name) for name in (*_PLAIN, *_REST)},
            # As text with its zone: a cell of a workbook would lose it.
            **{name: _text(getattr(one, name)) for name in _MOMENTS},
            "customer": _text(one.customer_id),
            "customer_name": names.get(one.customer_id) if one.customer_id else None,
            "contact": _text(one.contact_id),
            "opportunity": _text(one.opportunity_id),
            "owner": people.emails.get(one.owner_id) if one.owner_id else None,
            "follows": _text(one.follows_id),
            "participants": _json([person.as_json() for person in one.participants]),
            "data": _json(one.data),
            "references": references.get(one.id),
        }
        for one in activities
    ]


def _text(value: object) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat()
    return None if value is None else str(value)


def _json(value: object) -> str | None:
    return json.dumps(value, ensure_ascii=False) if value else None


ACTIVITY_EXPORT = Exporter(columns=COLUMNS, rows=rows)

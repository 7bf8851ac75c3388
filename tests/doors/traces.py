"""What a use case leaves behind: the events, the history, and every row of the business."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.history import AuditEntry
from tests.doors.door import House
from tests.tables import core_tables

# How somebody came to the door, and what goes by the door's own ways: none of it is the business's.
_OF_THE_DOORS = frozenset(
    {
        *("api_token", "sign_in_session", "idempotent_answer", "user"),
        *("import_run", "import_upload", "job", "worker_lead", "scheduled_job"),
        *("device", "device_contact", "sync_op", "sync_conflict"),
        *("server_order", "record_change", "event", "audit_entry", "note"),
    }
)
# Columns that are chosen anew each time.
_CHOSEN = frozenset({"id", "number"})
_WITH_CHOSEN_IDS = frozenset({"customer", "contact", "opportunity", "activity"})


@dataclass(frozen=True, slots=True)
class Trace:
    events: list[tuple[str, Mapping[str, Any]]]
    # Kind, record, what was done to it, from what to what, which version it made.
    history: list[tuple[Any, ...]]
    # Table → its rows.
    rows: Mapping[str, list[Any]]
    surfaces: set[str]
    actors: set[Any]


def trace_of(house: House, *, since: tuple[int, int]) -> Trace:
    """What there is more than when `marks_of` was asked."""
    with house.app.make_session() as session:
        events = session.scalars(select(EventRecord).order_by(EventRecord.position)).all()
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        events, entries = events[since[0] :], entries[since[1] :]
        return Trace(
            events=[(one.name, one.payload) for one in events if _is_core(one)],
            history=sorted(
                (one.record_kind, _named(one), one.action, _told(one), one.record_version)
                for one in entries
                if one.record_kind not in _OF_THE_DOORS
            ),
            rows=_rows(session),
            surfaces={one.surface for one in (*events, *entries)},
            actors={one.actor_id for one in (*events, *entries)},
        )


def marks_of(house: House) -> tuple[int, int]:
    """How many events and lines of history there are."""
    with house.app.make_session() as session:
        counted = (select(func.count()).select_from(one) for one in (EventRecord, AuditEntry))
        events, entries = (session.scalar(query) or 0 for query in counted)
        return events, entries


def _is_core(event: EventRecord) -> bool:
    return not event.name.startswith(("Import", "Token"))


def _named(entry: AuditEntry) -> str:
    return str(entry.record_id) if entry.record_kind in _WITH_CHOSEN_IDS else ""


def _told(entry: AuditEntry) -> str:
    return repr(sorted(entry.changes.items()))


def _rows(session: Session) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for table in core_tables():
        if table.name in _OF_THE_DOORS:
            continue
        hidden = frozenset() if table.name in _WITH_CHOSEN_IDS else _CHOSEN
        kept = [column for column in table.columns if column.name not in hidden]
        rows = session.execute(select(*kept)).all() if kept else ()
        found[table.name] = sorted(
            repr([(column.name, value) for column, value in zip(kept, row, strict=True)])
            for row in rows
        )
    return found

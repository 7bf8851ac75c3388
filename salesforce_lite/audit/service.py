"""Reads the audit trail: the history of a record, and what others changed since a version of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from salesforce_lite.kernel.db import Historic
from salesforce_lite.kernel.errors import PermissionDeniedError
from salesforce_lite.kernel.events import as_json
from salesforce_lite.kernel.history import AuditEntry, historic_kinds
from salesforce_lite.kernel.ids import smallest_id_of
from salesforce_lite.kernel.paging import Order, Page, page_of
from salesforce_lite.kernel.session import audit_row, write_history
from salesforce_lite.kernel.uow import UnitOfWork

VIEW_HISTORY = "history.view"
_HIGHEST_VERSION = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """What became of one field: its value at first and at last, as JSON, and who saved it last."""

    name: str
    before: Any
    after: Any
    at: datetime
    actor_id: UUID | None
    actor_name: str


def history_of(
    uow: UnitOfWork,
    record_id: UUID,
    *,
    before: datetime | None = None,
    before_id: UUID | None = None,
    limit: int = 50,
) -> Sequence[AuditEntry]:
    """The newest saves of a record that come before a moment. The caller has seen the record."""
    query = select(AuditEntry).where(AuditEntry.record_id == record_id)
    if before is not None:
        same_moment = AuditEntry.at == before
        earlier = AuditEntry.at < before
        if before_id is not None:
            earlier = or_(earlier, and_(same_moment, AuditEntry.id < before_id))
        query = query.where(AuditEntry.at <= before, earlier)
    newest_first = query.order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    return uow.session.scalars(newest_first.limit(limit)).all()


def find_history(
    uow: UnitOfWork,
    *,
    record_id: UUID | None = None,
    entry_id: UUID | None = None,
    actor_id: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: str | None = None,
) -> Page[AuditEntry]:
    """Who changed what, the newest first: of one record, by one person, between two moments;
    or one save alone.

    Only for those who see everybody's records: a save tells what is in the record.
    """
    uow.actor.require(VIEW_HISTORY)
    if not uow.actor.sees_everybody():
        raise PermissionDeniedError(permission=VIEW_HISTORY)
    query = select(AuditEntry)
    if closed := _closed_kinds(uow):
        query = query.where(AuditEntry.record_kind.not_in(closed))
    if record_id is not None:
        query = query.where(AuditEntry.record_id == record_id)
    if entry_id is not None:
        query = query.where(AuditEntry.id == entry_id)
    if actor_id is not None:
        query = query.where(AuditEntry.actor_id == actor_id)
    # Ids tell the moment, and every index of the table ends with them.
    if since is not None:
        query = query.where(AuditEntry.id >= smallest_id_of(since))
    if until is not None:
        query = query.where(AuditEntry.id < smallest_id_of(until))
    newest_first = (Order(AuditEntry.id, descending=True),)
    name = f"history:{record_id}:{entry_id}:{actor_id}:{since}:{until}"
    return page_of(uow.session, query, newest_first, cursor=cursor, limit=50, name=name)


def _closed_kinds(uow: UnitOfWork) -> list[str]:
    """The kinds of records whose changes the actor may not read."""
    return sorted(
        name
        for name, kind in historic_kinds().items()
        if kind.history_permission and not uow.actor.may(kind.history_permission)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldChange:
    """What became of a record where its columns do not say it: field → [from, to]."""

    record: Historic
    changes: Mapping[str, tuple[Any, Any]]
    action: str = "changed"  # created, changed or removed


def tell_changes(uow: UnitOfWork, told: Sequence[ToldChange]) -> None:
    """Write into the history what is kept in rows beside the records, such as lines and prices.

    Each save of a record is told once: as a version that it has by now.
    """
    uow.session.flush()
    lines = []
    for one in told:
        changes = {
            name: [as_json(before), as_json(after)]
            for name, (before, after) in one.changes.items()
            if before != after
        }
        if changes or one.action != "changed":
            line = audit_row(one.record, one.action, changes, uow)
            lines.append(line | {"record_version": getattr(one.record, "version", None) or 1})
    write_history(uow.session, lines)


def changes_since(uow: UnitOfWork, record_id: UUID, version: int) -> dict[str, FieldChange]:
    """Field → how it differs from the given version; what was changed and put back is left out."""
    # The number comes from a form; one that no database can hold is beyond every save.
    version = max(0, min(version, _HIGHEST_VERSION))
    saves = uow.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.record_id == record_id, AuditEntry.record_version > version)
        .order_by(AuditEntry.record_version, AuditEntry.id)
    )
    found: dict[str, FieldChange] = {}
    for save in saves:
        for name, (before, after) in save.changes.items():
            first = found.get(name)
            found[name] = FieldChange(
                name=name,
                before=before if first is None else first.before,
                after=after,
                at=save.at,
                actor_id=save.actor_id,
                actor_name=save.actor_name,
            )
    return {name: change for name, change in found.items() if change.before != change.after}

"""Reads the audit trail: the history of a record, and what others changed since a version of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.uow import UnitOfWork

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

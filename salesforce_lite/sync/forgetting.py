"""Forgets what no phone needs any more."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import delete, select

from salesforce_lite.kernel.changes import RecordChange
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import GoOn
from salesforce_lite.sync.limits import limits_of
from salesforce_lite.sync.model import SyncConflict, SyncOp

# A phone that is silent for longer begins anew.
CHANGES_KEPT = timedelta(days=90)
# Phones send what they did in a year at the latest.
OPS_KEPT = timedelta(days=400)
_BATCH = 5000


def forget(uow: UnitOfWork, _payload: Mapping[str, Any]) -> GoOn | None:
    """Some thousand rows at a time, the oldest first."""
    oldest = uow.session.execute(
        select(RecordChange.position, RecordChange.at).order_by(RecordChange.position).limit(_BATCH)
    )
    # A history that was told later has old moments beyond the first young one: that stays.
    positions = [
        row.position for row in takewhile(lambda row: row.at < uow.now - CHANGES_KEPT, oldest)
    ]
    if positions:
        last = positions[-1]
        uow.session.execute(delete(RecordChange).where(RecordChange.position <= last))
        limits = limits_of(uow)
        limits.forgotten_to = max(limits.forgotten_to, last)
    ops = _forget_ops(uow)
    decided = (
        select(SyncConflict.id)
        .where(SyncConflict.is_open.is_(False), SyncConflict.decided_at < uow.now - OPS_KEPT)
        .limit(_BATCH)
    )
    ids = list(uow.session.scalars(decided))
    uow.session.execute(delete(SyncConflict).where(SyncConflict.id.in_(ids)))
    return GoOn({}) if _BATCH in (len(positions), ops, len(ids)) else None


def _forget_ops(uow: UnitOfWork) -> int:
    old = select(SyncOp.op_id).where(SyncOp.received_at < uow.now - OPS_KEPT).limit(_BATCH)
    ids = list(uow.session.scalars(old))
    if ids:
        uow.session.execute(delete(SyncOp).where(SyncOp.op_id.in_(ids)))
    return len(ids)

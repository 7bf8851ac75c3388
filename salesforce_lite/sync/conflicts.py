"""Conflicts: what a phone said and was not applied, kept until a person has decided."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from salesforce_lite.custom_fields import ENTITIES, seen_fields
from salesforce_lite.kernel.errors import (
    NotFoundError,
    PermissionDeniedError,
)
from salesforce_lite.kernel.paging import Order, Page, page_of
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.notifications import notify, settle_notification
from salesforce_lite.sync.events import SyncConflictFound
from salesforce_lite.sync.model import MANAGE, USE, ConflictKind, SyncConflict
from salesforce_lite.sync.received import Received

CONFLICT = "sync.conflict"


def keep_conflict(
    uow: UnitOfWork,
    received: Received,
    *,
    kind: ConflictKind,
    record_kind: str = "",
    record_id: UUID | None = None,
    fields: Mapping[str, Any] | None = None,
    reason: Mapping[str, Any] | None = None,
) -> SyncConflict:
    """Keep what was said; the person who said it is told with the bell.

    Of what one phone says of the same field of a record there is one conflict: the newer word is
    what is wanted.
    """
    known = _known(uow, received, kind, record_id)
    if known is not None:
        _renew(known, received, fields or {})
        uow.session.flush()
        return known
    conflict = SyncConflict(
        op_id=received.op_id,
        device_id=received.device_id,
        user_id=_person(uow),
        kind=kind,
        command=received.command,
        command_version=received.version,
        record_kind=record_kind,
        record_id=record_id,
        fields=dict(fields or {}),
        payload=received.payload,
        said=dict.fromkeys(_flat(received.payload), received.seq),
        reason=dict(reason or {}),
    )
    uow.session.add(conflict)
    uow.session.flush()
    uow.record(
        SyncConflictFound(
            conflict_id=conflict.id,
            user_id=conflict.user_id,
            record_id=record_id,
            kind=conflict.kind,
        )
    )
    notify(uow, conflict.user_id, CONFLICT, about=conflict.id, key=str(conflict.id))
    return conflict


def _person(uow: UnitOfWork) -> UUID:
    if uow.actor.user_id is None:
        raise PermissionDeniedError(permission=USE)
    return uow.actor.user_id


def _known(
    uow: UnitOfWork, received: Received, kind: ConflictKind, record_id: UUID | None
) -> SyncConflict | None:
    query = select(SyncConflict).where(
        SyncConflict.user_id == uow.actor.user_id,
        SyncConflict.device_id == received.device_id,
        SyncConflict.kind == kind,
        SyncConflict.command == received.command,
        SyncConflict.is_open,
    )
    if kind == ConflictKind.FIELDS:
        query = query.where(SyncConflict.record_id == record_id)
    elif kind == ConflictKind.REUSED:
        query = query.where(SyncConflict.op_id == received.op_id)
        return next(
            (one for one in uow.session.scalars(query) if one.payload == received.payload), None
        )
    else:
        return None
    return uow.session.scalar(query.limit(1))


def _renew(conflict: SyncConflict, received: Received, fields: Mapping[str, Any]) -> None:
    """What the phone has said later stays, though it came first; the original is what it was."""
    said = {
        name: value
        for name, value in _flat(received.payload).items()
        if received.seq >= conflict.said.get(name, 0)
    }
    conflict.said = conflict.said | dict.fromkeys(said, received.seq)
    payload = _flat(conflict.payload) | said
    custom = {name: value for name, value in payload.items() if name.startswith("custom.")}
    conflict.payload = {name: payload[name] for name in payload.keys() - custom.keys()}
    if custom:
        conflict.payload["custom"] = {
            name.removeprefix("custom."): value for name, value in custom.items()
        }
    conflict.fields = conflict.fields | {
        name: one | {"original": conflict.fields.get(name, one)["original"]}
        for name, one in fields.items()
        if name in said
    }


def _flat(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Custom fields beside the others, as they are named in conflicts."""
    custom = payload.get("custom")
    if not isinstance(custom, dict):
        return dict(payload)
    rest = {name: value for name, value in payload.items() if name != "custom"}
    return rest | {f"custom.{code}": value for code, value in custom.items()}


def seen_parts(
    uow: UnitOfWork, conflict: SyncConflict, fields: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Its fields, as they stand now, and its payload, without the custom fields that the reader
    does not see."""
    if conflict.record_kind not in ENTITIES:
        return dict(fields), conflict.payload
    seen = {one.code for one in seen_fields(uow, conflict.record_kind)}
    shown = {
        name: one
        for name, one in fields.items()
        if not name.startswith("custom.") or name.removeprefix("custom.") in seen
    }
    payload = dict(conflict.payload)
    if isinstance(payload.get("custom"), dict):
        payload["custom"] = {code: one for code, one in payload["custom"].items() if code in seen}
    return shown, payload


def withdraw(uow: UnitOfWork, received: Received, record_id: UUID, names: Collection[str]) -> None:
    """What the phone had said of these fields before is no question any more: it was said anew, and
    saved. (What comes now may be what it said first.)"""
    query = select(SyncConflict).where(
        SyncConflict.device_id == received.device_id,
        SyncConflict.record_id == record_id,
        SyncConflict.kind == ConflictKind.FIELDS,
        SyncConflict.is_open,
    )
    for conflict in uow.session.scalars(query):
        left = {
            name: one
            for name, one in conflict.fields.items()
            if name not in names or conflict.said.get(name, 0) > received.seq
        }
        if left:
            conflict.fields = left
        else:
            conflict.is_open, conflict.decision = False, {"all": "current"}
            settle_notification(uow, conflict.user_id, CONFLICT, about=conflict.id)
            conflict.decided_by, conflict.decided_at = uow.actor.user_id, uow.now


def visible_conflicts(uow: UnitOfWork) -> Select[SyncConflict]:
    """One's own, and those of the people whose records one sees."""
    uow.actor.require(USE)
    query = select(SyncConflict)
    if uow.actor.sees_everybody() or uow.actor.may(MANAGE):
        return query
    people = {*(uow.actor.scope or ()), uow.actor.user_id}
    return query.where(SyncConflict.user_id.in_(sorted(one for one in people if one)))


def list_conflicts(
    uow: UnitOfWork,
    *,
    is_open: bool = True,
    user_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[SyncConflict]:
    """A page of them, the oldest first."""
    query = visible_conflicts(uow).where(SyncConflict.is_open.is_(is_open))
    if user_id is not None:
        query = query.where(SyncConflict.user_id == user_id)
    name = f"sync conflicts:{is_open}:{user_id}"
    return page_of(
        uow.session, query, (Order(SyncConflict.id),), cursor=cursor, limit=limit, name=name
    )


def get_conflict(uow: UnitOfWork, conflict_id: UUID) -> SyncConflict:
    """Raises NotFoundError."""
    conflict = uow.session.scalar(visible_conflicts(uow).where(SyncConflict.id == conflict_id))
    if conflict is None:
        raise NotFoundError
    return conflict

"""What others changed meanwhile, field by field (three-way merge).

The original is what the phone had read, the wanted value what it says, the current one what stands
in the record. Where only one side changed, that side counts; where both did, a person decides. What
the same phone said before counts as read by it, whatever version it names, and what it said later
(but was received before) is its newer word.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select

from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import SyncCommand
from salesforce_lite.sync.model import SyncOp
from salesforce_lite.sync.received import Received

_NOT_FIELDS = ("id", "version")


@dataclass(slots=True)
class Merge:
    """What may be applied of a change, and what may not."""

    apply: dict[str, Any] = field(default_factory=dict)
    """Field → value, of those that stand in nobody's way; custom fields under `custom`."""
    conflicts: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Field → its original, current and wanted value as JSON; custom fields as `custom.code`."""


def said_fields(body: Any) -> dict[str, Any]:
    """Field → value of what a change says; custom fields one by one."""
    said: dict[str, Any] = {}
    for name in body.__struct_fields__:
        value = getattr(body, name)
        if value is msgspec.UNSET or name in _NOT_FIELDS:
            continue
        if name == "custom":
            said |= {f"custom.{code}": one for code, one in value.items()}
        else:
            said[name] = value
    return said


def merged(
    uow: UnitOfWork,
    command: SyncCommand,
    received: Received,
    body: Any,
    *,
    current: Any,
    base: int,
) -> Merge:
    """Compare what is said with what was changed since `base`; `current` is the record as it is
    shown to programs."""
    theirs, later = _changed_since(uow, body.id, received, base)
    found = Merge()
    for name, wanted in said_fields(body).items():
        stored = command.stored.get(name, (name,))
        if any(one in later for one in stored):
            continue
        touched = [one for one in stored if one in theirs]
        now = value_of(current, name)
        if touched and not _same(now, wanted):
            found.conflicts[name] = {
                "original": theirs[touched[0]] if len(stored) == 1 else None,
                "current": msgspec.to_builtins(now),
                "wanted": msgspec.to_builtins(wanted),
            }
        else:
            _put(found.apply, name, wanted)
    return found


def own_base(uow: UnitOfWork, record_id: UUID, received: Received) -> int | None:
    """The version that the phone knows: what it had read, and what it made of it itself since."""
    base = received.base_version
    if base is None:
        return None
    versions = select(AuditEntry.record_version).where(
        AuditEntry.record_id == record_id, AuditEntry.record_version > base
    )
    own = _own_versions(uow, record_id, received, base)
    for version in sorted(set(uow.session.scalars(versions))):
        if version not in own:
            break
        base = version
    return base


def _own_versions(
    uow: UnitOfWork, record_id: UUID, received: Received, base: int
) -> dict[int | None, int]:
    """Version that this phone made → the number of its command."""
    rows = uow.session.execute(
        select(SyncOp.record_version, SyncOp.seq).where(
            SyncOp.record_id == record_id,
            SyncOp.record_version > base,
            SyncOp.device_id == received.device_id,
        )
    )
    return dict(rows.all())


def _put(fields: dict[str, Any], name: str, value: Any) -> None:
    if name.startswith("custom."):
        fields.setdefault("custom", {})[name.removeprefix("custom.")] = value
    else:
        fields[name] = value


def body_of(shape: type[Any], record_id: UUID, fields: Mapping[str, Any]) -> Any:
    """The struct of a change that says only these fields."""
    return shape(id=record_id, **fields)


def value_of(view: Any, name: str) -> Any:
    """What a field of a record is, as programs see it; `custom.code` names a custom one."""
    if name.startswith("custom."):
        return view.custom.get(name.removeprefix("custom."))
    return getattr(view, name, None)


def _same(now: Any, wanted: Any) -> bool:
    return bool(now == wanted) or msgspec.to_builtins(now) == msgspec.to_builtins(wanted)


def _changed_since(
    uow: UnitOfWork, record_id: UUID, received: Received, base: int
) -> tuple[dict[str, Any], set[str]]:
    """Field → its value before somebody else changed it; and what the same device said later."""
    saves = uow.session.execute(
        select(AuditEntry.record_version, AuditEntry.changes)
        .where(AuditEntry.record_id == record_id, AuditEntry.record_version > base)
        .order_by(AuditEntry.record_version, AuditEntry.id)
    ).all()
    own = _own_versions(uow, record_id, received, base)
    theirs: dict[str, Any] = {}
    later: set[str] = set()
    for version, changes in saves:
        if version in own:
            if own[version] > received.seq:
                later.update(changes)
            continue
        for name, (before, _) in changes.items():
            theirs.setdefault(name, before)
    return theirs, later

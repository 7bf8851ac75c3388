"""Phones of somebody, and what they said that could not simply be applied."""

from typing import Any
from uuid import UUID, uuid4

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.sync.conflicts import keep_conflict
from salesforce_lite.sync.devices import hear_of, wipe_device
from salesforce_lite.sync.model import ConflictKind, OpState, SyncConflict, SyncOp
from salesforce_lite.sync.received import Received


def save_phones(uow: UnitOfWork, word: str, customer: UUID) -> dict[str, UUID]:
    """A phone that is used and one that was lost, a conflict of each kind of question about the
    customer, and the command that one of them stands for; answers their ids."""
    ids: dict[str, UUID] = {}
    for name in ("phone", "wiped_phone"):
        ids[name] = hear_of(
            uow, uuid4(), name=f"Phone {word} {name}", app_version=f"1.0 {word}", pushed=True
        ).id
    wipe_device(uow, ids["wiped_phone"])
    changed = _said(
        ids["phone"],
        1,
        "customers.change_customer",
        id=str(customer),
        note=f"Del teléfono {word}",
        website=f"https://phone.{word}.example",
    )
    kept = a_conflict_of_fields(uow, changed, customer, f"Aquí {word}")
    ids["conflict"] = kept.id
    deleted = _said(ids["phone"], 2, "customers.delete_customer", id=str(customer))
    ids["other_conflict"] = keep_conflict(
        uow,
        deleted,
        kind=ConflictKind.STATE,
        record_kind="customer",
        record_id=customer,
        reason={"code": "stale", "detail": f"Changed {word}", "errors": {}},
    ).id
    uow.session.add(_op(uow, changed, kept))
    uow.session.flush()
    return ids


def a_conflict_of_fields(
    uow: UnitOfWork, said: Received, record_id: UUID, current: str
) -> SyncConflict:
    """Every field that is said was changed by others as well."""
    return keep_conflict(
        uow,
        said,
        kind=ConflictKind.FIELDS,
        record_kind=said.command.split("_")[-1],
        record_id=record_id,
        fields={
            name: {"original": None, "current": current, "wanted": value}
            for name, value in said.payload.items()
            if name != "id"
        },
    )


def _said(device_id: UUID, seq: int, command: str, **payload: Any) -> Received:
    return Received(
        op_id=uuid4(),
        device_id=device_id,
        seq=seq,
        command=command,
        version=1,
        base_version=1,
        payload=payload,
    )


def _op(uow: UnitOfWork, said: Received, conflict: SyncConflict) -> SyncOp:
    return SyncOp(
        op_id=said.op_id,
        device_id=said.device_id,
        user_id=conflict.user_id,
        seq=said.seq,
        command=said.command,
        command_version=said.version,
        body_hash=said.body_hash,
        base_version=said.base_version,
        received_at=uow.now,
        state=OpState.CONFLICT,
        reason={},
        record_kind=conflict.record_kind,
        record_id=conflict.record_id,
        conflict_id=conflict.id,
        payload=said.payload,
    )

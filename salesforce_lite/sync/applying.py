"""Applies what a command says, whatever has become of its record meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from dataclasses import replace as with_other
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from salesforce_lite.api import shaped
from salesforce_lite.custom_fields import ENTITIES, seen_fields
from salesforce_lite.customers import survivor_of
from salesforce_lite.kernel.errors import DomainError, NotFoundError, PermissionDeniedError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import SyncCommand
from salesforce_lite.sync.conflicts import keep_conflict, withdraw
from salesforce_lite.sync.errors import (
    BaseVersionMissingError,
    ChangedMeanwhileError,
    GoneMeanwhileError,
    ParentMissingError,
)
from salesforce_lite.sync.merging import body_of, merged, own_base, said_fields
from salesforce_lite.sync.model import ConflictKind, OpState
from salesforce_lite.sync.received import Received, makes_record, on_real_ids, on_real_time
from salesforce_lite.sync.showing import Showing
from salesforce_lite.sync.sight import (
    customer_of_sale,
    hold,
    is_in_sight,
    is_out_of_sight,
    was_deleted,
    widen,
)
from salesforce_lite.sync.telling import tell_owner

# What a new record may belong to.
_PARENTS = {
    "customer_id": "customer",
    "contact_id": "contact",
    "opportunity_id": "opportunity",
    "follows_id": "activity",
}


@dataclass(frozen=True, slots=True)
class Applied:
    """The record, and what was not applied of the command, if anything."""

    record: Any
    state: OpState = OpState.APPLIED
    refusal: DomainError | None = None
    conflict_id: UUID | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Values of fields that are not there any more: kept, and no reason to refuse the rest."""


def apply_command(
    uow: UnitOfWork, command: SyncCommand, received: Received, showing: Showing, *, skew: float
) -> Applied:
    """Do what the phone says, by the service of the command.

    Raises what the service refuses, ParentMissingError for what has to come after something else,
    BaseVersionMissingError for what would go over the work of others unseen, and
    GoneMeanwhileError for what a person has to decide because its record is gone.
    """
    if received.base_version is None and (command.is_change or command.undoes):
        raise BaseVersionMissingError(fields={"base_version": BaseVersionMissingError.sentence})
    payload, extra = _without_lost_fields(
        uow, command.about, on_real_ids(uow, received, makes=makes_record(command))
    )
    body = shaped(payload, command.shape)
    return with_other(_applied(uow, command, received, body, showing, skew), extra=extra)


def _applied(
    uow: UnitOfWork,
    command: SyncCommand,
    received: Received,
    body: Any,
    showing: Showing,
    skew: float,
) -> Applied:
    if not makes_record(command):
        body = _on_survivor(uow, command.about, body)
    body, said = on_real_time(body, command.moments, skew, uow.now)
    if said and hasattr(body, "data"):
        body = _noting_clock(body, said, skew)
    if command.is_change:
        return _changed(uow, command, received, body, showing)
    if makes_record(command):
        return Applied(_made(uow, command, body))
    try:
        return Applied(command.apply(uow, body, own_base(uow, body.id, received)))
    except NotFoundError:
        # It may be something else that is not there, such as a stage.
        is_there = is_in_sight(uow, command.about, body.id)
        if not is_there and is_out_of_sight(uow, command.about, body.id):
            raise GoneMeanwhileError from None
        raise


def _without_lost_fields(
    uow: UnitOfWork, about: str, payload: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Without the values of custom fields that were retired since, or are hidden; and those."""
    custom = payload.get("custom")
    if not isinstance(custom, dict) or about not in ENTITIES:
        return payload, {}
    known = {one.code for one in seen_fields(uow, about)}
    extra = {code: value for code, value in custom.items() if code not in known}
    kept = {code: value for code, value in custom.items() if code in known}
    return payload | {"custom": kept}, extra


def _changed(
    uow: UnitOfWork, command: SyncCommand, received: Received, body: Any, showing: Showing
) -> Applied:
    flag = None
    # Held before anything of it is read: who saves it meanwhile waits, or was looked at.
    held = hold(uow, command.about, body.id)
    if held is None and was_deleted(uow, command.about, body.id):
        _revive(uow, command, body.id)
        held = hold(uow, command.about, body.id)
        flag = ConflictKind.GONE
    view = None if held is None else showing.seen(uow, command.about, body.id)
    if view is None:
        if is_out_of_sight(uow, command.about, body.id):
            raise GoneMeanwhileError
        raise NotFoundError
    # What is said to be newer than what stands was read before a restore: nothing of it is known.
    read = received.base_version or 0
    base = read if read <= view.version else 0
    found = merged(uow, command, received, body, current=view, base=base)
    record = None
    if found.apply:
        record = command.apply(uow, body_of(command.shape, body.id, found.apply), None)
        uow.session.flush()
        withdraw(uow, received, body.id, said_fields(body).keys() - found.conflicts.keys())
    if not found.conflicts and flag is None:
        return Applied(record or view)
    conflict = keep_conflict(
        uow,
        received,
        kind=flag or ConflictKind.FIELDS,
        record_kind=command.about,
        record_id=body.id,
        fields=found.conflicts,
    )
    if not found.conflicts:
        # The change won over the deletion; a person is told of it.
        return Applied(record or view, conflict_id=conflict.id)
    return Applied(record or view, OpState.CONFLICT, ChangedMeanwhileError(), conflict.id)


def _made(uow: UnitOfWork, command: SyncCommand, body: Any) -> Any:
    """A new record. What has happened counts, even where what it belongs to is gone by now."""
    beyond = False
    for name, kind in _PARENTS.items():
        parent_id = getattr(body, name, None)
        if not isinstance(parent_id, UUID) or is_in_sight(uow, kind, parent_id):
            continue
        is_known = is_out_of_sight(uow, kind, parent_id)
        survivor_id = survivor_of(uow, parent_id) if kind == "customer" else None
        if survivor_id is not None:
            body = replace(body, **{name: survivor_id})
            if is_in_sight(uow, kind, survivor_id):
                continue
        if not is_known:
            raise ParentMissingError(fields={name: ParentMissingError.sentence})
        if not command.is_fact:
            raise GoneMeanwhileError
        if name == "customer_id":
            beyond = True
        else:
            body = _without_parent(uow, body, name, parent_id)
            beyond = beyond or not _sees_customer(uow, body)
    return _made_beyond_sight(uow, command, body) if beyond else command.apply(uow, body, None)


def _without_parent(uow: UnitOfWork, body: Any, name: str, parent_id: UUID) -> Any:
    """What it hung on is out of sight; of a sale the customer stays, whoever has it now."""
    body = replace(body, **{name: None})
    if name == "opportunity_id" and not isinstance(body.customer_id, UUID):
        return replace(body, customer_id=customer_of_sale(uow, parent_id))
    return body


def _sees_customer(uow: UnitOfWork, body: Any) -> bool:
    customer_id = body.customer_id
    return not isinstance(customer_id, UUID) or is_in_sight(uow, "customer", customer_id)


def _made_beyond_sight(uow: UnitOfWork, command: SyncCommand, body: Any) -> Any:
    """At a customer who is somebody else's by now; that one is told. What is only planned is for
    a person to decide."""
    is_done = isinstance(getattr(body, "completed_at", None), datetime)
    if not is_done or was_deleted(uow, "customer", body.customer_id):
        raise GoneMeanwhileError
    widen(uow)
    record = command.apply(uow, body, None)
    uow.session.flush()
    tell_owner(uow, body.customer_id, record)
    return record


def _on_survivor(uow: UnitOfWork, kind: str, body: Any) -> Any:
    """What was said of a customer that was merged is said of the one that it went into."""
    if kind != "customer" or is_in_sight(uow, kind, body.id):
        return body
    survivor_id = survivor_of(uow, body.id)
    if survivor_id is None:
        return body
    if not is_in_sight(uow, kind, survivor_id) and is_out_of_sight(uow, kind, body.id):
        raise GoneMeanwhileError
    return replace(body, id=survivor_id)


def _revive(uow: UnitOfWork, command: SyncCommand, record_id: UUID) -> None:
    """A change wins over a deletion, as far as its author may take it back."""
    if command.restore is None:
        raise GoneMeanwhileError
    try:
        command.restore(uow, record_id)
        uow.session.flush()
    except (NotFoundError, PermissionDeniedError):
        raise GoneMeanwhileError from None


def _noting_clock(body: Any, said: Mapping[str, Any], skew: float) -> Any:
    """Both are kept: what the clock of the phone showed stands in `data`."""
    data = body.data if isinstance(body.data, dict) else {}
    return replace(body, data=data | {"device_clock": {**said, "skew_s": round(skew)}})

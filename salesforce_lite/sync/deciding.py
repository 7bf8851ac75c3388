"""A person decides what stays of what was written on a phone."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal
from uuid import UUID

from salesforce_lite.api import shaped
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version
from salesforce_lite.notifications import settle_notification
from salesforce_lite.plugin import DECIDED, SyncCommand
from salesforce_lite.sync.conflicts import CONFLICT, get_conflict, seen_parts
from salesforce_lite.sync.errors import (
    ConflictDecidedError,
    GoneMeanwhileError,
    UnknownCommandError,
)
from salesforce_lite.sync.events import SyncConflictDecided
from salesforce_lite.sync.merging import body_of, said_fields
from salesforce_lite.sync.model import ConflictKind, SyncConflict
from salesforce_lite.sync.received import Received, makes_record, on_real_ids

Choice = Literal["wanted", "current"]
Commands = Mapping[tuple[str, int], SyncCommand]
_CHOOSE = N_("Say which value stays, here or in “choice”: wanted or current.")


def decide(
    uow: UnitOfWork,
    conflict_id: UUID,
    commands: Commands,
    *,
    choice: Choice | None = None,
    fields: Mapping[str, Choice] | None = None,
    version: int | None = None,
) -> SyncConflict:
    """Say what stays. `fields` says it for single fields of a conflict of fields, `choice` for the
    rest; nothing that the actor sees is left to chance. What is wanted is saved by the service of
    the command, as far as the actor may.

    Raises ConflictDecidedError, and whatever the service refuses; then it stays open.
    """
    conflict = get_conflict(uow, conflict_id)
    if not conflict.is_open:
        raise ConflictDecidedError
    check_version(conflict, version)
    unknown = set(fields or {}) - conflict.fields.keys()
    if unknown:
        raise InvalidInputError(fields=dict.fromkeys(unknown, NotFoundError.sentence))
    if choice is None:
        _refuse_open_ends(uow, conflict, fields or {})
    choice = choice or "current"
    decided = dict.fromkeys(conflict.fields, choice) | dict(fields or {})
    wanted = {name for name, one in decided.items() if one == "wanted"}
    if conflict.fields:
        if wanted:
            _apply(uow, conflict, commands, wanted)
    elif choice == "wanted":
        _apply(uow, conflict, commands, None)
    conflict.is_open = False
    conflict.decision = decided or {"all": choice}
    conflict.decided_by, conflict.decided_at = uow.actor.user_id, uow.now
    settle_notification(uow, conflict.user_id, CONFLICT, about=conflict.id)
    uow.record(
        SyncConflictDecided(
            conflict_id=conflict.id, user_id=conflict.user_id, record_id=conflict.record_id
        )
    )
    uow.session.flush()
    return conflict


def _refuse_open_ends(
    uow: UnitOfWork, conflict: SyncConflict, chosen: Mapping[str, Choice]
) -> None:
    """Raises InvalidInputError where nothing is said of something."""
    seen, _ = seen_parts(uow, conflict, conflict.fields)
    missing = ({f"fields.{name}" for name in seen} if seen else {"choice"}) - {
        f"fields.{name}" for name in chosen
    }
    if missing:
        raise InvalidInputError(fields=dict.fromkeys(missing, _CHOOSE))


def _apply(
    uow: UnitOfWork, conflict: SyncConflict, commands: Commands, names: set[str] | None
) -> None:
    """Save what is wanted: of a change only these fields, where they are named."""
    command = commands.get((conflict.command, conflict.command_version))
    if command is None:
        raise UnknownCommandError(command=conflict.command, version=conflict.command_version)
    received = Received(
        op_id=conflict.op_id,
        device_id=conflict.device_id,
        seq=0,
        command=conflict.command,
        version=conflict.command_version,
        base_version=None,
        payload=conflict.payload,
    )
    makes = makes_record(command)
    if makes and conflict.kind == ConflictKind.REUSED:
        # Its id is that of what the first of the two has made.
        received = replace(received, payload={**received.payload, "id": None})
        received.payload.pop("id")
    body = shaped(on_real_ids(uow, received, makes=makes), command.shape)
    if names is not None:
        fields: dict[str, Any] = {}
        for name, value in said_fields(body).items():
            if name in names and name.startswith("custom."):
                fields.setdefault("custom", {})[name.removeprefix("custom.")] = value
            elif name in names:
                fields[name] = value
        body = body_of(command.shape, body.id, fields)
    try:
        command.apply(uow, body, DECIDED)
    except NotFoundError:
        if conflict.kind != ConflictKind.GONE or command.restore is None:
            raise GoneMeanwhileError from None
        command.restore(uow, body.id)
        uow.session.flush()
        command.apply(uow, body, DECIDED)

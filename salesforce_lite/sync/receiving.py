"""Receives commands: each is applied once, in a savepoint of its own.

Whatever becomes of it stands in `sync_op` in the same transaction; sent again, it is answered from
there. What cannot be applied is kept as a conflict, so that nothing that was typed is lost.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.exc import DBAPIError

from salesforce_lite.api import refusal_of
from salesforce_lite.kernel.errors import ConflictError, DomainError, StaleVersionError
from salesforce_lite.kernel.rows import insert_rows
from salesforce_lite.kernel.turns import take_turn
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import PluginError, SyncCommand
from salesforce_lite.sync.applying import Applied, apply_command
from salesforce_lite.sync.conflicts import keep_conflict
from salesforce_lite.sync.errors import (
    ChangedMeanwhileError,
    FaultError,
    GoneMeanwhileError,
    OpReusedError,
    ParentMissingError,
    UnknownCommandError,
)
from salesforce_lite.sync.model import LONGEST_TEMP, ConflictKind, OpState, SyncOp
from salesforce_lite.sync.received import Received, makes_record
from salesforce_lite.sync.showing import Showing

_log = logging.getLogger(__name__)
_ops = cast(Table, SyncOp.__table__)
OpenUnit = Callable[[], AbstractContextManager[UnitOfWork]]


class AloneError(Exception):
    """A command that needs a unit of its own."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a command. `view` is the record as programs see it, where they still may."""

    op: SyncOp | None
    error: DomainError | None = None
    is_again: bool = False
    retry: bool = False
    view: Any = None
    conflict_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Receiver:
    """Receives the commands of one push. `skew` is the server's clock less the phone's."""

    open_unit: OpenUnit
    commands: Mapping[tuple[str, int], SyncCommand]
    showing: Showing
    skew: float

    def receive_all(self, several: Sequence[Received]) -> list[Answer]:
        """What became of each. They share one commit, which costs more than what most of them do;
        where anything is out of the ordinary, each has a unit of its own."""
        if len(several) > 1:
            try:
                with self.open_unit() as uow:
                    return [self._in_turn(uow, one) for one in several]
            except Exception:
                _log.info("%s commands are received one by one", len(several), exc_info=True)
        return [self.receive(one) for one in several]

    def _in_turn(self, uow: UnitOfWork, received: Received) -> Answer:
        answer = self._once(uow, received)
        if self.showing.is_widened(uow):
            # Those after it see no more than before.
            raise AloneError
        return answer

    def receive(self, received: Received) -> Answer:
        """What became of the command, now or when it was received first."""
        try:
            with self.open_unit() as uow:
                return self._once(uow, received)
        except DomainError as error:
            if _may_go_well(error):
                return Answer(None, error, retry=True)
            # A rule that looks at the end has refused: nothing of it was kept but this.
            return self._keep_refusal(received, error)
        except DBAPIError:
            raise
        except Exception:
            # A fault of ours must not stand in the way of all that waits behind it.
            _log.exception("the command %s failed", received.command)
            return Answer(None, FaultError(), retry=True)

    def _once(self, uow: UnitOfWork, received: Received) -> Answer:
        known = _known(uow, received)
        if known is not None:
            return self._again(uow, known, received)
        command = self.commands.get((received.command, received.version))
        if command is None:
            # Another version of the server, or a plugin that is on again, may know it.
            unknown = UnknownCommandError(command=received.command, version=received.version)
            return Answer(None, unknown, retry=True)
        op = _op(uow, received, command)
        try:
            with uow.lent("sync"):
                found = apply_command(uow, command, received, self.showing, skew=self.skew)
                # What reacts to it may refuse it, and stands before the next command is looked at.
                uow.settle()
        except StaleVersionError as error:
            if command.is_change:
                # It said no version to the service: somebody saved at this very moment.
                return Answer(None, error, retry=True)
            return self._kept(uow, op, received, ConflictKind.STATE, ChangedMeanwhileError())
        except GoneMeanwhileError as error:
            return self._kept(uow, op, received, ConflictKind.GONE, error)
        except DomainError as error:
            if _may_go_well(error):
                return Answer(None, error, retry=True)
            return _rejected(uow, op, received, error)
        return self._noted(uow, op, command, received, found)

    def _noted(
        self,
        uow: UnitOfWork,
        op: SyncOp,
        command: SyncCommand,
        received: Received,
        found: Applied,
    ) -> Answer:
        """What was applied stands beside it, and what was not."""
        op.state, op.conflict_id = found.state, found.conflict_id
        if found.record is not None:
            op.record_id = found.record.id
            # What others saved is not the phone's word, though it may be what it is shown.
            op.record_version = found.record.version if uow.has_changed(op.record_id) else None
        if found.extra:
            op.payload = {"custom": dict(found.extra)}
        if found.refusal is not None:
            op.reason, op.payload = _reason(found.refusal), received.payload
        _keep(uow, op)
        return Answer(op, found.refusal, view=self.showing.saved(uow, command, found.record))

    def _again(self, uow: UnitOfWork, known: SyncOp, received: Received) -> Answer:
        is_same = known.user_id == uow.actor.user_id and known.body_hash == received.body_hash
        if not is_same:
            reason = _reason(OpReusedError())
            kept = keep_conflict(uow, received, kind=ConflictKind.REUSED, reason=reason)
            return Answer(None, OpReusedError(), conflict_id=kept.id)
        view = self.showing.seen(uow, known.record_kind, known.record_id)
        return Answer(known, is_again=True, view=view)

    def _kept(
        self,
        uow: UnitOfWork,
        op: SyncOp,
        received: Received,
        kind: ConflictKind,
        told: DomainError,
    ) -> Answer:
        """It is kept for a person, with all that it says."""
        conflict = keep_conflict(
            uow,
            received,
            kind=kind,
            record_kind=op.record_kind,
            record_id=_uuid(received.payload.get("id")),
            reason=_reason(told),
        )
        op.state, op.conflict_id, op.payload = OpState.CONFLICT, conflict.id, received.payload
        op.reason, op.record_id = _reason(told), conflict.record_id
        _keep(uow, op)
        view = self.showing.seen(uow, op.record_kind, op.record_id)
        return Answer(op, told, view=view)

    def _keep_refusal(self, received: Received, error: DomainError) -> Answer:
        with self.open_unit() as uow:
            known = _known(uow, received)
            if known is not None:
                return self._again(uow, known, received)
            command = self.commands[(received.command, received.version)]
            return _rejected(uow, _op(uow, received, command), received, error)


def _known(uow: UnitOfWork, received: Received) -> SyncOp | None:
    """What the command made when it was received first."""
    # Of two at the same moment the second waits here, and finds what the first has made.
    take_turn(uow, f"op {received.op_id}")
    return uow.session.get(SyncOp, received.op_id)


def _may_go_well(error: DomainError) -> bool:
    """Whether it is not the command's fault, and may be taken when it is sent again: what it needs
    is not here yet, a plugin failed, or somebody did the same at this very moment."""
    is_race = type(error) in (ConflictError, StaleVersionError)
    return is_race or isinstance(error, ParentMissingError | PluginError)


def _rejected(uow: UnitOfWork, op: SyncOp, received: Received, error: DomainError) -> Answer:
    op.state, op.payload, op.reason = OpState.REJECTED, received.payload, _reason(error)
    _keep(uow, op)
    return Answer(op, error)


def _keep(uow: UnitOfWork, op: SyncOp) -> None:
    """As a row: nobody needs it as an object any more."""
    insert_rows(uow.session, _ops, [{column.key: getattr(op, column.key) for column in _ops.c}])


def _op(uow: UnitOfWork, received: Received, command: SyncCommand) -> SyncOp:
    return SyncOp(
        op_id=received.op_id,
        device_id=received.device_id,
        user_id=uow.actor.user_id,
        seq=received.seq,
        command=received.command,
        command_version=received.version,
        body_hash=received.body_hash,
        base_version=received.base_version,
        received_at=uow.now,
        state=OpState.APPLIED,
        reason={},
        record_kind=command.about,
        # Of what it makes; a change may name by it what another command has made.
        temp_id=received.temp_id[:LONGEST_TEMP] if makes_record(command) else "",
    )


def _reason(error: DomainError) -> dict[str, Any]:
    """As it is told; told again it is the same."""
    return {name: one for name, one in refusal_of(error).items() if name != "status"}


def _uuid(said: Any) -> UUID | None:
    try:
        return UUID(said) if isinstance(said, str) else None
    except ValueError:
        return None

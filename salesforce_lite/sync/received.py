"""A command as it was received: its hash, the ids it stands on, and the clock it was made by."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import fields
from sqlalchemy import Row, select

from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import SyncCommand
from salesforce_lite.sync.errors import GoneMeanwhileError, ParentMissingError, TempIdUsedError
from salesforce_lite.sync.model import LONGEST_TEMP, OpState, SyncOp

TEMP = "temp:"
_TOO_LONG = N_("This is too long. Shorten it.")
# A clock that is less wrong than this is right: the way through the network takes as long.
_TOLERANCE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One command of a device, with what it says as JSON values."""

    op_id: UUID
    device_id: UUID
    seq: int
    command: str
    version: int
    base_version: int | None
    payload: dict[str, Any]

    @property
    def body_hash(self) -> str:
        """Of all that it says, whatever the order and the blanks."""
        said = (self.command, self.version, self.base_version, self.payload)
        return sha256(msgspec.json.encode(said, order="deterministic")).hexdigest()

    @property
    def temp_id(self) -> str:
        """What the record that it makes is called until its id is known; empty for none."""
        own = self.payload.get("id")
        return own if isinstance(own, str) and own.startswith(TEMP) else ""


def on_real_ids(uow: UnitOfWork, received: Received, *, makes: bool) -> dict[str, Any]:
    """What it says, on ids that are there: temporary ones become those that the server made.

    Raises ParentMissingError.
    """
    own = new_id() if makes and received.temp_id else None
    if own is not None and any(one.record_id for one in _makers(uow, received, received.temp_id)):
        raise TempIdUsedError(fields={"id": TempIdUsedError.sentence})

    def real(text: str) -> str:
        if own is not None and text == received.temp_id:
            return str(own)
        makers = _makers(uow, received, text)
        for maker in makers:
            if maker.record_id is not None:
                return str(maker.record_id)
        if any(maker.state == OpState.REJECTED for maker in makers):
            # Nothing was sent in its place (yet): a person decides what becomes of this.
            raise GoneMeanwhileError
        raise ParentMissingError

    if len(str(received.payload.get("id", ""))) > LONGEST_TEMP:
        raise InvalidInputError(fields={"id": _TOO_LONG})
    replaced: dict[str, Any] = _replaced(received.payload, real, is_id=False)
    return replaced


def _makers(uow: UnitOfWork, received: Received, temp_id: str) -> Sequence[Row[UUID | None, str]]:
    """The commands of the phone that were to make what it calls so: one that was refused may have
    been sent anew, mended."""
    query = select(SyncOp.record_id, SyncOp.state).where(
        SyncOp.device_id == received.device_id,
        SyncOp.temp_id == temp_id,
        SyncOp.op_id != received.op_id,
    )
    return uow.session.execute(query).all()


def _replaced(value: Any, real: Callable[[str], str], *, is_id: bool) -> Any:
    if isinstance(value, str):
        return real(value) if is_id and value.startswith(TEMP) else value
    if isinstance(value, dict):
        # Ids stand in fields that are called so; a note may begin with any word.
        return {
            name: _replaced(inner, real, is_id=name == "id" or name.endswith("_id"))
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_replaced(inner, real, is_id=False) for inner in value]
    return value


def makes_record(command: SyncCommand) -> bool:
    """Whether the id that it says, if any, is that of a record to be made."""
    return not any(one.name == "id" and one.required for one in fields(command.shape))


def on_real_time(
    body: Any, moments: Sequence[str], skew: float, now: datetime
) -> tuple[Any, dict[str, Any]]:
    """What was said by a wrong clock, by ours; and the moments as they were said.

    A clock that is right within two minutes is believed; nothing that has been is later than now.
    """
    if not isinstance(getattr(body, "completed_at", None), datetime):
        # What is planned was chosen from a calendar, not measured.
        return body, {}
    shift = timedelta(seconds=skew)
    is_wrong = abs(shift) > _TOLERANCE
    changed: dict[str, datetime] = {}
    said: dict[str, Any] = {}
    for name in moments:
        moment = getattr(body, name, None)
        if not isinstance(moment, datetime):
            continue
        real = moment + shift if is_wrong else moment
        # It has been: a clock that shows another time by now was put right in between, or wrong.
        real = min(real, now)
        if real != moment:
            changed[name], said[name] = real, moment.astimezone(UTC).isoformat()
    return (msgspec.structs.replace(body, **changed) if changed else body), said


def without(body: Any, names: Mapping[str, Any] | Sequence[str]) -> Any:
    """The struct with these fields left out."""
    return msgspec.structs.replace(body, **dict.fromkeys(names, msgspec.UNSET))

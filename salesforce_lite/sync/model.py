"""Devices, the commands that they sent, what could not simply be applied, and what they carry."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Float, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.db import Base, Historic, Identified, Versioned
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.types import Document

USE = "sync.use"
MANAGE = "sync.manage"
LONGEST_DEVICE = 120
LONGEST_TEMP = 80
MOST_CUSTOMERS = 20_000
MOST_ACTIVITIES = 50


class Device(Identified, Versioned, Historic, Base, kw_only=True):
    """A phone that carries records of one person; it chose its id itself."""

    __tablename__ = "device"
    __table_args__ = (Index("ix_device_user", "user_id"),)
    history_name: ClassVar[str] = "device"
    history_label: ClassVar[str] = N_("Phone with records")
    history_fields: ClassVar[Mapping[str, str]] = {
        "token_id": N_("Token of a program"),
        "wipe_asked_at": N_("Emptying asked for"),
        "wiped_at": N_("Emptied"),
    }
    history_permission: ClassVar[str] = MANAGE

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str] = mapped_column(String(LONGEST_DEVICE), default="")
    # The token that it used last: a lost phone loses it.
    token_id: Mapped[UUID | None] = mapped_column(default=None)
    wipe_asked_at: Mapped[datetime | None] = mapped_column(default=None)
    wiped_at: Mapped[datetime | None] = mapped_column(default=None)


class DeviceContact(Base):
    """When a device was heard of last, apart from it: no version, no history."""

    __tablename__ = "device_contact"

    device_id: Mapped[UUID] = mapped_column(
        ForeignKey("device.id", ondelete="CASCADE"), primary_key=True
    )
    seen_at: Mapped[datetime]
    pushed_at: Mapped[datetime | None] = mapped_column(default=None)
    primed_at: Mapped[datetime | None] = mapped_column(default=None)
    # The clock of the server less that of the device, in seconds.
    skew: Mapped[float] = mapped_column(Float, default=0.0)
    app_version: Mapped[str] = mapped_column(String(40), default="")


class OpState(StrEnum):
    """What became of a command; a word of the protocol."""

    APPLIED = "applied"
    CONFLICT = "conflict"
    REJECTED = "rejected"


class SyncOp(Base):
    """A command that was received: sent again, it is answered from here."""

    __tablename__ = "sync_op"
    __table_args__ = (
        Index("ix_sync_op_device_seq", "device_id", "seq"),
        Index("ix_sync_op_record", "record_id", "record_version"),
        Index("ix_sync_op_received", "received_at"),
    )

    op_id: Mapped[UUID] = mapped_column(primary_key=True)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id", ondelete="CASCADE"))
    user_id: Mapped[UUID]
    seq: Mapped[int] = mapped_column(BigInteger)
    command: Mapped[str] = mapped_column(String(80))
    command_version: Mapped[int] = mapped_column(Integer)
    body_hash: Mapped[str] = mapped_column(String(64))
    base_version: Mapped[int | None] = mapped_column(Integer, default=None)
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10))
    # The refusal as it was told: code, sentence, fields; empty for what was applied.
    reason: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    record_kind: Mapped[str] = mapped_column(String(40), default="")
    record_id: Mapped[UUID | None] = mapped_column(default=None)
    # The version that it made; None where it changed nothing.
    record_version: Mapped[int | None] = mapped_column(Integer, default=None)
    temp_id: Mapped[str] = mapped_column(String(LONGEST_TEMP), default="")
    conflict_id: Mapped[UUID | None] = mapped_column(default=None)
    # What it said, where not all of it was applied: nothing that was typed is lost.
    payload: Mapped[dict[str, Any] | None] = mapped_column(Document, default=None)


class ConflictKind(StrEnum):
    """Why a person has to look at it."""

    FIELDS = "fields"  # the same field was changed in both places
    STATE = "state"  # it stands elsewhere by now: another stage, closed, changed before deleted
    GONE = "gone"  # the record was deleted meanwhile, or is somebody else's
    REUSED = "reused"  # one id of a command, two contents


class SyncConflict(Identified, Versioned, Historic, Base, kw_only=True):
    """What a phone said and what was not applied, until a person has decided."""

    __tablename__ = "sync_conflict"
    __table_args__ = (
        Index("ix_sync_conflict_user", "user_id", "is_open", "id"),
        Index("ix_sync_conflict_record", "record_id", "is_open"),
    )
    history_name: ClassVar[str] = "sync_conflict"
    history_label: ClassVar[str] = N_("Conflict of a phone")
    history_fields: ClassVar[Mapping[str, str]] = {
        "op_id": N_("Command"),
        "device_id": N_("Device"),
        "command": N_("Command"),
        "command_version": N_("Version of the command"),
        "record_kind": N_("Kind of record"),
        "record_id": N_("Record"),
        "fields": N_("Fields"),
        "payload": N_("What the phone said"),
        "said": N_("What the phone said"),
        "reason": N_("Reason"),
        "is_open": N_("Open"),
        "decision": N_("Decision"),
        "decided_by": N_("Decided by"),
        "decided_at": N_("Decided"),
    }
    history_permission: ClassVar[str] = MANAGE

    op_id: Mapped[UUID]
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id", ondelete="CASCADE"))
    # Who said it, and who decides.
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[str] = mapped_column(String(10))
    command: Mapped[str] = mapped_column(String(80))
    command_version: Mapped[int] = mapped_column(Integer)
    record_kind: Mapped[str] = mapped_column(String(40), default="")
    record_id: Mapped[UUID | None] = mapped_column(default=None)
    # Field → {"original", "current", "wanted"} as JSON; of other kinds than `fields` empty.
    fields: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    payload: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    # Field → the number of the command that said it last: commands may come in any order.
    said: Mapped[dict[str, int]] = mapped_column(Document, default_factory=dict)
    reason: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    is_open: Mapped[bool] = mapped_column(default=True)
    # “wanted” or “current” for each field that was decided; empty while it is open.
    decision: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    decided_by: Mapped[UUID | None] = mapped_column(default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)


class SyncLimits(Base):
    """One row: how much a phone carries, and up to where the feed of changes was forgotten."""

    __tablename__ = "sync_limits"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    customers: Mapped[int] = mapped_column(Integer)
    activities: Mapped[int] = mapped_column(Integer)
    forgotten_to: Mapped[int] = mapped_column(BigInteger)

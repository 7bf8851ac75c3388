"""What happens with devices and conflicts."""

from dataclasses import dataclass
from uuid import UUID

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DeviceAdded(Event):
    """A phone was heard of for the first time; it carries records of the person from now on."""

    words = N_("A phone was added")

    device_id: UUID
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class DeviceWipeAsked(Event):
    """A phone is to forget everything that it carries."""

    words = N_("A phone is to be wiped")

    device_id: UUID
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class DeviceWiped(Event):
    """A phone has said that it forgot everything."""

    words = N_("A phone was wiped")

    device_id: UUID
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class SyncConflictFound(Event):
    """What a phone said could not simply be applied; a person decides."""

    words = N_("A phone and others said different things")

    conflict_id: UUID
    user_id: UUID
    record_id: UUID | None
    kind: str


@dataclass(frozen=True, kw_only=True)
class SyncConflictDecided(Event):
    """A person decided what stays of what a phone and others said."""

    words = N_("It was decided what stays of what a phone said")

    conflict_id: UUID
    user_id: UUID
    record_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class SyncLimitsChanged(Event):
    """Phones carry more or less from their next priming on."""

    words = N_("How much phones carry was changed")

    customers: int
    activities: int

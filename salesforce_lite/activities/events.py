"""What happens to activities."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from salesforce_lite.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ActivityPlanned(Event):
    activity_id: UUID
    customer_id: UUID | None
    opportunity_id: UUID | None
    kind: str
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ActivityLogged(Event):
    """Something that was written down when it was done already. `at` is when it happened."""

    activity_id: UUID
    customer_id: UUID | None
    opportunity_id: UUID | None
    kind: str
    outcome: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ActivityChanged(Event):
    """`fields` are the names of the fields that have other values now."""

    activity_id: UUID
    customer_id: UUID | None
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ActivityCompleted(Event):
    """Something that had been planned was done. `outcome` is a code of its kind's list."""

    activity_id: UUID
    customer_id: UUID | None
    opportunity_id: UUID | None
    kind: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class ActivityReopened(Event):
    activity_id: UUID
    customer_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class ActivityRescheduled(Event):
    activity_id: UUID
    customer_id: UUID | None
    before: datetime | None
    after: datetime


@dataclass(frozen=True, kw_only=True)
class PromiseKept(Event):
    activity_id: UUID
    customer_id: UUID | None
    was_late: bool


@dataclass(frozen=True, kw_only=True)
class PromiseBroken(Event):
    activity_id: UUID
    customer_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class ActivityDeleted(Event):
    activity_id: UUID
    customer_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class ActivityRestored(Event):
    activity_id: UUID
    customer_id: UUID | None

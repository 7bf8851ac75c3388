"""What happens to activities."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from salesforce_lite.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ActivityPlanned(Event):
    """Something was put down to be done."""

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
class ActivityMoved(Event):
    """It belongs to another customer now; the former one has it no more."""

    activity_id: UUID
    before: UUID | None
    after: UUID | None


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
    """What was done or cancelled is to be done again."""

    activity_id: UUID
    customer_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class ActivityRescheduled(Event):
    """What is to be done has another day or hour."""

    activity_id: UUID
    customer_id: UUID | None
    before: datetime | None
    after: datetime


@dataclass(frozen=True, kw_only=True)
class PromiseKept(Event):
    """A promise to a customer was kept."""

    activity_id: UUID
    customer_id: UUID | None
    was_late: bool


@dataclass(frozen=True, kw_only=True)
class PromiseBroken(Event):
    """A promise to a customer was not kept."""

    activity_id: UUID
    customer_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class ActivityDeleted(Event):
    """An activity was marked deleted; it can be restored."""

    activity_id: UUID
    customer_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class ActivityRestored(Event):
    """A deleted activity is there again."""

    activity_id: UUID
    customer_id: UUID | None

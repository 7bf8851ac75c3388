"""What happens to activities."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ActivityPlanned(Event):
    """Something was put down to be done."""

    words = N_("An activity was planned")

    activity_id: UUID
    customer_id: UUID | None
    opportunity_id: UUID | None
    kind: str
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ActivityLogged(Event):
    """Something that was written down when it was done already. `at` is when it happened."""

    words = N_("An activity was logged")

    activity_id: UUID
    customer_id: UUID | None
    opportunity_id: UUID | None
    kind: str
    outcome: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ActivityChanged(Event):
    """`fields` are the names of the fields that have other values now; what another event tells,
    such as that it was done or put off, is not among them."""

    words = N_("An activity was changed")

    activity_id: UUID
    customer_id: UUID | None
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ActivityMoved(Event):
    """It belongs to another customer now; the former one has it no more."""

    words = N_("An activity passed to another customer")

    activity_id: UUID
    before: UUID | None
    after: UUID | None


@dataclass(frozen=True, kw_only=True)
class ActivityCompleted(Event):
    """Something that had been planned was done. `outcome` is a code of its kind's list."""

    words = N_("An activity was done")

    activity_id: UUID
    customer_id: UUID | None
    opportunity_id: UUID | None
    kind: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class ActivityReopened(Event):
    """What was done or cancelled is to be done again."""

    words = N_("An activity is to be done again")

    activity_id: UUID
    customer_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class ActivityRescheduled(Event):
    """What is to be done has another day or hour."""

    words = N_("An activity was put off or moved forward")

    activity_id: UUID
    customer_id: UUID | None
    before: datetime | None
    after: datetime


@dataclass(frozen=True, kw_only=True)
class PromiseKept(Event):
    """A promise to a customer was kept."""

    words = N_("A promise was kept")

    activity_id: UUID
    customer_id: UUID | None
    was_late: bool


@dataclass(frozen=True, kw_only=True)
class PromiseBroken(Event):
    """A promise to a customer was not kept."""

    words = N_("A promise was broken")

    activity_id: UUID
    customer_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class ActivityDeleted(Event):
    """An activity was marked deleted; it can be restored."""

    words = N_("An activity was deleted")

    activity_id: UUID
    customer_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class ActivityRestored(Event):
    """A deleted activity is there again."""

    words = N_("An activity was restored")

    activity_id: UUID
    customer_id: UUID | None

"""What happens to opportunities."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class OpportunityCreated(Event):
    """An opportunity was saved for the first time."""

    words = N_("An opportunity was added")

    opportunity_id: UUID
    customer_id: UUID


@dataclass(frozen=True, kw_only=True)
class OpportunityChanged(Event):
    """`fields` are the names of the fields that have other values now."""

    words = N_("An opportunity was changed")

    opportunity_id: UUID
    customer_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OpportunityMoved(Event):
    """It is a sale to another customer now; the former one has it no more."""

    words = N_("An opportunity passed to another customer")

    opportunity_id: UUID
    before: UUID
    after: UUID


@dataclass(frozen=True, kw_only=True)
class OpportunityStageChanged(Event):
    """An open opportunity moved to another stage; `seconds_in_stage` is how long it was in the last
    one."""

    words = N_("An opportunity reached another stage")

    opportunity_id: UUID
    customer_id: UUID
    from_stage_id: UUID
    to_stage_id: UUID
    seconds_in_stage: int


@dataclass(frozen=True, kw_only=True)
class OpportunityWon(Event):
    """A sale was made."""

    words = N_("An opportunity was won")

    opportunity_id: UUID
    customer_id: UUID
    won_on: date


@dataclass(frozen=True, kw_only=True)
class OpportunityLost(Event):
    """`reason` is a code of the list “opportunity.loss_reason”."""

    words = N_("An opportunity was lost")

    opportunity_id: UUID
    customer_id: UUID
    lost_on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class OpportunityReopened(Event):
    """A closed opportunity is open again."""

    words = N_("An opportunity was reopened")

    opportunity_id: UUID
    customer_id: UUID


@dataclass(frozen=True, kw_only=True)
class OpportunityDeleted(Event):
    """An opportunity was marked deleted; it can be restored."""

    words = N_("An opportunity was deleted")

    opportunity_id: UUID
    customer_id: UUID


@dataclass(frozen=True, kw_only=True)
class OpportunityRestored(Event):
    """A deleted opportunity is there again."""

    words = N_("An opportunity was restored")

    opportunity_id: UUID
    customer_id: UUID


@dataclass(frozen=True, kw_only=True)
class OpportunityOwnerChanged(Event):
    """Somebody else works on the sale; who sees it depends on the customer's owner alone."""

    words = N_("An opportunity has another owner")

    opportunity_id: UUID
    customer_id: UUID
    before: UUID | None
    after: UUID | None

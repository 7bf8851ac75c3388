"""What scoring tells."""

from dataclasses import dataclass
from uuid import UUID

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ScoringVersionSaved(Event):
    """New rules hold from now on; every customer is scored again. `based_on` is 0 for the first."""

    words = N_("New rules of scoring hold")

    number: int
    based_on: int


@dataclass(frozen=True, kw_only=True)
class ScoringThresholdReached(Event):
    """A customer has risen to where it is worth a task; `cell` is where it stands, such as “A2”.

    It is told once, and again only after the customer had fallen below by more than the margin.
    """

    words = N_("A customer's score is worth a task")

    customer_id: UUID
    cell: str
    fit: int
    engagement: int

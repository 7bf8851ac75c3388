"""What loyalty tells."""

from dataclasses import dataclass
from uuid import UUID

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class LoyaltyRulesPublished(Event):
    """New rules of a program hold from now on."""

    words = N_("New rules of a program of points hold")

    program_id: UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class LoyaltyMemberJoined(Event):
    """A customer became a member of a program."""

    words = N_("A customer joined a program of points")

    account_id: UUID
    program_id: UUID
    customer_id: UUID


@dataclass(frozen=True, kw_only=True)
class LoyaltyPointsPosted(Event):
    """Points of a member moved. `kind` is accrue, redeem, expire, adjust or reverse, `points` what
    the member has more, or less where it is below nothing."""

    words = N_("Points of a member moved")

    transaction_id: UUID
    account_id: UUID
    program_id: UUID
    customer_id: UUID | None
    kind: str
    points: int


@dataclass(frozen=True, kw_only=True)
class LoyaltyRewardRedeemed(Event):
    """A member gave points for a reward; `reward_id` is None for something else."""

    words = N_("Points were redeemed")

    redemption_id: UUID
    account_id: UUID
    customer_id: UUID | None
    reward_id: UUID | None
    points: int


@dataclass(frozen=True, kw_only=True)
class LoyaltyRedemptionCancelled(Event):
    """The points of a redemption were given back."""

    words = N_("A redemption was cancelled")

    redemption_id: UUID
    account_id: UUID
    customer_id: UUID | None
    points: int


@dataclass(frozen=True, kw_only=True)
class LoyaltyTierChanged(Event):
    """A member stands in another tier; empty codes are below the first one."""

    words = N_("A member stands in another tier")

    account_id: UUID
    customer_id: UUID | None
    before: str
    after: str
    reason: str

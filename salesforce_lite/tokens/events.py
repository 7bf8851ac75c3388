"""What happens to tokens."""

from dataclasses import dataclass
from uuid import UUID

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class TokenMade(Event):
    """A program may act as the person from now on, within the scopes."""

    words = N_("A token for programs was made")

    token_id: UUID
    user_id: UUID
    scopes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(Event):
    """The token is worth nothing any more."""

    words = N_("A token for programs was revoked")

    token_id: UUID
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class TokenBudgetChanged(Event):
    """The token may read another number of records an hour and a day."""

    words = N_("A token for programs may read another number of records")

    token_id: UUID
    rows_per_hour: int
    rows_per_day: int


@dataclass(frozen=True, kw_only=True)
class TokenBudgetLow(Event):
    """The token has read four fifths of what it may read in this `hour` or `day`."""

    words = N_("A token for programs has read most of what it may")

    token_id: UUID
    user_id: UUID
    window: str
    most: int

"""What happens to teams and portfolios."""

from dataclasses import dataclass
from uuid import UUID

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class TeamCreated(Event):
    """A team was made."""

    words = N_("A team was made")

    team_id: UUID


@dataclass(frozen=True, kw_only=True)
class TeamChanged(Event):
    """Its name, its place in the tree, its manager or its members are others now."""

    words = N_("A team was changed")

    team_id: UUID


@dataclass(frozen=True, kw_only=True)
class PortfolioCreated(Event):
    """A portfolio of customers was made."""

    words = N_("A portfolio was made")

    portfolio_id: UUID


@dataclass(frozen=True, kw_only=True)
class PortfolioManagerChanged(Event):
    """Customers of the portfolio without an owner of their own follow."""

    words = N_("A portfolio passed to somebody else")

    portfolio_id: UUID
    before: UUID | None
    after: UUID | None

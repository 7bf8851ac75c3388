"""Teams as a tree, portfolios of customers, and whose records a person therefore sees."""

from salesforce_lite.team.actors import load_actor
from salesforce_lite.team.model import Portfolio, Team, TeamMember

__all__ = ["Portfolio", "Team", "TeamMember", "load_actor"]

"""Teams as a tree, portfolios of customers, and whose records a person therefore sees."""

from salesforce_lite.team.actors import actor_of, load_actor, people_below
from salesforce_lite.team.model import Portfolio, Team, TeamMember

__all__ = ["Portfolio", "Team", "TeamMember", "actor_of", "load_actor", "people_below"]

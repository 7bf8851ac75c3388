"""Teams as a tree, portfolios of customers, and whose records a person therefore sees."""

from salesforce_lite.team.actors import actor_of, load_actor, people_below, people_of_team
from salesforce_lite.team.choosing import People, people_in_sight
from salesforce_lite.team.errors import TeamNameTakenError
from salesforce_lite.team.events import (
    PortfolioCreated,
    PortfolioManagerChanged,
    TeamChanged,
    TeamCreated,
)
from salesforce_lite.team.model import Portfolio, Team, TeamMember
from salesforce_lite.team.portfolios import (
    PortfolioDraft,
    create_portfolio,
    get_portfolio,
    list_portfolios,
    rename_portfolio,
    save_portfolios,
    set_portfolio_manager,
)
from salesforce_lite.team.teams import (
    add_member,
    change_team,
    colleagues_of,
    create_team,
    get_team,
    list_members,
    list_teams,
    move_team,
    remove_member,
    rename_team,
    set_members,
    set_team_manager,
)

__all__ = [
    "People",
    "Portfolio",
    "PortfolioCreated",
    "PortfolioDraft",
    "PortfolioManagerChanged",
    "Team",
    "TeamChanged",
    "TeamCreated",
    "TeamMember",
    "TeamNameTakenError",
    "actor_of",
    "add_member",
    "change_team",
    "colleagues_of",
    "create_portfolio",
    "create_team",
    "get_portfolio",
    "get_team",
    "list_members",
    "list_portfolios",
    "list_teams",
    "load_actor",
    "move_team",
    "people_below",
    "people_in_sight",
    "people_of_team",
    "remove_member",
    "rename_portfolio",
    "rename_team",
    "save_portfolios",
    "set_members",
    "set_portfolio_manager",
    "set_team_manager",
]

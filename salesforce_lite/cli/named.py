"""Finds people and teams by what an operator calls them; refuses with where to look them up."""

from salesforce_lite.access import User, find_user
from salesforce_lite.kernel.errors import N_, DomainError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.team import Team, list_teams


class NoSuchUserError(DomainError):
    code = "no_such_user"
    sentence = N_("Nobody signs in with %(email)s. See: salesforce-lite user list")


class NoSuchTeamError(DomainError):
    code = "no_such_team"
    sentence = N_("There is no team “%(name)s”. See: salesforce-lite team list")


def person_at(uow: UnitOfWork, email: str) -> User:
    """The person who signs in with this address. Raises NoSuchUserError."""
    person = find_user(uow, email)
    if person is None:
        raise NoSuchUserError(email=email)
    return person


def team_called(uow: UnitOfWork, name: str) -> Team:
    """The team of this name, in capitals or not. Raises NoSuchTeamError."""
    wanted = " ".join(name.split()).casefold()
    for one in list_teams(uow):
        if one.name.casefold() == wanted:
            return one
    raise NoSuchTeamError(name=name)

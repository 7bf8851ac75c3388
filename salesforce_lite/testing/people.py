"""The people of every test: one of each role, in two teams."""

from unittest.mock import patch

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from salesforce_lite.access import User, create_user
from salesforce_lite.kernel.actor import Actor
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.team import Team, TeamMember, load_actor

PASSWORD = "correct horse battery"  # noqa: S105 – of people that only tests know

# email, role, team
PEOPLE = (
    ("admin@example.com", "admin", None),
    ("manager@example.com", "manager", "North"),
    ("rep@example.com", "rep", "North"),
    ("other@example.com", "rep", "South"),
    ("inside@example.com", "inside_rep", None),
    ("viewer@example.com", "viewer", None),
)

# What verifying costs stands in the hash: nobody guesses these, and each test would pay for it.
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def add_people(uow: UnitOfWork) -> None:
    teams = {name: Team(name=name) for name in ("North", "South")}
    uow.session.add_all(teams.values())
    uow.session.flush()
    for email, role, team in PEOPLE:
        with patch("salesforce_lite.access.passwords._hasher", _CHEAP):
            user = create_user(
                uow, email=email, name=email.split("@")[0].title(), roles=[role], password=PASSWORD
            )
        if team and role == "manager":
            teams[team].manager_id = user.id
        elif team:
            uow.session.add(TeamMember(team_id=teams[team].id, user_id=user.id))


def find_user(session: Session, name: str) -> User:
    """The person behind the name before @example.com."""
    return session.scalars(select(User).where(User.email == f"{name}@example.com")).one()


def actor_called(session: Session, name: str) -> Actor:
    return load_actor(session, find_user(session, name))

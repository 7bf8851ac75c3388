"""Turns a person into an actor: the permissions of their roles and the widest view of records."""

from functools import cache
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, bindparam, select, union
from sqlalchemy.orm import Session, aliased

from salesforce_lite.access import Person, RecordAccess, User, person_of
from salesforce_lite.kernel.actor import Actor
from salesforce_lite.team.model import Team, TeamMember


def actor_of(session: Session, person: Person) -> Actor:
    """The actor that the person is now; asked on every request, so that changes act at once."""
    return Actor(
        user_id=person.user_id,
        name=person.name,
        permissions=person.permissions,
        roles=person.roles,
        scope=_scope(session, person),
        locale=person.locale,
        zone=person.zone,
        theme=person.theme,
    )


def load_actor(session: Session, user: User) -> Actor:
    """The actor of a user who has not signed in: for commands and jobs."""
    return actor_of(session, person_of(user))


def _scope(session: Session, person: Person) -> frozenset[UUID] | None:
    if RecordAccess.ALL in person.accesses:
        return None
    if RecordAccess.TEAM in person.accesses:
        return people_below(session, person.user_id) | {person.user_id}
    return frozenset({person.user_id})


def people_below(session: Session, user_id: UUID) -> frozenset[UUID]:
    """Members and managers of the person's teams and of every team below them."""
    return frozenset(session.execute(_below(), {"user_id": user_id}).scalars())


def people_of_team(session: Session, team_id: UUID) -> frozenset[UUID]:
    """Members and managers of the team and of every team below it."""
    return frozenset(session.execute(_of_team(), {"team_id": team_id}).scalars())


@cache
def _of_team() -> CompoundSelect[UUID]:
    return _people_below(select(Team.id).where(Team.id == bindparam("team_id", type_=Team.id.type)))


@cache
def _below() -> CompoundSelect[UUID]:
    """Made once: with aliases it would be compiled anew on every request, which takes 5 ms."""
    user_id = bindparam("user_id", type_=TeamMember.user_id.type)
    return _people_below(
        union(
            select(Team.id).where(Team.manager_id == user_id),
            select(TeamMember.team_id).where(TeamMember.user_id == user_id),
        )
    )


def _people_below(teams: Select[UUID] | CompoundSelect[UUID]) -> CompoundSelect[UUID]:
    """Members and managers of these teams and of every team below them."""
    first = teams.subquery()
    tree = select(first.c.id.label("id")).cte("tree", recursive=True)
    below = aliased(Team)
    # UNION, not UNION ALL: a team that is its own ancestor must not loop for ever.
    tree = tree.union(select(below.id).join(tree, below.parent_id == tree.c.id))
    return union(
        select(TeamMember.user_id).join(tree, TeamMember.team_id == tree.c.id),
        select(Team.manager_id)
        .join(tree, Team.id == tree.c.id)
        .where(Team.manager_id.is_not(None)),
    )

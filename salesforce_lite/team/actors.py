"""Turns a person into an actor: the permissions of their roles and the widest view of records."""

from uuid import UUID

from sqlalchemy import select, union
from sqlalchemy.orm import Session, aliased

from salesforce_lite.access import RecordAccess, User
from salesforce_lite.kernel.actor import Actor
from salesforce_lite.team.model import Team, TeamMember


def load_actor(session: Session, user: User) -> Actor:
    """The actor that the person is now; asked on every request, so that changes act at once."""
    accesses = {role.record_access for role in user.roles}
    return Actor(
        user_id=user.id,
        name=user.name,
        permissions=frozenset(code for role in user.roles for code in role.permissions),
        scope=_scope(session, user.id, accesses),
        locale=user.locale,
        zone=user.zone,
    )


def _scope(session: Session, user_id: UUID, accesses: set[str]) -> frozenset[UUID] | None:
    if RecordAccess.ALL in accesses:
        return None
    if RecordAccess.TEAM in accesses:
        return people_below(session, user_id) | {user_id}
    return frozenset({user_id})


def people_below(session: Session, user_id: UUID) -> frozenset[UUID]:
    """Members and managers of the person's teams and of every team below them."""
    mine = union(
        select(Team.id).where(Team.manager_id == user_id),
        select(TeamMember.team_id).where(TeamMember.user_id == user_id),
    ).subquery()
    tree = select(mine.c.id.label("id")).cte("tree", recursive=True)
    below = aliased(Team)
    # UNION, not UNION ALL: a team that is its own ancestor must not loop for ever.
    tree = tree.union(select(below.id).join(tree, below.parent_id == tree.c.id))
    people = union(
        select(TeamMember.user_id).join(tree, TeamMember.team_id == tree.c.id),
        select(Team.manager_id).join(tree, Team.id == tree.c.id).where(Team.manager_id.is_not(None)),
    )
    return frozenset(session.execute(people).scalars())

"""Whom one can choose from where pages ask for a person: as many as can be read, found by name."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.access import User
from salesforce_lite.kernel.uow import UnitOfWork

MOST_TO_READ = 50


@dataclass(frozen=True, slots=True)
class People:
    """(id, name) of each; `has_more` says that only a name finds the others."""

    choices: list[tuple[UUID, str]]
    has_more: bool


def people_in_sight(uow: UnitOfWork, *, named: str = "", chosen: UUID | None = None) -> People:
    """Active people whose records the actor sees, by name, and the chosen one in any case.

    `named` narrows them to those with these letters in their name.
    """
    query = select(User.id, User.name).where(User.active)
    if not uow.actor.sees_everybody():
        query = query.where(User.id.in_(uow.actor.scope or ()))
    matching = query.where(User.name.icontains(named, autoescape=True)) if named else query
    ordered = matching.order_by(User.name, User.id).limit(MOST_TO_READ + 1)
    found = list(uow.session.execute(ordered).all())
    choices = [(user_id, name) for user_id, name in found[:MOST_TO_READ]]
    if chosen is not None and chosen not in dict(choices):
        choices += [
            (uid, name) for uid, name in uow.session.execute(query.where(User.id == chosen))
        ]
    return People(choices, has_more=bool(named) or len(found) > MOST_TO_READ)

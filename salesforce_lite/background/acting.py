"""Who a job is: the person who asked for it, a plugin on their behalf, or the system."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from salesforce_lite.background.errors import PersonGoneError
from salesforce_lite.background.kinds import Runnable
from salesforce_lite.kernel.actor import ANONYMOUS, Actor, system_actor
from salesforce_lite.kernel.jobs import Claim

# (session, user) → the actor that the person is now, and whether they may sign in.
FindPerson = Callable[[Session, UUID], tuple[Actor, bool] | None]


def actor_of(session: Session, claim: Claim, runnable: Runnable, find: FindPerson) -> Actor:
    """Raises PersonGoneError for a job of somebody who may not sign in any more.

    What happened is delivered all the same: it was allowed when it happened.
    """
    name = f"plugin:{runnable.plugin}" if runnable.plugin else claim.kind
    if claim.is_system:
        return system_actor(name)
    if claim.actor_id is None:
        return replace(ANONYMOUS, name=name)
    person, is_active = find(session, claim.actor_id) or (None, False)
    if runnable.is_delivery:
        return replace(person or Actor(user_id=claim.actor_id, name=name), name=name)
    if person is None or not is_active:
        raise PersonGoneError
    return person

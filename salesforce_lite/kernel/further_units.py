"""Further units of work of the same actor, for long work that goes on in short transactions."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial

from sqlalchemy.orm import Session

from salesforce_lite.kernel.session import GuardedSession
from salesforce_lite.kernel.uow import UnitOfWork, unit_of_work


def further_units(
    uow: UnitOfWork, make_session: Callable[[], Session] | None = None, *, surface: str
) -> Callable[[], AbstractContextManager[UnitOfWork]]:
    """What opens units with the actor and the reactions of this one, which must have ended by
    then, and with its fence. `make_session` plays them elsewhere, such as in a rehearsal: nothing
    of that stays, and no job is looked at."""
    bind, info = uow.session.get_bind(), uow.session.info
    names = ("plugin_settings",) if make_session else ("plugin_settings", "fence", "carry")

    def another() -> Session:
        session = (
            make_session() if make_session else GuardedSession(bind=bind, expire_on_commit=False)
        )
        session.info.update({name: info.get(name) for name in names})
        return session

    return partial(unit_of_work, another, uow.actor, surface=surface, reactions=uow.reactions)

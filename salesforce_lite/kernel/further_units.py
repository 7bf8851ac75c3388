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
    then. `make_session` plays them elsewhere, such as in a rehearsal."""
    bind, plugin_settings = uow.session.get_bind(), uow.session.info.get("plugin_settings")

    def another() -> Session:
        session = (
            make_session() if make_session else GuardedSession(bind=bind, expire_on_commit=False)
        )
        session.info["plugin_settings"] = plugin_settings
        return session

    return partial(unit_of_work, another, uow.actor, surface=surface, reactions=uow.reactions)

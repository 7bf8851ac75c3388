"""Whoever runs the server, as the actor of commands: they may everything and see everybody's."""

from contextlib import AbstractContextManager

from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import UnitOfWork, reading_unit, unit_of_work
from salesforce_lite.web import App

OPERATOR = "command line"


def operating(app: App) -> AbstractContextManager[UnitOfWork]:
    """A writing unit, committed when the block ends well."""
    return unit_of_work(
        app.make_session,
        system_actor(OPERATOR),
        surface="cli",
        reactions=app.contributions.reactions,
    )


def reading(app: App) -> AbstractContextManager[UnitOfWork]:
    """A unit that only reads."""
    return reading_unit(app.make_session, system_actor(OPERATOR), surface="cli")

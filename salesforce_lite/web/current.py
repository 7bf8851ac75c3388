"""What belongs to the request under way: its actor and its unit of work."""

from flask import g

from salesforce_lite.kernel.actor import ANONYMOUS, Actor
from salesforce_lite.kernel.uow import UnitOfWork


def current_uow() -> UnitOfWork:
    """The unit of work of this request; the view passes it to the service."""
    uow: UnitOfWork = g.uow
    return uow


def current_actor() -> Actor:
    """Who acts in this request; anonymous before sign-in."""
    actor: Actor = g.get("actor", ANONYMOUS)
    return actor

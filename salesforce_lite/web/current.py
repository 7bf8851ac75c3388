"""What belongs to the request under way: its actor and its unit of work."""

from flask import current_app, g, request

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


def comes_from_browser() -> bool:
    """Whether a cookie may say who asks. Where a surface for programs is told who asks in a header,
    no cookie counts: nobody can send that header in somebody else's name. Nor does one count at a
    door for machines, which sign what they send."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "is_for_machines", False):
        return False
    return not ("Authorization" in request.headers and current_app.surface)  # type: ignore[attr-defined]  # an App

"""What stands now, for a program that has named a version which stands no more."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from flask import Response, current_app, request

from salesforce_lite.api.resource import Resource, Route
from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.web import SIGNED_IN, current_uow, policy_of

if TYPE_CHECKING:
    from salesforce_lite.web import App


def shown_by(resource: Resource, route: Route) -> str:
    """The name of the route that shows the record which this one is about; empty without one.

    A state that is set below the record, such as its `/place`, is part of the record.
    """
    record = route.path[: route.path.rfind(">") + 1]
    shown: Iterable[Route] = (
        one for one in resource.routes if one.method == "GET" and one.path == record
    )
    return next((one.name for one in shown if record), "")


def standing_record() -> Response | None:
    """The record of the request under way, as who asks would read it in a request of its own.

    It counts as read. None where it has no address of its own, or is not shown to them: without
    the scope or the permission, out of sight by now, when the budget is spent. The unit of the
    request is over: nothing of what it wanted is seen here.
    """
    app = cast("App", current_app)
    endpoint: str = getattr(app.view_functions[str(request.endpoint)], "shown_by", "")
    if not endpoint:
        return None
    uow = current_uow()
    uow.rollback()
    try:
        policy = policy_of(app, endpoint)
        if policy not in (None, SIGNED_IN):
            uow.actor.require(policy)
        answer = cast(Response, app.view_functions[endpoint](**(request.view_args or {})))
    except DomainError:
        return None
    finally:
        uow.close()
    return answer if answer.status_code == 200 else None

"""How webhooks plug in: what looks at all events, the jobs that send, and who may have webhooks."""

from collections.abc import Mapping
from typing import Any

from salesforce_lite.access import UserDeactivated
from salesforce_lite.api import Resource
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.events import Event
from salesforce_lite.kernel.job_rows import Urgency
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import (
    GoOn,
    JobKind,
    Permission,
    Reach,
    Schedule,
    Subscription,
    before_commit,
    hookimpl,
)
from salesforce_lite.webhooks import api
from salesforce_lite.webhooks.deliveries import forget_deliveries
from salesforce_lite.webhooks.matching import match_events
from salesforce_lite.webhooks.model import MANAGE
from salesforce_lite.webhooks.owners import switch_off_of_who_left
from salesforce_lite.webhooks.sending import send_due
from salesforce_lite.webhooks.site import courier, outside
from salesforce_lite.webhooks.waking import MATCH, SEND, wake


@hookimpl
def api_resources() -> list[Resource]:
    return [api.webhooks, api.events]


@hookimpl
def permissions() -> list[Permission]:
    return [
        Permission(
            code=MANAGE,
            label=N_("Have events sent to other systems (webhooks), as far as they see records"),
            default_roles=("admin",),
        )
    ]


@hookimpl
def subscriptions() -> list[Subscription]:
    return [before_commit(Event, wake), before_commit(UserDeactivated, switch_off_of_who_left)]


@hookimpl
def jobs() -> list[JobKind]:
    return [
        JobKind(
            name=MATCH,
            label=N_("Look for events that webhooks wait for"),
            run=match_events,
            schedule=Schedule("* * * * *", urgency=Urgency.INTERACTIVE),
        ),
        JobKind(name=SEND, label=N_("Send webhooks"), run=_send),
        JobKind(
            name="webhooks.forget",
            label=N_("Forget old deliveries of webhooks"),
            run=forget_deliveries,
            schedule=Schedule("50 3 * * *", urgency=Urgency.BULK),
        ),
    ]


def _send(uow: UnitOfWork, payload: Mapping[str, Any]) -> GoOn | Reach | None:
    return send_due(uow, payload, courier(), outside().sealer)

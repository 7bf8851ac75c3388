"""The sentence of scoring in "At a glance": one of the best, and nobody has planned anything."""

from flask import url_for
from flask_babel import gettext

from salesforce_lite.activities import Activity, visible_activities
from salesforce_lite.customers import Customer
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import ActivityKind, GlanceLine
from salesforce_lite.web import kind_like, kind_verb

from .standing import standing_now

_BEST = ("A1", "A2")


def about_customer(uow: UnitOfWork, customer: Customer) -> list[GlanceLine]:
    """Nothing about those with whom something is planned, or for who may plan nothing."""
    if not uow.actor.may("activities.edit") or not uow.actor.may("activities.view"):
        return []
    found = standing_now(uow, customer.id)
    if found is None or found.standing.cell not in _BEST or _is_planned(uow, customer):
        return []
    call = kind_like("call")
    return [
        GlanceLine(
            text=str(gettext("One of the best matches, and nothing is planned.")),
            icon="score",
            urgency=32,
            state="warn",
            reason=_words(call),
            url=url_for("activities.new", kind=call.code, customer=customer.id, plan=1),
        )
    ]


def _words(call: ActivityKind) -> str:
    """What the company calls it, where it has a name of its own for calls."""
    is_ours = call.code == "call" and call.given is None
    return str(gettext("Plan a call")) if is_ours else kind_verb(call, plan=True)


def _is_planned(uow: UnitOfWork, customer: Customer) -> bool:
    planned = visible_activities(uow).where(
        Activity.customer_id == customer.id, Activity.completed_at.is_(None)
    )
    return uow.session.scalar(planned.with_only_columns(Activity.id).limit(1)) is not None

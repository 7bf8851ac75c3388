"""The sentence of scoring in "At a glance": one of the best, and nobody has planned anything."""

from flask import url_for
from flask_babel import gettext

from salesforce_lite.activities import Activity, visible_activities
from salesforce_lite.customers import Customer
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import GlanceLine

from .standing import standing_now

_BEST = ("A1", "A2")


def about_customer(uow: UnitOfWork, customer: Customer) -> list[GlanceLine]:
    """Nothing about those with whom something is planned, or for who may plan nothing."""
    if not uow.actor.may("activities.edit") or not uow.actor.may("activities.view"):
        return []
    found = standing_now(uow, customer.id)
    if found is None or found.standing.cell not in _BEST or _is_planned(uow, customer):
        return []
    return [
        GlanceLine(
            text=str(gettext("One of the best matches, and nothing is planned.")),
            icon="score",
            urgency=32,
            state="warn",
            reason=str(gettext("Plan a call")),
            url=url_for("activities.new", kind="call", customer=customer.id, plan=1),
        )
    ]


def _is_planned(uow: UnitOfWork, customer: Customer) -> bool:
    planned = visible_activities(uow).where(
        Activity.customer_id == customer.id, Activity.completed_at.is_(None)
    )
    return uow.session.scalar(planned.with_only_columns(Activity.id).limit(1)) is not None

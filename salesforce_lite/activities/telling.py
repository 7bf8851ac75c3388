"""Tells what saving an activity did: logged, planned, changed; a promise kept or broken."""

from salesforce_lite.activities.events import (
    ActivityChanged,
    ActivityLogged,
    ActivityPlanned,
    PromiseBroken,
    PromiseKept,
)
from salesforce_lite.activities.model import PROMISE, Activity
from salesforce_lite.kernel.uow import UnitOfWork


def tell_what_is_new(uow: UnitOfWork, activity: Activity) -> None:
    if activity.is_done:
        uow.record(
            ActivityLogged(
                activity_id=activity.id,
                customer_id=activity.customer_id,
                opportunity_id=activity.opportunity_id,
                kind=activity.kind,
                outcome=activity.outcome,
                at=activity.at,
            )
        )
        return
    uow.record(
        ActivityPlanned(
            activity_id=activity.id,
            customer_id=activity.customer_id,
            opportunity_id=activity.opportunity_id,
            kind=activity.kind,
            due_at=activity.due_at,
        )
    )


def tell_what_changed(uow: UnitOfWork, activity: Activity, names: tuple[str, ...]) -> None:
    uow.record(
        ActivityChanged(activity_id=activity.id, customer_id=activity.customer_id, fields=names)
    )
    if activity.kind == PROMISE and "is_kept" in names and activity.is_kept is not None:
        uow.record(_promise_event(activity))


def _promise_event(activity: Activity) -> PromiseKept | PromiseBroken:
    if not activity.is_kept:
        return PromiseBroken(activity_id=activity.id, customer_id=activity.customer_id)
    done, due = activity.completed_at, activity.due_at
    late = done is not None and due is not None and done > due
    return PromiseKept(activity_id=activity.id, customer_id=activity.customer_id, was_late=late)

"""Tells what saving an activity did: logged, planned, changed; a promise kept or broken."""

from uuid import UUID

from salesforce_lite.activities.events import (
    ActivityChanged,
    ActivityLogged,
    ActivityMoved,
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


def tell_what_changed(
    uow: UnitOfWork, activity: Activity, names: tuple[str, ...], *, was_of: UUID | None
) -> None:
    """`names` are the changed fields, `was_of` is the customer that it belonged to before."""
    after = activity.customer_id
    uow.record(ActivityChanged(activity_id=activity.id, customer_id=after, fields=names))
    if after != was_of:
        uow.record(ActivityMoved(activity_id=activity.id, before=was_of, after=after))
    if activity.kind == PROMISE and "is_kept" in names and activity.is_kept is not None:
        uow.record(_promise_event(activity))


def _promise_event(activity: Activity) -> PromiseKept | PromiseBroken:
    if not activity.is_kept:
        return PromiseBroken(activity_id=activity.id, customer_id=activity.customer_id)
    done, due = activity.completed_at, activity.due_at
    late = done is not None and due is not None and done > due
    return PromiseKept(activity_id=activity.id, customer_id=activity.customer_id, was_late=late)

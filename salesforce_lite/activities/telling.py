"""Tells what saving an activity did: logged, planned, changed; a promise kept or broken."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from salesforce_lite.activities.events import (
    ActivityChanged,
    ActivityLogged,
    ActivityMoved,
    ActivityPlanned,
    ActivityRescheduled,
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


@dataclass(frozen=True, slots=True)
class Before:
    """What an activity said before it was changed."""

    customer_id: UUID | None
    due_at: datetime | None
    is_done: bool

    @classmethod
    def of(cls, activity: Activity) -> Self:
        return cls(activity.customer_id, activity.due_at, activity.is_done)


def tell_what_changed(
    uow: UnitOfWork, activity: Activity, names: tuple[str, ...], *, before: Before
) -> None:
    """`names` are the changed fields. That it was done, or is to be done again, is told already."""
    after = activity.customer_id
    is_moved = "due_at" in names and not activity.is_done and activity.due_at != before.due_at
    is_settled = activity.kind == PROMISE and "is_kept" in names and activity.is_kept is not None
    told: set[str] = set()
    if activity.is_done != before.is_done:
        told |= {"completed_at", "outcome"} if activity.is_done else {"completed_at", "is_kept"}
    if is_moved:
        told |= {"due_at", "is_all_day", "zone"}
    if is_settled:
        told.add("is_kept")
    others = tuple(name for name in names if name not in told)
    if others:
        uow.record(ActivityChanged(activity_id=activity.id, customer_id=after, fields=others))
    if after != before.customer_id:
        moved = ActivityMoved(activity_id=activity.id, before=before.customer_id, after=after)
        uow.record(moved)
    if is_settled:
        uow.record(_promise_event(activity))
    if is_moved and activity.due_at is not None:
        uow.record(
            ActivityRescheduled(
                activity_id=activity.id,
                customer_id=after,
                before=before.due_at,
                after=activity.due_at,
            )
        )


def _promise_event(activity: Activity) -> PromiseKept | PromiseBroken:
    if not activity.is_kept:
        return PromiseBroken(activity_id=activity.id, customer_id=activity.customer_id)
    done, due = activity.completed_at, activity.due_at
    late = done is not None and due is not None and done > due
    return PromiseKept(activity_id=activity.id, customer_id=activity.customer_id, was_late=late)

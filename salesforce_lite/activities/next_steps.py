"""The next step that comes with an activity: what is said of it, and whether it was said before."""

from sqlalchemy import select

from salesforce_lite.activities.drafts import ActivityDraft, ActivityFields, NextStep
from salesforce_lite.activities.model import Activity
from salesforce_lite.audit import says_otherwise
from salesforce_lite.kernel.uow import UnitOfWork


def said_of_next(step: NextStep) -> ActivityFields:
    return {
        "kind": step.kind,
        "subject": step.subject,
        "due_at": step.due_at,
        "is_all_day": step.is_all_day,
    }


def has_other_step(uow: UnitOfWork, step: NextStep | None, activity: Activity) -> bool:
    """Whether the activity was saved with another next step than this, or with none."""
    # What somebody let follow it since was saved at another moment.
    saved_with_it = Activity.created_at == activity.created_at
    following = select(Activity).where(Activity.follows_id == activity.id, saved_with_it)
    first = uow.session.scalar(following.limit(1))
    if step is None or first is None:
        return (step is None) != (first is None)
    fields = ActivityDraft.of(said_of_next(step)).fields
    return says_otherwise(uow, fields, first.id, first)


def is_planned(uow: UnitOfWork, step: NextStep, activity: Activity) -> bool:
    """Whether this step, as it was said, follows the activity already."""
    said = ActivityDraft.of(said_of_next(step)).fields
    query = select(Activity).where(
        Activity.follows_id == activity.id, Activity.deleted_at.is_(None)
    )
    return any(
        all(getattr(one, name) == value for name, value in said.items())
        for one in uow.session.scalars(query)
    )

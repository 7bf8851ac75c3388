"""Who is mentioned in the note of an activity is told."""

from uuid import UUID

from sqlalchemy import select

from salesforce_lite.activities.model import Activity
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.notifications import tell_mentioned


def tell_who_is_meant(uow: UnitOfWork, activity: Activity, *, before: str = "") -> None:
    """`before` is the note as it was: who stood there already is not told again."""
    tell_mentioned(
        uow,
        activity.note,
        before=before,
        about=activity.id,
        kind="activity",
        may_see=lambda actor: (
            actor.may("activities.view") and actor.sees_records_of(activity.scope_owner_id)
        ),
    )


def note_before(uow: UnitOfWork, activity_id: UUID) -> str:
    """The note as it stands before the activity is changed."""
    return uow.session.scalar(select(Activity.note).where(Activity.id == activity_id)) or ""

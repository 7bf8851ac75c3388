"""How activities are found: by subject and the beginning of the note."""

from collections.abc import Sequence
from uuid import UUID

from salesforce_lite.activities.model import Activity
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.search import SearchEntryDraft, beginning


def activity_entries(_uow: UnitOfWork, activities: Sequence[Activity]) -> list[SearchEntryDraft]:
    """What the search keeps of the activities: as little as will do, for they are many."""
    return [
        SearchEntryDraft(
            kind="activity",
            record_id=activity.id,
            customer_id=activity.customer_id,
            scope_owner_id=activity.scope_owner_id,
            title=activity.subject,
            texts=(beginning(activity.note),),
        )
        for activity in activities
    ]


def found_by(activity: Activity) -> tuple[str, str, UUID | None, UUID | None]:
    """What decides how it is found: while this is the same, its entry is."""
    return (
        activity.subject,
        beginning(activity.note),
        activity.customer_id,
        activity.scope_owner_id,
    )

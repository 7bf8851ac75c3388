"""How activities are found: by subject, the beginning of the note and custom texts."""

from collections.abc import Sequence

from salesforce_lite.activities.model import Activity
from salesforce_lite.custom_fields import searched_texts
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.search import SearchEntryDraft, beginning


def activity_entries(uow: UnitOfWork, activities: Sequence[Activity]) -> list[SearchEntryDraft]:
    """What the search keeps of the activities: as little as will do, for they are many."""
    custom = searched_texts(uow, "activity", activities)
    return [
        SearchEntryDraft(
            kind="activity",
            record_id=activity.id,
            customer_id=activity.customer_id,
            scope_owner_id=activity.scope_owner_id,
            title=activity.subject,
            texts=(beginning(activity.note), *custom.get(activity.id, ())),
        )
        for activity in activities
    ]


def found_by(uow: UnitOfWork, activity: Activity) -> tuple[object, ...]:
    """What decides how it is found: while this is the same, its entry is."""
    return (
        activity.subject,
        beginning(activity.note),
        activity.customer_id,
        activity.scope_owner_id,
        searched_texts(uow, "activity", [activity]),
    )

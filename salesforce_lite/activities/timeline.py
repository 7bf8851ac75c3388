"""Activities in the timeline of a customer or an opportunity."""

from salesforce_lite.activities.listing import activities_before
from salesforce_lite.activities.rows import rows_of, with_lines
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import TimelineEntry, TimelineQuery


def load_entries(uow: UnitOfWork, asked: TimelineQuery) -> list[TimelineEntry]:
    """Newest first: what was done where it happened, what is planned at the time it is due."""
    if not uow.actor.may("activities.view"):
        return []
    activities = activities_before(
        uow,
        customer_id=asked.record_id if asked.about == "customer" else None,
        opportunity_id=asked.record_id if asked.about == "opportunity" else None,
        before=asked.before,
        before_id=asked.before_id,
        kinds=asked.kinds,
        limit=asked.limit,
    )
    return [
        TimelineEntry(
            at=row.activity.at,
            id=row.id,
            source="activities",
            kind=row.activity.kind,
            template="activities/_entry.html",
            data=row,
            words=(
                *(row.title, row.kind_label, row.outcome, row.activity.note),
                *(row.contact, row.opportunity, row.customer, row.owner),
                *(word for line in row.lines for word in (line.label, line.text)),
            ),
        )
        for row in with_lines(uow, rows_of(uow, activities))
    ]

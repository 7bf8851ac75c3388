"""What comes next for records: the next planned activity of each, in one query."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from salesforce_lite.activities.model import Activity
from salesforce_lite.activities.service import visible_activities
from salesforce_lite.kernel.uow import UnitOfWork

_BATCH = 900


def next_of_opportunities(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Activity]:
    """The next planned activity of each opportunity that has one."""
    return _next_by(uow, Activity.opportunity_id, ids)


def next_of_customers(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Activity]:
    """The next planned activity of each customer that has one."""
    return _next_by(uow, Activity.customer_id, ids)


def _next_by(
    uow: UnitOfWork, column: InstrumentedAttribute[UUID | None], ids: Iterable[UUID]
) -> dict[UUID, Activity]:
    """The earliest first: of what is planned there are few per record, and an index finds them."""
    wanted = sorted(set(ids))
    found: dict[UUID, Activity] = {}
    for start in range(0, len(wanted), _BATCH):
        ranked = (
            visible_activities(uow)
            .where(column.in_(wanted[start : start + _BATCH]), Activity.completed_at.is_(None))
            .add_columns(
                func.row_number()
                .over(partition_by=column, order_by=(Activity.due_at, Activity.id))
                .label("rank")
            )
            .subquery()
        )
        first = aliased(Activity, ranked)
        for activity in uow.session.scalars(select(first).where(ranked.c.rank == 1)):
            record_id = getattr(activity, column.key)
            found[record_id] = activity
    return found


def planned_of(
    uow: UnitOfWork,
    *,
    customer_id: UUID | None = None,
    opportunity_id: UUID | None = None,
    limit: int = 5,
) -> list[Activity]:
    """What is planned with one customer or for one opportunity, the next first."""
    query = visible_activities(uow).where(Activity.completed_at.is_(None))
    if opportunity_id:
        query = query.where(Activity.opportunity_id == opportunity_id)
    else:
        query = query.where(Activity.customer_id == customer_id)
    return list(uow.session.scalars(query.order_by(Activity.due_at, Activity.id).limit(limit)))


def following_of(uow: UnitOfWork, activity: Activity) -> list[Activity]:
    """What led to an activity, and what it leads to."""
    around = Activity.follows_id == activity.id
    if activity.follows_id:
        around = or_(around, Activity.id == activity.follows_id)
    query = visible_activities(uow).where(around).order_by(Activity.at, Activity.id).limit(10)
    return list(uow.session.scalars(query))

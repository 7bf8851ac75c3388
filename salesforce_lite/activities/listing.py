"""Lists of activities: what is planned by its time, what was done newest first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, tuple_

from salesforce_lite.activities.model import Activity
from salesforce_lite.activities.service import visible_activities
from salesforce_lite.custom_fields import CustomCondition, narrowed_by_custom
from salesforce_lite.kernel.paging import Order, Page, page_of
from salesforce_lite.kernel.uow import UnitOfWork

BY_DUE = (Order(Activity.due_at), Order(Activity.id))
NEWEST = (Order(Activity.at, descending=True), Order(Activity.id, descending=True))


class Status(StrEnum):
    PLANNED = "planned"
    OVERDUE = "overdue"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFilter:
    """What narrows the list; the moments are those at which activities stand, `until` excluded."""

    status: Status = Status.PLANNED
    kind: str = ""
    owner_id: UUID | None = None
    customer_id: UUID | None = None
    opportunity_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    custom: tuple[CustomCondition, ...] = ()


def list_activities(
    uow: UnitOfWork,
    narrowed: ActivityFilter | None = None,
    *,
    cursor: str | None = None,
    limit: int = 25,
) -> Page[Activity]:
    """One page of activities, in the order that an index delivers."""
    narrowed = narrowed or ActivityFilter()
    is_done = narrowed.status is Status.DONE
    query = _narrow(visible_activities(uow), narrowed)
    query, _are_few = narrowed_by_custom(uow, query, Activity.id, narrowed.custom)
    if is_done:
        # Nothing has happened tomorrow: the bound keeps what is planned out of the way.
        query = query.where(
            Activity.completed_at.is_not(None), Activity.at < uow.now + timedelta(days=1)
        )
    else:
        query = query.where(Activity.completed_at.is_(None))
    if narrowed.status is Status.OVERDUE:
        query = query.where(Activity.due_at < uow.now)
    return page_of(
        uow.session,
        query,
        NEWEST if is_done else BY_DUE,
        cursor=cursor,
        limit=limit,
        name=f"activities-{'done' if is_done else 'planned'}",
    )


def _narrow(query: Select[Activity], narrowed: ActivityFilter) -> Select[Activity]:
    if narrowed.kind:
        query = query.where(Activity.kind == narrowed.kind)
    if narrowed.owner_id:
        query = query.where(Activity.owner_id == narrowed.owner_id)
    if narrowed.customer_id:
        query = query.where(Activity.customer_id == narrowed.customer_id)
    if narrowed.opportunity_id:
        query = query.where(Activity.opportunity_id == narrowed.opportunity_id)
    moment = Activity.at if narrowed.status is Status.DONE else Activity.due_at
    if narrowed.since:
        query = query.where(moment >= narrowed.since)
    if narrowed.until:
        query = query.where(moment < narrowed.until)
    return query


def activities_before(
    uow: UnitOfWork,
    *,
    customer_id: UUID | None = None,
    opportunity_id: UUID | None = None,
    before: datetime | None = None,
    before_id: UUID | None = None,
    kinds: frozenset[str] = frozenset(),
    limit: int,
) -> list[Activity]:
    """Done and planned activities of one record below a mark, newest first: for its timeline."""
    query = visible_activities(uow)
    if customer_id:
        query = query.where(Activity.customer_id == customer_id)
    if opportunity_id:
        query = query.where(Activity.opportunity_id == opportunity_id)
    if kinds:
        query = query.where(Activity.kind.in_(kinds))
    if before is not None and before_id is not None:
        query = query.where(
            Activity.at <= before, tuple_(Activity.at, Activity.id) < (before, before_id)
        )
    elif before is not None:
        query = query.where(Activity.at < before)
    return list(
        uow.session.scalars(query.order_by(Activity.at.desc(), Activity.id.desc()).limit(limit))
    )

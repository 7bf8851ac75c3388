"""Lists of activities: what is planned by its time, what was done newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from salesforce_lite.activities.model import Activity
from salesforce_lite.activities.service import visible_activities
from salesforce_lite.custom_fields import CustomCondition, narrowed_by_custom
from salesforce_lite.kernel.paging import Order, Page, page_of
from salesforce_lite.kernel.uow import UnitOfWork

BY_DUE = (Order(Activity.due_at), Order(Activity.id))
NEWEST = (Order(Activity.at, descending=True), Order(Activity.id, descending=True))
# What programs sort by; `-` turns it round.
ORDERS = {
    "at": (Order(Activity.at), Order(Activity.id)),
    "-at": NEWEST,
    "due_at": BY_DUE,
    "-due_at": (Order(Activity.due_at, descending=True), Order(Activity.id, descending=True)),
    "updated_at": (Order(Activity.updated_at), Order(Activity.id)),
    "-updated_at": (
        Order(Activity.updated_at, descending=True),
        Order(Activity.id, descending=True),
    ),
}


class Status(StrEnum):
    PLANNED = "planned"
    OVERDUE = "overdue"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFilter:
    """What narrows the list; what is empty does not, and of ranges the end is not part.

    `since` and `until` are about the moments at which activities stand: the day they are due while
    planned, else when they happened. `ids` are those among which they are, None for all.
    """

    status: Status | None = Status.PLANNED
    kind: str = ""
    owner_id: UUID | None = None
    customer_id: UUID | None = None
    contact_id: UUID | None = None
    opportunity_id: UUID | None = None
    follows_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    due_since: datetime | None = None
    due_until: datetime | None = None
    updated_since: datetime | None = None
    ids: tuple[UUID, ...] | None = None
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
    return find_activities(
        uow,
        narrowed,
        cursor=cursor,
        limit=limit,
        order=NEWEST if is_done else BY_DUE,
        name=f"activities-{'done' if is_done else 'planned'}",
    )


def find_activities(
    uow: UnitOfWork,
    narrowed: ActivityFilter,
    *,
    cursor: str | None = None,
    limit: int = 25,
    order: Sequence[Order] = NEWEST,
    name: str = "activities",
) -> Page[Activity]:
    """One page of those that the filter wants; `name` is that of the list in its cursors."""
    query = _narrow(visible_activities(uow), narrowed)
    query, _are_few = narrowed_by_custom(uow, query, Activity.id, narrowed.custom)
    if narrowed.status is Status.DONE:
        # Nothing has happened tomorrow: the bound keeps what is planned out of the way.
        query = query.where(
            Activity.completed_at.is_not(None), Activity.at < uow.now + timedelta(days=1)
        )
    elif narrowed.status is not None:
        query = query.where(Activity.completed_at.is_(None))
    if narrowed.status is Status.OVERDUE:
        query = query.where(Activity.due_at < uow.now)
    return page_of(uow.session, query, order, cursor=cursor, limit=limit, name=name)


# Names of filters that are those of columns.
_EQUAL = ("owner_id", "customer_id", "contact_id", "opportunity_id", "follows_id")


def _narrow(query: Select[Activity], narrowed: ActivityFilter) -> Select[Activity]:
    if narrowed.kind:
        query = query.where(Activity.kind == narrowed.kind)
    for name in _EQUAL:
        if wanted := getattr(narrowed, name):
            query = query.where(getattr(Activity, name) == wanted)
    is_planned = narrowed.status in (Status.PLANNED, Status.OVERDUE)
    stands = Activity.due_at if is_planned else Activity.at
    for column, first, end in (
        (stands, narrowed.since, narrowed.until),
        (Activity.due_at, narrowed.due_since, narrowed.due_until),
        (Activity.updated_at, narrowed.updated_since, None),
    ):
        if first:
            query = query.where(column >= first)
        if end:
            query = query.where(column < end)
    return query if narrowed.ids is None else query.where(Activity.id.in_(narrowed.ids))


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


_ABOUT = {"customer": Activity.customer_id, "opportunity": Activity.opportunity_id}


def newest_of_each(
    uow: UnitOfWork, about: str, ids: Sequence[UUID], *, most: int
) -> dict[UUID, list[Activity]]:
    """Customer or opportunity → its newest activities, the newest first, in one query."""
    column = _ABOUT[about]
    newest = _newest(visible_activities(uow), column, ids, most)
    query = visible_activities(uow).where(Activity.id.in_(newest))
    found: dict[UUID, list[Activity]] = {}
    for one in uow.session.scalars(query.order_by(Activity.at.desc(), Activity.id.desc())):
        found.setdefault(getattr(one, column.key), []).append(one)
    return found


def last_done_ids(uow: UnitOfWork, customer_ids: Sequence[UUID], *, most: int) -> list[UUID]:
    """What was done last with each of the customers, as ids in no order."""
    done = visible_activities(uow).where(Activity.completed_at.is_not(None))
    return list(uow.session.scalars(_newest(done, Activity.customer_id, customer_ids, most)))


def _newest(
    query: Select[Activity],
    column: InstrumentedAttribute[UUID | None],
    ids: Sequence[UUID],
    most: int,
) -> Select[UUID]:
    place = func.row_number().over(
        partition_by=column, order_by=(Activity.at.desc(), Activity.id.desc())
    )
    ranked = (
        query.where(column.in_(ids)).with_only_columns(Activity.id, place.label("place")).subquery()
    )
    return select(ranked.c.id).where(ranked.c.place <= most)

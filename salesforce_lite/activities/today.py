"""What Today answers: what is overdue, what the day holds, which sales slip, who is forgotten."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from salesforce_lite.activities.model import PROMISE, Activity, LastContact
from salesforce_lite.activities.places import day_bounds
from salesforce_lite.activities.service import visible_activities
from salesforce_lite.customers import Customer, Lifecycle, visible_customers
from salesforce_lite.kernel.clock import today
from salesforce_lite.kernel.scope import scope_condition, visible
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity, Outcome

ROWS = 10
SILENT_AFTER = timedelta(days=30)
LONG_IN_STAGE = timedelta(days=45)
# Of the open sales only those that are to be closed first are looked at, however many there are.
LOOKED_AT = 500


class Whose(StrEnum):
    MINE = "mine"
    TEAM = "team"  # everybody whose records the actor sees


class Slip(StrEnum):
    """Why an open opportunity is about to slip away; the first that holds is told."""

    CLOSE_PASSED = "close_passed"
    NO_NEXT_STEP = "no_next_step"
    LONG_IN_STAGE = "long_in_stage"


@dataclass(frozen=True, slots=True)
class Slipping:
    opportunity: Opportunity
    reason: Slip


@dataclass(frozen=True, slots=True)
class Needing:
    """A customer who needs us: a promise is overdue, or nobody spoke to them for long.

    Where nobody ever did, `never_since` is the day since which the relation is active.
    """

    customer_id: UUID
    last_contact_at: datetime | None = None
    never_since: date | None = None
    promise: Activity | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """At most ten rows; `has_more` says that the list behind holds more."""

    rows: list[Any]
    has_more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    overdue: Section
    today: Section
    slipping: Section
    needing: Section
    won: Section

    @property
    def is_empty(self) -> bool:
        return not any(
            section.rows for section in (self.overdue, self.today, self.slipping, self.needing)
        )


def sees_customers(uow: UnitOfWork) -> bool:
    """Whether there is anybody at all to visit and call."""
    anybody = visible_customers(uow).with_only_columns(Customer.id).limit(1)
    return uow.session.scalar(anybody) is not None


def load_day(uow: UnitOfWork, whose: Whose = Whose.MINE) -> Day:
    """The five sections. Each is one query that an index bounds, whatever there is in all."""
    _, tomorrow = day_bounds(today(uow.actor.zone), uow.actor.zone)
    planned = _of(uow, whose, visible_activities(uow), Activity.owner_id).where(
        Activity.completed_at.is_(None)
    )
    by_due = planned.order_by(Activity.due_at, Activity.id)
    overdue = by_due.where(Activity.due_at < uow.now)
    due_today = by_due.where(Activity.due_at >= uow.now, Activity.due_at < tomorrow)
    return Day(
        overdue=_section(uow, overdue),
        today=_section(uow, due_today),
        slipping=_slipping(uow, whose),
        needing=_needing(uow, whose, overdue),
        won=_won(uow, whose),
    )


def _of(uow: UnitOfWork, whose: Whose, query: Select[Any], owner: Any) -> Select[Any]:
    """Narrow to the actor's own; otherwise the row scope of the query is the team's."""
    return query.where(owner == uow.actor.user_id) if whose is Whose.MINE else query


def _section(uow: UnitOfWork, query: Select[Any]) -> Section:
    rows = list(uow.session.scalars(query.limit(ROWS + 1)))
    return Section(rows[:ROWS], has_more=len(rows) > ROWS)


def _slipping(uow: UnitOfWork, whose: Whose) -> Section:
    """Open sales whose close has passed, that have no next step, or that stand still."""
    if not uow.actor.may("opportunities.view"):
        return Section([])
    day = today(uow.actor.zone)
    soonest = (
        _of(uow, whose, visible(uow.actor, Opportunity), Opportunity.owner_id)
        .where(Opportunity.outcome == Outcome.OPEN)
        .order_by(Opportunity.expected_close_on, Opportunity.id)
        .limit(LOOKED_AT)
        .subquery()
    )
    open_one = aliased(Opportunity, soonest)
    has_next = exists().where(
        Activity.opportunity_id == open_one.id,
        Activity.completed_at.is_(None),
        Activity.deleted_at.is_(None),
    )
    query = (
        select(open_one, has_next)
        .where(
            or_(
                open_one.expected_close_on < day,
                ~has_next,
                open_one.stage_since < uow.now - LONG_IN_STAGE,
            )
        )
        .order_by(open_one.expected_close_on, open_one.id)
        .limit(ROWS + 1)
    )
    rows = [
        Slipping(opportunity, _reason(day, opportunity, has_one))
        for opportunity, has_one in uow.session.execute(query)
    ]
    return Section(rows[:ROWS], has_more=len(rows) > ROWS)


def _reason(day: date, opportunity: Opportunity, has_next: object) -> Slip:
    if opportunity.expected_close_on < day:
        return Slip.CLOSE_PASSED
    return Slip.LONG_IN_STAGE if has_next else Slip.NO_NEXT_STEP


def _needing(uow: UnitOfWork, whose: Whose, overdue: Select[Any]) -> Section:
    """First whom we owe something promised, then the active customers silent for longest."""
    if not uow.actor.may("customers.view"):
        return Section([])
    promises = uow.session.scalars(
        overdue.where(Activity.kind == PROMISE, Activity.customer_id.is_not(None)).limit(ROWS + 1)
    )
    rows: dict[UUID, Needing] = {}
    for promise in promises:
        rows.setdefault(promise.customer_id, Needing(promise.customer_id, promise=promise))
    silent = [
        (at.date(), Needing(customer_id, last_contact_at=at))
        for customer_id, at in uow.session.execute(_silent(uow, whose))
    ]
    never = [
        (since, Needing(customer_id, never_since=since))
        for customer_id, since in uow.session.execute(_never_contacted(uow, whose))
    ]
    for _, needing in sorted([*silent, *never], key=lambda row: row[0]):
        rows.setdefault(needing.customer_id, needing)
    found = list(rows.values())
    return Section(found[:ROWS], has_more=len(found) > ROWS)


def _silent(uow: UnitOfWork, whose: Whose) -> Select[UUID, datetime]:
    """A customer's owner is their row scope, so the copy in `last_contact` serves both."""
    mine = (
        LastContact.scope_owner_id == uow.actor.user_id
        if whose is Whose.MINE
        else scope_condition(uow.actor, LastContact)
    )
    return (
        select(LastContact.customer_id, LastContact.at)
        .join(Customer, Customer.id == LastContact.customer_id)
        .where(
            mine,
            LastContact.is_active,
            LastContact.at < uow.now - SILENT_AFTER,
            Customer.deleted_at.is_(None),
        )
        .order_by(LastContact.at, LastContact.customer_id)
        .limit(ROWS + 1)
    )


def _never_contacted(uow: UnitOfWork, whose: Whose) -> Select[UUID, date]:
    """Active customers with whom nobody ever spoke; of very many only some are looked at."""
    query = visible(uow.actor, Customer).where(Customer.lifecycle == Lifecycle.ACTIVE)
    some = (
        _of(uow, whose, query, Customer.scope_owner_id)
        .with_only_columns(Customer.id, Customer.lifecycle_since)
        .limit(LOOKED_AT)
        .subquery()
    )
    return (
        select(some.c.id, some.c.lifecycle_since)
        .where(
            some.c.lifecycle_since < (uow.now - SILENT_AFTER).date(),
            ~exists().where(LastContact.customer_id == some.c.id),
        )
        .order_by(some.c.lifecycle_since, some.c.id)
        .limit(ROWS + 1)
    )


def _won(uow: UnitOfWork, whose: Whose) -> Section:
    if not uow.actor.may("opportunities.view"):
        return Section([])
    day = today(uow.actor.zone)
    monday = day - timedelta(days=day.weekday())
    query = _of(uow, whose, visible(uow.actor, Opportunity), Opportunity.owner_id).where(
        and_(Opportunity.outcome == Outcome.WON, Opportunity.closed_on >= monday)
    )
    return _section(uow, query.order_by(Opportunity.closed_on.desc(), Opportunity.id.desc()))

"""Calling somebody back: one task for each customer or number, however often they called, due in
hours in which somebody works and the customer may be called, and done by the call that reaches
them."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select

from salesforce_lite.activities import (
    Activity,
    ActivityDraft,
    plan_activity,
    reschedule_activity,
    save_activity,
    visible_activities,
)
from salesforce_lite.company import get_company
from salesforce_lite.countries import find_country_pack
from salesforce_lite.customers import Customer
from salesforce_lite.kernel.uow import UnitOfWork

from .calling_rules import CallingDay, Purpose
from .model import Call
from .permitting import may_call, own_hours
from .task_words import callback_subject

# Whoever missed a call calls back within this, as long as both are up.
_CALLED_BACK_WITHIN = timedelta(hours=1)
# Hours of both sides are looked for so often; where they never meet, those of the company count.
_ROUNDS = 10


def callback_due(uow: UnitOfWork, call: Call) -> datetime:
    """When a missed call is to be called back: an hour from now, or the first moment after that
    within the hours for calls of the company, on no holiday of its country, by its own clock, and
    within those hours by the customer's clock. In UTC."""
    company = get_company(uow)
    pack = find_country_pack(company.country)
    rules = pack.calling if pack else None
    day = CallingDay(
        windows=tuple(own_hours(uow)),
        zone=company.zone,
        is_holiday=rules.is_holiday if rules else lambda _day: False,
    )
    customer = uow.session.get(Customer, call.customer_id) if call.customer_id else None
    asked = uow.now + _CALLED_BACK_WITHIN
    first = at = day.next_at(asked) or asked
    for _round in range(_ROUNDS):
        their = may_call(uow, customer, call.number, at, Purpose.CALLBACK).next_at or at
        ours = day.next_at(their) or their
        if ours == at:
            return at
        at = ours
    return first


def open_callback(uow: UnitOfWork, call: Call) -> Activity | None:
    """The task that stands for this customer or number already, and is not done."""
    same = [Call.number == call.number] if call.number else []
    if call.customer_id is not None:
        same.append(Call.customer_id == call.customer_id)
    if not same:
        return None
    query = (
        select(Activity)
        .join(Call, Call.callback_id == Activity.id)
        .where(or_(*same), Activity.completed_at.is_(None), Activity.deleted_at.is_(None))
        .order_by(Activity.due_at)
        .limit(1)
    )
    return uow.session.scalar(query)


def take_callback(uow: UnitOfWork, call: Call, agent_id: UUID | None) -> UUID | None:
    """Let a call that reached somebody be the one that was to be made: the open task, where the
    actor sees one from before the call, is done by it, and is its activity. None where there is
    none."""
    standing = open_callback(uow, call)
    if standing is None or standing.created_at > call.started_at:
        return None
    seen = visible_activities(uow).where(Activity.id == standing.id)
    if uow.session.scalar(seen) is None:
        return None
    done = ActivityDraft.of(
        {
            "owner_id": agent_id or standing.owner_id,
            "outcome": "reached",
            "started_at": call.answered_at or call.started_at,
            "ended_at": call.ended_at,
            "completed_at": call.ended_at or uow.now,
        },
        id=standing.id,
    )
    return save_activity(uow, done).id


def plan_callback(
    uow: UnitOfWork,
    call: Call,
    *,
    owner_id: UUID | None,
    due_at: datetime,
    zone: str,
    is_promised: bool = False,
) -> Activity | None:
    """A task to call back, unless there is one; None where nobody is to do it. What was promised
    to the customer moves one that the actor sees to that moment."""
    if owner_id is None or not (call.number or call.customer_id):
        return None
    standing = open_callback(uow, call)
    if standing is None:
        standing = plan_activity(
            uow,
            {
                "kind": "call",
                "subject": callback_subject(uow, call.number),
                "customer_id": call.customer_id,
                "contact_id": call.contact_id,
                "owner_id": owner_id,
                "due_at": due_at,
                "zone": zone,
            },
        )
    elif is_promised and uow.session.scalar(
        visible_activities(uow).where(Activity.id == standing.id)
    ):
        reschedule_activity(uow, standing.id, due_at, zone=zone)
    call.callback_id = standing.id
    return standing

"""Calling somebody back: one task for each customer or number, however often they called."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from salesforce_lite.activities import Activity, plan_activity
from salesforce_lite.kernel.uow import UnitOfWork

from .model import Call
from .task_words import callback_subject


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


def plan_callback(
    uow: UnitOfWork, call: Call, *, owner_id: UUID | None, due_at: datetime, zone: str
) -> Activity | None:
    """A task to call back, unless there is one; None where nobody is to do it."""
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
    call.callback_id = standing.id
    return standing

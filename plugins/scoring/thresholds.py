"""What happens when customers have risen to the threshold: it is told, and somebody gets a task."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.access import User
from salesforce_lite.activities import plan_activity
from salesforce_lite.customers import Customer, visible_customers
from salesforce_lite.kernel.uow import UnitOfWork

from .events import ScoringThresholdReached
from .rules import Definition, Standing
from .task_words import task_subject


def raise_thresholds(
    uow: UnitOfWork, definition: Definition, risen: Mapping[UUID, Standing]
) -> None:
    """Tell of each customer, and plan a task for whoever looks after it and still works here."""
    threshold = definition.threshold
    if threshold is None:
        return
    for customer_id, standing in sorted(risen.items()):
        uow.record(
            ScoringThresholdReached(
                customer_id=customer_id,
                cell=standing.cell,
                fit=standing.fit,
                engagement=standing.engagement,
            )
        )
    if threshold.has_task:
        _plan_tasks(uow, threshold.task_subject, risen)


def _plan_tasks(uow: UnitOfWork, subject: str, risen: Mapping[UUID, Standing]) -> None:
    looked_after = uow.session.scalars(
        visible_customers(uow).where(Customer.id.in_(risen), Customer.owner_id.is_not(None))
    ).all()
    owners = select(User).where(User.id.in_({one.owner_id for one in looked_after}), User.active)
    people = {user.id: user for user in uow.session.scalars(owners)}
    for customer in sorted(looked_after, key=lambda one: one.id):
        owner = people.get(customer.owner_id) if customer.owner_id else None
        if owner is None:
            continue
        plan_activity(
            uow,
            {
                "kind": "task",
                "customer_id": customer.id,
                "owner_id": owner.id,
                "zone": owner.zone,
                "subject": subject or task_subject(owner, risen[customer.id].cell),
            },
        )

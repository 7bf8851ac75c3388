"""What happens when customers have risen to the threshold: it is told, and somebody gets a task."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.access import User
from salesforce_lite.activities import plan_activity
from salesforce_lite.customers import Customer, visible_customers
from salesforce_lite.kernel.uow import UnitOfWork

from .events import ScoringThresholdReached
from .rules import Standing
from .task_words import task_subject
from .versions import find_active_version


def tell_of_thresholds(uow: UnitOfWork, risen: Mapping[UUID, Standing]) -> None:
    """Tell of each customer."""
    for customer_id, standing in sorted(risen.items()):
        uow.record(
            ScoringThresholdReached(
                customer_id=customer_id,
                cell=standing.cell,
                fit=standing.fit,
                engagement=standing.engagement,
            )
        )


def plan_task(uow: UnitOfWork, fact: ScoringThresholdReached) -> None:
    """A task for whoever looks after the customer and still works here.

    Not in the transaction of the scores: another plugin may refuse the task, and they are kept.
    """
    version = find_active_version(uow)
    threshold = version.definition.threshold if version else None
    customer = uow.session.scalar(visible_customers(uow).where(Customer.id == fact.customer_id))
    if threshold is None or not threshold.has_task or customer is None:
        return
    owner = uow.session.scalar(select(User).where(User.id == customer.owner_id, User.active))
    if owner is None:
        return
    plan_activity(
        uow,
        {
            "kind": "task",
            "customer_id": customer.id,
            "owner_id": owner.id,
            "zone": owner.zone,
            "subject": threshold.task_subject or task_subject(owner, fact.cell),
        },
    )

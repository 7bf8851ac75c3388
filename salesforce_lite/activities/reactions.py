"""How activities follow their customers: owner, lifecycle, merge."""

from sqlalchemy import select, update

from salesforce_lite.activities.last_contact import recount_contacts
from salesforce_lite.activities.model import Activity, LastContact
from salesforce_lite.customers import (
    Customer,
    CustomerLifecycleChanged,
    CustomerOwnerChanged,
    CustomersMerged,
    Lifecycle,
)
from salesforce_lite.kernel.uow import UnitOfWork


def follow_owner(uow: UnitOfWork, event: CustomerOwnerChanged) -> None:
    """Row scope follows the new owner, who also takes over what the old one had planned."""
    if event.before is not None:
        planned = select(Activity).where(
            Activity.customer_id == event.customer_id,
            Activity.owner_id == event.before,
            Activity.completed_at.is_(None),
            Activity.deleted_at.is_(None),
        )
        for activity in uow.session.scalars(planned):
            activity.owner_id = event.after
        uow.session.flush()
    for model in (Activity, LastContact):
        uow.session.execute(
            update(model)
            .where(model.customer_id == event.customer_id)
            .values(scope_owner_id=event.after)
        )


def follow_lifecycle(uow: UnitOfWork, event: CustomerLifecycleChanged) -> None:
    """Only the silence of active customers matters."""
    uow.session.execute(
        update(LastContact)
        .where(LastContact.customer_id == event.customer_id)
        .values(is_active=event.after == Lifecycle.ACTIVE)
    )


def follow_merge(uow: UnitOfWork, event: CustomersMerged) -> None:
    """Everything of the merged customer belongs to the one that stays."""
    owner = uow.session.scalar(select(Customer.owner_id).where(Customer.id == event.customer_id))
    uow.session.execute(
        update(Activity)
        .where(Activity.customer_id == event.merged_id)
        .values(customer_id=event.customer_id, scope_owner_id=owner)
    )
    recount_contacts(uow, [event.customer_id, event.merged_id])

"""Where a customer went that is not there any more."""

from typing import cast
from uuid import UUID

from sqlalchemy import Table, select

from salesforce_lite.customers.errors import CustomerMergedError
from salesforce_lite.customers.model import Customer
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.scope import scope_condition, visible
from salesforce_lite.kernel.uow import UnitOfWork

# The table, not the class: also of those who are out of sight.
_customers = cast(Table, Customer.__table__)


def missing_customer(uow: UnitOfWork, customer_id: UUID) -> NotFoundError:
    """The refusal for a customer that was not found: merged, where the actor sees both ends."""
    into = select(Customer.merged_into_id).where(
        Customer.id == customer_id,
        Customer.merged_into_id.is_not(None),
        scope_condition(uow.actor, Customer),
    )
    survivor = visible(uow.actor, Customer).with_only_columns(Customer.id)
    survivor_id = uow.session.scalar(survivor.where(Customer.id == into.scalar_subquery()))
    return NotFoundError() if survivor_id is None else CustomerMergedError(survivor_id)


def survivor_of(uow: UnitOfWork, customer_id: UUID) -> UUID | None:
    """Into which customer it was merged, through however many; None for one that never was.

    For what was said of it before: whether the actor sees the survivor is asked when it is loaded.
    """
    survivor: UUID | None = None
    seen = {customer_id}
    while True:
        into = select(_customers.c.merged_into_id).where(_customers.c.id == customer_id)
        found = uow.session.scalar(into)
        if found is None or found in seen:
            return survivor
        seen.add(found)
        survivor = customer_id = found

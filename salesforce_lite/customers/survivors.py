"""Where a customer went that is not there any more."""

from uuid import UUID

from sqlalchemy import select

from salesforce_lite.customers.errors import CustomerMergedError
from salesforce_lite.customers.model import Customer
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.scope import scope_condition, visible
from salesforce_lite.kernel.uow import UnitOfWork


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

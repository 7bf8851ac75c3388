"""What is told beside customers on phones: whoever changes it has phones read it again."""

from collections.abc import Iterable
from uuid import UUID

from salesforce_lite.customers.model import Customer
from salesforce_lite.kernel.uow import UnitOfWork

RENEWED = "renewed"


def renew_cards(uow: UnitOfWork, customer_ids: Iterable[UUID]) -> None:
    """Phones that carry these customers read their cards again, after the commit.

    For what is kept in tables of a plugin (`api_includes`): the customer itself stays as it is.
    """
    uow.tell_changes(
        [
            {
                "record_kind": Customer.history_name,
                "record_id": customer_id,
                "action": RENEWED,
                "changes": {},
                "at": uow.now,
            }
            for customer_id in sorted(set(customer_ids))
        ]
    )

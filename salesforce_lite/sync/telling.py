"""Tells people what phones of others have brought."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.customers import Customer
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.notifications import notify

LATE_FACT = "sync.late_fact"


def tell_owner(uow: UnitOfWork, customer_id: UUID | None, record: Any) -> None:
    """Whose customer it is now is told what somebody did there before."""
    owner_id = uow.session.scalar(select(Customer.owner_id).where(Customer.id == customer_id))
    if owner_id is not None and owner_id != uow.actor.user_id:
        notify(uow, owner_id, LATE_FACT, about=record.id, key=str(record.id))

"""Customers who go: their account is closed and keeps its numbers without a name."""

from uuid import UUID

from sqlalchemy import update

from salesforce_lite.customers import CustomerDeleted, CustomerRestored
from salesforce_lite.kernel.uow import UnitOfWork

from .model import ACTIVE, CLOSED, Account


def close_accounts(uow: UnitOfWork, fact: CustomerDeleted) -> None:
    """Nothing is earned or redeemed any more. What they had stays in the totals, and lapses."""
    _set(uow, fact.customer_id, ACTIVE, CLOSED)


def reopen_accounts(uow: UnitOfWork, fact: CustomerRestored) -> None:
    """They have what they had, but for what lapsed meanwhile."""
    _set(uow, fact.customer_id, CLOSED, ACTIVE)


def _set(uow: UnitOfWork, customer_id: UUID, before: str, after: str) -> None:
    uow.session.execute(
        update(Account)
        .where(Account.customer_id == customer_id, Account.state == before)
        .values(state=after)
    )

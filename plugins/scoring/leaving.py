"""Scores of customers who are gone go with them, at once; there are few of these at a time."""

from uuid import UUID

from sqlalchemy import delete

from salesforce_lite.customers import CustomerDeleted, CustomersMerged
from salesforce_lite.kernel.uow import UnitOfWork

from .model import ScoringScore


def forget_deleted(uow: UnitOfWork, fact: CustomerDeleted) -> None:
    """A customer who is restored is scored anew."""
    _forget(uow, fact.customer_id)


def forget_merged(uow: UnitOfWork, fact: CustomersMerged) -> None:
    """The one who stays has the activities and sales of both, and is scored with them soon."""
    _forget(uow, fact.merged_id)


def _forget(uow: UnitOfWork, customer_id: UUID) -> None:
    uow.session.execute(delete(ScoringScore).where(ScoringScore.customer_id == customer_id))

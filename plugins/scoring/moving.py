"""Scores customers anew who have lost an activity or a sale to another: nothing else tells it."""

from salesforce_lite.activities import ActivityMoved
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import OpportunityMoved

from .scores import Holding, score_customers
from .versions import find_progress


def score_former(uow: UnitOfWork, fact: ActivityMoved | OpportunityMoved) -> None:
    """Whoever has it now is found by its change. Not in the same transaction: files move many."""
    if fact.before is not None and find_progress(uow, held=True) is not None:
        score_customers(uow, [fact.before], Holding.now(uow))

"""What narrows a list or board of opportunities."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from salesforce_lite.custom_fields import CustomCondition
from salesforce_lite.kernel.among import Among
from salesforce_lite.opportunities.model import Opportunity, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityFilter:
    """What narrows a list or board. `closing` is when open ones should, and others did, close."""

    outcome: str | None = Outcome.OPEN
    pipeline_id: UUID | None = None
    stage_id: UUID | None = None
    owner_id: UUID | None = None
    customer_id: UUID | None = None
    closing_from: date | None = None
    closing_to: date | None = None
    currency: str = ""
    custom: tuple[CustomCondition, ...] = ()
    among: tuple[Among, ...] = ()


def narrowed(query: Select[Any], wanted: OpportunityFilter) -> Select[Any]:
    """The query with the conditions of the filter."""
    for column, value in (
        (Opportunity.outcome, wanted.outcome),
        (Opportunity.pipeline_id, wanted.pipeline_id),
        (Opportunity.stage_id, wanted.stage_id),
        (Opportunity.owner_id, wanted.owner_id),
        (Opportunity.customer_id, wanted.customer_id),
        (Opportunity.amount_currency, wanted.currency or None),
    ):
        if value is not None:
            query = query.where(column == value)
    is_open = wanted.outcome in (Outcome.OPEN, None)
    closing = Opportunity.expected_close_on if is_open else Opportunity.closed_on
    if wanted.closing_from is not None:
        query = query.where(closing >= wanted.closing_from)
    if wanted.closing_to is not None:
        query = query.where(closing <= wanted.closing_to)
    return query

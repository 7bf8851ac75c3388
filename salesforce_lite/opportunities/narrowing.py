"""What narrows a list or board of opportunities."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute

from salesforce_lite.custom_fields import CustomCondition
from salesforce_lite.kernel.among import Among
from salesforce_lite.opportunities.model import Opportunity, Outcome

Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityFilter:
    """What narrows a list or board. `closing` is when open ones should, and others did, close.

    `expected` and `closed` are the first and the last day of either, whatever the outcome; `ids`
    are those among which they are, None for all.
    """

    outcome: str | None = Outcome.OPEN
    pipeline_id: UUID | None = None
    stage_id: UUID | None = None
    owner_id: UUID | None = None
    customer_id: UUID | None = None
    closing_from: date | None = None
    closing_to: date | None = None
    currency: str = ""
    contact_id: UUID | None = None
    expected: Days = (None, None)
    closed: Days = (None, None)
    updated_since: datetime | None = None
    ids: tuple[UUID, ...] | None = None
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
        (Opportunity.contact_id, wanted.contact_id),
        (Opportunity.amount_currency, wanted.currency or None),
    ):
        if value is not None:
            query = query.where(column == value)
    is_open = wanted.outcome in (Outcome.OPEN, None)
    closing = Opportunity.expected_close_on if is_open else Opportunity.closed_on
    ranges: tuple[tuple[InstrumentedAttribute[Any], tuple[Any, Any]], ...] = (
        (closing, (wanted.closing_from, wanted.closing_to)),
        (Opportunity.expected_close_on, wanted.expected),
        (Opportunity.closed_on, wanted.closed),
        (Opportunity.updated_at, (wanted.updated_since, None)),
    )
    for bounded, (first, last) in ranges:
        if first is not None:
            query = query.where(bounded >= first)
        if last is not None:
            query = query.where(bounded <= last)
    return query if wanted.ids is None else query.where(Opportunity.id.in_(wanted.ids))

"""Lists opportunities: page by page, narrowed by filters."""

from dataclasses import replace

from sqlalchemy import Select

from salesforce_lite.custom_fields import narrowed_by_custom
from salesforce_lite.kernel.among import narrowed_among
from salesforce_lite.kernel.paging import Order, Page, page_of
from salesforce_lite.kernel.ranking import Ranking, ranked_page_of
from salesforce_lite.kernel.scope import scope_branches
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities.model import Opportunity, Outcome
from salesforce_lite.opportunities.narrowing import OpportunityFilter, narrowed
from salesforce_lite.opportunities.service import visible_opportunities

_BY_EXPECTED = (Order(Opportunity.expected_close_on), Order(Opportunity.id))
_BY_CLOSED = (Order(Opportunity.closed_on, descending=True), Order(Opportunity.id, descending=True))
_BY_UPDATED = (
    Order(Opportunity.updated_at, descending=True),
    Order(Opportunity.id, descending=True),
)


def narrowed_opportunities(
    uow: UnitOfWork, wanted: OpportunityFilter
) -> tuple[Select[Opportunity], bool]:
    """What the actor sees of what is wanted, and whether look-ups elsewhere leave but a few."""
    query = narrowed(visible_opportunities(uow), wanted)
    query, are_few = narrowed_by_custom(uow, query, Opportunity.id, wanted.custom)
    query, are_fewer = narrowed_among(uow.session, query, Opportunity.id, wanted.among)
    return query, are_few or are_fewer


def list_opportunities(
    uow: UnitOfWork,
    wanted: OpportunityFilter | None = None,
    *,
    cursor: str | None = None,
    limit: int = 25,
    ranking: Ranking | None = None,
) -> Page[Opportunity]:
    """One page: open ones by expected close, closed ones the latest first, all by last change; or
    as the ranking orders them."""
    wanted = wanted or OpportunityFilter()
    over, others = ranking.parted(wanted.among) if ranking else ((), wanted.among)
    query, are_few = narrowed_opportunities(uow, replace(wanted, among=others))
    name = f"opportunities:{wanted.outcome or 'all'}"
    # One owner's or customer's opportunities are few; the branches are for long lists.
    is_long = not (wanted.owner_id or wanted.customer_id or are_few)
    branches = scope_branches(uow.actor, Opportunity) if is_long else []
    order = _order_of(wanted)
    if ranking is None:
        return page_of(
            uow.session, query, order, cursor=cursor, limit=limit, name=name, branches=branches
        )
    return ranked_page_of(
        uow.session,
        query,
        order,
        ranking,
        cursor=cursor,
        limit=limit,
        name=name,
        branches=branches,
        meeting=[one.condition for one in over],
    )


def _order_of(wanted: OpportunityFilter) -> tuple[Order, ...]:
    if wanted.outcome is None:
        return _BY_UPDATED
    return _BY_EXPECTED if wanted.outcome == Outcome.OPEN else _BY_CLOSED

"""Lists opportunities: page by page, narrowed by filters."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from salesforce_lite.custom_fields import narrowed_by_custom
from salesforce_lite.kernel.among import narrowed_among
from salesforce_lite.kernel.errors import N_, InvalidInputError
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
# What programs sort by; `-` turns it round.
ORDERS = {
    "expected_close_on": _BY_EXPECTED,
    "-expected_close_on": (
        Order(Opportunity.expected_close_on, descending=True),
        Order(Opportunity.id, descending=True),
    ),
    "closed_on": (Order(Opportunity.closed_on), Order(Opportunity.id)),
    "-closed_on": _BY_CLOSED,
    "updated_at": (Order(Opportunity.updated_at), Order(Opportunity.id)),
    "-updated_at": _BY_UPDATED,
}
_NOT_CLOSED = N_("Only those of one outcome, won or lost, can be sorted by it: ask for an outcome.")
# Shown along with one customer; the rest is listed by `customer_id`.
MOST_INCLUDED = 100


def narrowed_opportunities(
    uow: UnitOfWork, wanted: OpportunityFilter
) -> tuple[Select[Opportunity], bool]:
    """What the actor sees of what is wanted, and whether look-ups elsewhere leave but a few."""
    query = narrowed(visible_opportunities(uow), wanted)
    query, are_few = narrowed_by_custom(uow, query, Opportunity.id, wanted.custom)
    query, are_fewer = narrowed_among(uow.session, query, Opportunity.id, wanted.among)
    return query, are_few or are_fewer


def find_opportunities(
    uow: UnitOfWork,
    wanted: OpportunityFilter,
    *,
    sort: str,
    name: str,
    cursor: str | None = None,
    limit: int = 25,
) -> Page[Opportunity]:
    """One page in an order of `ORDERS`; `name` is that of the list in its cursors."""
    is_by_closed = ORDERS[sort][0].column is Opportunity.closed_on
    if is_by_closed and wanted.outcome not in (Outcome.WON, Outcome.LOST):
        raise InvalidInputError(fields={"sort": _NOT_CLOSED})
    query, are_few = narrowed_opportunities(uow, wanted)
    are_few = are_few or wanted.ids is not None
    is_long = not (wanted.customer_id or wanted.contact_id or are_few)
    branches = _branches(uow, wanted, sort) if is_long else []
    return page_of(
        uow.session,
        query,
        ORDERS[sort],
        cursor=cursor,
        limit=limit,
        name=name,
        branches=branches,
    )


def _branches(uow: UnitOfWork, wanted: OpportunityFilter, sort: str) -> list[ColumnElement[bool]]:
    """The indexes in order of a day begin with the outcome: without one each is walked."""
    people = [] if wanted.owner_id else scope_branches(uow.actor, Opportunity)
    if wanted.outcome is not None or ORDERS[sort][0].column is Opportunity.updated_at:
        return people
    outcomes = [Opportunity.outcome == outcome for outcome in Outcome]
    return [and_(*pair) for pair in product(outcomes, people)] if people else outcomes


def opportunities_of_customers(
    uow: UnitOfWork, customer_ids: Sequence[UUID]
) -> dict[UUID, list[UUID]]:
    """Customer → its opportunities, the open ones first and no more than a hundred of each."""
    is_closed = case((Opportunity.outcome == Outcome.OPEN, 0), else_=1)
    place = func.row_number().over(
        partition_by=Opportunity.customer_id,
        order_by=(is_closed, Opportunity.expected_close_on.desc(), Opportunity.id.desc()),
    )
    ranked = (
        visible_opportunities(uow)
        .with_only_columns(Opportunity.customer_id, Opportunity.id, place.label("place"))
        .where(Opportunity.customer_id.in_(customer_ids))
        .subquery()
    )
    rows = uow.session.execute(
        select(ranked.c.customer_id, ranked.c.id)
        .where(ranked.c.place <= MOST_INCLUDED)
        .order_by(ranked.c.customer_id, ranked.c.place)
    )
    found: dict[UUID, list[UUID]] = {}
    for customer_id, opportunity_id in rows:
        found.setdefault(customer_id, []).append(opportunity_id)
    return found


def customers_of_opportunities(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Opportunity → the customer whose it is."""
    return _one_of(uow, Opportunity.customer_id, ids)


def contacts_of_opportunities(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Opportunity → the contact with whom it is dealt, where one is named."""
    return _one_of(uow, Opportunity.contact_id, ids)


def _one_of(
    uow: UnitOfWork, column: InstrumentedAttribute[Any], ids: Sequence[UUID]
) -> dict[UUID, list[UUID]]:
    query = visible_opportunities(uow).with_only_columns(Opportunity.id, column)
    rows = uow.session.execute(query.where(Opportunity.id.in_(ids), column.is_not(None)))
    return {opportunity_id: [related] for opportunity_id, related in rows}


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

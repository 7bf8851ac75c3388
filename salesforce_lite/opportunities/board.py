"""The board: heads from the kept totals, and the first cards of each stage by an index."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import load_only

from salesforce_lite.company import Total
from salesforce_lite.customers import Customer, owner_names, visible_customers
from salesforce_lite.kernel.paging import Order, Page, page_of
from salesforce_lite.kernel.scope import scope_branches
from salesforce_lite.kernel.sums import exact_sum
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities.listing import narrowed_opportunities
from salesforce_lite.opportunities.model import Opportunity, Stage, StageTotal
from salesforce_lite.opportunities.narrowing import OpportunityFilter
from salesforce_lite.opportunities.service import today_of
from salesforce_lite.opportunities.sums import ByCurrency, count_of, currencies_of, reckoning
from salesforce_lite.opportunities.totals import EVERYBODY, Sums, measures

CARDS = 25
_BY_EXPECTED = (Order(Opportunity.expected_close_on), Order(Opportunity.id))
_SHOWN = (
    Opportunity.title,
    Opportunity.version,
    Opportunity.customer_id,
    Opportunity.stage_id,
    Opportunity.stage_since,
    Opportunity.amount_minor,
    Opportunity.amount_currency,
    Opportunity.probability_set,
    Opportunity.expected_close_on,
    Opportunity.outcome,
    Opportunity.closed_on,
    Opportunity.owner_id,
    Opportunity.scope_owner_id,
    Opportunity.updated_at,
)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the cards of a stage."""

    stage: Stage
    count: int
    amount: Total
    weighted: Total


@dataclass(frozen=True, slots=True)
class Row:
    """An opportunity with the names a card or line of a list shows."""

    opportunity: Opportunity
    customer_name: str
    owner_name: str


@dataclass(frozen=True, slots=True)
class Cards:
    """Some cards of a stage, and where it goes on (None at the end)."""

    rows: Sequence[Row]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Column:
    head: Head
    cards: Cards


def load_board(uow: UnitOfWork, stages: Sequence[Stage], wanted: OpportunityFilter) -> list[Column]:
    """Every stage with its head and first cards, in a bounded number of statements."""
    heads = load_heads(uow, stages, wanted)
    pages = [_page(uow, stage.id, wanted) for stage in stages]
    rows = rows_of(uow, [one for page in pages for one in page.items])
    by_id = {row.opportunity.id: row for row in rows}
    return [
        Column(head, Cards([by_id[one.id] for one in page.items], page.next_cursor))
        for head, page in zip(heads, pages, strict=True)
    ]


def load_cards(uow: UnitOfWork, stage_id: UUID, wanted: OpportunityFilter, *, cursor: str) -> Cards:
    """The next cards of one stage."""
    page = _page(uow, stage_id, wanted, cursor=cursor)
    return Cards(rows_of(uow, page.items), page.next_cursor)


def load_heads(uow: UnitOfWork, stages: Sequence[Stage], wanted: OpportunityFilter) -> list[Head]:
    """Count, sum and weighted sum of each stage; without filters they are kept, not reckoned."""
    ids = [stage.id for stage in stages]
    unfiltered = replace(wanted, pipeline_id=None, stage_id=None) == OpportunityFilter()
    sums = _kept(uow, ids) if unfiltered else _reckoned(uow, ids, wanted)
    rates = reckoning(uow, currencies_of(sums.values()), today_of(uow))
    empty: ByCurrency = {}
    return [
        Head(
            stage,
            count_of(sums.get(stage.id, empty)),
            rates.amount(sums.get(stage.id, empty)),
            rates.weighted(sums.get(stage.id, empty)),
        )
        for stage in stages
    ]


def rows_of(uow: UnitOfWork, opportunities: Sequence[Opportunity]) -> list[Row]:
    """The opportunities with the names behind their ids, read at once."""
    customers = _customer_names(uow, {one.customer_id for one in opportunities})
    owners = owner_names(uow, {one.owner_id for one in opportunities if one.owner_id})
    return [
        Row(
            one,
            customers.get(one.customer_id, ""),
            owners.get(one.owner_id, "") if one.owner_id else "",
        )
        for one in opportunities
    ]


def _page(
    uow: UnitOfWork, stage_id: UUID, wanted: OpportunityFilter, *, cursor: str | None = None
) -> Page[Opportunity]:
    query, are_few = narrowed_opportunities(uow, replace(wanted, stage_id=stage_id))
    is_long = wanted.owner_id is None and not are_few
    return page_of(
        uow.session,
        query.options(load_only(*_SHOWN)),
        _BY_EXPECTED,
        cursor=cursor,
        limit=CARDS,
        name=f"board:{stage_id.hex}",
        branches=scope_branches(uow.actor, Opportunity) if is_long else (),
    )


def _kept(uow: UnitOfWork, stage_ids: Iterable[UUID]) -> dict[UUID, dict[str, Sums]]:
    uow.actor.require("opportunities.view")
    total = StageTotal
    whose = EVERYBODY if uow.actor.sees_everybody() else uow.actor.scope or ()
    query = (
        select(
            total.stage_id,
            total.currency,
            func.sum(total.count),
            exact_sum(total.minor),
            exact_sum(total.minor_times_percent),
        )
        .where(total.stage_id.in_(stage_ids), total.scope_owner_id.in_(whose))
        .group_by(total.stage_id, total.currency)
        .having(func.sum(total.count) > 0)
    )
    return _by_stage(uow.session.execute(query).all())


def _reckoned(
    uow: UnitOfWork, stage_ids: Iterable[UUID], wanted: OpportunityFilter
) -> dict[UUID, dict[str, Sums]]:
    by = (Opportunity.stage_id, Opportunity.amount_currency)
    everywhere = replace(wanted, pipeline_id=None, stage_id=None)
    query = (
        narrowed_opportunities(uow, everywhere)[0]
        .with_only_columns(*by, *measures(Opportunity.amount_minor, Opportunity.probability_set))
        .join(Stage, Stage.id == Opportunity.stage_id)
        .where(Opportunity.stage_id.in_(stage_ids))
        .group_by(*by)
    )
    return _by_stage(uow.session.execute(query).all())


def _by_stage(rows: Iterable[Sequence[Any]]) -> dict[UUID, dict[str, Sums]]:
    found: dict[UUID, dict[str, Sums]] = defaultdict(dict)
    for stage_id, currency, *sums in rows:
        found[stage_id][currency or ""] = Sums(*map(int, sums))
    return found


def _customer_names(uow: UnitOfWork, ids: set[UUID]) -> dict[UUID, str]:
    if not ids:
        return {}
    query = visible_customers(uow).where(Customer.id.in_(ids))
    rows = uow.session.execute(query.with_only_columns(Customer.id, Customer.name))
    return dict(rows.all())

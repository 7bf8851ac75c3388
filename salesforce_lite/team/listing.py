"""Lists of teams and portfolios: by name, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, select

from salesforce_lite.kernel.paging import Order, Page, page_of
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.team.model import Portfolio, Team

T = TypeVar("T", Team, Portfolio)

# What programs sort by; `-` turns it round.
SORTS = ("name", "-name", "updated_at", "-updated_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFilter:
    """What narrows the list; what is empty does not. Only teams have a parent."""

    name: str = ""
    manager_id: UUID | None = None
    parent_id: UUID | None = None
    updated_since: datetime | None = None
    ids: tuple[UUID, ...] | None = None


def find_teams(
    uow: UnitOfWork, wanted: TeamFilter, *, sort: str, cursor: str | None, limit: int, name: str
) -> Page[Team]:
    """One page of teams; who works where is no secret inside the company."""
    query = select(Team)
    if wanted.parent_id:
        query = query.where(Team.parent_id == wanted.parent_id)
    return _page(uow, Team, query, wanted, sort, cursor, limit, name)


def find_portfolios(
    uow: UnitOfWork, wanted: TeamFilter, *, sort: str, cursor: str | None, limit: int, name: str
) -> Page[Portfolio]:
    """One page of portfolios; their customers are another question."""
    return _page(uow, Portfolio, select(Portfolio), wanted, sort, cursor, limit, name)


def _page(
    uow: UnitOfWork,
    model: type[T],
    query: Select[Any],
    wanted: TeamFilter,
    sort: str,
    cursor: str | None,
    limit: int,
    name: str,
) -> Page[T]:
    if wanted.name:
        query = query.where(model.name.icontains(wanted.name, autoescape=True))
    if wanted.manager_id:
        query = query.where(model.manager_id == wanted.manager_id)
    if wanted.updated_since:
        query = query.where(model.updated_at >= wanted.updated_since)
    if wanted.ids is not None:
        query = query.where(model.id.in_(wanted.ids))
    order = _order(model, sort)
    return page_of(uow.session, query, order, cursor=cursor, limit=limit, name=name)


def _order(model: type[T], sort: str) -> Sequence[Order]:
    column = model.updated_at if sort.endswith("updated_at") else model.name
    backwards = sort.startswith("-")
    return Order(column, descending=backwards), Order(model.id, descending=backwards)

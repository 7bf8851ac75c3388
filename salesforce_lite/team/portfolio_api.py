"""Portfolios for programs."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from msgspec import UNSET

from salesforce_lite.api import Listed, Query, Resource, chosen, expected_version, list_name
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version
from salesforce_lite.references import (
    find_by_references,
    split_reference,
    told_references,
    unknown_references,
)
from salesforce_lite.team.listing import TeamFilter, find_portfolios
from salesforce_lite.team.model import Portfolio
from salesforce_lite.team.portfolios import (
    KIND,
    create_portfolio,
    get_portfolio,
    list_portfolios,
    rename_portfolio,
    set_portfolio_manager,
)
from salesforce_lite.team.schemas import (
    NewPortfolio,
    PortfolioQuery,
    PortfolioView,
    PortfolioWrite,
)
from salesforce_lite.web import SIGNED_IN, current_uow

MANAGE = "portfolios.manage"


def _views(uow: UnitOfWork, portfolios: Sequence[Portfolio]) -> list[PortfolioView]:
    # The version that a change makes is known now.
    uow.session.flush()
    references = told_references(uow, KIND, [one.id for one in portfolios])
    return [_view(one, references.get(one.id, [])) for one in portfolios]


def _view(one: Portfolio, references: list[str]) -> PortfolioView:
    return PortfolioView(
        id=one.id,
        version=one.version,
        name=one.name,
        manager_id=one.manager_id,
        external_ref=references[0] if references else None,
        external_refs=references,
        created_at=one.created_at,
        updated_at=one.updated_at,
    )


def _load(uow: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, PortfolioView]:
    wanted = set(ids)
    found = [one for one in list_portfolios(uow) if one.id in wanted]
    return {shown.id: shown for shown in _views(uow, found)}


resource = Resource(
    name="portfolios", title=N_("Portfolios"), about=KIND, shape=PortfolioView, load=_load
)


@resource.get("", needs=SIGNED_IN)
def index(query: PortfolioQuery) -> Listed[PortfolioView]:
    """Portfolios that the filters leave, a page at a time."""
    uow = current_uow()
    page = find_portfolios(
        uow,
        TeamFilter(
            name=query.q,
            manager_id=query.manager_id,
            updated_since=query.updated_since,
            ids=_ids(uow, query),
        ),
        sort=query.sort or ("updated_at" if query.updated_since else "name"),
        cursor=query.cursor or None,
        limit=query.limit,
        name=list_name("portfolios", query),
    )
    return Listed(items=_views(uow, page.items), next_cursor=page.next_cursor)


def _ids(uow: UnitOfWork, query: PortfolioQuery) -> tuple[UUID, ...] | None:
    if not query.external_ref:
        return None
    system, reference = split_reference(query.external_ref)
    return tuple(find_by_references(uow, KIND, system, [reference]).values())


@resource.get("/<uuid:portfolio_id>", needs=SIGNED_IN)
def show(portfolio_id: UUID, query: Query) -> PortfolioView:
    """One portfolio."""
    uow = current_uow()
    return _views(uow, [get_portfolio(uow, portfolio_id)])[0]


@resource.post("", needs=MANAGE, status=201)
def create(body: NewPortfolio) -> PortfolioView:
    """Add a portfolio."""
    uow = current_uow()
    new_id = chosen(body.id)
    said = [] if body.external_ref is UNSET else [body.external_ref]
    portfolio = create_portfolio(
        uow,
        body.name,
        manager_id=chosen(body.manager_id),
        new_id=new_id,
        references=unknown_references(uow, KIND, new_id, said),
    )
    return _views(uow, [portfolio])[0]


@resource.patch("/<uuid:portfolio_id>", needs=MANAGE)
def change(portfolio_id: UUID, body: PortfolioWrite) -> PortfolioView:
    """Change what is sent; the rest stays as it is."""
    uow = current_uow()
    portfolio = get_portfolio(uow, portfolio_id)
    check_version(portfolio, expected_version())
    if body.name is not UNSET:
        rename_portfolio(uow, portfolio_id, body.name)
    if body.manager_id is not UNSET:
        set_portfolio_manager(uow, portfolio_id, body.manager_id)
    return _views(uow, [portfolio])[0]

"""Use cases of portfolios: named groups of customers with the person who looks after them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import or_, select

from salesforce_lite.access import User
from salesforce_lite.audit import Said, made_before
from salesforce_lite.kernel.errors import NotFoundError, StaleVersionError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.references import find_by_references, set_references
from salesforce_lite.team.errors import (
    AmbiguousManagerError,
    PortfolioNameTakenError,
    PortfolioOutOfSightError,
    UnknownManagerError,
)
from salesforce_lite.team.events import PortfolioCreated, PortfolioManagerChanged
from salesforce_lite.team.model import Portfolio
from salesforce_lite.team.teams import clean_name, require_active

KIND = "portfolio"


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioDraft:
    """What a file says about a portfolio. `manager` is an e-mail address or a name; empty: nobody.

    It is found again by one of its references (system, reference), else by its name.
    """

    name: str
    manager: str = ""
    references: tuple[tuple[str, str], ...] = field(default=())


def list_portfolios(uow: UnitOfWork) -> list[Portfolio]:
    """All portfolios, by name; their customers are another question."""
    return list(uow.session.scalars(select(Portfolio).order_by(Portfolio.name)))


def get_portfolio(uow: UnitOfWork, portfolio_id: UUID) -> Portfolio:
    portfolio = uow.session.get(Portfolio, portfolio_id)
    if portfolio is None:
        raise NotFoundError
    return portfolio


def create_portfolio(
    uow: UnitOfWork,
    name: str,
    *,
    manager_id: UUID | None = None,
    new_id: UUID | None = None,
    references: Sequence[tuple[str, str]] = (),
) -> Portfolio:
    """Add a portfolio. Sent again with the `new_id` that a program chose, it is the one made at
    first. `references` are (system, reference) pairs that nothing else is called."""
    uow.actor.require("portfolios.manage")
    said = Said(fields={"name": clean_name(name), "manager_id": manager_id}, new_id=new_id)
    if before := made_before(uow, said, get_portfolio):
        return before
    require_active(uow, "manager_id", [manager_id] if manager_id else [])
    portfolio = _create(uow, _free_name(uow, name), manager_id, new_id)
    set_references(uow, KIND, [(portfolio.id, references)])
    return portfolio


def rename_portfolio(
    uow: UnitOfWork, portfolio_id: UUID, name: str, *, version: int | None = None
) -> Portfolio:
    portfolio = _to_change(uow, portfolio_id, version)
    if clean_name(name) != portfolio.name:
        portfolio.name = _free_name(uow, name)
    return portfolio


def set_portfolio_manager(
    uow: UnitOfWork, portfolio_id: UUID, manager_id: UUID | None, *, version: int | None = None
) -> Portfolio:
    """Give the portfolio to somebody else, and with it its customers without an own owner."""
    portfolio = _to_change(uow, portfolio_id, version)
    require_active(uow, "manager_id", [manager_id] if manager_id else [])
    _give_to(uow, portfolio, manager_id)
    return portfolio


def save_portfolios(uow: UnitOfWork, drafts: Sequence[PortfolioDraft]) -> list[Portfolio]:
    """Make or change portfolios, all or none, as an import brings them."""
    uow.actor.require("portfolios.manage")
    managers = _find_managers(uow, {draft.manager.strip() for draft in drafts} - {""})
    by_reference = _find_referenced(uow, drafts)
    names = {clean_name(draft.name) for draft in drafts}
    query = select(Portfolio).where(
        or_(Portfolio.name.in_(names), Portfolio.id.in_(by_reference.values()))
    )
    known = list(uow.session.scalars(query))
    by_id = {portfolio.id: portfolio for portfolio in known}
    by_name = {portfolio.name: portfolio for portfolio in known}
    saved = []
    for draft in drafts:
        name = clean_name(draft.name)
        manager_id = managers[draft.manager.strip()] if draft.manager.strip() else None
        ids = (by_reference[r] for r in draft.references if r in by_reference)
        portfolio = by_id.get(next(ids, None)) or by_name.get(name)  # type: ignore[arg-type]
        if portfolio is None:
            portfolio = _create(uow, name, manager_id)
        else:
            if by_name.get(name, portfolio) is not portfolio:
                raise PortfolioNameTakenError(name=name)
            portfolio.name = name
            _give_to(uow, portfolio, manager_id)
        by_name[name] = by_id[portfolio.id] = portfolio
        saved.append(portfolio)
        _remember(uow, portfolio, draft, by_reference)
    uow.session.flush()
    return saved


def _create(
    uow: UnitOfWork, name: str, manager_id: UUID | None, new_id: UUID | None = None
) -> Portfolio:
    portfolio = Portfolio(name=name, manager_id=manager_id)
    if new_id is not None:
        portfolio.id = new_id
    uow.session.add(portfolio)
    uow.session.flush()
    uow.record(PortfolioCreated(portfolio_id=portfolio.id))
    return portfolio


def _give_to(uow: UnitOfWork, portfolio: Portfolio, manager_id: UUID | None) -> None:
    before = portfolio.manager_id
    if before == manager_id:
        return
    # Its customers belong to the old manager: what one does not see one cannot hand over.
    if not uow.actor.sees_records_of(before):
        raise PortfolioOutOfSightError(name=portfolio.name)
    portfolio.manager_id = manager_id
    uow.record(PortfolioManagerChanged(portfolio_id=portfolio.id, before=before, after=manager_id))


def _to_change(uow: UnitOfWork, portfolio_id: UUID, version: int | None) -> Portfolio:
    uow.actor.require("portfolios.manage")
    portfolio = get_portfolio(uow, portfolio_id)
    # Its customers belong to its manager: what one does not see one neither renames nor gives away.
    if portfolio.manager_id and not uow.actor.sees_records_of(portfolio.manager_id):
        raise PortfolioOutOfSightError(name=portfolio.name)
    if version is not None and portfolio.version != version:
        raise StaleVersionError
    return portfolio


def _free_name(uow: UnitOfWork, name: str) -> str:
    cleaned = clean_name(name)
    if uow.session.scalar(select(Portfolio.id).where(Portfolio.name == cleaned)) is not None:
        raise PortfolioNameTakenError(name=cleaned)
    return cleaned


def _find_managers(uow: UnitOfWork, wanted: set[str]) -> dict[str, UUID]:
    """E-mail address or name → the person; people are few, so all are read at once."""
    if not wanted:
        return {}
    people: dict[str, set[UUID]] = {}
    rows = uow.session.execute(select(User.id, User.email, User.name).where(User.active))
    for user_id, email, name in rows:
        for key in (email, name):
            people.setdefault(key.casefold(), set()).add(user_id)
    found = {}
    for words in wanted:
        matches = people.get(words.casefold(), set())
        if not matches:
            raise UnknownManagerError(manager=words)
        if len(matches) > 1:
            raise AmbiguousManagerError(manager=words)
        found[words] = next(iter(matches))
    return found


def _find_referenced(
    uow: UnitOfWork, drafts: Sequence[PortfolioDraft]
) -> dict[tuple[str, str], UUID]:
    wanted: dict[str, list[str]] = {}
    for draft in drafts:
        for system, reference in draft.references:
            wanted.setdefault(system, []).append(reference)
    return {
        (system, reference): record_id
        for system, references in wanted.items()
        for reference, record_id in find_by_references(uow, KIND, system, references).items()
    }


def _remember(
    uow: UnitOfWork,
    portfolio: Portfolio,
    draft: PortfolioDraft,
    known: dict[tuple[str, str], UUID],
) -> None:
    for system, reference in draft.references:
        if (system, reference) not in known:
            set_references(uow, KIND, [(portfolio.id, [(system, reference)])])
            known[system, reference] = portfolio.id

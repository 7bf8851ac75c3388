"""Use cases of those who tell of purchases, returns and happenings: the API, and files."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from salesforce_lite.customers import Customer, visible_customers
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork

from .accruing import Happening, accrue_happenings, accrue_sales
from .days import day_of
from .definition import OTHER, SURVEY, VISIT
from .errors import NoRateError, NotOpenError, OtherContentError
from .journal_model import ACCRUED, OURS, REVERSED, Transaction
from .ledger import MOST, posted_keys
from .members import get_member, visible_members
from .model import ACCRUE, Account, Program
from .programs import get_program
from .rates import factors_of
from .returning import take_back
from .sales import Sale, SaleReturn

TOLD_HAPPENINGS = (VISIT, SURVEY, OTHER)
_SOURCE = N_("Use another word: this one is for what the program posts itself.")
_LATER = N_("This has not happened yet.")
_POSITIVE = N_("Write an amount above nothing.")
_LINES = N_("The lines must add up to the net amount, in its currency.")
_KIND = N_("Choose one of the list.")
_NO_SALE = N_("Nothing was posted for a purchase of this reference.")


def post_sale(uow: UnitOfWork, program_id: UUID, sale: Sale) -> Transaction | None:
    """The same for one purchase."""
    return post_sales(uow, program_id, [sale])[0]


def post_sales(
    uow: UnitOfWork, program_id: UUID, sales: Sequence[Sale]
) -> list[Transaction | None]:
    """Post what purchases give (net amounts after discounts, before tax; ⌊net × rate⌋ by rules).

    Told again with the same `source` and `reference` it answers what stands there; None where one
    gives nothing. Raises NotFoundError, NotOpenError, NoRateError, InvalidInputError, and
    OtherContentError where the same reference was told with another amount or customer.
    """
    uow.actor.require(ACCRUE)
    program = _open(uow, program_id)
    _check_seen(uow, {one.customer_id for one in sales})
    factors = factors_of(uow, program, sales)
    for one in sales:
        _check(uow, one.source, one.made_at, "made_at")
        if one.net.minor <= 0:
            raise InvalidInputError(fields={"net.amount": _POSITIVE})
        _check_lines(one)
        day = day_of(one.made_at, program.zone)
        if (one.net.currency, day) not in factors:
            raise NoRateError(currency=one.net.currency, day=day.isoformat())
    accrue_sales(uow, program, sales)
    standing = _all_standing(uow, program, [(one.source, one.reference) for one in sales])
    found = [standing.get((one.source, one.reference)) for one in sales]
    for sale, tx in zip(sales, found, strict=True):
        if tx is not None and (
            tx.detail.get("net") != sale.net.as_json()
            or not _is_of(uow, tx.account_id, sale.customer_id)
        ):
            raise OtherContentError(reference=sale.reference)
    return found


def post_return(uow: UnitOfWork, program_id: UUID, one: SaleReturn) -> Transaction:
    """The same for one return."""
    return post_returns(uow, program_id, [one])[0]


def post_returns(
    uow: UnitOfWork, program_id: UUID, returns: Sequence[SaleReturn]
) -> list[Transaction]:
    """Post what returns take back of the points of their purchases, in proportion.

    Told again with the same `source` and `reference` it answers what stands there. Raises
    NotFoundError, NotOpenError, PointsSpentError, OtherContentError, and InvalidInputError where
    a purchase gave nothing.
    """
    uow.actor.require(ACCRUE)
    program = _open(uow, program_id)
    for one in returns:
        _check(uow, one.source, one.returned_at, "returned_at")
        if one.net.minor <= 0:
            raise InvalidInputError(fields={"net.amount": _POSITIVE})
    sales = _all_standing(uow, program, [(one.source, one.sale_reference) for one in returns])
    if any((one.source, one.sale_reference) not in sales for one in returns):
        raise InvalidInputError(fields={"sale_reference": _NO_SALE})
    _check_members_seen(uow, {one.account_id for one in sales.values()})
    take_back(uow, program, returns)
    keys = [(one.source, one.reference) for one in returns]
    standing = _all_standing(uow, program, keys, REVERSED)
    found = []
    for one in returns:
        tx = standing.get((one.source, one.reference))
        if tx is None:
            raise NotFoundError
        if tx.reverses_id != sales[one.source, one.sale_reference].id:
            raise OtherContentError(reference=one.reference)
        found.append(tx)
    return found


def post_happening(
    uow: UnitOfWork, account_id: UUID, kind: str, source: str, reference: str, at: datetime
) -> Transaction | None:
    """Post what the rules give for a visit, a survey or something else; None for nothing.

    Told again with the same `source` and `reference` it answers what stands there.
    """
    uow.actor.require(ACCRUE)
    account = get_member(uow, account_id)
    program = _open(uow, account.program_id)
    if kind not in TOLD_HAPPENINGS:
        raise InvalidInputError(fields={"event": _KIND})
    _check(uow, source, at, "made_at")
    accrue_happenings(uow, program, [Happening(kind, account.id, source, reference, at)])
    found = _standing(uow, program, (source, reference, ACCRUED))
    if found is not None and found.account_id != account.id:
        raise OtherContentError(reference=reference)
    return found


def _check_lines(sale: Sale) -> None:
    """Points are reckoned by lines: they may say neither more nor less than was paid."""
    if not sale.lines:
        return
    together = sum(line.net.minor for line in sale.lines)
    if together != sale.net.minor or {x.net.currency for x in sale.lines} != {sale.net.currency}:
        raise InvalidInputError(fields={"lines": _LINES})


def _open(uow: UnitOfWork, program_id: UUID) -> Program:
    program = get_program(uow, program_id)
    if not program.is_open or not program.rules:
        raise NotOpenError(program=program.name)
    return program


def _check(uow: UnitOfWork, source: str, at: datetime, field: str) -> None:
    if source == OURS:
        raise InvalidInputError(fields={"source": _SOURCE})
    if at > uow.now:
        raise InvalidInputError(fields={field: _LATER})


def _standing(uow: UnitOfWork, program: Program, key: tuple[str, str, str]) -> Transaction | None:
    known = posted_keys(uow, program.id, [key])
    return uow.session.get(Transaction, known[key]) if key in known else None


def _all_standing(
    uow: UnitOfWork, program: Program, keys: Collection[tuple[str, str]], kind: str = ACCRUED
) -> dict[tuple[str, str], Transaction]:
    """(source, reference) → what was posted for the purchase, or the return."""
    known = posted_keys(uow, program.id, [(*key, kind) for key in keys])
    found: dict[tuple[str, str], Transaction] = {}
    ids = sorted(known.values())
    for start in range(0, len(ids), MOST):
        query = select(Transaction).where(Transaction.id.in_(ids[start : start + MOST]))
        found |= {(one.source, one.reference): one for one in uow.session.scalars(query)}
    return found


def _check_seen(uow: UnitOfWork, customer_ids: Collection[UUID]) -> None:
    """Raises NotFoundError where the actor does not see one of them."""
    wanted = sorted(customer_ids)
    for start in range(0, len(wanted), MOST):
        some = wanted[start : start + MOST]
        query = visible_customers(uow).with_only_columns(Customer.id)
        if len(set(uow.session.scalars(query.where(Customer.id.in_(some))))) < len(some):
            raise NotFoundError


def _check_members_seen(uow: UnitOfWork, account_ids: Collection[UUID]) -> None:
    """Raises NotFoundError where the actor does not see one of them, or who they were merged to."""
    wanted = sorted(account_ids)
    holder = func.coalesce(Account.merged_into_id, Account.id)
    for start in range(0, len(wanted), MOST):
        some = select(holder).where(Account.id.in_(wanted[start : start + MOST]))
        holders = set(uow.session.scalars(some))
        theirs = visible_members(uow).where(Account.id.in_(holders)).subquery()
        if uow.session.scalar(select(func.count()).select_from(theirs)) != len(holders):
            raise NotFoundError


def _is_of(uow: UnitOfWork, account_id: UUID, customer_id: UUID) -> bool:
    account = uow.session.get_one(Account, account_id)
    if account.merged_into_id is not None:
        account = uow.session.get_one(Account, account.merged_into_id)
    return account.customer_id == customer_id

"""Whether balances and lots agree with the journal, from which they are derived again."""

from collections.abc import Iterator
from typing import cast

from sqlalchemy import Table, func, select

from salesforce_lite.kernel.uow import UnitOfWork

from .journal_model import OWED, Allocation, Entry, Lot
from .ledger import BALANCES
from .model import Account

_ACCOUNTS = cast(Table, Account.__table__)


def faults_of_ledger(uow: UnitOfWork, most: int = 100) -> list[str]:
    """What does not agree, in technical words for the operator; empty when all is well."""
    found: list[str] = []
    for check in (_unbalanced, _balances, _lots, _members):
        for fault in check(uow):
            found.append(fault)
            if len(found) >= most:
                return found
    return found


def _unbalanced(uow: UnitOfWork) -> Iterator[str]:
    query = select(Entry.tx_id, func.sum(Entry.points)).group_by(Entry.tx_id)
    for tx_id, points in uow.session.execute(query.having(func.sum(Entry.points) != 0)):
        yield f"transaction {tx_id}: its entries add up to {points}"


def _balances(uow: UnitOfWork) -> Iterator[str]:
    """Each balance against the sum of its entries."""
    for ledger, (name, sign) in BALANCES.items():
        sums = (
            select(Entry.account_id, func.sum(Entry.points).label("points"))
            .where(Entry.ledger == ledger)
            .group_by(Entry.account_id)
            .subquery()
        )
        kept, derived = _ACCOUNTS.c[name], sign * func.coalesce(sums.c.points, 0)
        query = (
            select(_ACCOUNTS.c.id, kept, derived)
            .outerjoin(sums, sums.c.account_id == _ACCOUNTS.c.id)
            .where(kept != derived)
        )
        for account_id, one, other in uow.session.execute(query):
            yield f"account {account_id}: {name} is {one}, its entries add up to {other}"


def _lots(uow: UnitOfWork) -> Iterator[str]:
    used = (
        select(Allocation.lot_id, func.sum(Allocation.points).label("points"))
        .group_by(Allocation.lot_id)
        .subquery()
    )
    left = Lot.points - func.coalesce(used.c.points, 0)
    query = (
        select(Lot.id, Lot.remaining, left)
        .outerjoin(used, used.c.lot_id == Lot.id)
        .where((Lot.remaining != left) | (left < 0) | (left > Lot.points))
    )
    for lot_id, one, other in uow.session.execute(query):
        yield f"lot {lot_id}: {one} remain, by what used it {other}"


def _members(uow: UnitOfWork) -> Iterator[str]:
    """What a member has lies in their lots."""
    held = (
        select(Lot.account_id, func.sum(Lot.remaining).label("points"))
        .group_by(Lot.account_id)
        .subquery()
    )
    kept = Account.available + Account.pending
    query = (
        select(Account.id, kept, func.coalesce(held.c.points, 0))
        .outerjoin(held, held.c.account_id == Account.id)
        .where(kept != func.coalesce(held.c.points, 0))
    )
    for account_id, one, other in uow.session.execute(query):
        yield f"account {account_id}: it has {one}, its lots hold {other}"
    owing = select(Account.id).where(Account.debt > 0, Account.available > 0)
    for account_id in uow.session.scalars(owing):
        yield f"account {account_id}: it owes points ({OWED}) and has some"

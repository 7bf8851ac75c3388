"""What a figure of the report is made of: the entries of one ledger, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select

from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.kernel.paging import Order, Page, page_of
from salesforce_lite.kernel.uow import UnitOfWork

from .days import is_cohort
from .journal_model import (
    AVAILABLE,
    CORRECTED,
    ISSUED,
    LAPSED,
    OWED,
    PENDING,
    SPENT,
    TAKEN_BACK,
    Entry,
    Transaction,
)
from .ledger import BALANCES, MOST
from .members import visible_members
from .model import REPORT, VIEW, Account
from .programs import get_program

# Figure → the ledgers whose entries add up to it.
FIGURES = {
    "given": (ISSUED, CORRECTED, TAKEN_BACK),
    "redeemed": (SPENT,),
    "expired": (LAPSED,),
    "outstanding": (AVAILABLE, PENDING),
    "owed": (OWED,),
}
_ORDER = (Order(Entry.tx_id, descending=True), Order(Entry.line, descending=True))
_AT_ONCE = 50
# Of so many members all movements are read; of more the newest are soon found.
_FEW = MOST


@dataclass(frozen=True, slots=True)
class FigureEntry:
    """One movement, and what it adds to the figure (points, below nothing where it takes away).

    `is_seen` says whether the actor sees the member, and so their page.
    """

    account_id: UUID
    number: str
    kind: str
    occurred_at: datetime
    points: int
    is_seen: bool


def entries_behind(
    uow: UnitOfWork, program_id: UUID, figure: str, *, cohort: int = 0, cursor: str | None = None
) -> tuple[list[FigureEntry], Page[Any]]:
    """The entries that add up to a figure of the report, of one cohort or (0) of all.

    Members for whom the figure is nothing are left out: what they owed and paid, for example.
    Raises NotFoundError, and InvalidInputError for a figure or a month that there is not.
    """
    uow.actor.require(REPORT)
    program = get_program(uow, program_id)
    if figure not in FIGURES or (cohort and not is_cohort(cohort)):
        raise InvalidInputError
    counted = [getattr(Account, BALANCES[ledger][0]) != 0 for ledger in FIGURES[figure]]
    whose = [Account.program_id == program.id, or_(*counted)]
    if cohort:
        whose.append(Account.cohort == cohort)
    query = select(Entry).where(Entry.ledger.in_(FIGURES[figure]))
    few = _few(uow, whose)
    if few is None:
        query = query.join(Account, Account.id == Entry.account_id).where(*whose)
    else:
        query = query.where(Entry.account_id.in_(few), Entry.tx_id.in_(_movements_of(uow, few)))
    page = page_of(
        uow.session,
        query,
        _ORDER,
        cursor=cursor,
        limit=_AT_ONCE,
        name=f"loyalty.figure.{program_id}.{figure}.{cohort}",
    )
    return _told(uow, figure, page.items), page


def _few(uow: UnitOfWork, whose: Sequence[ColumnElement[bool]]) -> list[UUID] | None:
    """The accounts where they are few; None where so many have a part that each page is near."""
    found = list(uow.session.scalars(select(Account.id).where(*whose).limit(_FEW + 1)))
    return found if len(found) <= _FEW else None


def _movements_of(uow: UnitOfWork, accounts: Sequence[UUID]) -> Select[UUID]:
    """The transactions with entries of these accounts, by the index of their history.

    Entries have none of their own. Of members who were merged a transaction of one may hold an
    entry of the other.
    """
    root = func.coalesce(Account.merged_into_id, Account.id)
    roots = set(uow.session.scalars(select(root).where(Account.id.in_(accounts))))
    merged = select(Account.id).where(Account.merged_into_id.in_(roots))
    together = roots.union(uow.session.scalars(merged))
    return select(Transaction.id).where(Transaction.account_id.in_(together))


def _told(uow: UnitOfWork, figure: str, entries: Any) -> list[FigureEntry]:
    accounts = {one.account_id for one in entries}
    visible = _seen(uow, accounts)
    numbers = select(Account.id, Account.number).where(Account.id.in_(accounts))
    by_id = {row[0]: row[1] for row in uow.session.execute(numbers)}
    txs = select(Transaction.id, Transaction.kind, Transaction.occurred_at)
    told = {
        row[0]: row
        for row in uow.session.execute(txs.where(Transaction.id.in_({x.tx_id for x in entries})))
    }
    return [
        FigureEntry(
            one.account_id,
            by_id[one.account_id],
            told[one.tx_id].kind,
            told[one.tx_id].occurred_at,
            _sign(figure, one.ledger) * one.points,
            one.account_id in visible,
        )
        for one in entries
    ]


def _seen(uow: UnitOfWork, accounts: set[UUID]) -> set[UUID]:
    """Those whose page the actor may open; figures alone may be for who sees no members."""
    if not (uow.actor.may(VIEW) and uow.actor.may("customers.view")):
        return set()
    seen = visible_members(uow).with_only_columns(Account.id).where(Account.id.in_(accounts))
    return set(uow.session.scalars(seen))


def _sign(figure: str, ledger: str) -> int:
    """As the balance of the ledger counts it; what is taken back is less given."""
    sign = BALANCES[ledger][1]
    return -sign if figure == "given" and ledger == TAKEN_BACK else sign

"""Purchases come back: the points they gave are taken back in proportion, base and bonus alike.

What is kept is ⌊points × (basis − returned) ÷ basis⌋ of each lot, over all returns so far. So the
returns of a whole purchase take back all of its points, and buying and returning makes none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, func, select, update

from salesforce_lite.kernel.uow import UnitOfWork

from .accruing import told
from .definition import Definition
from .errors import BalanceChangedError, PointsSpentError
from .journal_model import (
    ACCRUED,
    AVAILABLE,
    EXPIRED,
    LAPSED,
    OWED,
    PENDING,
    REVERSED,
    TAKEN_BACK,
    Allocation,
    Entry,
    Lot,
    Transaction,
)
from .lapsing import settle
from .ledger import MOST, lock_accounts, post, posted_keys
from .model import REFUSE, Account, Program
from .postings import Posting
from .purse import Purse
from .reckoning import basis_of
from .sales import SaleReturn
from .tiers import doubt
from .uncounted import note_returns
from .versions import version_called

_LOTS = cast(Table, Lot.__table__)


@dataclass(slots=True)
class Given:
    """What a purchase has given, and how far it was taken back: counts on."""

    tx: Transaction
    lots: list[Lot]
    holder_id: UUID
    # Lot → how much of its basis came back, and how many points were taken back for it.
    returned: dict[UUID, int]
    reversed: dict[UUID, int]
    # Lots of the survivor that hold what was left at a merge.
    successors: dict[UUID, list[UUID]]
    # Account → points of it that lapsed there, and are not taken back yet.
    lapsed: dict[UUID, int]


def take_back(uow: UnitOfWork, program: Program, returns: Iterable[SaleReturn]) -> list[Posting]:
    """Post what these returns take back, each once. Constant in statements.

    First from the lots of the purchase itself, then from what the member has besides, nearest
    expiry first; what is missing is owed, or refused with PointsSpentError.
    """
    once = {(one.source, one.reference): one for one in returns}
    accruals = posted_keys(uow, program.id, {_sale_key(one) for one in once.values()})
    note_returns(uow, program, [x for x in once.values() if _sale_key(x) not in accruals])
    if not accruals:
        return []
    given = given_by(uow, accruals.values())
    holders = lock_accounts(uow, {one.holder_id for one in given.values()})
    known = posted_keys(uow, program.id, {(*key, REVERSED) for key in once})
    fresh = [
        (x, given[accruals[_sale_key(x)]])
        for key, x in once.items()
        if (*key, REVERSED) not in known and _sale_key(x) in accruals
    ]
    purses = purses_of(uow, holders)
    given_again = given_by(uow, [each.tx.id for _, each in fresh])
    if any(each.holder_id not in holders for each in given_again.values()):
        # Merged into another one since it was looked for.
        raise BalanceChangedError
    postings = []
    for one, each in fresh:
        now = given_again[each.tx.id]
        version = version_called(uow, program.id, now.tx.rules)
        definition = version.definition if version else Definition()
        due = {lot.id: _due(now, lot, _came_back(now, lot, one, definition)) for lot in now.lots}
        postings.append(
            reversal(
                *(uow, program, now, due, purses[now.holder_id]),
                key=(one.source, one.reference),
                at=one.returned_at,
            )
        )
    finish(uow, program, postings, given_again.values(), holders)
    return postings


def _sale_key(one: SaleReturn) -> tuple[str, str, str]:
    return one.source, one.sale_reference, ACCRUED


def finish(
    uow: UnitOfWork,
    program: Program,
    postings: Sequence[Posting],
    given: Iterable[Given],
    holders: dict[UUID, Account],
) -> None:
    """Post reversals that were made ready, and keep how far purchases came back."""
    post(uow, postings)
    rows = [
        {"of": lot.id, "back": each.returned[lot.id], "taken": each.reversed[lot.id]}
        for each in given
        for lot in each.lots
    ]
    if rows:
        change = update(_LOTS).where(_LOTS.c.id == bindparam("of"))
        uow.session.connection().execute(
            change.values(returned=bindparam("back"), reversed=bindparam("taken")), rows
        )
    accounts = lock_accounts(uow, holders)
    doubt(uow, program, accounts.values())
    for one in postings:
        uow.record(told(one, accounts[one.account_id]))


def reversal(
    uow: UnitOfWork,
    program: Program,
    given: Given,
    due: dict[UUID, int],
    purse: Purse,
    *,
    key: tuple[str, str],
    at: Any,
) -> Posting:
    """The posting that takes so many points of these lots back from who holds them."""
    taken: list[tuple[Lot, int]] = []
    missing = 0
    for lot in given.lots:
        points = due[lot.id]
        own = purse.take(points, of=[lot.id, *given.successors[lot.id]], waiting=True)
        taken += own
        missing += points - sum(share for _, share in own)
    gone = _gone(given, missing)
    missing -= sum(gone.values())
    others = purse.take(missing)
    missing -= sum(share for _, share in others)
    if missing and program.negative_policy == REFUSE:
        raise PointsSpentError(missing=missing)
    taken += others
    uses: dict[UUID, int] = {}
    for lot, share in taken:
        uses[lot.id] = uses.get(lot.id, 0) + share
    waiting = sum(share for lot, share in taken if lot.is_pending)
    holder = given.holder_id
    total = sum(due.values())
    sides = (
        (AVAILABLE, waiting - sum(uses.values())),
        (PENDING, -waiting),
        (OWED, -missing),
        (TAKEN_BACK, total),
    )
    return Posting(
        program_id=program.id,
        account_id=holder,
        kind=REVERSED,
        source=key[0],
        reference=key[1],
        occurred_at=at,
        # What rounds to nothing stands in the journal too: it is not posted again.
        entries=[(account, LAPSED, -points) for account, points in gone.items()]
        + [(holder, name, points) for name, points in sides if points or name == TAKEN_BACK],
        uses=sorted(uses.items()),
        rules=given.tx.rules,
        reverses_id=given.tx.id,
    )


def _gone(given: Given, points: int) -> dict[UUID, int]:
    """What of so many points had lapsed, by the accounts where they did."""
    found: dict[UUID, int] = {}
    for account_id, lapsed in sorted(given.lapsed.items()):
        share = min(points, lapsed)
        if share > 0:
            found[account_id] = share
            given.lapsed[account_id] -= share
            points -= share
    return found


def purses_of(uow: UnitOfWork, holders: dict[UUID, Account]) -> dict[UUID, Purse]:
    """What each of these locked members has, what is due posted before."""
    lots = settle(uow, holders)
    return {key: Purse([lot for lot in lots if lot.account_id == key]) for key in holders}


def given_by(uow: UnitOfWork, tx_ids: Iterable[UUID]) -> dict[UUID, Given]:
    """What these accruals have given, and how far it was taken back."""
    found: dict[UUID, Given] = {}
    wanted = sorted(set(tx_ids))
    for start in range(0, len(wanted), MOST):
        some = wanted[start : start + MOST]
        holder = func.coalesce(Account.merged_into_id, Account.id)
        heads = (
            select(Transaction, holder)
            .join(Account, Account.id == Transaction.account_id)
            .where(Transaction.id.in_(some))
        )
        for tx, holder_id in uow.session.execute(heads):
            found[tx.id] = Given(tx, [], holder_id, {}, {}, {}, {})
        lots = select(Lot).where(Lot.tx_id.in_(some)).order_by(Lot.id)
        for lot in uow.session.scalars(lots.execution_options(populate_existing=True)):
            each = found[lot.tx_id]
            each.lots.append(lot)
            each.returned[lot.id], each.reversed[lot.id] = lot.returned, lot.reversed
            each.successors[lot.id] = []
        _add_successors(uow, found)
        _add_lapsed(uow, found, some)
    return found


def _add_successors(uow: UnitOfWork, found: dict[UUID, Given]) -> None:
    """After merges: lots that carry on others, and those that carry on these."""
    of = {lot.id: (each, lot.id) for each in found.values() for lot in each.lots}
    origins = list(of)
    while origins:
        query = select(Lot.id, Lot.origin_id).where(Lot.origin_id.in_(origins))
        origins = []
        for lot_id, origin_id in uow.session.execute(query):
            if origin_id is not None and lot_id not in of:
                each, first = of[origin_id]
                each.successors[first].append(lot_id)
                of[lot_id] = each, first
                origins.append(lot_id)


def _add_lapsed(uow: UnitOfWork, found: dict[UUID, Given], tx_ids: Sequence[UUID]) -> None:
    of: dict[UUID, Given] = {}
    for tx_id in tx_ids:
        each = found[tx_id]
        for lot in each.lots:
            of[lot.id] = each
            of |= dict.fromkeys(each.successors[lot.id], each)
    lapsed = (
        select(Allocation.lot_id, Transaction.account_id, func.sum(Allocation.points))
        .join(Transaction, Transaction.id == Allocation.tx_id)
        .where(Allocation.lot_id.in_(list(of)), Transaction.kind == EXPIRED)
        .group_by(Allocation.lot_id, Transaction.account_id)
    )
    for lot_id, account_id, points in uow.session.execute(lapsed):
        known = of[lot_id].lapsed
        known[account_id] = known.get(account_id, 0) + int(points)
    absorbed = (
        select(Transaction.reverses_id, Entry.account_id, func.sum(Entry.points))
        .join(Entry, Entry.tx_id == Transaction.id)
        .where(
            Transaction.reverses_id.in_(tx_ids),
            Transaction.kind == REVERSED,
            Entry.ledger == LAPSED,
        )
        .group_by(Transaction.reverses_id, Entry.account_id)
    )
    for reversed_id, account_id, points in uow.session.execute(absorbed):
        if reversed_id is not None:
            known = found[reversed_id].lapsed
            known[account_id] = known.get(account_id, 0) + int(points)


def _came_back(given: Given, lot: Lot, one: SaleReturn, definition: Definition) -> int:
    """What of the lot's basis a return brings back."""
    if one.lines:
        exact = basis_of(definition, lot.rule, one.lines)
        if exact is not None:
            return exact
    net = given.tx.detail.get("net") or {}
    whole = Decimal(str(net.get("amount", "0")))
    if whole <= 0 or net.get("currency") != one.net.currency:
        return lot.basis
    return ceil(Fraction(lot.basis) * Fraction(one.net.amount) / Fraction(whole))


def _due(given: Given, lot: Lot, back: int) -> int:
    """How many points this return takes back of a lot, after those that did before."""
    returned = min(lot.basis, given.returned[lot.id] + max(0, back))
    kept = lot.points * (lot.basis - returned) // lot.basis if lot.basis else 0
    due = max(0, lot.points - kept - given.reversed[lot.id])
    given.returned[lot.id] = returned
    given.reversed[lot.id] += due
    return due

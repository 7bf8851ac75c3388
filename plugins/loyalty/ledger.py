"""The one door to the journal: every movement of points is posted here, whole or not at all.

What is refused here nobody can do: entries that do not add up to nothing, a balance below zero,
more out of a lot than it holds, the same movement twice.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, Update, bindparam, case, null, select, update

from salesforce_lite.kernel.rows import insert_rows, update_rows
from salesforce_lite.kernel.uow import UnitOfWork

from .errors import BalanceChangedError, UnbalancedError
from .journal_model import (
    AVAILABLE,
    CORRECTED,
    ISSUED,
    LAPSED,
    LEDGERS,
    OWED,
    PENDING,
    SPENT,
    TAKEN_BACK,
    Allocation,
    Entry,
    Lot,
    Transaction,
)
from .model import Account
from .postings import NewLot, Posting

_ACCOUNTS = cast(Table, Account.__table__)
_LOTS = cast(Table, Lot.__table__)
_TXS = cast(Table, Transaction.__table__)
# Ledger → the balance of the account that is kept of it, and its sign.
BALANCES = {
    AVAILABLE: ("available", 1),
    PENDING: ("pending", 1),
    OWED: ("debt", -1),
    ISSUED: ("issued", -1),
    SPENT: ("redeemed", 1),
    LAPSED: ("expired", 1),
    TAKEN_BACK: ("reversed", 1),
    CORRECTED: ("adjusted", -1),
}
_OF_MEMBERS = ("available", "pending", "debt")
_RELEASE = (
    update(_LOTS)
    .where(_LOTS.c.id == bindparam("of"))
    .values(is_pending=False, next_at=_LOTS.c.expires_at)
)
# How many rows one statement looks up.
MOST = 500


def lock_accounts(uow: UnitOfWork, ids: Iterable[UUID]) -> dict[UUID, Account]:
    """The accounts as they are now; until the unit ends nobody else moves their points.

    In the order of their ids, so that two units never wait for each other.
    """
    found: dict[UUID, Account] = {}
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), MOST):
        rows = uow.session.scalars(
            select(Account)
            .where(Account.id.in_(wanted[start : start + MOST]))
            .order_by(Account.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        found |= {one.id: one for one in rows}
    return found


def hold_accounts(uow: UnitOfWork, ids: Iterable[UUID]) -> dict[UUID, Any]:
    """The same for many, of whom only what lapsing needs is read: id, program_id, debt and
    expires_at."""
    found: dict[UUID, Any] = {}
    wanted = sorted(set(ids))
    columns = (_ACCOUNTS.c.id, _ACCOUNTS.c.program_id, _ACCOUNTS.c.debt, _ACCOUNTS.c.expires_at)
    for start in range(0, len(wanted), MOST):
        query = select(*columns).where(_ACCOUNTS.c.id.in_(wanted[start : start + MOST]))
        held = query.order_by(_ACCOUNTS.c.id).with_for_update()
        found |= {row.id: row for row in uow.session.execute(held)}
    return found


def posted_keys(
    uow: UnitOfWork, program_id: UUID, keys: Collection[tuple[str, str, str]]
) -> dict[tuple[str, str, str], UUID]:
    """Those of (source, reference, kind) that stand in the journal → their transactions."""
    found: dict[tuple[str, str, str], UUID] = {}
    wanted: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for source, reference, kind in keys:
        wanted[source, kind].add(reference)
    for (source, kind), all_of_them in sorted(wanted.items()):
        references = sorted(all_of_them)
        for start in range(0, len(references), MOST):
            query = select(_TXS.c.reference, _TXS.c.id).where(
                _TXS.c.program_id == program_id,
                _TXS.c.source == source,
                _TXS.c.kind == kind,
                _TXS.c.reference.in_(references[start : start + MOST]),
            )
            found |= {(source, row[0], kind): row[1] for row in uow.session.execute(query)}
    return found


def post(uow: UnitOfWork, postings: Sequence[Posting]) -> None:
    """Write these transactions; their accounts are locked. Constant in statements.

    Raises UnbalancedError for a mistake of ours, BalanceChangedError where a balance or a lot is
    not what it was taken for: then nothing of the unit may stand.
    """
    if not postings:
        return
    for one in postings:
        check_sums(one)
    uow.session.flush()
    _write_rows(uow, postings)
    _change_lots(uow, postings)
    _change_balances(uow, postings)


def check_sums(posting: Posting) -> None:
    """Entries add up to nothing, and say where points come from and go to."""
    if sum(points for _, _, points in posting.entries) != 0:
        raise UnbalancedError(posting.key)
    if not posting.entries or any(ledger not in LEDGERS for _, ledger, _ in posting.entries):
        raise UnbalancedError(posting.key)


def _write_rows(uow: UnitOfWork, postings: Sequence[Posting]) -> None:
    made = [
        {
            "id": one.id,
            "program_id": one.program_id,
            "account_id": one.account_id,
            "kind": one.kind,
            "occurred_at": one.occurred_at,
            "posted_at": uow.now,
            "source": one.source,
            "reference": one.reference,
            "points": one.points,
            "rules": one.rules,
            "reverses_id": one.reverses_id,
            "actor_id": uow.actor.user_id,
            "reason": one.reason,
            "detail": one.detail,
        }
        for one in postings
    ]
    entries = [
        {
            "tx_id": one.id,
            "line": line,
            "account_id": account,
            "ledger": ledger,
            "points": points,
        }
        for one in postings
        for line, (account, ledger, points) in enumerate(one.entries)
    ]
    uses = [
        {"tx_id": one.id, "lot_id": lot, "points": points}
        for one in postings
        for lot, points in one.uses
    ]
    lots = [_lot_row(posting, lot) for posting in postings for lot in posting.lots]
    rows: tuple[tuple[type[Any], list[dict[str, Any]]], ...] = (
        (Transaction, made),
        (Entry, entries),
        (Lot, lots),
        (Allocation, uses),
    )
    for model, these in rows:
        insert_rows(uow.session, cast(Table, model.__table__), these)


def _lot_row(posting: Posting, lot: NewLot) -> dict[str, Any]:
    used = sum(points for lot_id, points in posting.uses if lot_id == lot.id)
    left = lot.points - used
    due = lot.available_at if lot.is_pending else lot.expires_at
    return {
        "id": lot.id,
        "tx_id": posting.id,
        "account_id": lot.account_id,
        "rule": lot.rule,
        "points": lot.points,
        "remaining": left,
        "reversed": 0,
        "basis": lot.basis,
        "returned": 0,
        "qualifies": lot.qualifies,
        "earned_at": lot.earned_at,
        "available_at": lot.available_at,
        "expires_at": lot.expires_at,
        "is_pending": lot.is_pending,
        "next_at": due if left else None,
        "revived": 0,
        "origin_id": lot.origin_id,
    }


def _change_lots(uow: UnitOfWork, postings: Sequence[Posting]) -> None:
    used: Counter[UUID] = Counter()
    for one in postings:
        # What its own posting took of a new lot stands in the row of the lot.
        own = {lot.id for lot in one.lots}
        for lot_id, points in one.uses:
            if lot_id not in own:
                used[lot_id] += points
    released = sorted({lot_id for one in postings for lot_id in one.released})
    _run(uow, _RELEASE, [{"of": lot_id} for lot_id in released])
    rows = [{"of": lot_id, "taken": points} for lot_id, points in sorted(used.items()) if points]
    _run(uow, _taking(lot_guards), rows)


@cache
def _taking(guards: Callable[[Any], list[Any]]) -> Update:
    left = _LOTS.c.remaining - bindparam("taken", type_=_LOTS.c.remaining.type)
    due = case((_LOTS.c.is_pending, _LOTS.c.available_at), else_=_LOTS.c.expires_at)
    return (
        update(_LOTS)
        .where(_LOTS.c.id == bindparam("of"), *guards(left))
        .values(remaining=left, next_at=case((left > 0, due), else_=null()))
    )


def lot_guards(left: Any) -> list[Any]:
    """What must hold for a lot to be used: no more than it has, and never more than it was."""
    return [left >= 0, left <= _LOTS.c.points]


def _change_balances(uow: UnitOfWork, postings: Sequence[Posting]) -> None:
    changes: defaultdict[UUID, Counter[str]] = defaultdict(Counter)
    for one in postings:
        for account, ledger, points in one.entries:
            name, sign = BALANCES[ledger]
            changes[account][name] += sign * points
    names = [name for name, _ in BALANCES.values()]
    rows = [
        {"of": account, **{f"by_{name}": changed[name] for name in names}}
        for account, changed in sorted(changes.items())
    ]
    _run(uow, _moving(balance_guards), rows)


@cache
def _moving(guards: Callable[[Mapping[str, Any]], list[Any]]) -> Update:
    after = {
        name: _ACCOUNTS.c[name] + bindparam(f"by_{name}", type_=_ACCOUNTS.c[name].type)
        for name, _ in BALANCES.values()
    }
    return update(_ACCOUNTS).where(_ACCOUNTS.c.id == bindparam("of"), *guards(after)).values(after)


def balance_guards(after: Mapping[str, Any]) -> list[Any]:
    """What must hold for a balance to change: nobody has less than nothing."""
    return [after[name] >= 0 for name in _OF_MEMBERS]


def _run(uow: UnitOfWork, change: Any, rows: Sequence[dict[str, Any]]) -> None:
    if update_rows(uow.session, change, rows) != len(rows):
        raise BalanceChangedError

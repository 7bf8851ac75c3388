"""Points lapse and are released: lots whose time has come, for one member or for many."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, case, or_, select, update

from salesforce_lite.kernel.uow import UnitOfWork

from .days import end_after
from .definition import ACTIVITY
from .journal_model import (
    AVAILABLE,
    EXPIRED,
    LAPSED,
    OURS,
    OWED,
    PENDING,
    RELEASED,
    Lot,
)
from .ledger import MOST, lock_accounts, post, posted_keys
from .members import earliest
from .model import Account, Program
from .postings import Posting
from .versions import version_now

_ACCOUNTS = cast(Table, Account.__table__)
# What has to be known of a lot to release or expire it.
TO_SETTLE = (
    *(Lot.id, Lot.account_id, Lot.remaining, Lot.is_pending, Lot.revived),
    *(Lot.available_at, Lot.expires_at, Lot.next_at),
)


def settle(uow: UnitOfWork, accounts: Mapping[UUID, Account]) -> list[Lot]:
    """Post what is due for these locked accounts, and answer the lots they have left now.

    Whoever moves points calls it first: a job that is late, or never ran, changes nothing.
    """
    lots = open_lots(uow, accounts)
    if settle_lots(uow, accounts, lots):
        fresh = lock_accounts(uow, accounts)
        lots = open_lots(uow, fresh)
    return lots


def open_lots(uow: UnitOfWork, accounts: Iterable[UUID]) -> list[Lot]:
    """Lots of which something is left, nearest expiry first."""
    found: list[Lot] = []
    wanted = sorted(set(accounts))
    for start in range(0, len(wanted), MOST):
        query = select(Lot).where(
            Lot.account_id.in_(wanted[start : start + MOST]), Lot.remaining > 0
        )
        found += uow.session.scalars(query.execution_options(populate_existing=True))
    return sorted(found, key=nearest_first)


def nearest_first(lot: Lot) -> tuple[bool, datetime, datetime, UUID]:
    """What lapses first is used first; among equals what was earned first."""
    return lot.expires_at is None, lot.expires_at or lot.earned_at, lot.earned_at, lot.id


def settle_lots(
    uow: UnitOfWork, accounts: Mapping[UUID, Any], lots: Sequence[Any]
) -> list[Posting]:
    """Release and expire those of these lots whose time has come, each once.

    Lots and accounts are objects, or rows of `TO_SETTLE` and `hold_accounts` where they are many.
    """
    debts = {key: one.debt for key, one in accounts.items()}
    postings: list[Posting] = []
    for lot in lots:
        account = accounts[lot.account_id]
        over = earliest(lot.expires_at, account.expires_at)
        if over is not None and over <= uow.now:
            postings.append(_expiry(lot, account, over))
        elif lot.is_pending and lot.available_at <= uow.now:
            paid = min(debts[account.id], lot.remaining)
            debts[account.id] -= paid
            postings.append(_release(lot, account, paid))
    return _post_new(uow, postings)


def _post_new(uow: UnitOfWork, postings: Sequence[Posting]) -> list[Posting]:
    """Those that do not stand in the journal yet."""
    fresh: list[Posting] = []
    for program_id in sorted({one.program_id for one in postings}):
        ours = [one for one in postings if one.program_id == program_id]
        known = posted_keys(uow, program_id, {one.key for one in ours})
        fresh += [one for one in ours if one.key not in known]
    post(uow, fresh)
    return fresh


def expire_at_once(uow: UnitOfWork, program: Program, postings: Sequence[Posting]) -> None:
    """What was over when it was posted, of sales told late: both movements stand."""
    definition = version_now(uow, program.id).definition
    if definition.expiry == ACTIVITY:
        late = [
            one.account_id
            for one in postings
            if end_after(one.occurred_at, definition.expiry_months, program.zone) <= uow.now
        ]
        let_lapse(uow, lock_accounts(uow, late).values())
    dead = {
        lot.id
        for one in postings
        for lot in one.lots
        if lot.expires_at is not None and lot.expires_at <= uow.now
    }
    if dead:
        query = select(Lot).where(Lot.id.in_(dead), Lot.remaining > 0)
        lots = list(uow.session.scalars(query.execution_options(populate_existing=True)))
        accounts = lock_accounts(uow, {lot.account_id for lot in lots})
        settle_lots(uow, accounts, lots)


def let_lapse(uow: UnitOfWork, accounts: Iterable[Account]) -> None:
    """Who was inactive too long has lost their points before they earn again, and with what
    they did too long ago: job or no job."""
    over = {
        one.id: one for one in accounts if one.expires_at is not None and one.expires_at <= uow.now
    }
    if over:
        settle(uow, over)
        lock_accounts(uow, over)


def touch_accounts(uow: UnitOfWork, program: Program, moments: Mapping[UUID, datetime]) -> None:
    """They were active: where points lapse by inactivity, all of theirs live on by one change."""
    definition = version_now(uow, program.id).definition
    by_activity = definition.expiry == ACTIVITY
    rows: list[dict[str, Any]] = [
        {
            "of": account_id,
            "moment": at,
            "until": end_after(at, definition.expiry_months, program.zone) if by_activity else None,
        }
        for account_id, at in sorted(moments.items())
    ]
    if not rows:
        return
    moment = bindparam("moment", type_=_ACCOUNTS.c.active_at.type)
    until = bindparam("until", type_=_ACCOUNTS.c.expires_at.type)
    later = _ACCOUNTS.c.active_at <= moment
    unset = _ACCOUNTS.c.expires_at.is_(None)
    change = (
        update(_ACCOUNTS)
        .where(_ACCOUNTS.c.id == bindparam("of"), or_(later, unset))
        .values(
            active_at=case((later, moment), else_=_ACCOUNTS.c.active_at),
            expires_at=until,
        )
    )
    uow.session.connection().execute(change, rows)


def _expiry(lot: Any, account: Any, over: datetime) -> Posting:
    kept_in = PENDING if lot.is_pending else AVAILABLE
    return Posting(
        program_id=account.program_id,
        account_id=account.id,
        kind=EXPIRED,
        source=OURS,
        reference=expiry_key(lot),
        occurred_at=over,
        entries=[(account.id, kept_in, -lot.remaining), (account.id, LAPSED, lot.remaining)],
        uses=[(lot.id, lot.remaining)],
    )


def expiry_key(lot: Any) -> str:
    """A lot expires once, and once more each time that a cancelled redemption revived it."""
    return f"expire:{lot.id}:{lot.revived}" if lot.revived else f"expire:{lot.id}"


def _release(lot: Any, account: Any, paid: int) -> Posting:
    entries = [
        (account.id, ledger, points)
        for ledger, points in (
            (PENDING, -lot.remaining),
            (AVAILABLE, lot.remaining - paid),
            (OWED, paid),
        )
        if points
    ]
    return Posting(
        program_id=account.program_id,
        account_id=account.id,
        kind=RELEASED,
        source=OURS,
        reference=f"release:{lot.id}",
        occurred_at=lot.available_at,
        entries=entries,
        uses=[(lot.id, paid)] if paid else [],
        released=[lot.id],
    )

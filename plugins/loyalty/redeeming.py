"""Points are redeemed, and given back when that is cancelled. Never offline: the server decides."""

import secrets
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import Table, bindparam, select, update

from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.uow import UnitOfWork

from .accruing import told
from .days import day_of, end_of
from .errors import (
    NotEnoughPointsError,
    NotOpenError,
    NotRedeemableError,
    RedemptionClosedError,
)
from .events import LoyaltyRedemptionCancelled, LoyaltyRewardRedeemed
from .journal_model import (
    AVAILABLE,
    OURS,
    OWED,
    REDEEMED,
    REVERSED,
    SPENT,
    Allocation,
    Lot,
)
from .keeping_model import CANCELLED, OPEN, USED, Redemption, Reward
from .lapsing import settle, touch_accounts
from .ledger import lock_accounts, post, posted_keys
from .members import earliest, get_member
from .model import ACTIVE, REDEEM, Account, Program
from .postings import NewLot, Posting
from .programs import get_program
from .purse import Purse

_LOTS = cast(Table, Lot.__table__)
_REWARDS = cast(Table, Reward.__table__)
# No letter and digit that look alike; sixteen of them cannot be guessed.
_ALPHABET = "ACDEFGHJKLMNPQRTUVWXY34679"
_POINTS = N_("Write a whole number above nothing.")


def redeem(
    uow: UnitOfWork,
    account_id: UUID,
    *,
    points: int | None = None,
    reward_id: UUID | None = None,
    redemption_id: UUID | None = None,
) -> Redemption:
    """Give points for a reward, or so many `points` (whole, above nothing) for something else.

    Points that lapse first are used first (FEFO). With a `redemption_id` that is there already it
    answers that redemption: sent twice, it happens once. Raises NotFoundError, NotOpenError,
    InvalidInputError, NotRedeemableError and NotEnoughPointsError.
    """
    uow.actor.require(REDEEM)
    program = get_program(uow, get_member(uow, account_id).program_id)
    account = lock_accounts(uow, [account_id])[account_id]
    made = redemption_id or new_id()
    standing = uow.session.get(Redemption, made, populate_existing=True)
    if standing is not None:
        return _same(standing, account_id)
    if not program.is_open or account.state != ACTIVE:
        raise NotOpenError(program=program.name)
    reward = None if reward_id is None else _taken_reward(uow, program, reward_id)
    wanted = reward.cost if reward else points or 0
    if wanted <= 0:
        raise InvalidInputError(fields={"points": _POINTS})
    purse = Purse(settle(uow, {account_id: account}))
    if purse.available < wanted:
        raise NotEnoughPointsError(asked=wanted, available=purse.available)
    posting = Posting(
        program_id=program.id,
        account_id=account_id,
        kind=REDEEMED,
        source=OURS,
        reference=f"redeem:{made}",
        occurred_at=uow.now,
        entries=[(account_id, AVAILABLE, -wanted), (account_id, SPENT, wanted)],
        uses=[(lot.id, share) for lot, share in purse.take(wanted)],
    )
    post(uow, [posting])
    redemption = Redemption(
        id=made,
        account_id=account_id,
        tx_id=posting.id,
        reward_id=reward_id,
        code="".join(secrets.choice(_ALPHABET) for _ in range(16)),
        points=wanted,
        state=OPEN,
        made_at=uow.now,
        closed_at=None,
    )
    uow.session.add(redemption)
    touch_accounts(uow, program, {account_id: uow.now})
    uow.record(
        told(posting, account),
        LoyaltyRewardRedeemed(
            redemption_id=made,
            account_id=account_id,
            customer_id=account.customer_id,
            reward_id=reward_id,
            points=wanted,
        ),
    )
    return redemption


def seen_redemption(uow: UnitOfWork, redemption_id: UUID) -> Redemption:
    """The redemption of a member whom the actor sees; raises NotFoundError."""
    redemption = uow.session.get(Redemption, redemption_id)
    if redemption is None:
        raise NotFoundError
    holder_of(uow, redemption)
    return redemption


def holder_of(uow: UnitOfWork, redemption: Redemption) -> Account:
    """Whose it is now: of a member who was merged the survivor's. Raises NotFoundError."""
    spender = uow.session.get_one(Account, redemption.account_id)
    return get_member(uow, spender.merged_into_id or spender.id)


def hand_out(uow: UnitOfWork, redemption_id: UUID) -> Redemption:
    """The member has what was redeemed: it cannot be cancelled any more."""
    uow.actor.require(REDEEM)
    redemption = _held(uow, redemption_id)
    if redemption.state == CANCELLED:
        raise RedemptionClosedError(code=redemption.code)
    if redemption.state == OPEN:
        redemption.state, redemption.closed_at = USED, uow.now
    return redemption


def cancel_redemption(uow: UnitOfWork, redemption_id: UUID) -> Redemption:
    """Give the points back to the lots that they came from, which keep their expiry.

    What had expired meanwhile holds for the program's `restore_days` more, or expires at once
    where it has none. A debt is paid from them first. Cancelled twice, it happens once. Raises
    NotFoundError, and RedemptionClosedError for what was handed out.
    """
    uow.actor.require(REDEEM)
    redemption = _held(uow, redemption_id)
    if redemption.state == CANCELLED:
        return redemption
    if redemption.state == USED:
        raise RedemptionClosedError(code=redemption.code)
    spender = uow.session.get_one(Account, redemption.account_id)
    program = get_program(uow, spender.program_id)
    holder_id = spender.merged_into_id or spender.id
    holder = lock_accounts(uow, {spender.id, holder_id})[holder_id]
    posting = _giving_back(uow, program, redemption, holder)
    if not posted_keys(uow, program.id, [posting.key]):
        post(uow, [posting])
    redemption.state, redemption.closed_at = CANCELLED, uow.now
    if redemption.reward_id is not None:
        uow.session.execute(
            update(_REWARDS)
            .where(_REWARDS.c.id == redemption.reward_id, _REWARDS.c.stock.is_not(None))
            .values(stock=_REWARDS.c.stock + 1)
        )
    uow.session.flush()
    settle(uow, lock_accounts(uow, [holder_id]))
    uow.record(
        told(posting, holder),
        LoyaltyRedemptionCancelled(
            redemption_id=redemption.id,
            account_id=holder.id,
            customer_id=holder.customer_id,
            points=redemption.points,
        ),
    )
    return redemption


def _giving_back(
    uow: UnitOfWork, program: Program, redemption: Redemption, holder: Account
) -> Posting:
    query = (
        select(Lot, Allocation.points)
        .join(Allocation, Allocation.lot_id == Lot.id)
        .where(Allocation.tx_id == redemption.tx_id)
        .execution_options(populate_existing=True)
    )
    posting = Posting(
        program_id=program.id,
        account_id=holder.id,
        kind=REVERSED,
        source=OURS,
        reference=f"cancel:{redemption.id}",
        occurred_at=uow.now,
        entries=[],
        reverses_id=redemption.tx_id,
    )
    debt = holder.debt
    for lot, points in uow.session.execute(query):
        paid = min(debt, points)
        debt -= paid
        over = earliest(lot.expires_at, holder.expires_at)
        until = lot.expires_at
        if over is not None and over <= uow.now:
            until = _revived_until(uow, program, lot)
        if lot.account_id == holder.id:
            posting.uses += [(lot.id, paid - points)] if points > paid else []
            continue
        # It was redeemed before a merge: what comes back is the survivor's.
        back = NewLot(
            rule=lot.rule,
            points=points,
            account_id=holder.id,
            earned_at=lot.earned_at,
            available_at=lot.available_at,
            expires_at=until,
            origin_id=lot.id,
        )
        posting.lots.append(back)
        posting.uses += [(back.id, paid)] if paid else []
    settled = holder.debt - debt
    posting.entries = [
        (account, ledger, points)
        for account, ledger, points in (
            (redemption.account_id, SPENT, -redemption.points),
            (holder.id, AVAILABLE, redemption.points - settled),
            (holder.id, OWED, settled),
        )
        if points
    ]
    return posting


def _revived_until(uow: UnitOfWork, program: Program, lot: Lot) -> datetime | None:
    """It had expired: it does so once more, at once or some days later."""
    until = lot.expires_at
    if program.restore_days:
        until = end_of(
            day_of(uow.now + timedelta(days=program.restore_days), program.zone), program.zone
        )
    uow.session.connection().execute(
        update(_LOTS)
        .where(_LOTS.c.id == bindparam("of"))
        .values(
            revived=_LOTS.c.revived + 1,
            expires_at=bindparam("until", type_=_LOTS.c.expires_at.type),
        ),
        [{"of": lot.id, "until": until}],
    )
    return until


def _taken_reward(uow: UnitOfWork, program: Program, reward_id: UUID) -> Reward:
    """The reward, one of which is taken out of the stock."""
    reward = uow.session.get(Reward, reward_id, populate_existing=True)
    if reward is None or reward.program_id != program.id:
        raise NotFoundError
    day = day_of(uow.now, program.zone)
    began = reward.valid_from is None or reward.valid_from <= day
    goes_on = reward.valid_until is None or day <= reward.valid_until
    if not (reward.is_offered and began and goes_on):
        raise NotRedeemableError(reward=reward.name)
    if reward.stock is not None:
        change = (
            update(_REWARDS)
            .where(_REWARDS.c.id == reward_id, _REWARDS.c.stock > 0)
            .values(stock=_REWARDS.c.stock - 1)
        )
        result = uow.session.connection().execute(change)
        if result.rowcount != 1:
            raise NotRedeemableError(reward=reward.name)
    return reward


def _held(uow: UnitOfWork, redemption_id: UUID) -> Redemption:
    """The redemption of a member whom the actor sees, held until the unit ends."""
    redemption = seen_redemption(uow, redemption_id)
    lock_accounts(uow, [redemption.account_id])
    query = select(Redemption).where(Redemption.id == redemption_id).with_for_update()
    return uow.session.scalars(query.execution_options(populate_existing=True)).one()


def _same(redemption: Redemption, account_id: UUID) -> Redemption:
    if redemption.account_id != account_id:
        raise NotFoundError
    return redemption

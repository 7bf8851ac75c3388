"""Points given or taken by hand: with a reason, and by two people above the program's limit."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.uow import UnitOfWork

from .accruing import new_lot, told
from .days import end_of
from .errors import (
    DecidedError,
    NotEnoughPointsError,
    NotOpenError,
    OtherContentError,
    SecondPersonError,
)
from .journal_model import ADJUSTED, AVAILABLE, CORRECTED, OURS, OWED
from .keeping_model import POSTED, REFUSED, WAITING, AdjustmentRequest
from .lapsing import expire_at_once, settle, touch_accounts
from .ledger import lock_accounts, post
from .members import get_member, visible_members
from .model import ACTIVE, ADJUST, APPROVE, Account, Program
from .postings import Posting
from .programs import MOST_POINTS, get_program
from .purse import Purse
from .reckoning import Part
from .versions import version_now

LONGEST_REASON = 300
_REASON = N_("Say why, in 300 letters at most. Write no names: it is kept for good.")
_POINTS = N_("Write a whole number, below nothing to take points away.")
_GIVEN = N_("Only points that are given have a last day.")
_OVER = N_("Choose a day that is not over.")


def adjust(
    uow: UnitOfWork,
    account_id: UUID,
    points: int,
    reason: str,
    *,
    lapses_on: date | None = None,
    request_id: UUID | None = None,
) -> AdjustmentRequest:
    """Give so many points to a member, or take them where they are below nothing.

    `lapses_on` is the last day of what is given, in the program's zone; without it the rules say
    when it lapses. Up to the program's limit it is posted at once; above, it waits until somebody
    else approves. With a `request_id` that is there already it answers that one. Raises
    NotFoundError, OtherContentError where that one gave something else,
    InvalidInputError, NotOpenError and NotEnoughPointsError.
    """
    uow.actor.require(ADJUST)
    account = get_member(uow, account_id)
    program = get_program(uow, account.program_id)
    standing = uow.session.get(AdjustmentRequest, request_id) if request_id else None
    if standing is not None:
        if standing.account_id != account_id:
            raise NotFoundError
        if (standing.points, standing.lapses_on) != (points, lapses_on):
            raise OtherContentError(reference=standing.id)
        return standing
    said = " ".join(reason.split())
    problems = {}
    if not said or len(said) > LONGEST_REASON:
        problems["reason"] = _REASON
    if not points or abs(points) > MOST_POINTS:
        problems["points"] = _POINTS
    elif lapses_on is not None and (wrong := _wrong_day(uow, program, points, lapses_on)):
        problems["lapses_on"] = wrong
    if problems:
        raise InvalidInputError(fields=problems)
    if account.state != ACTIVE:
        raise NotOpenError(program=program.name)
    made = AdjustmentRequest(
        id=request_id or new_id(),
        account_id=account_id,
        points=points,
        reason=said,
        lapses_on=lapses_on,
        state=WAITING,
        asked_at=uow.now,
        asked_by=uow.actor.user_id,
        decided_at=None,
        decided_by=None,
        tx_id=None,
    )
    uow.session.add(made)
    uow.session.flush()
    if abs(points) <= program.approve_above:
        _post(uow, program, made)
    return made


def _wrong_day(uow: UnitOfWork, program: Program, points: int, lapses_on: date) -> str:
    """What is wrong with a last day; empty for nothing."""
    if points < 0:
        return _GIVEN
    return "" if end_of(lapses_on, program.zone) > uow.now else _OVER


def decide(uow: UnitOfWork, request_id: UUID, *, approve: bool) -> AdjustmentRequest:
    """Approve or refuse an adjustment that waits; whoever asked for it does not.

    Raises NotFoundError, SecondPersonError, DecidedError and NotEnoughPointsError.
    """
    uow.actor.require(APPROVE)
    query = select(AdjustmentRequest).where(AdjustmentRequest.id == request_id).with_for_update()
    request = uow.session.scalar(query.execution_options(populate_existing=True))
    if request is None:
        raise NotFoundError
    account = get_member(uow, request.account_id)
    if request.state != WAITING:
        raise DecidedError
    if request.asked_by is not None and request.asked_by == uow.actor.user_id:
        raise SecondPersonError
    request.decided_at, request.decided_by = uow.now, uow.actor.user_id
    if approve:
        _post(uow, get_program(uow, account.program_id), request)
    else:
        request.state = REFUSED
    uow.session.flush()
    return request


def standing_adjustments(uow: UnitOfWork, ids: Sequence[UUID]) -> Sequence[AdjustmentRequest]:
    """Those of these ids that were asked for before."""
    query = select(AdjustmentRequest).where(AdjustmentRequest.id.in_(ids))
    return uow.session.scalars(query).all()


def waiting_adjustments(uow: UnitOfWork, limit: int = 50) -> Sequence[AdjustmentRequest]:
    """Those that wait for a second person, the oldest first, of members whom the actor sees."""
    uow.actor.require(APPROVE)
    theirs = visible_members(uow).where(Account.id == AdjustmentRequest.account_id)
    query = select(AdjustmentRequest).where(AdjustmentRequest.state == WAITING, theirs.exists())
    ordered = query.order_by(AdjustmentRequest.asked_at, AdjustmentRequest.id)
    return uow.session.scalars(ordered.limit(limit)).all()


def _post(uow: UnitOfWork, program: Program, request: AdjustmentRequest) -> None:
    found = uow.session.get_one(Account, request.account_id)
    holder = found.merged_into_id or found.id
    account = lock_accounts(uow, [holder])[holder]
    lots = settle(uow, {holder: account})
    account = lock_accounts(uow, [holder])[holder]
    posting = Posting(
        program_id=program.id,
        account_id=holder,
        kind=ADJUSTED,
        source=OURS,
        reference=f"adjust:{request.id}",
        occurred_at=uow.now,
        entries=[],
        reason=request.reason,
    )
    if request.points > 0:
        _give(uow, program, account, posting, request)
    else:
        _take(holder, Purse(lots), posting, -request.points)
    post(uow, [posting])
    if request.points > 0:
        touch_accounts(uow, program, {holder: uow.now})
        # Approved after its last day: both movements stand.
        expire_at_once(uow, program, [posting])
    request.state, request.tx_id = POSTED, posting.id
    uow.record(told(posting, account))


def _give(
    uow: UnitOfWork,
    program: Program,
    account: Account,
    posting: Posting,
    request: AdjustmentRequest,
) -> None:
    version, points = version_now(uow, program.id), request.points
    part = Part("adjust", points, 0, qualifies=False)
    lot = new_lot(program, version.definition, account.id, part, uow.now, waits=False, now=uow.now)
    if request.lapses_on is not None:
        lot = replace(lot, expires_at=end_of(request.lapses_on, program.zone))
    paid = min(account.debt, points)
    posting.lots = [lot]
    posting.rules = version.number
    posting.uses = [(lot.id, paid)] if paid else []
    sides = ((CORRECTED, -points), (AVAILABLE, points - paid), (OWED, paid))
    posting.entries = [(account.id, name, share) for name, share in sides if share]


def _take(account_id: UUID, purse: Purse, posting: Posting, points: int) -> None:
    if purse.available < points:
        raise NotEnoughPointsError(asked=points, available=purse.available)
    posting.uses = [(lot.id, share) for lot, share in purse.take(points)]
    posting.entries = [(account_id, AVAILABLE, -points), (account_id, CORRECTED, points)]

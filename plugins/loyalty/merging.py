"""Two customers were one: the points of both come together, and welcome points stay once."""

from uuid import UUID

from sqlalchemy import select, update

from salesforce_lite.customers import CustomersMerged
from salesforce_lite.kernel.uow import UnitOfWork

from .accruing import told
from .joining import welcome_key
from .journal_model import ACCRUED, AVAILABLE, OURS, OWED, PENDING, REVERSED, TRANSFERRED, Lot
from .lapsing import settle
from .ledger import lock_accounts, post, posted_keys
from .model import MERGED, Account, Program
from .postings import NewLot, Posting
from .purse import Purse
from .returning import finish, given_by, purses_of, reversal
from .tiers import promote
from .uncounted import follow_customer
from .versions import version_now


def follow_merge(uow: UnitOfWork, fact: CustomersMerged) -> None:
    """In each program: the only account follows to the survivor, of two one is transferred."""
    follow_customer(uow, fact.merged_id, fact.customer_id)
    query = select(Account).where(Account.customer_id.in_([fact.customer_id, fact.merged_id]))
    found = uow.session.scalars(query.execution_options(populate_existing=True)).all()
    staying = {one.program_id: one for one in found if one.customer_id == fact.customer_id}
    for going in sorted(found, key=lambda one: one.id):
        if going.customer_id != fact.merged_id or going.state == MERGED:
            continue
        stays = staying.get(going.program_id)
        if stays is None:
            going.customer_id = fact.customer_id
            uow.session.flush()
        else:
            transfer(uow, going.id, stays.id)


def transfer(uow: UnitOfWork, going_id: UUID, stays_id: UUID) -> None:
    """Move all points of one account to the other, with the days on which they lapse.

    Debts of either are paid from what comes together; the higher tier stays. Done twice, it
    happens once.
    """
    held = lock_accounts(uow, [going_id, stays_id])
    going, stays = held[going_id], held[stays_id]
    program = uow.session.get_one(Program, going.program_id)
    if going.state == MERGED:
        return
    reference = f"merge:{going_id}"
    _one_welcome(uow, program, going, stays)
    lots = settle(uow, held)
    held = lock_accounts(uow, [going_id, stays_id])
    going, stays = held[going_id], held[stays_id]
    posting = Posting(
        program_id=program.id,
        account_id=going_id,
        kind=TRANSFERRED,
        source=OURS,
        reference=reference,
        occurred_at=uow.now,
        entries=[],
        detail={"to": str(stays_id)},
    )
    _move(posting, [one for one in lots if one.account_id == going_id], going, stays)
    _pay(posting, [one for one in lots if one.account_id == stays_id], going, stays)
    if posting.entries:
        post(uow, [posting])
        uow.record(told(posting, going))
    _join(uow, program, going, stays)


def _one_welcome(uow: UnitOfWork, program: Program, going: Account, stays: Account) -> None:
    twice = _welcomed(uow, program, going)
    if not twice or not _welcomed(uow, program, stays):
        return
    [(welcomed_id, accrual), *_] = twice.items()
    purses = purses_of(uow, {going.id: going})
    [given] = given_by(uow, [accrual]).values()
    due = {lot.id: lot.points - given.reversed[lot.id] for lot in given.lots}
    for lot in given.lots:
        given.returned[lot.id], given.reversed[lot.id] = lot.basis, lot.points
    key = (OURS, _twice_key(welcomed_id))
    posting = reversal(uow, program, given, due, purses[going.id], key=key, at=uow.now)
    finish(uow, program, [posting], [given], {going.id: going})


def _welcomed(uow: UnitOfWork, program: Program, holder: Account) -> dict[UUID, UUID]:
    """Account → its welcome that stands: of the holder, or of who was merged into it before."""
    query = select(Account.id).where(Account.merged_into_id == holder.id)
    ids = [holder.id, *uow.session.scalars(query)]
    given = {(OURS, welcome_key(one), ACCRUED): one for one in ids}
    undone = {(OURS, _twice_key(one), REVERSED): one for one in ids}
    known = posted_keys(uow, program.id, [*given, *undone])
    gone = {undone[key] for key in known if key in undone}
    return {given[key]: tx for key, tx in known.items() if key in given and given[key] not in gone}


def _twice_key(account_id: UUID) -> str:
    return f"welcome-twice:{account_id}"


def _move(posting: Posting, lots: list[Lot], going: Account, stays: Account) -> None:
    for lot in lots:
        posting.uses.append((lot.id, lot.remaining))
        posting.lots.append(
            NewLot(
                rule=lot.rule,
                points=lot.remaining,
                account_id=stays.id,
                earned_at=lot.earned_at,
                available_at=lot.available_at,
                expires_at=lot.expires_at,
                is_pending=lot.is_pending,
                origin_id=lot.id,
            )
        )
    waiting = sum(lot.remaining for lot in lots if lot.is_pending)
    free = sum(lot.remaining for lot in lots) - waiting
    for ledger, points in ((AVAILABLE, free), (PENDING, waiting), (OWED, -going.debt)):
        if points:
            posting.entries += [(going.id, ledger, -points), (stays.id, ledger, points)]


def _pay(posting: Posting, lots: list[Lot], going: Account, stays: Account) -> None:
    """What either owed is paid from what the other had."""
    debt = going.debt + stays.debt
    paid = 0
    for lot in posting.lots:
        share = 0 if lot.is_pending else min(debt - paid, lot.points)
        if share:
            posting.uses.append((lot.id, share))
        paid += share
    taken = Purse(lots).take(debt - paid)
    posting.uses += [(lot.id, share) for lot, share in taken]
    paid += sum(share for _, share in taken)
    if paid:
        posting.entries += [(stays.id, AVAILABLE, -paid), (stays.id, OWED, paid)]


def _join(uow: UnitOfWork, program: Program, going: Account, stays: Account) -> None:
    definition = version_now(uow, program.id).definition
    codes = ["", *(one.code for one in definition.tiers)]
    ranks = {code: place for place, code in enumerate(codes)}
    if ranks.get(going.tier, 0) > ranks.get(stays.tier, 0):
        stays.tier, stays.tier_since = going.tier, going.tier_since
        stays.tier_until = going.tier_until
    stays.joined_at = min(stays.joined_at, going.joined_at)
    stays.is_staff = stays.is_staff or going.is_staff
    # Who had the statement of this month as either has had it.
    stays.mailed = max(stays.mailed, going.mailed)
    if going.expires_at is not None and stays.expires_at is not None:
        stays.expires_at = max(stays.expires_at, going.expires_at)
    going.state, going.merged_into_id = MERGED, stays.id
    going.tier_until = going.expires_at = None
    uow.session.flush()
    uow.session.execute(
        update(Account).where(Account.merged_into_id == going.id).values(merged_into_id=stays.id)
    )
    promote(uow, program, [stays])

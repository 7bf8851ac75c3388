"""Customers become members, alone or brought by others; both are welcomed once."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from salesforce_lite.customers import standing_customers
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.uow import UnitOfWork

from .accruing import Happening, accrue_happenings
from .days import begin_of, day_of
from .definition import REFERRAL, REFERRED, WELCOME
from .errors import NotOpenError, ReferralError
from .journal_model import ACCRUED, OURS, Transaction
from .keeping_model import REWARDED, VOID, WAITING, Referral
from .ledger import lock_accounts
from .members import accounts_of, check_birthday, enrol_customers, get_member
from .model import ACTIVE, ENROL, Account, Program
from .programs import get_program
from .versions import version_now


def enrol(
    uow: UnitOfWork,
    program_id: UUID,
    customer_id: UUID,
    *,
    birthday: int = 0,
    brought_by: UUID | None = None,
) -> Account:
    """Make a customer a member; who is one already stays as they are.

    `birthday` is month and day, such as 1224; 0 for unknown. `brought_by` is the account of the
    member who brought them. The welcome points of the rules are posted at once. Raises
    NotFoundError, NotOpenError, InvalidInputError and ReferralError.
    """
    account = enrol_many(uow, program_id, {customer_id: birthday})[customer_id]
    if brought_by is not None:
        refer(uow, brought_by, account.id)
    return account


def enrol_many(
    uow: UnitOfWork, program_id: UUID, birthdays: Mapping[UUID, int]
) -> dict[UUID, Account]:
    """The same for many customers, whose birthdays (0 for unknown) are given: customer → account.

    Constant in statements. Raises as `enrol` does where one of them cannot be a member.
    """
    uow.actor.require(ENROL)
    program = get_program(uow, program_id)
    if not program.is_open or not program.rules:
        raise NotOpenError(program=program.name)
    for birthday in birthdays.values():
        check_birthday(birthday)
    if len(uow.session.scalars(standing_customers(uow, list(birthdays))).all()) < len(birthdays):
        raise NotFoundError
    known = accounts_of(uow, program.id, birthdays)
    made = enrol_customers(uow, program, dict.fromkeys(birthdays, uow.now))
    for customer_id, birthday in birthdays.items():
        if birthday:
            made[customer_id].birthday = birthday
    uow.session.flush()
    welcome(uow, program, [one for key, one in made.items() if key not in known])
    return made


def welcome(uow: UnitOfWork, program: Program, accounts: Sequence[Account]) -> None:
    """Points for joining, once for each account."""
    joined = [
        Happening(WELCOME, one.id, OURS, welcome_key(one.id), uow.now)
        for one in sorted(accounts, key=lambda one: one.id)
    ]
    if joined:
        accrue_happenings(uow, program, joined)


def welcome_key(account_id: UUID) -> str:
    """By which the points for joining are found again, when two members turn out to be one."""
    return f"welcome:{account_id}"


def refer(uow: UnitOfWork, referrer_id: UUID, referred_id: UUID) -> Referral:
    """Say who brought a member; both are rewarded when the new one first buys.

    Raises ReferralError for oneself, for who was brought already or has bought, for circles of any
    length, and for people who work here. Said twice, it counts once.
    """
    uow.actor.require(ENROL)
    referrer, referred = get_member(uow, referrer_id), get_member(uow, referred_id)
    lock_accounts(uow, [referrer.id, referred.id])
    standing = uow.session.scalar(select(Referral).where(Referral.referred_id == referred.id))
    if standing is not None:
        if standing.referrer_id == referrer.id:
            return standing
        raise ReferralError
    if (
        referrer.program_id != referred.program_id
        or referrer.is_staff
        or referrer.state != ACTIVE
        or _has_bought(uow, referred.id)
        or is_circular(uow, referrer.id, referred.id)
    ):
        raise ReferralError
    made = Referral(
        id=new_id(),
        referrer_id=referrer.id,
        referred_id=referred.id,
        state=WAITING,
        made_at=uow.now,
        rewarded_at=None,
    )
    uow.session.add(made)
    uow.session.flush()
    return made


def is_circular(uow: UnitOfWork, referrer_id: UUID, referred_id: UUID) -> bool:
    """Whether the referrer is the referred one, or was brought by them, through however many.

    Accounts that were merged count as the one into which they were.
    """
    start = _survivor(uow, referred_id)
    seen: set[UUID] = set()
    above: UUID | None = _survivor(uow, referrer_id)
    while above is not None and above not in seen:
        if above == start:
            return True
        seen.add(above)
        query = (
            select(Referral.referrer_id)
            .join(Account, Account.id == Referral.referred_id)
            .where((Account.id == above) | (Account.merged_into_id == above))
        )
        higher = uow.session.scalar(query.order_by(Referral.made_at).limit(1))
        above = None if higher is None else _survivor(uow, higher)
    return False


def reward_referrals(uow: UnitOfWork, payload: Mapping[str, Any]) -> None:
    """A job: give both their points, each once; no more in a year than the rules say."""
    ids = [UUID(one) for one in payload.get("ids", ())]
    query = select(Referral).where(Referral.id.in_(ids), Referral.state == WAITING)
    for one in uow.session.scalars(query.order_by(Referral.id).with_for_update()).all():
        _reward(uow, one)


def _reward(uow: UnitOfWork, one: Referral) -> None:
    referrer, referred = (
        uow.session.get_one(Account, _survivor(uow, key))
        for key in (one.referrer_id, one.referred_id)
    )
    program = uow.session.get_one(Program, referrer.program_id)
    if referrer.id == referred.id or not program.is_open:
        one.state = VOID
        return
    # In one order, so that two jobs never wait for each other.
    lock_accounts(uow, [referrer.id, referred.id])
    most = version_now(uow, program.id).definition.referrals_a_year
    is_over = bool(most) and _rewarded_this_year(uow, program, one.referrer_id) >= most
    wanted = [Happening(REFERRED, referred.id, OURS, f"referred:{one.id}", uow.now)]
    if not is_over:
        wanted.append(Happening(REFERRAL, referrer.id, OURS, f"referral:{one.id}", uow.now))
    accrue_happenings(uow, program, wanted)
    one.state, one.rewarded_at = (VOID if is_over else REWARDED), uow.now
    uow.session.flush()


def _rewarded_this_year(uow: UnitOfWork, program: Program, referrer_id: UUID) -> int:
    today = day_of(uow.now, program.zone)
    since = begin_of(today.replace(month=1, day=1), program.zone)
    query = select(func.count()).where(
        Referral.referrer_id == referrer_id,
        Referral.state == REWARDED,
        Referral.rewarded_at >= since,
    )
    return uow.session.scalar(query) or 0


def _has_bought(uow: UnitOfWork, account_id: UUID) -> bool:
    query = select(Transaction.id).where(
        Transaction.account_id == account_id,
        Transaction.kind == ACCRUED,
        Transaction.source != OURS,
    )
    return uow.session.scalar(query.limit(1)) is not None


def _survivor(uow: UnitOfWork, account_id: UUID) -> UUID:
    found = uow.session.scalar(select(Account.merged_into_id).where(Account.id == account_id))
    return found or account_id

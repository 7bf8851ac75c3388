"""Members of programs: joining, finding them, and what they have at a moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, and_, bindparam, case, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from salesforce_lite.access import User
from salesforce_lite.customers import Customer, of_visible_customer
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.uow import UnitOfWork

from .days import cohort_of
from .events import LoyaltyMemberJoined
from .journal_model import Lot
from .ledger import MOST
from .model import ACTIVE, VIEW, Account, Program

_ACCOUNTS = cast(Table, Account.__table__)
_DIGITS = 12
_DAY = N_("Write month and day, such as 0229 for the last of February.")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a member has at a moment: expired lots do not count, whatever a job has done."""

    available: int
    pending: int
    debt: int
    # The points that expire next, and when; None where nothing does.
    next_points: int
    next_expiry: datetime | None


def _sums() -> Select[Any]:
    """Account → available, pending, when its own lots begin to expire, how much then.

    Added up where they are kept: members of many years have hundreds of lots.
    """
    now = bindparam("now", type_=Lot.expires_at.type)
    live = (
        select(
            Lot.account_id, Lot.remaining, Lot.expires_at, (Lot.available_at > now).label("waits")
        )
        .where(Lot.account_id.in_(bindparam("ids", expanding=True)), Lot.remaining > 0)
        .where(or_(Lot.expires_at.is_(None), Lot.expires_at > now))
        .cte("live")
    )
    first = (
        select(live.c.account_id, func.min(live.c.expires_at).label("at"))
        .where(~live.c.waits)
        .group_by(live.c.account_id)
        .subquery()
    )
    has = live.c.remaining
    return (
        select(
            live.c.account_id,
            func.sum(case((live.c.waits, 0), else_=has)),
            func.sum(case((live.c.waits, has), else_=0)),
            func.min(first.c.at),
            func.sum(case((and_(~live.c.waits, live.c.expires_at == first.c.at), has), else_=0)),
        )
        .outerjoin(first, first.c.account_id == live.c.account_id)
        .group_by(live.c.account_id)
    )


_MERGED = aliased(Account)
# Put together once: every page of a customer asks.
_SUMS = _sums()
_WITH_MERGED = (
    select(Account, _MERGED.id)
    .outerjoin(_MERGED, _MERGED.merged_into_id == Account.id)
    .where(Account.customer_id == bindparam("customer"), Account.state == ACTIVE)
    .order_by(Account.program_id, _MERGED.id)
)


def visible_members(uow: UnitOfWork) -> Select[Account]:
    """The accounts of customers whom the actor sees; every query of a person starts here."""
    uow.actor.require(VIEW)
    seen = of_visible_customer(uow, Account.customer_id)
    if uow.actor.sees_everybody():
        return select(Account).where(or_(Account.customer_id.is_(None), seen))
    return select(Account).where(seen)


def get_member(uow: UnitOfWork, account_id: UUID) -> Account:
    """The account; raises NotFoundError for what the actor may not see."""
    account = uow.session.scalar(visible_members(uow).where(Account.id == account_id))
    if account is None:
        raise NotFoundError
    return account


def find_member(uow: UnitOfWork, program_id: UUID, customer_id: UUID) -> Account | None:
    """The account of a customer in a program, if there is one that the actor sees."""
    query = visible_members(uow).where(Account.customer_id == customer_id)
    return uow.session.scalar(query.where(Account.program_id == program_id))


def members_of(uow: UnitOfWork, customer_ids: Sequence[UUID]) -> Sequence[Account]:
    """The accounts of these customers, whom the actor sees, the oldest program first."""
    query = select(Account).where(Account.customer_id.in_(customer_ids), Account.state == ACTIVE)
    return uow.session.scalars(query.order_by(Account.program_id)).all()


def members_merged(uow: UnitOfWork, customer_id: UUID) -> dict[Account, list[UUID]]:
    """The same of one customer, each with its id and those of the accounts merged into it."""
    found: dict[Account, list[UUID]] = {}
    for account, merged_id in uow.session.execute(_WITH_MERGED, {"customer": customer_id}):
        ids = found.setdefault(account, [account.id])
        if merged_id is not None:
            ids.append(merged_id)
    return found


def check_birthday(birthday: int) -> None:
    """Raises InvalidInputError for what is no day of the year."""
    month, day = divmod(birthday, 100)
    if birthday and not (1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]):
        raise InvalidInputError(fields={"birthday": _DAY})


def enrol_customers(
    uow: UnitOfWork, program: Program, joined: Mapping[UUID, datetime], *, birthday: int = 0
) -> dict[UUID, Account]:
    """The accounts of these customers; those who have none get one, joined at that moment.

    Two units that make the same member at once make one.
    """
    found = accounts_of(uow, program.id, joined)
    missing = sorted(joined.keys() - found.keys())
    if not missing:
        return found
    staff, samples = _staff_among(uow, missing), _samples_among(uow, missing)
    rows = [
        _new_row(program, customer_id, joined[customer_id], birthday)
        | {"is_staff": customer_id in staff, "is_sample": customer_id in samples}
        for customer_id in missing
    ]
    insert = (
        postgresql.insert if uow.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    )
    uow.session.flush()
    uow.session.connection().execute(insert(_ACCOUNTS).on_conflict_do_nothing(), rows)
    made = accounts_of(uow, program.id, missing)
    ours = {row["id"] for row in rows}
    for customer_id, account in made.items():
        if account.id in ours:
            uow.record(
                LoyaltyMemberJoined(
                    account_id=account.id, program_id=program.id, customer_id=customer_id
                )
            )
    return found | made


def accounts_of(
    uow: UnitOfWork, program_id: UUID, customer_ids: Iterable[UUID]
) -> dict[UUID, Account]:
    """Customer → account in the program, for those who have one; nobody is asked who may see."""
    found: dict[UUID, Account] = {}
    wanted = sorted(set(customer_ids))
    for start in range(0, len(wanted), MOST):
        query = select(Account).where(
            Account.program_id == program_id,
            Account.customer_id.in_(wanted[start : start + MOST]),
        )
        for one in uow.session.scalars(query.execution_options(populate_existing=True)):
            if one.customer_id is not None:
                found[one.customer_id] = one
    return found


def standing_of(uow: UnitOfWork, accounts: Sequence[Account]) -> dict[UUID, Standing]:
    """What each of these members has now: lots that are neither waiting nor over, in one query."""
    asked = {"ids": [one.id for one in accounts], "now": uow.now}
    sums = {row[0]: row[1:] for row in uow.session.execute(_SUMS, asked)}
    return {one.id: _standing(one, sums.get(one.id), uow.now) for one in accounts}


def _standing(account: Account, sums: Sequence[Any] | None, now: datetime) -> Standing:
    over = account.expires_at
    if sums is None or (over is not None and over <= now):
        return Standing(0, 0, account.debt, 0, None)
    available, pending, first, then = int(sums[0]), int(sums[1]), sums[2], int(sums[3])
    if available and over is not None and (first is None or over <= first):
        # The whole account ends before any lot does.
        return Standing(available, pending, account.debt, available, over)
    return Standing(available, pending, account.debt, then, first)


def earliest(one: datetime | None, other: datetime | None) -> datetime | None:
    """Of a lot's own expiry and that of inactivity, what comes first."""
    return min((each for each in (one, other) if each is not None), default=None)


def _new_row(
    program: Program, customer_id: UUID, joined_at: datetime, birthday: int
) -> dict[str, object]:
    made = new_id()
    numbers = ("available", "pending", "debt", "issued", "redeemed", "expired")
    return {
        "id": made,
        "program_id": program.id,
        "customer_id": customer_id,
        "number": number_of(made),
        "state": ACTIVE,
        "merged_into_id": None,
        "joined_at": joined_at,
        "cohort": cohort_of(joined_at, program.zone),
        "birthday": birthday,
        "active_at": joined_at,
        "expires_at": None,
        "tier": "",
        "tier_since": None,
        "tier_until": None,
        "mail_agreed_at": None,
        "mailed": 0,
        **dict.fromkeys((*numbers, "reversed", "adjusted"), 0),
    }


def number_of(account_id: UUID) -> str:
    """What stands on the member's card: twelve digits that cannot be guessed from others'."""
    return f"{account_id.int % 10**_DIGITS:0{_DIGITS}d}"


def number_read(typed: str) -> str:
    """The number as people and spreadsheets write it: in groups, without the zeros in front."""
    number = "".join(typed.split())
    return number.zfill(_DIGITS) if number.isdecimal() else number


def _staff_among(uow: UnitOfWork, customer_ids: Sequence[UUID]) -> set[UUID]:
    """Those whose mail address is that of somebody who works here."""
    query = (
        select(Customer.id)
        .join(User, func.lower(User.email) == func.lower(Customer.email))
        .where(Customer.id.in_(customer_ids), Customer.email != "")
    )
    return set(uow.session.scalars(query))


def _samples_among(uow: UnitOfWork, customer_ids: Sequence[UUID]) -> set[UUID]:
    query = select(Customer.id).where(Customer.id.in_(customer_ids), Customer.is_sample)
    return set(uow.session.scalars(query))

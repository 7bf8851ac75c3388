"""The jobs that keep points in time: release, expiry, tiers that are over, birthdays."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, not_, or_, select

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import GoOn

from .accruing import Happening, accrue_happenings
from .days import begin_of, day_of
from .definition import BIRTHDAY
from .journal_model import OURS, Lot
from .lapsing import TO_SETTLE, open_lots, settle_lots
from .ledger import hold_accounts, lock_accounts
from .model import ACTIVE, Account, Program
from .tiers import review
from .versions import open_programs, version_now

DUE, BIRTHDAYS = "loyalty.due", "loyalty.birthdays"
_LOTS_AT_ONCE, _ACCOUNTS_AT_ONCE = 2000, 50
# For how many days a birthday is made up for, when nothing worked on it.
_MADE_UP = 7
_LEAP_DAY, _DAY_BEFORE = 229, 228


def work_off_due(uow: UnitOfWork, payload: Mapping[str, Any]) -> GoOn | None:
    """Release and expire lots whose time has come, some thousand in each transaction.

    It can be stopped and repeated at any time: each lot lapses once, by its key, and whoever reads
    or redeems does not wait for it. `after` is how far it has come.
    """
    after = payload.get("after")
    due: list[ColumnElement[bool]] = []
    if after:
        begin = datetime.fromisoformat(after[0])
        due += [Lot.next_at >= begin, _behind(begin, UUID(after[1]))]
    if (last := _last_of_step(uow, [*due, Lot.next_at <= uow.now])) is not None:
        # One upper bound, a plain one: an index is walked up to it, and of two not the nearer one.
        due += [Lot.next_at <= last[0], not_(_behind(*last))]
        holders = select(Lot.account_id).distinct().where(*due)
        accounts = hold_accounts(uow, uow.session.scalars(holders))
        # Read only now that nobody else moves their points.
        rows = uow.session.execute(select(*TO_SETTLE).where(*due).order_by(Lot.next_at, Lot.id))
        settle_lots(uow, accounts, [row for row in rows if row.account_id in accounts])
        return GoOn({"after": [last[0].isoformat(), str(last[1])]})
    return _inactive(uow) or _over(uow)


def _last_of_step(
    uow: UnitOfWork, due: Sequence[ColumnElement[bool]]
) -> tuple[datetime, UUID] | None:
    """Where this step ends; None where nothing is due."""
    some = select(Lot.next_at, Lot.id).where(*due).order_by(Lot.next_at, Lot.id)
    some_of_them = some.limit(_LOTS_AT_ONCE).subquery()
    newest = select(some_of_them).order_by(some_of_them.c.next_at.desc(), some_of_them.c.id.desc())
    found = uow.session.execute(newest.limit(1)).first()
    return None if found is None else (found[0], found[1])


def _behind(at: datetime, key: UUID) -> ColumnElement[bool]:
    """What comes after that lot in the order in which they are due."""
    return or_(Lot.next_at > at, and_(Lot.next_at == at, Lot.id > key))


def _inactive(uow: UnitOfWork) -> GoOn | None:
    """Members who did nothing for too long lose all they have."""
    query = select(Account.id).where(
        Account.expires_at <= uow.now, or_(Account.available > 0, Account.pending > 0)
    )
    ids = uow.session.scalars(query.order_by(Account.expires_at).limit(_ACCOUNTS_AT_ONCE)).all()
    if not ids:
        return None
    accounts = lock_accounts(uow, ids)
    done = settle_lots(uow, accounts, open_lots(uow, accounts))
    return GoOn({}) if done else None


def _over(uow: UnitOfWork) -> GoOn | None:
    """Tiers whose time is over are looked at."""
    query = select(Account.id, Account.program_id).where(
        Account.tier_until <= uow.now, Account.state == ACTIVE
    )
    rows = uow.session.execute(query.order_by(Account.tier_until).limit(_ACCOUNTS_AT_ONCE)).all()
    for program_id in sorted({row[1] for row in rows}):
        program = uow.session.get_one(Program, program_id)
        accounts = lock_accounts(uow, [row[0] for row in rows if row[1] == program_id])
        review(uow, program, list(accounts.values()))
    return GoOn({}) if len(rows) == _ACCOUNTS_AT_ONCE else None


def congratulate(uow: UnitOfWork, payload: Mapping[str, Any]) -> GoOn | None:
    """Points for birthdays of today and of the days before, each once a year."""
    for program in open_programs(uow):
        if version_now(uow, program.id).definition.of_kind(BIRTHDAY) is None:
            continue
        today = day_of(uow.now, program.zone)
        for back in range(_MADE_UP):
            _congratulate_on(uow, program, today - timedelta(days=back))
    return None


def _congratulate_on(uow: UnitOfWork, program: Program, day: date) -> None:
    codes = [day.month * 100 + day.day]
    is_last = (day + timedelta(days=1)).month == 3
    if codes == [_DAY_BEFORE] and is_last:
        # Who was born on a leap day is not left out in other years.
        codes.append(_LEAP_DAY)
    at = begin_of(day, program.zone)
    query = select(Account.id).where(
        Account.birthday.in_(codes),
        Account.program_id == program.id,
        Account.state == ACTIVE,
        Account.joined_at <= at + timedelta(days=1),
    )
    happenings = [
        Happening(BIRTHDAY, key, OURS, f"birthday:{key}:{day.year}", min(at, uow.now))
        for key in uow.session.scalars(query)
    ]
    accrue_happenings(uow, program, happenings)

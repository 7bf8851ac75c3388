"""Tiers: reached when points are earned, kept or lost by one step when their time is over."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, or_, select

from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.uow import UnitOfWork

from .days import begin_of, day_of, end_of, months_later
from .definition import YEAR, Definition, Tier
from .events import LoyaltyTierChanged
from .journal_model import Lot
from .keeping_model import TierPeriod
from .ledger import MOST
from .model import Account, Program
from .versions import version_now

REACHED, KEPT, FELL = "reached", "kept", "fell"


def promote(uow: UnitOfWork, program: Program, accounts: Iterable[Account]) -> None:
    """Those whose points of the window reach a higher tier stand in it from now on."""
    definition = version_now(uow, program.id).definition
    if not definition.tiers:
        return
    by_id = {one.id: one for one in accounts}
    sums = qualifying(uow, by_id, since=window_start(definition, program, uow.now))
    for key, account in sorted(by_id.items()):
        reached = _highest(definition.tiers, sums.get(key, 0))
        if reached is not None and _rank(definition, reached.code) > _rank(
            definition, account.tier
        ):
            _stand(uow, program, definition, account, reached.code, REACHED, sums[key])


class Climb:
    """The tiers of members while purchases of one batch are reckoned, each by those before it.

    `promote` writes down afterwards where they have come to.
    """

    def __init__(self, uow: UnitOfWork, program: Program, climbers: Iterable[Account]) -> None:
        """`climbers` are those of whom the batch has several purchases: only they are read."""
        self._definition = version_now(uow, program.id).definition
        self._since = window_start(self._definition, program, uow.now)
        ids = {one.id for one in climbers} if self._definition.tiers else set()
        sums = qualifying(uow, ids, since=self._since)
        self._sums = {key: sums.get(key, 0) for key in ids}
        self._tiers: dict[UUID, str] = {}

    def tier(self, account: Account) -> str:
        """In which the member stands by now."""
        return self._tiers.get(account.id, account.tier)

    def count(self, account: Account, at: datetime, points: int) -> None:
        """A purchase has given so many points that count for tiers."""
        if account.id not in self._sums or at < self._since:
            return
        self._sums[account.id] += points
        reached = _highest(self._definition.tiers, self._sums[account.id])
        standing = _rank(self._definition, self.tier(account))
        if reached is not None and _rank(self._definition, reached.code) > standing:
            self._tiers[account.id] = reached.code


def review(uow: UnitOfWork, program: Program, accounts: Sequence[Account]) -> None:
    """Their time in the tier is over: who has enough keeps it, the others fall one tier.

    Soft landing: nobody falls further than one tier at once, and nobody below what was reached.
    """
    definition = version_now(uow, program.id).definition
    for account in accounts:
        if account.tier_until is None or account.tier_until > uow.now:
            continue
        over = account.tier_until
        since = window_start(definition, program, _just_before(over))
        points = qualifying(uow, [account.id], since=since, until=over).get(account.id, 0)
        tier = definition.tier(account.tier)
        if tier is not None and points >= tier.retain:
            _stand(uow, program, definition, account, tier.code, KEPT, points)
            continue
        reached = _highest(definition.tiers, points)
        place = max(
            _rank(definition, account.tier) - 1, _rank(definition, reached.code) if reached else -1
        )
        code = definition.tiers[place].code if place >= 0 else ""
        _stand(uow, program, definition, account, code, FELL, points)


def doubt(uow: UnitOfWork, program: Program, accounts: Iterable[Account]) -> None:
    """A return may have brought them below what their tier asks for. They keep it until it is
    looked at; the period says since when."""
    definition = version_now(uow, program.id).definition
    ranked = {one.id: one for one in accounts if definition.tier(one.tier)}
    if not ranked:
        return
    sums = qualifying(uow, ranked, since=window_start(definition, program, uow.now))
    for key, account in ranked.items():
        tier = definition.tier(account.tier)
        if tier is not None and sums.get(key, 0) < tier.retain:
            period = current_period(uow, key)
            if period is not None and period.doubted_at is None:
                period.doubted_at = uow.now


@cache
def _earned(*, is_open: bool) -> Select[UUID, int]:
    """Put together once: every page of a customer asks."""
    holder = func.coalesce(Account.merged_into_id, Account.id)
    ids: Any = bindparam("ids", expanding=True)
    moment = Lot.earned_at.type
    query = (
        select(holder, func.sum(Lot.points - Lot.reversed))
        .join(Account, Account.id == Lot.account_id)
        .where(
            or_(Account.id.in_(ids), Account.merged_into_id.in_(ids)),
            Lot.qualifies,
            Lot.earned_at >= bindparam("since", type_=moment),
        )
        .group_by(holder)
    )
    return query if is_open else query.where(Lot.earned_at < bindparam("until", type_=moment))


def qualifying(
    uow: UnitOfWork,
    account_ids: Iterable[UUID] | Mapping[UUID, object],
    *,
    since: datetime,
    until: datetime | None = None,
) -> dict[UUID, int]:
    """Points that count for tiers, earned in the time, less what was taken back.

    Those of accounts that were merged into one count for it.
    """
    wanted = sorted(set(account_ids))
    found: dict[UUID, int] = {}
    asked = {"since": since} if until is None else {"since": since, "until": until}
    for start in range(0, len(wanted), MOST):
        some = {"ids": wanted[start : start + MOST]}
        rows = uow.session.execute(_earned(is_open=until is None), asked | some)
        found |= {row[0]: int(row[1]) for row in rows}
    return found


def current_period(uow: UnitOfWork, account_id: UUID) -> TierPeriod | None:
    """The tier in which the member stands, with its reason."""
    query = select(TierPeriod).where(TierPeriod.account_id == account_id)
    return uow.session.scalar(query.order_by(TierPeriod.begins_at.desc(), TierPeriod.id.desc()))


def window_start(definition: Definition, program: Program, moment: datetime) -> datetime:
    """Since when points count at that moment: the calendar year, or so many months back."""
    day = day_of(moment, program.zone)
    if definition.window == YEAR:
        return begin_of(date(day.year, 1, 1), program.zone)
    return begin_of(months_later(day, -definition.window_months), program.zone)


def period_end(definition: Definition, program: Program, moment: datetime) -> datetime:
    """Until when a tier holds that begins now: the next year too, or so many months on."""
    day = day_of(moment, program.zone)
    if definition.window == YEAR:
        return end_of(date(day.year + 1, 12, 31), program.zone)
    return end_of(months_later(day, definition.window_months), program.zone)


def next_tier(definition: Definition, code: str) -> Tier | None:
    """The tier above."""
    place = _rank(definition, code) + 1
    return definition.tiers[place] if place < len(definition.tiers) else None


def _stand(
    uow: UnitOfWork,
    program: Program,
    definition: Definition,
    account: Account,
    code: str,
    reason: str,
    points: int,
) -> None:
    before = account.tier
    ends_at = period_end(definition, program, uow.now) if code else None
    account.tier, account.tier_until = code, ends_at
    if before != code:
        account.tier_since = uow.now
    uow.session.add(
        TierPeriod(
            id=new_id(),
            account_id=account.id,
            tier=code,
            begins_at=uow.now,
            ends_at=ends_at,
            reason=reason,
            qualifying=points,
            doubted_at=None,
        )
    )
    uow.session.flush()
    if before != code:
        uow.record(
            LoyaltyTierChanged(
                account_id=account.id,
                customer_id=account.customer_id,
                before=before,
                after=code,
                reason=reason,
            )
        )


def _highest(tiers: Sequence[Tier], points: int) -> Tier | None:
    return max(
        (one for one in tiers if points >= one.achieve), key=lambda one: one.achieve, default=None
    )


def _rank(definition: Definition, code: str) -> int:
    """Its place among the tiers; −1 for none, and for one that the rules know no more."""
    codes = [one.code for one in definition.tiers]
    return codes.index(code) if code in codes else -1


def _just_before(moment: datetime) -> datetime:
    return moment.replace(microsecond=0) if moment.microsecond else moment - _TICK


_TICK = datetime.resolution

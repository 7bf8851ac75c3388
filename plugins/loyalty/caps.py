"""The most that a rule gives a member by order, day, month and in all."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.kernel.uow import UnitOfWork

from .days import day_of
from .definition import Caps, Definition
from .journal_model import Lot
from .ledger import MOST
from .reckoning import BONUS, Part

Key = tuple[UUID, str, str]


class Given:
    """Points that members were given by capped rules, by (member, rule, period); it counts on."""

    def __init__(self, zone: str) -> None:
        self._zone = zone
        self._given: Counter[Key] = Counter()

    def count(self, account_id: UUID, rule: str, at: datetime, points: int) -> None:
        for period in self._periods(at):
            self._given[account_id, rule, period] += points

    def left(self, account_id: UUID, rule: str, at: datetime, caps: Caps) -> int | None:
        """How many points the rule may still give for one order; None for any number."""
        day, month, ever = self._periods(at)
        limits = [
            limit - self._given[account_id, rule, period]
            for limit, period in ((caps.day, day), (caps.month, month), (caps.member, ever))
            if limit
        ]
        if caps.order:
            limits.append(caps.order)
        return max(0, min(limits)) if limits else None

    def _periods(self, at: datetime) -> tuple[str, str, str]:
        day = day_of(at, self._zone).isoformat()
        return day, day[:7], ""


def given_before(
    uow: UnitOfWork, zone: str, definitions: Iterable[Definition], account_ids: Sequence[UUID]
) -> Given:
    """What these members have of rules with a cap, less what was taken back: so much may be given
    again. Read only where a rule looks back."""
    given = Given(zone)
    rules = {
        rule.key for one in definitions for rule in one.rules if rule.caps and rule.caps.look_back
    }
    if not rules:
        return given
    wanted = sorted(set(account_ids))
    for start in range(0, len(wanted), MOST):
        query = select(Lot.account_id, Lot.rule, Lot.earned_at, Lot.points, Lot.reversed).where(
            Lot.account_id.in_(wanted[start : start + MOST]), Lot.origin_id.is_(None)
        )
        for account_id, key, earned_at, points, taken in uow.session.execute(query):
            rule = key.partition(BONUS)[0]
            if rule in rules:
                given.count(account_id, rule, earned_at, points - taken)
    return given


def capped(parts: Sequence[Part], left: int | None) -> list[Part]:
    """The parts of one rule within what is left: the bonus goes first."""
    if left is None:
        return list(parts)
    found = []
    for part in parts:
        points = min(part.points, left)
        left -= points
        if points:
            found.append(Part(part.rule, points, part.basis, part.qualifies))
    return found

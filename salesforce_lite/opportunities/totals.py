"""Kept totals of the open opportunities: one mechanism that every change goes through.

Whoever changes opportunities does it inside `with totals_kept(uow, them):`. What they weighed
before and what they weigh after are compared, and only the differences are written, in the same
transaction.

Besides the totals of each person there are those of everybody, so that the board of who sees all
costs the same with ten people and with two thousand. They lie in several shares whose sum counts:
whoever saves adds to one of them, and people who save at the same time seldom wait for each other
on the same row.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from salesforce_lite.kernel.sums import exact_sum
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities.errors import TotalTooLargeError
from salesforce_lite.opportunities.model import Opportunity, Outcome, Stage, StageTotal

NOBODY = UUID(int=0)
# In the place of a person: the shares of everybody's totals. No id of a person is as small.
EVERYBODY = tuple(UUID(int=number) for number in range(1, 17))
# (stage, scope owner, currency); the currency is empty where there is no amount.
Key = tuple[UUID, UUID, str]
# Seven values a row; SQLite binds at most 32,766 in one statement.
_BATCH = 1000
# A kept sum and what is added to it must together fit into the 64 bits of their column.
LARGEST_SHARE = 4 * 10**18
# Of one person: sixteen of them at their limit still fit into one share.
LARGEST_TOTAL = LARGEST_SHARE // len(EVERYBODY)


@dataclass(frozen=True, slots=True)
class Sums:
    """Count, Σ amount and Σ amount × percent of some open opportunities in one currency."""

    count: int = 0
    minor: int = 0
    minor_times_percent: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.count + other.count,
            self.minor + other.minor,
            self.minor_times_percent + other.minor_times_percent,
        )

    def __neg__(self) -> "Sums":
        return Sums(-self.count, -self.minor, -self.minor_times_percent)

    def __bool__(self) -> bool:
        return self != Sums()


class Watched:
    """The opportunities whose change is being weighed; new ones join with `add`."""

    def __init__(self, before: Iterable[Opportunity]) -> None:
        self.opportunities = list(before)

    def add(self, opportunity: Opportunity) -> None:
        self.opportunities.append(opportunity)


@contextmanager
def totals_kept(uow: UnitOfWork, opportunities: Iterable[Opportunity] = ()) -> Iterator[Watched]:
    """Let the kept totals follow whatever happens to the opportunities within the block."""
    watched = Watched(opportunities)
    percents = _percents(uow)
    before = _weigh(watched.opportunities, percents)
    yield watched
    after = _weigh(watched.opportunities, percents)
    _add(uow, _difference(before, after))


def share_of(user_id: UUID | None) -> UUID:
    """Into which of everybody's shares this person's changes go."""
    return EVERYBODY[(user_id or NOBODY).int % len(EVERYBODY)]


def percent_of(opportunity: Opportunity, stage_percent: int) -> int:
    """The probability a person set, or that of the stage."""
    own = opportunity.probability_set
    return stage_percent if own is None else own


def _percents(uow: UnitOfWork) -> dict[UUID, int]:
    """Probability of each stage, locked against a change of it until this unit ends."""
    query = select(Stage.id, Stage.probability).with_for_update(read=True)
    return dict(uow.session.execute(query).all())


def _weigh(opportunities: Sequence[Opportunity], percents: dict[UUID, int]) -> dict[Key, Sums]:
    weighed: dict[Key, Sums] = {}
    for one in opportunities:
        if one.outcome != Outcome.OPEN or one.deleted_at is not None:
            continue
        minor = one.amount_minor or 0
        percent = percent_of(one, percents[one.stage_id])
        key = (one.stage_id, one.scope_owner_id or NOBODY, one.amount_currency or "")
        weighed[key] = weighed.get(key, Sums()) + Sums(1, minor, minor * percent)
    return weighed


def _difference(before: dict[Key, Sums], after: dict[Key, Sums]) -> dict[Key, Sums]:
    keys = before.keys() | after.keys()
    moved = {key: after.get(key, Sums()) + -before.get(key, Sums()) for key in keys}
    return {key: sums for key, sums in moved.items() if sums}


def _add(uow: UnitOfWork, differences: dict[Key, Sums]) -> None:
    own_share = share_of(uow.actor.user_id)
    together = _with_everybody(differences, lambda _owner: own_share)
    # Always in the same order: two units that meet on the same rows then wait instead of blocking
    # each other for ever.
    rows = [_row(key, sums) for key, sums in sorted(together.items())]
    dialect = uow.session.get_bind().dialect.name
    build = postgresql.insert if dialect == "postgresql" else sqlite.insert
    for start in range(0, len(rows), _BATCH):
        statement = build(StageTotal).values(rows[start : start + _BATCH])
        new = statement.excluded
        kept = uow.session.execute(
            statement.on_conflict_do_update(
                index_elements=["stage_id", "scope_owner_id", "currency"],
                set_={
                    "count": StageTotal.count + new.count,
                    "minor": StageTotal.minor + new.minor,
                    "minor_times_percent": StageTotal.minor_times_percent + new.minor_times_percent,
                },
            ).returning(
                StageTotal.scope_owner_id,
                StageTotal.count,
                StageTotal.minor,
                StageTotal.minor_times_percent,
            )
        )
        for owner_id, *sums in kept:
            _check_size(owner_id, Sums(*sums))


def _with_everybody(totals: dict[Key, Sums], share: Callable[[UUID], UUID]) -> dict[Key, Sums]:
    """The totals of each person, and what they make for all together in the share of each."""
    together: dict[Key, Sums] = {}
    for (stage_id, owner_id, currency), sums in totals.items():
        key = (stage_id, share(owner_id), currency)
        together[key] = together.get(key, Sums()) + sums
    return totals | {key: sums for key, sums in together.items() if sums}


def _check_size(owner_id: UUID, sums: Sums) -> None:
    limit = LARGEST_SHARE if owner_id in EVERYBODY else LARGEST_TOTAL
    if max(abs(sums.minor), abs(sums.minor_times_percent)) > limit:
        raise TotalTooLargeError


def _row(key: Key, sums: Sums) -> dict[str, object]:
    stage_id, scope_owner_id, currency = key
    _check_size(scope_owner_id, sums)
    return {
        "stage_id": stage_id,
        "scope_owner_id": scope_owner_id,
        "currency": currency,
        "count": sums.count,
        "minor": sums.minor,
        "minor_times_percent": sums.minor_times_percent,
    }


@dataclass(frozen=True, slots=True)
class TotalFault:
    """A kept total that is not what the opportunities themselves say.

    Everybody's is told as that of the first of `EVERYBODY`.
    """

    stage_id: UUID
    scope_owner_id: UUID
    currency: str
    kept: Sums
    found: Sums


def check_totals(uow: UnitOfWork) -> list[TotalFault]:
    """Reckon all totals anew and compare; an empty list means that they are right."""
    kept, found = _kept(uow), _with_everybody(_reckoned(uow), lambda _owner: EVERYBODY[0])
    return [
        TotalFault(*key, kept=kept.get(key, Sums()), found=found.get(key, Sums()))
        for key in sorted(kept.keys() | found.keys())
        if kept.get(key, Sums()) != found.get(key, Sums())
    ]


def rebuild_totals(uow: UnitOfWork, stage_ids: Sequence[UUID] | None = None) -> None:
    """Write the totals anew from the opportunities, of these stages or of all."""
    stages = select(Stage.id).order_by(Stage.id).with_for_update()
    clear = delete(StageTotal)
    if stage_ids is not None:
        stages = stages.where(Stage.id.in_(stage_ids))
        clear = clear.where(StageTotal.stage_id.in_(stage_ids))
    # Nobody can weigh an opportunity in these stages until this unit ends.
    uow.session.execute(stages)
    uow.session.execute(clear)
    reckoned = _with_everybody(_reckoned(uow, stage_ids), share_of)
    rows = [_row(key, sums) for key, sums in sorted(reckoned.items())]
    if rows:
        uow.session.execute(insert(StageTotal), rows)


def _kept(uow: UnitOfWork) -> dict[Key, Sums]:
    rows = uow.session.execute(
        select(
            StageTotal.stage_id,
            StageTotal.scope_owner_id,
            StageTotal.currency,
            StageTotal.count,
            StageTotal.minor,
            StageTotal.minor_times_percent,
        )
    )
    kept: dict[Key, Sums] = {}
    for stage, owner, currency, *sums in rows:
        key = (stage, EVERYBODY[0] if owner in EVERYBODY else owner, currency)
        kept[key] = kept.get(key, Sums()) + Sums(*sums)
    return kept


def _reckoned(uow: UnitOfWork, stage_ids: Sequence[UUID] | None = None) -> dict[Key, Sums]:
    # The table, not the class: whoever asks, the truth is about everybody's opportunities.
    table = Opportunity.__table__.c
    by = (table.stage_id, table.scope_owner_id, table.amount_currency)
    query = (
        select(*by, *measures(table.amount_minor, table.probability_set))
        .join(Stage, Stage.id == table.stage_id)
        .where(table.deleted_at.is_(None), table.outcome == Outcome.OPEN)
        .group_by(*by)
    )
    if stage_ids is not None:
        query = query.where(table.stage_id.in_(stage_ids))
    found: dict[Key, Sums] = {}
    for stage, owner, currency, *sums in uow.session.execute(query):
        found[stage, owner or NOBODY, currency or ""] = Sums(*map(int, sums))
    return found


def measures(minor: Any, percent_set: Any) -> tuple[ColumnElement[Any], ...]:
    """Count, Σ amount and Σ amount × percent as SQL; the query must join the stage."""
    amount = func.coalesce(minor, 0)
    percent = func.coalesce(percent_set, Stage.probability)
    return func.count(), exact_sum(amount), exact_sum(amount * percent)

"""The chance of one sale or of many, and what an administrator says about how it is learned."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from salesforce_lite.company import get_company
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity, Outcome, visible_opportunities

from .bayes import Tally
from .facts import AMOUNT
from .learned import Factor
from .learning import ask_for_training, left_out
from .model import ChanceModel, LeftOutField
from .reading import facts_of, rows_of
from .training import ALL, Teams, Training, counts_from_json, said_from_json

# Who may change what is learned from, and who reads how well it foretells.
MANAGE = "scoring.manage"
READ = "scoring.chances"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was said of the sales that ended after `until`, learned from `older` ones before."""

    until: date
    older: Tally
    said: Mapping[int, Tally]
    said_by_stages: Mapping[int, Tally]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """One training that has ended. `fields_left_out` are those it did not look at, by choice."""

    number: int
    ended_at: datetime
    total: Tally
    currency: str
    teams: Teams
    # Team → its sales, those with too few as well.
    of_teams: Mapping[str, Tally]
    fields_left_out: Sequence[str]
    checked: Checked | None
    is_enough: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PastTraining:
    """A training of some night, and how it did; `checked` is None where it could not be tried."""

    number: int
    ended_at: datetime
    total: Tally
    checked: Checked | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """The chance of an open sale, between 0 and 1.

    `learned_from` are the sales it comes from: those of the team of that id, or of everybody where
    `team` is empty. `amount_cuts` are the bins at which its bands of amounts begin.
    """

    value: float
    factors: Sequence[Factor]
    learned_from: Tally
    team: str
    amount_cuts: Sequence[int]

    @property
    def percent(self) -> int:
        """From 1 to 99: nothing that is open is certain."""
        return max(1, min(99, round(100 * self.value)))


def trained(uow: UnitOfWork) -> Trained | None:
    """The newest training; None before the first has ended."""
    return uow.once("scoring.trained", lambda: _newest(uow))


def was_trained(uow: UnitOfWork) -> bool:
    """Whether a training has ended, ever."""
    ended = select(ChanceModel.number).where(ChanceModel.ended_at.is_not(None))
    return uow.session.scalar(ended.limit(1)) is not None


def chance_of(uow: UnitOfWork, opportunity_id: UUID) -> Chance | None:
    """Of one sale that the actor sees; None of a closed one, and where too little is known."""
    return chances_of(uow, [opportunity_id]).get(opportunity_id)


def chances_of(uow: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, Chance]:
    """The same of many, in a fixed number of queries."""
    model = trained(uow)
    if model is None or not model.is_enough or not ids:
        return {}
    open_ones = visible_opportunities(uow).where(
        Opportunity.id.in_(sorted(set(ids))), Opportunity.outcome == Outcome.OPEN
    )
    without = left_out(uow)
    if model.currency != get_company(uow).currency:
        without |= {AMOUNT}
    found: dict[UUID, Chance] = {}
    for sale, facts in facts_of(uow, rows_of(uow, open_ones), without=without).items():
        team, learned = model.teams.of(facts)
        found[sale] = Chance(
            value=learned.chance(facts),
            factors=learned.factors(facts),
            learned_from=learned.total,
            team=team,
            amount_cuts=learned.amount_cuts,
        )
    return found


def list_trainings(uow: UnitOfWork) -> list[PastTraining]:
    """Those that have ended, the newest first."""
    uow.actor.require(READ)
    asked = select(
        *(ChanceModel.number, ChanceModel.ended_at, ChanceModel.won, ChanceModel.lost),
        ChanceModel.checked,
    )
    asked = asked.where(ChanceModel.ended_at.is_not(None)).order_by(ChanceModel.number.desc())
    return [
        PastTraining(
            number=row.number,
            ended_at=row.ended_at,
            total=Tally(row.won, row.lost),
            checked=_checked(row.checked) if row.checked else None,
        )
        for row in uow.session.execute(asked)
    ]


def progress_of_training(uow: UnitOfWork) -> int | None:
    """In percent; None while nothing is learned, and nothing waits for it."""
    query = select(ChanceModel.work).where(ChanceModel.ended_at.is_(None))
    works = uow.session.scalars(query.order_by(ChanceModel.number)).all()
    if not works:
        return None
    return max(Training.from_json(work).percent if work else 0 for work in works)


def learn_again(uow: UnitOfWork) -> None:
    """Learn soon, without waiting for the night."""
    uow.actor.require(MANAGE)
    ask_for_training(uow)


def leave_out(uow: UnitOfWork, names: Iterable[str], *, known: Collection[str]) -> None:
    """Let chances look at none of these fields, and at all others that are known; learn anew.

    A field that is not known now, such as a retired one, stays as it was.
    """
    uow.actor.require(MANAGE)
    before = left_out(uow)
    wanted = {name for name in names if name in known} | (before - set(known))
    if wanted == before:
        return
    uow.session.execute(delete(LeftOutField).where(LeftOutField.name.in_(before - wanted)))
    uow.session.add_all(LeftOutField(name=name, since=uow.now) for name in sorted(wanted - before))
    uow.session.flush()
    ask_for_training(uow)


def _newest(uow: UnitOfWork) -> Trained | None:
    ended = select(ChanceModel).where(ChanceModel.ended_at.is_not(None))
    row = uow.session.scalar(ended.order_by(ChanceModel.number.desc()).limit(1))
    return None if row is None else _read(row)


def _read(row: ChanceModel) -> Trained:
    kept: Mapping[str, Any] = row.counts or {}
    counts = counts_from_json(kept.get("counted", {}))
    return Trained(
        number=row.number,
        ended_at=row.ended_at or row.started_at,
        total=Tally(row.won, row.lost),
        currency=row.currency,
        teams=Teams(counts),
        of_teams={team: Tally(*pair) for team, pair in kept.get("teams", {}).items()},
        fields_left_out=kept.get("without", ()),
        checked=_checked(row.checked) if row.checked else None,
        is_enough=ALL in counts and counts[ALL].is_enough,
    )


def _checked(kept: Mapping[str, Any]) -> Checked:
    return Checked(
        until=date.fromisoformat(kept["until"]),
        older=Tally(*kept["older"]),
        said=said_from_json(kept["said"]),
        said_by_stages=said_from_json(kept["said_by_stages"]),
    )

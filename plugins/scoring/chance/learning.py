"""Learns from all sales that have ended, in short steps, and then tries itself on the newest."""

from collections.abc import Mapping
from datetime import date
from time import perf_counter
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, or_, select

from salesforce_lite.company import get_company
from salesforce_lite.kernel.job_rows import Urgency
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity, Outcome, Stage, all_stages
from salesforce_lite.plugin import GoOn

from .facts import SaleFacts
from .model import ChanceModel, LeftOutField
from .reading import SaleRow, facts_of, halfway, rows_of
from .training import (
    ALL,
    Counts,
    Teams,
    Training,
    counts_as_json,
    last_day_of_older,
    said_as_json,
)

TRAIN = "scoring.train"
# Others wait for SQLite's write lock meanwhile; a step is to stay below 200 ms on slow machines.
_STEP_SECONDS, BATCH = 0.06, 50
# Of so many nights it is kept how well they foretold.
KEPT = 30
READING, CHECKING = "reading", "checking"
# The last sale that was read: the day of its end, and its id.
_After = list[str] | None
# What is walked through, one after another.
_WAYS = (
    (READING, Outcome.LOST),
    (READING, Outcome.WON),
    (CHECKING, Outcome.LOST),
    (CHECKING, Outcome.WON),
)


def ask_for_training(uow: UnitOfWork) -> None:
    """Learn soon, once. It counts everybody's sales, whoever asks: only counts are kept."""
    waits = select(ChanceModel.number).where(
        ChanceModel.ended_at.is_(None), ChanceModel.work.is_(None)
    )
    if uow.session.scalar(waits.limit(1)) is not None:
        return
    model = _next_model(uow)
    uow.session.add(model)
    job = enqueue_job(uow, TRAIN, {"number": model.number}, priority=Urgency.BULK)
    job.actor_id, job.is_system = None, True


def train(uow: UnitOfWork, payload: Mapping[str, Any]) -> GoOn | None:
    """A job: one batch of sales in each call. One that nobody has asked for begins by the clock."""
    if "number" not in payload:
        return _begin_by_the_clock(uow)
    model = uow.session.get(ChanceModel, payload["number"])
    if model is None or model.ended_at is not None:
        # Another training has begun since.
        return None
    if model.work is None:
        return _begin(uow, model)
    training = Training.from_json(model.work)
    way, after = _go_on(uow, training, payload["way"], payload["after"])
    if way == len(_WAYS):
        _finish(uow, model, training)
        return None
    model.work = training.as_json()
    return GoOn({"number": model.number, "way": way, "after": after}, progress=training.percent)


def _go_on(uow: UnitOfWork, training: Training, way: int, after: _After) -> tuple[int, _After]:
    """As many batches as a step has time for; answers where the next step goes on."""
    started, teams = perf_counter(), Teams(training.older)
    while way < len(_WAYS):
        phase, _ = _WAYS[way]
        if phase == CHECKING and not training.can_be_checked:
            return len(_WAYS), None
        rows = rows_of(uow, _next_sales(way, after, training.until))
        if phase == READING:
            _read(uow, training, rows)
        else:
            _check(uow, training, teams, rows)
        if len(rows) < BATCH:
            way, after = way + 1, None
        else:
            after = [str(rows[-1].closed_on), str(rows[-1].id)]
        if perf_counter() - started > _STEP_SECONDS:
            break
    return way, after


def _begin_by_the_clock(uow: UnitOfWork) -> GoOn | None:
    if not uow.actor.sees_everybody():
        ask_for_training(uow)
        return None
    model = _next_model(uow)
    uow.session.add(model)
    uow.session.flush()
    return _begin(uow, model)


def _next_model(uow: UnitOfWork) -> ChanceModel:
    """Numbers are never given twice: a job that was overtaken must not go on with another's."""
    return ChanceModel(
        number=(uow.session.scalar(select(func.max(ChanceModel.number))) or 0) + 1,
        started_at=uow.now,
        ended_at=None,
        won=0,
        lost=0,
        currency=get_company(uow).currency,
        counts=None,
        checked=None,
        work=None,
    )


def _begin(uow: UnitOfWork, model: ChanceModel) -> GoOn:
    # Those that were cancelled, or are overtaken.
    uow.session.execute(
        delete(ChanceModel).where(
            ChanceModel.ended_at.is_(None), ChanceModel.number != model.number
        )
    )
    days = _days(uow)
    training = Training(until=last_day_of_older(days), count=sum(days.values()))
    model.work = training.as_json()
    return GoOn({"number": model.number, "way": 0, "after": None}, progress=0)


def _days(uow: UnitOfWork) -> dict[date, int]:
    """Day → how many sales ended on it."""
    found: dict[date, int] = {}
    for outcome in (Outcome.LOST, Outcome.WON):
        query = _ended(outcome).with_only_columns(Opportunity.closed_on, func.count())
        for day, count in uow.session.execute(query.group_by(Opportunity.closed_on)):
            if day is not None:
                found[day] = found.get(day, 0) + count
    return found


def _ended(outcome: Outcome) -> Select[Any]:
    return select(Opportunity).where(
        Opportunity.outcome == outcome,
        Opportunity.closed_on.is_not(None),
        Opportunity.deleted_at.is_(None),
    )


def _next_sales(way: int, after: _After, until: date | None) -> Select[Any]:
    phase, outcome = _WAYS[way]
    query = _ended(outcome)
    if phase == CHECKING and until is not None:
        query = query.where(Opportunity.closed_on > until)
    if after is not None:
        day, uid = date.fromisoformat(after[0]), UUID(after[1])
        query = query.where(
            Opportunity.closed_on >= day,
            or_(Opportunity.closed_on > day, Opportunity.id > uid),
        )
    return query.order_by(Opportunity.closed_on, Opportunity.id).limit(BATCH)


def _read(uow: UnitOfWork, training: Training, rows: list[SaleRow]) -> None:
    facts = facts_of(uow, rows, without=left_out(uow))
    for row in rows:
        if row.closed_on is not None:
            training.read(facts[row.id], is_won=row.is_won, closed_on=row.closed_on)


def _check(uow: UnitOfWork, training: Training, teams: Teams, rows: list[SaleRow]) -> None:
    """As they stood in the middle: at the end nothing is left to be foretold."""
    facts = facts_of(uow, rows, at=halfway, without=left_out(uow))
    stages, rate = all_stages(uow), training.older[ALL].total
    for row in rows:
        _, learned = teams.of(facts[row.id])
        by_stage = _by_stage(facts[row.id], stages, rate.won / rate.sales)
        training.check(learned.chance(facts[row.id]), by_stage, is_won=row.is_won)


def _by_stage(facts: SaleFacts, stages: Mapping[UUID, Stage], rate: float) -> float:
    """The percentage of the stage; where none is known, how many are won of all."""
    if not facts.reached:
        return rate
    return stages[UUID(facts.reached[-1])].probability / 100


def left_out(uow: UnitOfWork) -> frozenset[str]:
    """The fields that an administrator wants left out."""
    return frozenset(uow.session.scalars(select(LeftOutField.name)))


def _finish(uow: UnitOfWork, model: ChanceModel, training: Training) -> None:
    counts: Counts = training.together()
    total = counts[ALL].total if ALL in counts else None
    model.won, model.lost = total or (0, 0)
    teams = {team: counted for team, counted in counts.items() if team != ALL}
    model.counts = {
        "counted": counts_as_json(
            {team: one for team, one in counts.items() if team == ALL or one.is_enough}
        ),
        # How many sales each team has, those with too few as well.
        "teams": {team: list(one.total) for team, one in teams.items()},
        "without": sorted(left_out(uow)),
    }
    if training.can_be_checked and training.until is not None:
        model.checked = {
            "until": training.until.isoformat(),
            "older": list(training.older[ALL].total),
            "said": said_as_json(training.said),
            "said_by_stages": said_as_json(training.said_by_stages),
        }
    model.work, model.ended_at = None, uow.now
    uow.session.execute(delete(ChanceModel).where(ChanceModel.number <= model.number - KEPT))

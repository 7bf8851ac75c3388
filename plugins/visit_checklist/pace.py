"""How many seconds a question costs: measured where enough was answered, estimated until then."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import GoOn

from .model import Pace, Question
from .questions import Kind

NEWEST = 200
ENOUGH = 20
# Seconds to tap or type, by kind of answer, and to read a word at 240 words a minute.
_ESTIMATES = {Kind.YES_NO: 1.5, Kind.SCALE: 2.5, Kind.CHOICE: 2.0, Kind.NUMBER: 4.5, Kind.TEXT: 11}
_A_WORD = 0.25
_AN_OPTION = 0.4
_STEP = 1000


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of one answer; `measured` says of how many answers it is the median, 0 for an
    estimate."""

    seconds: float
    measured: int = 0


def costs_of(uow: UnitOfWork, questions: Sequence[Question]) -> dict[UUID, Cost]:
    """Question → what it costs, by the median of its newest answers."""
    measured = _newest(uow, [one.id for one in questions])
    return {one.id: _cost(one, measured.get(one.id, ())) for one in questions}


def remember_pace(uow: UnitOfWork, seconds: Mapping[UUID, float]) -> None:
    """Keep how long answering took: without the person, the visit and the hour."""
    uow.session.add_all(
        Pace(question_id=question_id, measured_on=uow.today, tenths=round(taken * 10))
        for question_id, taken in seconds.items()
        if taken > 0
    )


def forget_old_paces(uow: UnitOfWork, payload: Mapping[str, object]) -> GoOn | None:
    """Nobody looks at more than the newest of each question."""
    place = func.row_number().over(partition_by=Pace.question_id, order_by=_newest_first())
    ranked = select(Pace.id, place.label("place")).subquery()
    old = select(ranked.c.id).where(ranked.c.place > NEWEST).limit(_STEP)
    gone = list(uow.session.scalars(old))
    uow.session.execute(delete(Pace).where(Pace.id.in_(gone)))
    return GoOn(dict(payload)) if len(gone) == _STEP else None


def total(costs: Iterable[Cost]) -> float:
    return sum(cost.seconds for cost in costs)


def _newest(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, list[int]]:
    place = func.row_number().over(partition_by=Pace.question_id, order_by=_newest_first())
    ranked = (
        select(Pace.question_id, Pace.tenths, place.label("place"))
        .where(Pace.question_id.in_(ids))
        .subquery()
    )
    query = select(ranked.c.question_id, ranked.c.tenths).where(ranked.c.place <= NEWEST)
    found: dict[UUID, list[int]] = {}
    for question_id, tenths in uow.session.execute(query):
        found.setdefault(question_id, []).append(tenths)
    return found


def _newest_first() -> tuple[ColumnElement[Any], ...]:
    return Pace.measured_on.desc(), Pace.id.desc()


def _cost(question: Question, tenths: Sequence[int]) -> Cost:
    if len(tenths) >= ENOUGH:
        return Cost(median(tenths) / 10, len(tenths))
    options = sum(1 for one in question.options if not one["is_retired"])
    words = max(len(question.text_en.split()), len(question.text_es.split()))
    return Cost(_ESTIMATES[Kind(question.kind)] + words * _A_WORD + options * _AN_OPTION)

"""What the reports reckon; each figure says of what it is a share, for there are several usages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    or_,
    type_coerce,
)
from sqlalchemy.orm import aliased

from salesforce_lite.company import get_company
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import plugin_settings
from salesforce_lite.team import list_teams, people_of_team

from .model import REPORT, Call, CallLeg
from .seeing import visible_calls
from .sent import bounds_of
from .state import Direction, Phase, Result

# Which of the two denominators in use a service level has.
OFFERED, WITHOUT_EARLY = "offered", "answered_and_late_abandoned"
# Who hangs up earlier has hardly waited: left out of the adjusted rate, as most vendors do.
SHORT_ABANDON = 10
FCR_DAYS = 7
DIMENSIONS = ("agent", "team", "queue", "hour", "disposition")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Sums of calls; shares are reckoned from them, None where there is nothing to divide by."""

    offered: int
    handled: int
    abandoned: int
    abandoned_early: int
    answered_in_time: int
    abandoned_late: int
    outgoing: int
    reached: int
    waited_s: int
    talk_s: int
    hold_s: int
    acw_s: int
    handled_all: int

    @property
    def abandon_rate(self) -> float | None:
        """Abandoned ÷ offered."""
        return _share(self.abandoned, self.offered)

    @property
    def adjusted_abandon_rate(self) -> float | None:
        """The same without those who hung up within ten seconds, in both."""
        early = self.abandoned_early
        return _share(self.abandoned - early, self.offered - early)

    def service_level(self, level_of: str) -> float | None:
        """Answered in time ÷ offered; or ÷ answered and abandoned after that time."""
        whole = self.offered if level_of == OFFERED else self.handled + self.abandoned_late
        return _share(self.answered_in_time, whole)

    @property
    def asa_s(self) -> float | None:
        """Average speed of answer: waiting of the answered ÷ answered."""
        return _share(self.waited_s, self.handled)

    @property
    def aht_s(self) -> float | None:
        """Average handle time: (talk + hold + wrap-up) ÷ handled, of both directions."""
        return _share(self.talk_s + self.hold_s + self.acw_s, self.handled_all)

    @property
    def average_acw_s(self) -> float | None:
        return _share(self.acw_s, self.handled_all)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """First call resolution: cases that took one call ÷ cases. A case is what a customer calls
    about on one reason, with never more than a week between two calls."""

    cases: int
    resolved: int

    @property
    def rate(self) -> float | None:
        return _share(self.resolved, self.cases)


def figures(uow: UnitOfWork, first: date, last: date, *, team_id: UUID | None = None) -> Figures:
    """Of all calls that began on these days, by the company's clock; of a team and those below."""
    uow.actor.require(REPORT)
    [row] = uow.session.execute(_columns(uow, _of_days(uow, first, last, team_id)))
    return _figures(row)


def figures_by(
    uow: UnitOfWork, dimension: str, first: date, last: date, *, team_id: UUID | None = None
) -> Sequence[tuple[Any, Figures]]:
    """(agent, team, queue, hour or disposition, its figures), the busiest first; hours and teams
    in their order. What rang at desks of several teams is in the figures of each of them.

    Raises ValueError for what is none of `DIMENSIONS`.
    """
    uow.actor.require(REPORT)
    if dimension == "team":
        return [
            (one.id, figures(uow, first, last, team_id=one.id))
            for one in list_teams(uow)
            if team_id is None or one.id == team_id
        ]
    key = _key(uow, dimension)
    query = _columns(uow, _of_days(uow, first, last, team_id), key).group_by(key)
    rows = [(row[0], _figures(row[1:])) for row in uow.session.execute(query)]
    if dimension == "hour":
        return sorted(rows, key=lambda row: row[0])
    return sorted(rows, key=lambda row: -(row[1].offered + row[1].outgoing))


def resolution(
    uow: UnitOfWork, first: date, last: date, *, team_id: UUID | None = None
) -> Resolution:
    """Of cases that began on these days, and only where the week after their first call is over:
    what is newer could still come again."""
    uow.actor.require(REPORT)
    before, again = aliased(Call), aliased(Call)
    goes_on = exists().where(
        *_same_case(before),
        before.started_at < Call.started_at,
        _week_after(uow, before.started_at) >= Call.started_at,
    )
    comes_again = exists().where(
        *_same_case(again),
        again.started_at > Call.started_at,
        again.started_at <= _week_after(uow, Call.started_at),
    )
    asked = (
        Call.direction == Direction.IN,
        Call.result == Result.HANDLED,
        Call.customer_id.is_not(None),
        Call.reason != "",
        Call.started_at <= uow.now - timedelta(days=FCR_DAYS),
        ~goes_on,
    )
    found = _of_days(uow, first, last, team_id).where(*asked)
    counted = found.with_only_columns(
        func.count(), func.coalesce(func.sum(case((comes_again, 0), else_=1)), 0)
    )
    cases, resolved = uow.session.execute(counted).one()
    return Resolution(cases=cases, resolved=resolved)


def _same_case(other: Any) -> tuple[ColumnElement[bool], ...]:
    """The customer calls on the same reason; what we call is no new contact of theirs."""
    return (
        other.customer_id == Call.customer_id,
        other.reason == Call.reason,
        other.direction == Direction.IN,
    )


def _of_days(uow: UnitOfWork, first: date, last: date, team_id: UUID | None = None) -> Any:
    """The calls of these days, told or logged, each once."""
    zone = get_company(uow).zone
    begins, ends = bounds_of(first, last, zone)
    query = visible_calls(uow).where(
        Call.started_at >= begins, Call.started_at < ends, Call.phase == Phase.ENDED
    )
    if team_id is None:
        return query
    people = people_of_team(uow.session, team_id)
    # What rang at several desks and nobody took has no agent, and was offered to all of them.
    rang = exists().where(CallLeg.call_id == Call.id, CallLeg.user_id.in_(people))
    return query.where(or_(Call.agent_id.in_(people), and_(Call.agent_id.is_(None), rang)))


def _columns(uow: UnitOfWork, found: Any, *keys: ColumnElement[Any]) -> Any:
    in_time = plugin_settings(uow, "call_center")["level_seconds"]
    # What was only logged says nothing of waiting: in no figure on waiting does it count.
    came_in = and_(Call.direction == Direction.IN, Call.wait_s.is_not(None))
    taken = and_(came_in, Call.result == Result.HANDLED)
    given_up = and_(came_in, Call.result == Result.ABANDONED)
    handled = Call.result == Result.HANDLED
    return found.with_only_columns(
        *keys,
        _count(came_in),
        _count(taken),
        _count(given_up),
        _count(and_(given_up, Call.wait_s < SHORT_ABANDON)),
        _count(and_(taken, Call.wait_s <= in_time)),
        _count(and_(given_up, Call.wait_s > in_time)),
        _count(Call.direction == Direction.OUT),
        _count(and_(Call.direction == Direction.OUT, handled)),
        _sum(Call.wait_s, taken),
        _sum(Call.talk_s, handled),
        _sum(Call.hold_s, handled),
        _sum(Call.acw_s, handled),
        _count(and_(handled, or_(Call.talk_s > 0, Call.answered_at.is_not(None)))),
    )


def _figures(row: Sequence[Any]) -> Figures:
    names = Figures.__dataclass_fields__
    return Figures(**{name: int(value or 0) for name, value in zip(names, row, strict=True)})


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _sum(column: Any, condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, column), else_=0)), 0)


def _key(uow: UnitOfWork, dimension: str) -> ColumnElement[Any]:
    if dimension not in DIMENSIONS:
        raise ValueError(dimension)
    if dimension == "hour":
        return _local_hour(uow)
    columns: dict[str, Any] = {
        "agent": Call.agent_id,
        "queue": Call.queue,
        "disposition": Call.disposition,
    }
    found: ColumnElement[Any] = columns[dimension]
    return found


def _local_hour(uow: UnitOfWork) -> ColumnElement[int]:
    """By the company's clock at that moment, whichever half of the year it was."""
    if uow.session.get_bind().dialect.name == "postgresql":
        local = func.timezone("UTC", Call.started_at) + func.make_interval(
            0, 0, 0, 0, 0, Call.offset_minutes
        )
        hour = func.date_part("hour", local)
    else:
        shift = func.printf("%+d minutes", Call.offset_minutes)
        hour = func.strftime("%H", Call.started_at, shift)
    return cast(hour, Integer)


def _week_after(uow: UnitOfWork, moment: Any) -> Any:
    if uow.session.get_bind().dialect.name == "postgresql":
        return moment + func.make_interval(0, 0, 0, FCR_DAYS)
    # As moments are kept, with microseconds: they are compared as text.
    later = func.strftime("%Y-%m-%d %H:%M:%f000", moment, f"+{FCR_DAYS} days")
    return type_coerce(later, String)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def agents_of(rows: Sequence[tuple[Any, Figures]]) -> set[UUID]:
    return {key for key, _figures in rows if key is not None}

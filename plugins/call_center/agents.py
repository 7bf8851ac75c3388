"""What agents are doing: set by themselves, by what the exchange tells, and by the log of a call.

The history only grows: a state holds from its moment until the person's next one.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, case, select

from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork

from .agent_model import LONGEST_STATE, AgentState, AgentStateRow, PauseReason, SetBy
from .doing import Doing, call_of_key, one_at_a_time
from .hanging import Followed
from .model import LOG, REPORT, Call, CallKey, CallLeg
from .state import CallState
from .upserting import insert_new

# What people set themselves; the others follow from calls.
OWN_STATES = (AgentState.AVAILABLE, AgentState.PAUSE, AgentState.OFF)
_NO_STATE = N_("Choose available, pause or end of work.")
_NO_REASON = N_("Choose why.")
# Exchanges tell whole seconds; a call taken and left in the same one is left after it was taken.
_AFTERWARDS = timedelta(microseconds=1)


def set_state(uow: UnitOfWork, state: str, reason: str = "") -> AgentStateRow:
    """The actor is doing this from now on, or from the end of the call that they are on; a pause
    has its reason. Raises InvalidInputError."""
    uow.actor.require(LOG)
    if state not in OWN_STATES or uow.actor.user_id is None:
        raise InvalidInputError(fields={"state": _NO_STATE})
    if state == AgentState.PAUSE and reason not in tuple(PauseReason):
        raise InvalidInputError(fields={"reason": _NO_REASON})
    row = AgentStateRow(
        user_id=uow.actor.user_id,
        key=str(uuid4()),
        state=state,
        reason=reason if state == AgentState.PAUSE else "",
        at=uow.now,
        set_by=SetBy.AGENT,
    )
    uow.session.add(row)
    uow.session.flush()
    return row


def own_state(uow: UnitOfWork) -> Doing | None:
    """What the actor is doing now; None where nothing was told for twelve hours."""
    if uow.actor.user_id is None:
        return None
    return _now(uow, {uow.actor.user_id}).get(uow.actor.user_id)


def states_now(uow: UnitOfWork) -> Mapping[UUID, Doing]:
    """Person → what they are doing, of those whom the actor sees; without those of whom nothing
    was told for twelve hours."""
    uow.actor.require(REPORT)
    return _now(uow, None if uow.actor.sees_everybody() else set(uow.actor.scope or ()))


def follow_agents(uow: UnitOfWork, source: str, followed: Sequence[Followed]) -> None:
    """Whoever takes a call is on it; when they have left it they wrap up, unless it is logged."""
    rows = [
        {
            "id": uuid4(),
            "user_id": user_id,
            "key": f"{_call_part(source, one.call_key, leg)}:{state}",
            "state": state,
            "reason": "",
            "at": at,
            "set_by": SetBy.EXCHANGE,
        }
        for one in followed
        for user_id, leg, state, at in _news(one)
    ]
    if rows:
        uow.session.execute(insert_new(uow, AgentStateRow.__table__), rows)
    for one in followed:
        if one.call.logged_at is not None:
            for user_id in set(one.users.values()):
                end_wrap_up(uow, one.call, user_id, at=one.call.ended_at or uow.now)


def end_wrap_up(uow: UnitOfWork, call: Call, user_id: UUID | None, *, at: datetime) -> None:
    """From the wrap-up of this call back to what the person has said in the last twelve hours;
    who has said nothing is not at work. Nothing where they are on another call, or wrap up one."""
    if user_id is None:
        return
    told = told_between(uow, at - LONGEST_STATE, at + LONGEST_STATE, {user_id})
    last = one_at_a_time(told)[user_id][-1] if told else None
    if last is None or last.state != AgentState.WRAP_UP:
        return
    if call_of_key(last.key) not in _parts_of(uow, call, user_id):
        return
    before = next((one for one in reversed(told) if one.set_by == SetBy.AGENT), None)
    row = {
        "id": uuid4(),
        "user_id": user_id,
        "key": f"logged:{last.key}",
        "state": before.state if before else AgentState.OFF,
        "reason": before.reason if before else "",
        "at": max(at, last.at),
        "set_by": SetBy.LOG,
    }
    uow.session.execute(insert_new(uow, AgentStateRow.__table__), [row])


def leave_calls(uow: UnitOfWork, user_id: UUID, extension: str) -> None:
    """The calls that somebody is on at a line are over for them now, as if the exchange had told
    it: of a line that is theirs no more it tells nothing about them."""
    told = told_between(uow, uow.now - LONGEST_STATE, uow.now + _AFTERWARDS, {user_id})
    parts = {call_of_key(one.key) for one in told if one.state == AgentState.ON_CALL}
    query = (
        select(CallKey.source, CallKey.key, CallLeg.leg)
        .join(CallLeg, CallLeg.call_id == CallKey.call_id)
        .where(CallLeg.user_id == user_id, CallLeg.extension == extension)
        .where(CallLeg.ended_at.is_(None), CallLeg.answered_at.is_not(None))
    )
    left = parts & {_call_part(*row) for row in uow.session.execute(query)}
    rows = [
        {
            "id": uuid4(),
            "user_id": user_id,
            "key": f"{part}:{AgentState.WRAP_UP}",
            "state": AgentState.WRAP_UP,
            "reason": "",
            "at": uow.now + _AFTERWARDS,
            "set_by": SetBy.EXCHANGE,
        }
        for part in sorted(left)
    ]
    if rows:
        uow.session.execute(insert_new(uow, AgentStateRow.__table__), rows)


def told_between(
    uow: UnitOfWork, begins: datetime, ends: datetime, people: Collection[UUID] | None
) -> list[Doing]:
    """What was told of these people, by person and time; None for everybody."""
    row = AgentStateRow
    query = select(row.user_id, row.state, row.reason, row.at, row.set_by, row.key).where(
        row.at >= begins, row.at < ends
    )
    if people is not None:
        query = query.where(row.user_id.in_(people))
    found = uow.session.execute(query.order_by(row.user_id, row.at, _RANK))
    return [Doing(*one) for one in found]


# Whoever takes a call at the moment at which another one ends is on that call.
_RANK: ColumnElement[int] = case(
    (AgentStateRow.state == AgentState.WRAP_UP, 0),
    (AgentStateRow.state == AgentState.ON_CALL, 2),
    else_=1,
)


def _now(uow: UnitOfWork, people: Collection[UUID] | None) -> dict[UUID, Doing]:
    told = told_between(uow, uow.now - LONGEST_STATE, uow.now + _AFTERWARDS, people)
    return {user_id: did[-1] for user_id, did in one_at_a_time(told).items()}


def _call_part(source: str, call_key: str, leg: str) -> str:
    """Exchanges number the legs of each call anew, and their names are of any length."""
    return sha256("\0".join((source, call_key, leg)).encode()).hexdigest()


def _parts_of(uow: UnitOfWork, call: Call, user_id: UUID) -> set[str]:
    """What the keys of that person's being on the call begin with."""
    query = (
        select(CallKey.source, CallKey.key, CallLeg.leg)
        .join(CallLeg, CallLeg.call_id == CallKey.call_id)
        .where(CallKey.call_id == call.id, CallLeg.user_id == user_id)
    )
    return {_call_part(*row) for row in uow.session.execute(query)}


def _news(one: Followed) -> list[tuple[UUID, str, AgentState, datetime]]:
    """What is other about who took the call and who has left it."""
    before = _spans(one.before, one.users_before)
    found: list[tuple[UUID, str, AgentState, datetime]] = []
    for (user_id, leg), (taken, left) in _spans(one.state, one.users).items():
        had_taken, had_left = before.get((user_id, leg), (None, None))
        if had_taken is None:
            found.append((user_id, leg, AgentState.ON_CALL, taken))
        if left is not None and had_left is None:
            found.append((user_id, leg, AgentState.WRAP_UP, max(left, taken + _AFTERWARDS)))
    return found


def _spans(state: CallState | None, users: Mapping[str, UUID]) -> dict[Any, Any]:
    """(person, leg) → when they took the call, and when it was over for them."""
    return {
        (users[leg.leg], leg.leg): (leg.answered_at, leg.ended_at or (state and state.ended_at))
        for leg in (state.agent_legs if state else ())
        if leg.leg in users and leg.answered_at is not None
    }

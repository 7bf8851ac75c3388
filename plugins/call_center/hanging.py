"""What hangs on the calls that exchanges tell: who was on them, and where they ring now.

What stood before follows from what was told before, so that nothing is read to write it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from salesforce_lite.kernel.uow import UnitOfWork

from .model import Call, CallLeg, Ringing
from .state import CallState, Direction, LegState, Phase
from .upserting import insert_new, insert_or_change


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A call, who is and was on it by leg, and what its events say now and said before.

    `call_key` is what the exchange calls it. `before` is None where nothing hangs on the row yet;
    `was` is its phase before, or empty.
    """

    call: Call
    call_key: str
    users: Mapping[str, UUID]
    state: CallState
    before: CallState | None
    users_before: Mapping[str, UUID]
    was: str


def hang_on(uow: UnitOfWork, followed: Sequence[Followed]) -> None:
    """Write legs that are other, and at whose desks calls begin and cease to ring."""
    legs = [_row(one, leg) for one in followed for leg in _other_legs(one)]
    if legs:
        uow.session.execute(insert_or_change(uow, CallLeg.__table__), legs)
    ceased: list[UUID] = []
    began: list[dict[str, Any]] = []
    for one in followed:
        now, before = _rings(one.state, one.users), _rings(one.before, one.users_before)
        if one.state.phase == Phase.ENDED and one.was not in ("", Phase.ENDED):
            # Where it rang may be a line that is nobody's any more.
            ceased.append(one.call.id)
            continue
        if now.keys() == before.keys():
            continue
        if before:
            # Whoever rings on is written anew; a line may have changed hands meanwhile.
            ceased.append(one.call.id)
        began += [{"user_id": who, "call_id": one.call.id, "at": at} for who, at in now.items()]
    if ceased:
        uow.session.execute(delete(Ringing).where(Ringing.call_id.in_(ceased)))
    if began:
        uow.session.execute(insert_new(uow, Ringing.__table__), began)


def _other_legs(one: Followed) -> list[LegState]:
    """A leg that was told of is never taken back, so what is left to write is what is other."""
    before = set(one.before.legs) if one.before else set()
    return [leg for leg in one.state.legs if leg not in before]


def _row(one: Followed, leg: LegState) -> dict[str, Any]:
    return {
        "call_id": one.call.id,
        "leg": leg.leg,
        "extension": leg.extension[:60],
        "is_agent": leg.is_agent,
        "user_id": one.users.get(leg.leg),
        "rang_at": leg.rang_at,
        "answered_at": leg.answered_at,
        "ended_at": leg.ended_at,
    }


def _rings(state: CallState | None, users: Mapping[str, UUID]) -> dict[UUID, datetime]:
    """At the desks where it rings or where it was taken, until it is over there."""
    if state is None or state.phase == Phase.ENDED or state.direction != Direction.IN:
        return {}
    return {
        users[leg.leg]: leg.answered_at or leg.rang_at or state.started_at
        for leg in state.agent_legs
        if leg.leg in users and leg.ended_at is None
    }

"""Brings calls in step with what their exchange has told of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from salesforce_lite.activities import ActivityDraft, save_activity
from salesforce_lite.company import get_company
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.kernel.uow import UnitOfWork

from .agents import follow_agents
from .hanging import Followed, hang_on
from .lines import people_of_lines, users_of_legs
from .matching import absorb, find_logs, fold, logs_with
from .model import LONGEST_KEY, LONGEST_NUMBER, Call, CallKey
from .numbers import find_holders, is_withheld, read_number, the_customer_of
from .recording_pauses import resume_with_end
from .standing import calls_of
from .state import CallState, Phase
from .turns import take_turns

SETTLE = "call_center.settle"
# What was told out of order has come by then.
_SETTLES_AFTER = timedelta(seconds=60)
# Nobody wraps up for longer; who logs a call later was doing something else.
LONGEST_WRAP_UP = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A call as its events say it now, and as they said it before."""

    call_key: str
    state: CallState
    before: CallState | None

    @property
    def may_be_logged(self) -> bool:
        """Whether who was on it, or when, is other: then a log may turn out to be of this call.
        What somebody logs later looks for the call by itself."""
        return self.before is None or _who_and_when(self.before) != _who_and_when(self.state)


def follow_calls(uow: UnitOfWork, source: str, news: Sequence[News]) -> list[Call]:
    """The calls as the states say; one that somebody has logged meanwhile is that call.

    What they need is read for all at once, and written in two goes: the calls, then what hangs
    on them."""
    if not news:
        return []
    numbers = [_number(uow, one.state) for one in news]
    take_turns(uow, (f"number:{one}" for one in numbers if one))
    standing = calls_of(uow, source, [one.call_key for one in news])
    known = set(standing)
    states = [state for one in news for state in (one.state, one.before) if state is not None]
    lines = {leg.extension for state in states for leg in state.legs if leg.extension}
    people = people_of_lines(uow, lines)
    asked = [(number, one.state) for number, one in zip(numbers, news, strict=True)]
    asked = [row for row, one in zip(asked, news, strict=True) if row[0] and one.may_be_logged]
    logs = logs_with(uow, {row[0] for row in asked}, [row[1] for row in asked])
    followed: list[Followed] = []
    for number, one in zip(numbers, news, strict=True):
        users = users_of_legs(people, one.state.legs)
        call = before = standing.get(one.call_key)
        if one.may_be_logged:
            call = _with_logs(uow, call, logs.get(number, ()), one.state, set(users.values()))
        was, its_number = (call.phase, call.number) if call else ("", None)
        call = _written(uow, call, source, number, one.state)
        _name_agent(call, one.state, users)
        if call.number != its_number:
            _name_customer(uow, call)
        # A row that takes the place of another has nothing hanging on it yet.
        old = one.before if call is before else None
        had = users_of_legs(people, old.legs) if old else {}
        followed.append(
            Followed(
                call=call,
                call_key=one.call_key,
                users=users,
                state=one.state,
                before=old,
                users_before=had,
                was=was,
            )
        )
    uow.session.flush()
    uow.session.add_all(
        CallKey(source=source, key=told.call_key, call_id=each.call.id)
        for told, each in zip(news, followed, strict=True)
        if told.call_key not in known
    )
    hang_on(uow, followed)
    follow_agents(uow, source, followed)
    resume_with_end(uow, [each.call for each in followed if each.was != Phase.ENDED])
    for each in followed:
        _tell_activity(uow, each.call)
        if each.call.phase == Phase.ENDED and each.was != Phase.ENDED:
            _settle_later(uow, each.call)
    uow.session.flush()
    return [each.call for each in followed]


def _who_and_when(state: CallState) -> tuple[Any, ...]:
    lines = {leg.extension for leg in state.legs}
    return state.number, state.started_at, state.ended_at, lines


def _number(uow: UnitOfWork, state: CallState) -> str:
    """As it can be dialled; empty where it was hidden or is none."""
    if is_withheld(state.number):
        return ""
    return (read_number(uow, state.number).number or "")[:LONGEST_NUMBER]


def offset_at(uow: UnitOfWork, moment: datetime) -> int:
    """Minutes by which the company's clock was ahead of UTC then."""
    zone = uow.once("call_center.zone", lambda: get_company(uow).zone)
    offset = moment.astimezone(ZoneInfo(zone)).utcoffset()
    return int(offset.total_seconds() // 60) if offset else 0


def _with_logs(
    uow: UnitOfWork,
    call: Call | None,
    logged: Sequence[Call],
    state: CallState,
    agents: set[UUID],
) -> Call | None:
    logs = find_logs(uow, logged, state, agents)
    if logs and (call is None or call.logged_at is None):
        call = absorb(uow, call, logs.pop(0))
    # Without lines nobody knows that two were on one call.
    for second in logs if agents else ():
        if call is not None and second.agent_id != call.agent_id:
            fold(uow, call, second)
    return call


def _written(
    uow: UnitOfWork, call: Call | None, source: str, number: str, state: CallState
) -> Call:
    is_new = call is None
    call = call or Call(id=uuid4())
    call.source, call.direction = source, state.direction
    call.number = number or call.number or ""
    call.raw_number = state.number[:LONGEST_KEY] or call.raw_number or ""
    call.own_number = state.own_number[:LONGEST_NUMBER]
    call.queue, call.phase, call.result = state.queue[:60], state.phase, state.result
    if call.started_at != state.started_at:
        call.started_at, call.offset_minutes = state.started_at, offset_at(uow, state.started_at)
    call.answered_at, call.ended_at = state.answered_at, state.ended_at
    call.wait_s, call.talk_s, call.hold_s = state.wait_s, state.talk_s, state.hold_s
    call.duration_source = state.duration_source
    if call.recording_deleted_at is None:
        call.recording = state.recording[:500]
    hidden = is_withheld(state.number)
    call.is_withheld = hidden and (state.is_withheld or bool(state.number))
    if is_new:
        uow.session.add(call)
    return call


def _name_agent(call: Call, state: CallState, users: Mapping[str, UUID]) -> None:
    """Who took it first; whoever has logged it stays its agent."""
    if call.logged_at is not None:
        return
    taken = [one for one in state.agent_legs if one.answered_at and one.leg in users]
    known = taken or [one for one in state.legs if one.leg in users]
    # While it rings at several desks it is nobody's.
    is_one = taken or len({users[one.leg] for one in known}) == 1
    call.agent_id = users[known[0].leg] if known and is_one else None


def _name_customer(uow: UnitOfWork, call: Call) -> None:
    """By the number, where only one can be meant; what a person has said stays."""
    if call.match_method == "picked" or call.logged_at is not None or call.customer_id is not None:
        return
    holder = the_customer_of(find_holders(uow, call.number))
    call.match_method = "number" if holder else "none"
    if holder is not None:
        call.customer_id, call.contact_id = holder.customer_id, holder.contact_id


def _tell_activity(uow: UnitOfWork, call: Call) -> None:
    """The activity of the log gets the true times; it stays the only one."""
    if call.activity_id is None or call.ended_at is None:
        return
    times = {"started_at": call.answered_at or call.started_at, "ended_at": call.ended_at}
    save_activity(
        uow,
        ActivityDraft.of(
            {**times, "completed_at": call.ended_at},  # type: ignore[typeddict-item]  # its fields
            id=call.activity_id,
        ),
    )
    if call.logged_at is not None:
        call.acw_s = wrap_up(call, call.logged_at)


def wrap_up(call: Call, logged_at: datetime) -> int:
    """Seconds from the end of the call to its log."""
    if call.ended_at is None:
        return 0
    most = int(LONGEST_WRAP_UP.total_seconds())
    return min(most, max(0, int((logged_at - call.ended_at).total_seconds())))


def _settle_later(uow: UnitOfWork, call: Call) -> None:
    enqueue_job(
        uow,
        SETTLE,
        {"call_id": str(call.id)},
        run_after=uow.now + _SETTLES_AFTER,
    )

"""One call that two told of: what a person logged and what an exchange tells are put together.

They are the same call when the number is the same and the logged moment lies within three minutes
of the call. The row of the log stays, for its id was chosen by whoever logged it; the exchange's
becomes part of it, so that no report and no timeline has the call twice.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from salesforce_lite.activities import Activity, ActivityDraft, delete_activity, save_activity
from salesforce_lite.kernel.uow import UnitOfWork

from .model import MANUAL, Call, CallKey, CallLeg
from .recording_pauses import RecordingPause
from .state import CallState

APART = timedelta(minutes=3)
# No call lasts longer than that before somebody sweeps it.
_LONGEST_CALL = timedelta(hours=12)


def logs_with(
    uow: UnitOfWork, numbers: Collection[str], states: Sequence[CallState]
) -> dict[str, list[Call]]:
    """Number → what people have logged of it about the time of these calls, read once for all."""
    if not numbers:
        return {}
    begun = min(one.started_at for one in states)
    over = max(one.ended_at or one.started_at for one in states)
    query = select(Call).where(
        Call.number.in_(numbers),
        Call.source == MANUAL,
        Call.started_at >= begun - APART,
        Call.started_at <= over + APART,
    )
    found: dict[str, list[Call]] = {}
    for one in uow.session.scalars(query):
        found.setdefault(one.number, []).append(one)
    return found


def find_logs(
    uow: UnitOfWork, logged: Sequence[Call], state: CallState, agents: Collection[UUID]
) -> list[Call]:
    """Those of them that are of the call an exchange tells, the nearest in time first."""
    found = [
        one
        for one in logged
        # One that another call of the same message took is none any more.
        if one in uow.session
        and one.source == MANUAL
        and state.started_at - APART <= one.started_at
        and one.started_at <= (state.ended_at or state.started_at) + APART
        and (not agents or one.agent_id in agents)
    ]
    return sorted(found, key=lambda one: (abs(one.started_at - state.started_at), str(one.id)))


def find_told(uow: UnitOfWork, number: str, at: datetime, agent_id: UUID | None) -> Call | None:
    """The call an exchange told of that somebody is about to log; the one nearest in time."""
    if not number:
        return None
    query = select(Call).where(
        Call.number == number,
        Call.source != MANUAL,
        Call.started_at >= at - _LONGEST_CALL,
        Call.started_at <= at + APART,
    )
    found = [
        one
        for one in uow.session.scalars(query)
        if (one.ended_at or at) + APART >= at
        # What one has logged oneself is another call: two in three minutes are two.
        and not (one.logged_at is not None and one.agent_id == agent_id)
        and _may_be_of(uow, one, agent_id)
    ]
    # One that is not logged yet comes before one to which a colleague has said something.
    found.sort(key=lambda one: (one.logged_at is not None, abs(one.started_at - at), str(one.id)))
    return found[0] if found else None


def absorb(uow: UnitOfWork, told: Call | None, logged: Call) -> Call:
    """The logged row takes the place of the one that the exchange had made."""
    if told is None or told.id == logged.id:
        return logged
    logged.callback_id = logged.callback_id or told.callback_id
    if told.is_flagged and not logged.is_flagged:
        logged.is_flagged, logged.flag_reason = True, told.flag_reason
    uow.session.flush()
    uow.session.execute(update(CallKey).where(CallKey.call_id == told.id).values(call_id=logged.id))
    paused = update(RecordingPause).where(RecordingPause.call_id == told.id)
    uow.session.execute(paused.values(call_id=logged.id))
    uow.session.delete(told)
    uow.session.flush()
    return logged


def fold(uow: UnitOfWork, call: Call, second: Call) -> None:
    """A colleague on the same call has logged it too: one call, one activity, both notes."""
    first_said = call.activity_id and uow.session.get(Activity, call.activity_id)
    then_said = second.activity_id and uow.session.get(Activity, second.activity_id)
    if first_said and then_said:
        add_to_note(uow, first_said, then_said.note)
        delete_activity(uow, then_said.id)
    elif then_said:
        call.activity_id = then_said.id
    call.disposition = call.disposition or second.disposition
    call.reason = call.reason or second.reason
    call.callback_id = call.callback_id or second.callback_id
    uow.session.delete(second)
    uow.session.flush()


def add_to_note(uow: UnitOfWork, activity: Activity, note: str) -> None:
    """A paragraph that stands there already is not said twice."""
    if note and f"\n\n{note}\n\n" not in f"\n\n{activity.note}\n\n":
        both = f"{activity.note}\n\n{note}".strip()
        save_activity(uow, ActivityDraft.of({"note": both}, id=activity.id))


def _may_be_of(uow: UnitOfWork, call: Call, agent_id: UUID | None) -> bool:
    """Whether that person was on the call, as far as anybody knows who was."""
    query = select(CallLeg.user_id).where(CallLeg.call_id == call.id, CallLeg.user_id.is_not(None))
    known = set(uow.session.scalars(query))
    return not known or agent_id in known

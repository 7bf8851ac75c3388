"""What follows once a call is over, or was forgotten: tasks, activities, ends nobody told."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select

from salesforce_lite.activities import log_activity
from salesforce_lite.company import get_company
from salesforce_lite.customers import Customer
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import GoOn, plugin_settings

from .callbacks import callback_due, plan_callback, take_callback
from .doors import forget_refusals
from .events import CallEnded
from .model import Call, CallEventRow, CallKey, CallLeg, Ringing
from .receiving import Told, receive
from .recording_pauses import resume_with_end
from .state import CallEvent, EventKind, Phase, Result

SWEEP, WRITE_DOWN = "call_center.sweep", "call_center.write_down"
FORGET = "call_center.forget"
_BATCH = 50
# Old events are forgotten in steps, so that nobody waits long for the write lock.
_FORGOTTEN_AT_ONCE = 500


def settle(uow: UnitOfWork, payload: Mapping[str, Any]) -> None:
    """Some time after the end, when what came late has come: tell it, and plan the call back."""
    call = uow.session.get(Call, UUID(payload["call_id"]))
    if call is None or call.phase != Phase.ENDED or call.ended_at is None:
        return
    if call.result == Result.ABANDONED and not _was_reached_since(uow, call):
        owner_id = _who_calls_back(uow, call)
        zone = get_company(uow).zone
        due_at = callback_due(uow, call)
        plan_callback(uow, call, owner_id=owner_id, due_at=due_at, zone=zone)
    elif call.result == Result.HANDLED and call.activity_id is None:
        call.activity_id = take_callback(uow, call, call.agent_id)
    uow.record(
        CallEnded(
            call_id=call.id,
            customer_id=call.customer_id,
            direction=call.direction,
            result=call.result,
            at=call.ended_at,
        )
    )


def sweep(uow: UnitOfWork, payload: Mapping[str, Any]) -> GoOn | None:
    """End calls whose end nobody told; write down those that were talked and not logged."""
    settings = plugin_settings(uow, "call_center")
    silent = uow.now - timedelta(hours=settings["swept_after_hours"])
    open_calls = uow.session.scalars(
        select(Call)
        .where(Call.phase.in_([Phase.RINGING, Phase.TALKING]), Call.started_at <= silent)
        .order_by(Call.started_at)
        .limit(_BATCH)
    ).all()
    for call in open_calls:
        _end(uow, call)
    return GoOn(dict(payload)) if len(open_calls) == _BATCH else None


def write_down_unlogged(uow: UnitOfWork, payload: Mapping[str, Any]) -> GoOn | None:
    """A call that was talked and that nobody logged stands in the timeline all the same."""
    settings = plugin_settings(uow, "call_center")
    until = uow.now - timedelta(minutes=settings["logged_within_minutes"])
    query = (
        select(Call)
        .where(
            Call.phase == Phase.ENDED,
            Call.started_at <= until,
            Call.started_at > until - timedelta(days=2),
            Call.result == Result.HANDLED,
            Call.activity_id.is_(None),
            Call.customer_id.is_not(None),
            Call.agent_id.is_not(None),
        )
        .order_by(Call.started_at)
        .limit(_BATCH)
    )
    found = uow.session.scalars(query).all()
    for call in found:
        _write_down(uow, call)
    return GoOn(dict(payload)) if len(found) == _BATCH else None


def forget_old(uow: UnitOfWork, payload: Mapping[str, Any]) -> GoOn | None:
    """What exchanges told and links to recordings, when their time is over; the calls stay."""
    settings = plugin_settings(uow, "call_center")
    told_before = uow.now - timedelta(days=settings["events_kept_days"])
    old = list(
        uow.session.scalars(
            select(CallEventRow.id)
            .where(CallEventRow.arrived_at < told_before)
            .limit(_FORGOTTEN_AT_ONCE)
        )
    )
    uow.session.execute(delete(CallEventRow).where(CallEventRow.id.in_(old)))
    recorded_before = uow.now - timedelta(days=settings["recordings_kept_days"])
    recorded = uow.session.scalars(
        select(Call).where(Call.started_at < recorded_before, Call.recording != "").limit(_BATCH)
    ).all()
    for call in recorded:
        call.recording, call.recording_deleted_at = "", uow.now
    forget_refusals(uow)
    is_left = len(old) == _FORGOTTEN_AT_ONCE or len(recorded) == _BATCH
    return GoOn(dict(payload)) if is_left else None


def _end(uow: UnitOfWork, call: Call) -> None:
    """As if the exchange had told it, but weaker: a true end that comes later counts."""
    key = uow.session.scalar(select(CallKey).where(CallKey.call_id == call.id).limit(1))
    if key is None:
        call.phase = Phase.ENDED
        resume_with_end(uow, [call])
        return
    newest = uow.session.scalar(
        select(CallEventRow.at)
        .where(CallEventRow.source == key.source, CallEventRow.call_key == key.key)
        .order_by(CallEventRow.at.desc())
        .limit(1)
    )
    event = CallEvent(
        key=f"swept:{key.key}"[:120],
        kind=EventKind.SWEPT,
        at=newest or call.started_at,
        leg=f"swept:{key.key}"[:120],
    )
    receive(uow, key.source, [Told(call_key=key.key, event=event, payload={})])
    uow.session.execute(delete(Ringing).where(Ringing.call_id == call.id))


def _write_down(uow: UnitOfWork, call: Call) -> None:
    activity = log_activity(
        uow,
        {
            "kind": "call",
            "customer_id": call.customer_id,
            "contact_id": call.contact_id,
            "owner_id": call.agent_id,
            "outcome": "reached",
            "started_at": call.answered_at or call.started_at,
            "ended_at": call.ended_at,
            "zone": get_company(uow).zone,
        },
    )
    call.activity_id = activity.id


def _was_reached_since(uow: UnitOfWork, call: Call) -> bool:
    """Whether somebody has spoken with them after all."""
    same = [Call.number == call.number] if call.number else []
    if call.customer_id is not None:
        same.append(Call.customer_id == call.customer_id)
    if not same:
        return False
    query = select(Call.id).where(
        or_(*same), Call.started_at > call.started_at, Call.result == Result.HANDLED
    )
    return uow.session.scalar(query.limit(1)) is not None


def _who_calls_back(uow: UnitOfWork, call: Call) -> UUID | None:
    """Whose customer it is; else one at whose desk it rang."""
    customer = call.customer_id and uow.session.get(Customer, call.customer_id)
    if customer and customer.owner_id is not None:
        return customer.owner_id
    rang = (
        select(CallLeg.user_id)
        .where(CallLeg.call_id == call.id, CallLeg.user_id.is_not(None))
        .order_by(CallLeg.rang_at)
    )
    return uow.session.scalar(rang.limit(1))

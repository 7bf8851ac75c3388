"""Use case: write down how a call went. One call has one activity, whoever told of it first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from salesforce_lite.activities import (
    Activity,
    ActivityDraft,
    ActivityFields,
    NextStep,
    log_activity,
    save_activity,
)
from salesforce_lite.customers import get_contact, get_customer
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork

from .agents import end_wrap_up
from .callbacks import plan_callback, take_callback
from .desk_model import Disposition
from .dispositions import disposition_called, reason_of
from .errors import ChooseCustomerError
from .events import CallLogged
from .following import offset_at, wrap_up
from .matching import add_to_note, find_told
from .model import LOG, MANUAL, Call
from .numbers import find_holders, read_number, the_customer_of
from .permitting import exclude_number
from .seeing import get_call
from .state import Direction, DurationSource, Phase, Result
from .turns import take_turns
from .zones import zone_of

_WHO = N_("Type the number, or choose the customer.")
_NOTE = N_("This disposition needs a note.")
_WHEN = N_("Say when to call back.")
_DIRECTION = N_("Choose incoming or outgoing.")
# Nobody logs a call of before that as it ends.
_SAME_CALL = timedelta(hours=4)
_LATER = N_("A call cannot have begun after now.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSaid:
    """What somebody says of a call. `opened_at` is when the form was opened."""

    direction: str
    disposition: str
    number: str = ""
    customer_id: UUID | None = None
    contact_id: UUID | None = None
    note: str = ""
    started_at: datetime | None = None
    # Of calls of the past: how long they were talked, and by whom.
    seconds: int | None = None
    agent_id: UUID | None = None
    opened_at: datetime | None = None
    next_step: NextStep | None = None
    callback_at: datetime | None = None
    is_do_not_call: bool = False
    opportunity_id: UUID | None = None
    # For what a script asks; kept by `scripts`.
    answers: Mapping[str, str] = field(default_factory=dict)


def log_call(
    uow: UnitOfWork, said: CallSaid, *, call_id: UUID | None = None, new_id: UUID | None = None
) -> Call:
    """Write down a call: the one an exchange told of where it did, else a new one.

    Sent twice (`new_id`) it is the same call. Raises InvalidInputError beside the fields,
    ChooseCustomerError where several have the number, UnknownDispositionError.
    """
    uow.actor.require(LOG)
    if new_id is not None and (standing := uow.session.get(Call, new_id)) is not None:
        return get_call(uow, standing.id)
    disposition = disposition_called(uow, said.disposition, opened_at=said.opened_at)
    _check(uow, said, disposition)
    number = read_number(uow, said.number).number or "" if said.number.strip() else ""
    if number:
        take_turns(uow, [f"number:{number}"])
    at = said.started_at or said.opened_at or uow.now
    call = (
        get_call(uow, call_id)
        if call_id
        else find_told(uow, number, at, said.agent_id or uow.actor.user_id)
    )
    if call is not None and call.logged_at is not None and call.agent_id != uow.actor.user_id:
        end_wrap_up(uow, call, said.agent_id or uow.actor.user_id, at=uow.now)
        return _add(uow, call, said)
    if call is None:
        call = _new_call(uow, said, number, at, new_id)
    _name_customer(uow, call, said)
    _keep(uow, call, said, disposition)
    uow.session.flush()
    return call


def _check(uow: UnitOfWork, said: CallSaid, disposition: Disposition) -> None:
    problems: dict[str, str] = {}
    if said.direction not in tuple(Direction):
        problems["direction"] = _DIRECTION
    if disposition.needs_note and not said.note.strip():
        problems["note"] = _NOTE
    if disposition.schedules_callback and said.callback_at is None:
        problems["callback_at"] = _WHEN
    if said.started_at is not None and said.started_at > uow.now + timedelta(minutes=1):
        problems["started_at"] = _LATER
    if problems:
        raise InvalidInputError(fields=problems)


def _new_call(
    uow: UnitOfWork, said: CallSaid, number: str, at: datetime, new_id: UUID | None
) -> Call:
    if not said.number.strip() and said.customer_id is None:
        raise InvalidInputError(fields={"number": _WHO})
    call = Call(
        source=MANUAL,
        direction=said.direction,
        number=number,
        raw_number=said.number.strip()[:120],
        phase=Phase.ENDED,
        result=Result.HANDLED,
        started_at=at,
        offset_minutes=offset_at(uow, at),
        ended_at=_end(uow, said, at),
        talk_s=said.seconds or 0,
        duration_source=DurationSource.MANUAL,
        agent_id=said.agent_id or uow.actor.user_id,
    )
    if new_id is not None:
        call.id = new_id
    uow.session.add(call)
    return call


def _end(uow: UnitOfWork, said: CallSaid, at: datetime) -> datetime:
    """When it was over: told, or now; of a call of another day nobody knows."""
    if said.seconds is not None:
        return at + timedelta(seconds=said.seconds)
    return uow.now if uow.now - at < _SAME_CALL else at


def _name_customer(uow: UnitOfWork, call: Call, said: CallSaid) -> None:
    """Who was said; else whoever must be meant by the number; several are for a person to tell."""
    if said.customer_id is not None:
        call.customer_id = get_customer(uow, said.customer_id).id
        call.contact_id = get_contact(uow, said.contact_id).id if said.contact_id else None
        call.match_method = "picked"
        return
    if call.customer_id is not None and not said.number.strip():
        return
    holders = find_holders(uow, call.number)
    holder = the_customer_of(holders)
    if holder is None and holders:
        sentence = ChooseCustomerError.sentence
        raise ChooseCustomerError(fields={"customer_id": sentence})
    if holder is not None:
        call.customer_id, call.contact_id = holder.customer_id, holder.contact_id
        call.match_method = "number"


def _keep(uow: UnitOfWork, call: Call, said: CallSaid, disposition: Disposition) -> None:
    if call.agent_id is None or call.logged_at is None:
        call.agent_id = said.agent_id or uow.actor.user_id
    call.disposition, call.reason = disposition.code, reason_of(uow, disposition)
    if call.source == MANUAL and not disposition.is_contact:
        # Nobody was spoken with: an outgoing one was not reached.
        is_in = call.direction == Direction.IN
        call.result = Result.ABANDONED if is_in else Result.UNREACHED
    call.logged_at = call.logged_at or uow.now
    if call.is_told:
        call.acw_s = wrap_up(call, call.logged_at)
        end_wrap_up(uow, call, said.agent_id or uow.actor.user_id, at=uow.now)
    if call.activity_id is None and call.result == Result.HANDLED:
        call.activity_id = take_callback(uow, call, said.agent_id or uow.actor.user_id)
    activity = _keep_activity(uow, call, said, disposition)
    call.activity_id = activity.id
    if disposition.schedules_callback and said.callback_at is not None:
        customer = get_customer(uow, call.customer_id) if call.customer_id else None
        zone = zone_of(uow, customer, call.number)
        owner_id, due_at = uow.actor.user_id, said.callback_at
        plan_callback(uow, call, owner_id=owner_id, due_at=due_at, zone=zone, is_promised=True)
    if (disposition.sets_dnc or said.is_do_not_call) and call.number:
        exclude_number(uow, call.number, customer_id=call.customer_id, reason=said.note)
    uow.record(
        CallLogged(
            call_id=call.id,
            activity_id=activity.id,
            customer_id=call.customer_id,
            disposition=disposition.code,
        )
    )


def _keep_activity(
    uow: UnitOfWork, call: Call, said: CallSaid, disposition: Disposition
) -> Activity:
    customer = get_customer(uow, call.customer_id) if call.customer_id else None
    fields: ActivityFields = {
        "kind": "call",
        "customer_id": call.customer_id,
        "contact_id": call.contact_id,
        "note": said.note,
        "outcome": disposition.outcome,
        "started_at": call.answered_at or call.started_at,
        "ended_at": call.ended_at,
    }
    if said.agent_id is not None:
        fields["owner_id"] = said.agent_id
    if said.opportunity_id is not None:
        fields["opportunity_id"] = said.opportunity_id
    if customer is None:
        fields["subject"] = call.number or call.raw_number
    if call.activity_id is not None:
        changed = ActivityDraft.of(fields, id=call.activity_id, next_step=said.next_step)
        return save_activity(uow, changed)
    fields["zone"] = zone_of(uow, customer, call.number)
    return log_activity(uow, fields, next_step=said.next_step)


def _add(uow: UnitOfWork, call: Call, said: CallSaid) -> Call:
    """Two on one call: the second adds to what the first has said."""
    activity = call.activity_id and uow.session.get(Activity, call.activity_id)
    if activity:
        add_to_note(uow, activity, said.note)
    if said.is_do_not_call and call.number:
        exclude_number(uow, call.number, customer_id=call.customer_id, reason=said.note)
    return call

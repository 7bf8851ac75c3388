"""Use case: a call went badly, as its agent or a customer in a survey said."""

from uuid import UUID

from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import plugin_settings

from .events import CallFlagged
from .model import LOG, Call
from .seeing import get_call

_NO_GRADE = N_("A survey gives a whole number from 0 to 10.")


def flag_call(uow: UnitOfWork, call_id: UUID, *, reason: str, by: str = "agent") -> Call:
    """Told once, however often it is said."""
    uow.actor.require(LOG)
    call = get_call(uow, call_id)
    if not call.is_flagged:
        call.is_flagged, call.flag_reason = True, reason.strip()[:300]
        uow.record(
            CallFlagged(
                call_id=call.id, customer_id=call.customer_id, agent_id=call.agent_id, by=by
            )
        )
    return call


def unflag_call(uow: UnitOfWork, call_id: UUID) -> Call:
    uow.actor.require(LOG)
    call = get_call(uow, call_id)
    call.is_flagged, call.flag_reason = False, ""
    return call


def grade_call(uow: UnitOfWork, call_id: UUID, grade: int, *, words: str = "") -> Call:
    """What a survey says; below the grade that is set, the call is flagged."""
    uow.actor.require(LOG)
    if not 0 <= grade <= 10:
        raise InvalidInputError(fields={"grade": _NO_GRADE})
    if grade < plugin_settings(uow, "call_center")["survey_flags_below"]:
        return flag_call(uow, call_id, reason=words or str(grade), by="survey")
    return get_call(uow, call_id)

"""Calls for programs: what was called, logging a call, grading it, whether one may be made."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from salesforce_lite.api import Listed, PageQuery, Resource, list_name, listed
from salesforce_lite.customers import get_customer
from salesforce_lite.kernel.errors import N_
from salesforce_lite.web import current_uow

from .call_log import CallSaid, log_call
from .calling_rules import Purpose
from .flagging import grade_call
from .model import LOG, VIEW, Call
from .numbers import read_number
from .permitting import may_call
from .recording_pauses import pause_recording, pauses_of, resume_recording
from .scripts import answers_of
from .seeing import get_call, list_calls

calls = Resource(name="calls", title=N_("Calls"))


class CallView(Struct, kw_only=True, frozen=True):
    """One call; its note is that of its activity."""

    id: UUID
    direction: str
    number: str
    is_withheld: bool
    queue: str
    state: Annotated[str, Meta(description="ringing, talking or ended")]
    result: Annotated[str, Meta(description="open, handled, abandoned or unreached")]
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    wait_seconds: int | None
    talk_seconds: int
    hold_seconds: int
    wrap_up_seconds: int
    duration_source: str
    customer_id: UUID | None
    contact_id: UUID | None
    agent_id: UUID | None
    activity_id: UUID | None
    disposition: str
    is_flagged: bool


class CallQuery(PageQuery, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which calls, the newest first."""

    customer_id: UUID | None = None
    is_missed: bool = False


class NewCall(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """How a call went. With `id`, sent twice it is logged once; `call_id` names one that an
    exchange has told of."""

    direction: Literal["in", "out"]
    disposition: Annotated[str, Meta(min_length=1, max_length=40)]
    id: UUID | None = None
    call_id: UUID | None = None
    number: Annotated[str, Meta(max_length=100)] = ""
    customer_id: UUID | None = None
    contact_id: UUID | None = None
    note: Annotated[str, Meta(max_length=8000)] = ""
    started_at: datetime | None = None
    callback_at: datetime | None = None
    is_do_not_call: bool = False


class PauseView(Struct, kw_only=True, frozen=True):
    """From when to when the recording was paused; `resumed_by` is null where the call ended."""

    began_at: datetime
    ended_at: datetime | None
    paused_by: UUID | None
    resumed_by: UUID | None


class AnswerView(Struct, kw_only=True, frozen=True):
    """What a customer answered to a step of the script, in the words of then."""

    step: str
    question: str
    code: str
    answer: str
    script_number: int


class Grade(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What a survey says of a call."""

    grade: Annotated[int, Meta(ge=0, le=10)]
    words: Annotated[str, Meta(max_length=300)] = ""


class MayCallQuery(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Whom, and why."""

    number: Annotated[str, Meta(max_length=100)]
    customer_id: UUID | None = None
    purpose: Literal["commercial", "service", "callback"] = "commercial"


class MayCall(Struct, kw_only=True, frozen=True):
    """Whether the number may be called now, by the customer's clock; if not, why and when."""

    is_allowed: bool
    hindrances: list[str]
    next_at: datetime | None
    zone: str
    sources: list[str]


@calls.get("", needs=VIEW)
def index(query: CallQuery) -> Listed[CallView]:
    """Calls, the newest first."""
    page = list_calls(
        current_uow(),
        customer_id=query.customer_id,
        is_missed=query.is_missed,
        cursor=query.cursor or None,
        limit=query.limit,
        name=list_name("call_center", query),
    )
    return listed(page, call_view)


@calls.get("/<uuid:call_id>", needs=VIEW)
def show(call_id: UUID) -> CallView:
    """One call."""
    return call_view(get_call(current_uow(), call_id))


@calls.post("", needs=LOG)
def log(body: NewCall) -> CallView:
    """Log a call. One that an exchange tells of within three minutes is the same call."""
    said = CallSaid(
        direction=body.direction,
        disposition=body.disposition,
        number=body.number,
        customer_id=body.customer_id,
        contact_id=body.contact_id,
        note=body.note,
        started_at=body.started_at,
        callback_at=body.callback_at,
        is_do_not_call=body.is_do_not_call,
    )
    return call_view(log_call(current_uow(), said, call_id=body.call_id, new_id=body.id))


@calls.post("/<uuid:call_id>/grade", needs=LOG)
def grade(call_id: UUID, body: Grade) -> CallView:
    """What a survey says; a low grade flags the call."""
    return call_view(grade_call(current_uow(), call_id, body.grade, words=body.words))


@calls.get("/<uuid:call_id>/answers", needs=VIEW)
def answers(call_id: UUID) -> list[AnswerView]:
    """What the customer answered to the script of a campaign, in the order of the script."""
    return [
        AnswerView(
            step=one.step,
            question=one.question,
            code=one.code,
            answer=one.answer,
            script_number=one.script_number,
        )
        for one in answers_of(current_uow(), call_id)
    ]


@calls.get("/<uuid:call_id>/recording-pauses", needs=VIEW)
def pauses(call_id: UUID) -> list[PauseView]:
    """When the recording of a call was paused, in order."""
    return _pauses(call_id)


@calls.post("/<uuid:call_id>/recording-pauses", needs=LOG)
def pause(call_id: UUID) -> list[PauseView]:
    """Pause the recording of a running call, so that the data of a card are not in it."""
    pause_recording(current_uow(), call_id)
    return _pauses(call_id)


@calls.post("/<uuid:call_id>/recording-resumption", needs=LOG)
def resume(call_id: UUID) -> list[PauseView]:
    """Let the recording of a running call go on."""
    resume_recording(current_uow(), call_id)
    return _pauses(call_id)


@calls.get("/permission", needs=LOG)
def permission(query: MayCallQuery) -> MayCall:
    """Whether a number may be called now."""
    uow = current_uow()
    customer = get_customer(uow, query.customer_id) if query.customer_id else None
    number = read_number(uow, query.number).number or ""
    verdict = may_call(uow, customer, number, uow.now, Purpose(query.purpose))
    return MayCall(
        is_allowed=verdict.is_allowed,
        hindrances=[str(one) for one in verdict.hindrances],
        next_at=verdict.next_at,
        zone=verdict.zone,
        sources=list(verdict.sources),
    )


def _pauses(call_id: UUID) -> list[PauseView]:
    return [
        PauseView(
            began_at=one.began_at,
            ended_at=one.ended_at,
            paused_by=one.paused_by,
            resumed_by=one.resumed_by,
        )
        for one in pauses_of(current_uow(), call_id)
    ]


def call_view(call: Call) -> CallView:
    return CallView(
        id=call.id,
        direction=call.direction,
        number=call.number,
        is_withheld=call.is_withheld,
        queue=call.queue,
        state=call.phase,
        result=call.result,
        started_at=call.started_at,
        answered_at=call.answered_at,
        ended_at=call.ended_at,
        wait_seconds=call.wait_s,
        talk_seconds=call.talk_s,
        hold_seconds=call.hold_s,
        wrap_up_seconds=call.acw_s,
        duration_source=call.duration_source,
        customer_id=call.customer_id,
        contact_id=call.contact_id,
        agent_id=call.agent_id,
        activity_id=call.activity_id,
        disposition=call.disposition,
        is_flagged=call.is_flagged,
    )

"""Use cases of pausing the recording of a call, so that the data of a card are not in it.

Who pauses and resumes, and when, stays with the call. The exchange is asked by the connector that
listens for the events; the server itself calls no provider.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork

from .errors import NoRunningCallError
from .events import CallRecordingPaused, CallRecordingResumed
from .model import LOG, VIEW, Base, Call, CallKey, CallLeg
from .seeing import get_call, visible_calls
from .state import Phase
from .turns import take_turns


class RecordingPause(Base):
    """From when to when the recording of a call was paused; without an end it still is.

    Whoever let it go on is nobody where the call ended meanwhile.
    """

    __tablename__ = "call_center_recording_pause"
    __table_args__ = (
        Index("ix_call_center_recording_pause_call", "call_id", "began_at"),
        {"info": {"words": N_("When recordings were paused")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call_center_call.id", ondelete="CASCADE"))
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    paused_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), default=None
    )
    resumed_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), default=None
    )


_running_now = RecordingPause.ended_at.is_(None)
Index(
    "uq_call_center_recording_pause_running",
    RecordingPause.call_id,
    unique=True,
    sqlite_where=_running_now,
    postgresql_where=_running_now,
)


def pause_recording(uow: UnitOfWork, call_id: UUID) -> RecordingPause:
    """From now on; said again it changes nothing. Raises NoRunningCallError once it is over."""
    uow.actor.require(LOG)
    call = _running(uow, call_id)
    standing = _standing(uow, [call.id])
    if standing:
        return standing[0]
    pause = RecordingPause(call_id=call.id, began_at=uow.now, paused_by=uow.actor.user_id)
    uow.session.add(pause)
    uow.session.flush()
    uow.record(
        CallRecordingPaused(
            call_id=call.id,
            source=call.source,
            call_keys=_keys(uow, call.id),
            by=uow.actor.user_id,
            at=uow.now,
        )
    )
    return pause


def resume_recording(uow: UnitOfWork, call_id: UUID) -> None:
    """It goes on; where it was not paused, nothing happens."""
    uow.actor.require(LOG)
    call = _running(uow, call_id)
    for pause in _standing(uow, [call.id]):
        _end(uow, call, pause, at=uow.now, by=uow.actor.user_id)


def turn_own_recording(uow: UnitOfWork) -> bool:
    """Pause the recording of the call that the actor is on, or let it go on; whether it is paused
    now. Raises NoRunningCallError where they are on none."""
    uow.actor.require(LOG)
    call_id = _own_call(uow)
    if call_id is None:
        raise NoRunningCallError
    if _standing(uow, [_running(uow, call_id).id]):
        resume_recording(uow, call_id)
        return False
    pause_recording(uow, call_id)
    return True


def pauses_of(uow: UnitOfWork, call_id: UUID) -> Sequence[RecordingPause]:
    """In their order; raises NotFoundError for a call that the actor may not see."""
    uow.actor.require(VIEW)
    call = get_call(uow, call_id)
    query = select(RecordingPause).where(RecordingPause.call_id == call.id)
    return uow.session.scalars(query.order_by(RecordingPause.began_at, RecordingPause.id)).all()


def who_paused(pause: RecordingPause) -> Iterator[UUID]:
    """Those whose names are told with it."""
    yield from (one for one in (pause.paused_by, pause.resumed_by) if one is not None)


def resume_with_end(uow: UnitOfWork, calls: Sequence[Call]) -> None:
    """What is paused when a call ends goes on with its end, so that nothing stays paused."""
    ended = {one.id: one for one in calls if one.phase == Phase.ENDED}
    for pause in _standing(uow, ended) if ended else ():
        call = ended[pause.call_id]
        _end(uow, call, pause, at=max(pause.began_at, call.ended_at or uow.now), by=None)


def _running(uow: UnitOfWork, call_id: UUID) -> Call:
    """In turn with what the exchange tells: a pause that is written after the end would stay."""
    keys = select(CallKey.source, CallKey.key).where(CallKey.call_id == call_id)
    take_turns(uow, [f"{source}:{key}" for source, key in uow.session.execute(keys)])
    call = get_call(uow, call_id)
    if not call.is_told or call.phase != Phase.TALKING:
        raise NoRunningCallError
    return call


def _own_call(uow: UnitOfWork) -> UUID | None:
    """The one they took last, of those that are not over for them."""
    own = uow.actor.user_id
    legs = select(CallLeg.call_id).where(
        CallLeg.user_id == own, CallLeg.answered_at.is_not(None), CallLeg.ended_at.is_(None)
    )
    query = visible_calls(uow).with_only_columns(Call.id)
    query = query.where(Call.phase == Phase.TALKING, or_(Call.id.in_(legs), Call.agent_id == own))
    return uow.session.scalar(query.order_by(Call.answered_at.desc(), Call.id).limit(1))


def _standing(uow: UnitOfWork, call_ids: Collection[UUID]) -> Sequence[RecordingPause]:
    query = select(RecordingPause).where(
        RecordingPause.call_id.in_(call_ids), RecordingPause.ended_at.is_(None)
    )
    return uow.session.scalars(query).all()


def _end(
    uow: UnitOfWork, call: Call, pause: RecordingPause, *, at: datetime, by: UUID | None
) -> None:
    pause.ended_at, pause.resumed_by = at, by
    uow.record(
        CallRecordingResumed(
            call_id=call.id, source=call.source, call_keys=_keys(uow, call.id), by=by, at=at
        )
    )


def _keys(uow: UnitOfWork, call_id: UUID) -> tuple[str, ...]:
    query = select(CallKey.key).where(CallKey.call_id == call_id).order_by(CallKey.key)
    return tuple(uow.session.scalars(query))

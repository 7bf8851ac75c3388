"""What the call centre tells."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CallLogged(Event):
    """Somebody wrote down how a call went. `activity_id` is its one activity."""

    words = N_("A call was logged")

    call_id: UUID
    activity_id: UUID
    customer_id: UUID | None
    disposition: str


@dataclass(frozen=True, kw_only=True)
class CallEnded(Event):
    """An exchange has told the end of a call; `result` is handled, abandoned or unreached."""

    words = N_("A call has ended")

    call_id: UUID
    customer_id: UUID | None
    direction: str
    result: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class CallFlagged(Event):
    """A call went badly, as an agent or a customer said."""

    words = N_("A call went badly")

    call_id: UUID
    customer_id: UUID | None
    agent_id: UUID | None
    by: str


@dataclass(frozen=True, kw_only=True)
class CallRecordingPaused(Event):
    """The recording is to stop for now. `source` and `call_keys` are what the exchange is and what
    it calls the call, for the connector that asks it."""

    words = N_("The recording of a call was paused")

    call_id: UUID
    source: str
    call_keys: tuple[str, ...]
    by: UUID | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class CallRecordingResumed(Event):
    """The recording goes on; `by` is nobody where the call ended meanwhile."""

    words = N_("The recording of a call went on")

    call_id: UUID
    source: str
    call_keys: tuple[str, ...]
    by: UUID | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class NumberExcluded(Event):
    """A number may not be called any more."""

    words = N_("A number may not be called any more")

    customer_id: UUID | None
    list_code: str


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(Event):
    words = N_("A customer agreed to be called or recorded")

    customer_id: UUID
    purpose: str


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(Event):
    words = N_("A customer agrees no more to be called or recorded")

    customer_id: UUID
    purpose: str

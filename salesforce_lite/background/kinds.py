"""What jobs there are to run now, by their kind: those of the hook, and deliveries of events."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from salesforce_lite.background.errors import OtherPayloadError
from salesforce_lite.kernel.events import Event, EventRecord
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import Contributions, GoOn, Reach

_Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Runnable:
    """One kind: `read` makes the argument of `run`, in a transaction before that of `run`."""

    kind: str
    # Whose it is; empty for the core.
    plugin: str
    run: Callable[[UnitOfWork, Any], GoOn | Reach | None]
    read: Callable[[Session, _Payload], Any]
    is_delivery: bool = False


def runnables(contributions: Contributions) -> Mapping[str, Runnable]:
    """Kind → how it is run; what belongs to a plugin that is off is not among them."""
    jobs = [
        Runnable(job.name, job.plugin, job.run, lambda _session, payload: payload)
        for job in contributions.jobs
    ]
    deliveries = [
        Runnable(one.kind, one.plugin, one.react, _fact_of(one.event), is_delivery=True)
        for one in contributions.subscriptions
        if one.is_delivered
    ]
    return {each.kind: each for each in (*jobs, *deliveries)}


def _fact_of(event: type[Event]) -> Callable[[Session, _Payload], Event]:
    def read(session: Session, payload: _Payload) -> Event:
        record = session.get_one(EventRecord, UUID(payload["event_id"]))
        if record.payload_version != event.payload_version:
            raise OtherPayloadError(event=record.name)
        return event.from_payload(record.payload)

    return read

"""What goes out and what came of it, as it passes between the table and those who send."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from salesforce_lite.kernel.actor import Actor
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.webhooks.model import LONGEST_ANSWER, WebhookDelivery

TEST = "WebhookTest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One delivery in the hands of a sender: `token` is the sender's right to say what came of it.

    Neither what is sent nor where to nor the keys stand in a log.
    """

    delivery_id: UUID
    token: int
    webhook_id: UUID
    record: str
    url: str = field(repr=False)
    body: bytes = field(repr=False)
    keys: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one: the status of the answer or the code of the problem; with neither it was
    not begun. `retry_after` is in seconds, where the receiver asked for patience."""

    delivery_id: UUID
    token: int
    webhook_id: UUID
    status: int | None = None
    problem: str = ""
    answer: str = ""
    retry_after: int | None = None

    @property
    def is_begun(self) -> bool:
        return self.status is not None or bool(self.problem)

    @property
    def is_good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        return self.status == 410

    @property
    def is_of_receiver(self) -> bool:
        """Whether others would fare the same: it does not answer, or only to say that it cannot.
        What it says about this one alone (4xx) concerns no other."""
        if self.status is None:
            return bool(self.problem)
        return self.status >= 500 or self.status == 429 or (self.status < 400 and not self.is_good)


def outcome_of(parcel: Parcel, **what: Any) -> Outcome:
    return Outcome(
        delivery_id=parcel.delivery_id,
        token=parcel.token,
        webhook_id=parcel.webhook_id,
        **what,
    )


def body_of(event: EventRecord, data: Mapping[str, Any]) -> bytes:
    """An event as receivers read it: JSON."""
    return _json(
        {
            "id": str(event.id),
            "type": event.name,
            "timestamp": _moment(event.occurred_at),
            "version": event.payload_version,
            "position": event.position,
            "actor": {
                "id": str(event.actor_id) if event.actor_id else None,
                "name": event.actor_name,
            },
            "surface": event.surface,
            "data": data,
        }
    )


def body_of_test(delivery: WebhookDelivery, owner: Actor) -> bytes:
    """An event that never happened, with every member that others have: its position is 0, and the
    owner of the webhook is who did it."""
    nothing = EventRecord(
        id=delivery.id,
        name=TEST,
        payload_version=1,
        payload={},
        surface="job",
        actor_id=owner.user_id,
        actor_name=owner.name,
        occurred_at=delivery.created_at,
        position=delivery.position,
    )
    return body_of(nothing, nothing.payload)


def readable(answer: bytes) -> str:
    """The beginning of an answer, for the page that shows it and both databases."""
    text = answer[: LONGEST_ANSWER * 4].decode("utf-8", "replace")
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n")[:LONGEST_ANSWER]


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _json(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()

"""What happens to webhooks, as facts."""

from dataclasses import dataclass
from uuid import UUID

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class WebhookCreated(Event):
    """Somebody told the server to send events to an address."""

    words = N_("A webhook was made")

    webhook_id: UUID


@dataclass(frozen=True, kw_only=True)
class WebhookChanged(Event):
    """Where it sends, what, or in whose name."""

    words = N_("A webhook was changed")

    webhook_id: UUID


@dataclass(frozen=True, kw_only=True)
class WebhookSecretRotated(Event):
    """It has a new secret; the former one signs beside it for a day."""

    words = N_("A webhook got a new secret")

    webhook_id: UUID


@dataclass(frozen=True, kw_only=True)
class WebhookSwitchedOn(Event):
    """It sends what happens from now on, and what still waited."""

    words = N_("A webhook was switched on")

    webhook_id: UUID


@dataclass(frozen=True, kw_only=True)
class WebhookSwitchedOff(Event):
    """`reason` is person, gone (the receiver answered 410) or owner."""

    words = N_("A webhook was switched off")

    webhook_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class WebhookDeleted(Event):
    """What waited is not sent."""

    words = N_("A webhook was deleted")

    webhook_id: UUID


@dataclass(frozen=True, kw_only=True)
class DeliveryRetried(Event):
    """Somebody had a dead delivery sent again."""

    words = N_("A delivery of a webhook is tried again")

    webhook_id: UUID
    delivery_id: UUID

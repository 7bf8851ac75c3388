"""What orders tell."""

from dataclasses import dataclass
from uuid import UUID

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(Event):
    """A draft became an order, or an order came from another system."""

    words = N_("An order was placed")

    order_id: UUID
    number: str
    customer_id: UUID
    opportunity_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(Event):
    """An order was taken back as a whole; `return_id` says what was refunded."""

    words = N_("An order was cancelled")

    order_id: UUID
    customer_id: UUID | None
    return_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReturnRecorded(Event):
    """Goods of an order came back; of a cancellation too."""

    words = N_("A return was recorded")

    return_id: UUID
    order_id: UUID
    customer_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class QuoteSent(Event):
    """A version of a quote can be answered by the customer."""

    words = N_("A quote was sent")

    quote_id: UUID
    version: int
    customer_id: UUID


@dataclass(frozen=True, kw_only=True)
class QuoteAccepted(Event):
    """A customer accepted a quote; `order_id` is what was placed at once, if anything."""

    words = N_("A quote was accepted")

    quote_id: UUID
    version: int
    customer_id: UUID
    by: str
    order_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class QuoteDeclined(Event):
    """A customer declined a quote."""

    words = N_("A quote was declined")

    quote_id: UUID
    version: int
    customer_id: UUID
    by: str

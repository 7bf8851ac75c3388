"""What happens to customers and contacts."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from salesforce_lite.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CustomerCreated(Event):
    customer_id: UUID


@dataclass(frozen=True, kw_only=True)
class CustomerChanged(Event):
    """`fields` are the names of the fields that have other values now."""

    customer_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CustomerOwnerChanged(Event):
    """Everything that belongs to the customer follows the new owner in row scope."""

    customer_id: UUID
    before: UUID | None
    after: UUID | None


@dataclass(frozen=True, kw_only=True)
class CustomerLifecycleChanged(Event):
    customer_id: UUID
    before: str | None
    after: str
    on: date


@dataclass(frozen=True, kw_only=True)
class CustomerDeleted(Event):
    customer_id: UUID


@dataclass(frozen=True, kw_only=True)
class CustomerRestored(Event):
    customer_id: UUID


@dataclass(frozen=True, kw_only=True)
class CustomersMerged(Event):
    """Everything of `merged_id` now belongs to `customer_id`."""

    customer_id: UUID
    merged_id: UUID


@dataclass(frozen=True, kw_only=True)
class ContactCreated(Event):
    contact_id: UUID


@dataclass(frozen=True, kw_only=True)
class ContactChanged(Event):
    contact_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ContactDeleted(Event):
    contact_id: UUID


@dataclass(frozen=True, kw_only=True)
class ContactRestored(Event):
    contact_id: UUID


@dataclass(frozen=True, kw_only=True)
class CustomersRelated(Event):
    """Reads “from … kind … to”, as in “from is agent_of to”."""

    relation_id: UUID
    from_id: UUID
    to_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class CustomerRelationChanged(Event):
    relation_id: UUID
    from_id: UUID
    to_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class CustomersUnrelated(Event):
    relation_id: UUID
    from_id: UUID
    to_id: UUID
    kind: str

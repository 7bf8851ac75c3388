"""What happens to customers and contacts."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from salesforce_lite.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CustomerCreated(Event):
    """A customer was saved for the first time, by a person or an import."""

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
    """A customer moved along the lifecycle: lead, qualified, active, dormant, lost."""

    customer_id: UUID
    before: str | None
    after: str
    on: date


@dataclass(frozen=True, kw_only=True)
class CustomerDeleted(Event):
    """A customer was marked deleted; it can be restored."""

    customer_id: UUID


@dataclass(frozen=True, kw_only=True)
class CustomerRestored(Event):
    """A deleted customer is there again."""

    customer_id: UUID


@dataclass(frozen=True, kw_only=True)
class CustomersMerged(Event):
    """Everything of `merged_id` now belongs to `customer_id`."""

    customer_id: UUID
    merged_id: UUID


@dataclass(frozen=True, kw_only=True)
class ContactCreated(Event):
    """A contact was saved for the first time; functions at customers come with it."""

    contact_id: UUID


@dataclass(frozen=True, kw_only=True)
class ContactChanged(Event):
    """`fields` are the names of the fields that have other values now."""

    contact_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ContactDeleted(Event):
    """A contact was marked deleted; it can be restored."""

    contact_id: UUID


@dataclass(frozen=True, kw_only=True)
class ContactRestored(Event):
    """A deleted contact is there again."""

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
    """What a relation between two customers says was changed."""

    relation_id: UUID
    from_id: UUID
    to_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class CustomersUnrelated(Event):
    """A relation between two customers was removed."""

    relation_id: UUID
    from_id: UUID
    to_id: UUID
    kind: str

"""What happens to customers and contacts."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CustomerCreated(Event):
    """A customer was saved for the first time, by a person or an import."""

    words = N_("A customer was added")

    customer_id: UUID


@dataclass(frozen=True, kw_only=True)
class CustomerChanged(Event):
    """`fields` are the names of the fields that have other values now; the stage of the lifecycle,
    which has an event of its own, is not among them."""

    words = N_("A customer was changed")

    customer_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CustomerOwnerChanged(Event):
    """Everything that belongs to the customer follows the new owner in row scope."""

    words = N_("A customer has another owner")

    customer_id: UUID
    before: UUID | None
    after: UUID | None


@dataclass(frozen=True, kw_only=True)
class CustomerLifecycleChanged(Event):
    """A customer moved along the lifecycle: lead, qualified, active, dormant, lost."""

    words = N_("A customer reached another lifecycle stage")

    customer_id: UUID
    before: str | None
    after: str
    on: date


@dataclass(frozen=True, kw_only=True)
class CustomerDeleted(Event):
    """A customer was marked deleted; it can be restored."""

    words = N_("A customer was deleted")

    customer_id: UUID


@dataclass(frozen=True, kw_only=True)
class CustomerRestored(Event):
    """A deleted customer is there again."""

    words = N_("A customer was restored")

    customer_id: UUID


@dataclass(frozen=True, kw_only=True)
class CustomersMerged(Event):
    """Everything of `merged_id` now belongs to `customer_id`."""

    words = N_("Two customers were merged")

    customer_id: UUID
    merged_id: UUID


@dataclass(frozen=True, kw_only=True)
class ContactCreated(Event):
    """A contact was saved for the first time; functions at customers come with it."""

    words = N_("A contact was added")

    contact_id: UUID


@dataclass(frozen=True, kw_only=True)
class ContactChanged(Event):
    """`fields` are the names of the fields that have other values now."""

    words = N_("A contact was changed")

    contact_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ContactDeleted(Event):
    """A contact was marked deleted; it can be restored."""

    words = N_("A contact was deleted")

    contact_id: UUID


@dataclass(frozen=True, kw_only=True)
class ContactRestored(Event):
    """A deleted contact is there again."""

    words = N_("A contact was restored")

    contact_id: UUID


@dataclass(frozen=True, kw_only=True)
class CustomersRelated(Event):
    """Reads “from … kind … to”, as in “from is agent_of to”."""

    words = N_("Two customers were related")

    relation_id: UUID
    from_id: UUID
    to_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class CustomerRelationChanged(Event):
    """What a relation between two customers says was changed."""

    words = N_("A relation of customers was changed")

    relation_id: UUID
    from_id: UUID
    to_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class CustomersUnrelated(Event):
    """A relation between two customers was removed."""

    words = N_("A relation of customers ended")

    relation_id: UUID
    from_id: UUID
    to_id: UUID
    kind: str

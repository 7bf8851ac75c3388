"""Which of the contacts that a batch names belong to which customers."""

from uuid import UUID

from sqlalchemy import select

from salesforce_lite.customers import ContactLink
from salesforce_lite.imports.importer import Batch
from salesforce_lite.imports.standing import first_word

_BATCH = 900


def contact_pairs(batch: Batch, *names: str) -> set[tuple[UUID, UUID]]:
    """(contact, customer) for the contacts in these fields."""
    ids = set()
    for row in batch.rows:
        for name in names:
            found = batch.targets.by_reference(("contact",), first_word(row.get(name)))
            if found is not None:
                ids.add(found[1])
    wanted = sorted(ids)
    pairs: set[tuple[UUID, UUID]] = set()
    for start in range(0, len(wanted), _BATCH):
        query = select(ContactLink.contact_id, ContactLink.customer_id).where(
            ContactLink.contact_id.in_(wanted[start : start + _BATCH])
        )
        pairs.update(batch.uow.session.execute(query).all())
    return pairs

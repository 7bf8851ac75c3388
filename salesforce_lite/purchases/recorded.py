"""Purchases and returns as they were recorded, for who was not there or could not count them."""

from sqlalchemy import select

from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.purchases.events import PurchaseMade, PurchaseReturned

_KINDS: dict[str, type[PurchaseMade] | type[PurchaseReturned]] = {
    "PurchaseMade": PurchaseMade,
    "PurchaseReturned": PurchaseReturned,
}


def recorded_purchases(
    uow: UnitOfWork, *, after: int = 0, limit: int = 500
) -> list[tuple[int, PurchaseMade | PurchaseReturned]]:
    """(position, fact) in the order in which they were recorded; `after` is the last position
    that was read. Whoever counts them again tells by the ids of the facts what was counted."""
    query = select(EventRecord.position, EventRecord.name, EventRecord.payload).where(
        EventRecord.name.in_(sorted(_KINDS)), EventRecord.position > after
    )
    rows = uow.session.execute(query.order_by(EventRecord.position).limit(limit))
    return [(row.position, _KINDS[row.name].from_payload(row.payload)) for row in rows]

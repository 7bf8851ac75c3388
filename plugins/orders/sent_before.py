"""Whether an order that comes was sent before: whichever of the customers that are one it names."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_

from salesforce_lite.customers import Customer, standing_customers, survivor_of
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork

from .drafts import OrderDraft
from .order_model import Order

_BATCH = 500


def by_number(uow: UnitOfWork, drafts: Sequence[OrderDraft]) -> dict[tuple[str, str], Order]:
    """Source and number → order, whosever it is: the same number is the same order."""
    wanted = sorted({(one.source, one.external_number) for one in drafts if one.external_number})
    found: dict[tuple[str, str], Order] = {}
    key: Any = tuple_(Order.source, Order.external_number)
    for start in range(0, len(wanted), _BATCH):
        query = select(Order).where(key.in_(wanted[start : start + _BATCH]))
        found |= {(o.source, o.external_number or ""): o for o in uow.session.scalars(query)}
    return found


def customers_of(uow: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, Customer]:
    """Each id that is asked for → its customer, or into whom that was merged; held as they are.

    Raises NotFoundError for whom the actor does not see.
    """
    found = _standing(uow, ids)
    gone = [one for one in ids if one not in found]
    follow = {one: into for one in gone if (into := survivor_of(uow, one)) is not None}
    if follow:
        survivors = _standing(uow, sorted(set(follow.values())))
        found |= {one: survivors[into] for one, into in follow.items() if into in survivors}
    if len(found) < len(ids):
        raise NotFoundError
    return found


def _standing(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Customer]:
    return {one.id: one for one in uow.session.scalars(standing_customers(uow, ids))}


def is_same(uow: UnitOfWork, order: Order, draft: OrderDraft, customer: Customer) -> bool:
    """Whether the order was made of this very draft, though its customers are one by now."""
    if order.customer_id != customer.id:
        return False
    if _says_so(order, draft, draft.customer_id):
        return True
    merged = select(Customer.id).where(Customer.merged_into_id == customer.id)
    others = [customer.id, *uow.session.scalars(merged.order_by(Customer.id))]
    return any(_says_so(order, draft, one) for one in others)


def _says_so(order: Order, draft: OrderDraft, customer_id: UUID) -> bool:
    if order.digest == draft.digest_for(customer_id):
        return True
    # Notes were no part of digests once.
    return order.digest == draft.old_digest_for(customer_id) and order.note == draft.note

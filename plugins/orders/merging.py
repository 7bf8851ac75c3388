"""When two customers become one, all that one of them bought belongs to the other."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update

from salesforce_lite.customers import CustomersMerged
from salesforce_lite.kernel.uow import UnitOfWork

from .catalogue_model import PriceList
from .customer_model import Advice, CreditFacts, CustomerTotal, YearTotal
from .numbers import ORDER, take_counter
from .order_model import Order
from .quote_model import Quote
from .totals import renew_totals

_QUIETLY = {"synchronize_session": False}
_MOVED: Sequence[type[Any]] = (Order, Quote, PriceList)
_DERIVED: Sequence[type[Any]] = (CustomerTotal, YearTotal, Advice)


def move_to_survivor(uow: UnitOfWork, fact: CustomersMerged) -> None:
    """Orders, quotes and price lists move; totals are made anew of what both have bought."""
    # Nobody places an order of either meanwhile.
    take_counter(uow, ORDER)
    for kind in _MOVED:
        uow.session.execute(
            update(kind)
            .where(kind.customer_id == fact.merged_id)
            .values(customer_id=fact.customer_id),
            execution_options=_QUIETLY,
        )
        _read_again(uow, kind)
    _keep_newer_credit(uow, fact.customer_id, fact.merged_id)
    for kind in _DERIVED:
        uow.session.execute(
            delete(kind).where(kind.customer_id == fact.merged_id), execution_options=_QUIETLY
        )
    renew_totals(uow, [fact.customer_id])


def _keep_newer_credit(uow: UnitOfWork, keep_id: UUID, merged_id: UUID) -> None:
    """The newer word of the books counts; a block of either holds until they say otherwise."""
    kept, merged = (uow.session.get(CreditFacts, one) for one in (keep_id, merged_id))
    if merged is None:
        return
    names = ("currency", "overdue_minor", "credit_limit_minor", "as_of", "source")
    if kept is None:
        kept = CreditFacts(customer_id=keep_id, is_blocked=False)
        uow.session.add(kept)
        newer = merged
    else:
        newer = max(kept, merged, key=lambda one: one.as_of)
    is_blocked = kept.is_blocked or merged.is_blocked
    for name in names:
        setattr(kept, name, getattr(newer, name))
    kept.is_blocked = is_blocked
    uow.session.flush()
    uow.session.delete(merged)
    uow.session.flush()


def _read_again(uow: UnitOfWork, kind: type[Any]) -> None:
    for one in list(uow.session.identity_map.values()):
        if isinstance(one, kind):
            uow.session.expire(one)

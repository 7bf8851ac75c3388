"""When two customers become one, all that one of them bought belongs to the other."""

from collections.abc import Mapping, Sequence
from datetime import datetime
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
    """The newer word of the books counts, on each fact; a block of either holds until they say
    otherwise."""
    kept, merged = (uow.session.get(CreditFacts, one) for one in (keep_id, merged_id))
    if merged is None:
        return
    if kept is None:
        kept = CreditFacts(customer_id=keep_id, currency=merged.currency, is_blocked=False)
        kept.as_of, kept.source, kept.told = merged.as_of, merged.source, {}
        uow.session.add(kept)
    _take_newer(kept, merged)
    uow.session.flush()
    uow.session.delete(merged)
    uow.session.flush()


def _take_newer(kept: CreditFacts, merged: CreditFacts) -> None:
    told, other = kept.told_now(), merged.told_now()
    newer = {name for name in other if name not in told or _as_of(told[name]) < _as_of(other[name])}
    if kept.currency != merged.currency:
        # Amounts of two currencies do not stand beside each other: the newer word brings both.
        amounts = {"overdue", "credit_limit"}
        newer = newer - amounts | (amounts if merged.as_of > kept.as_of else set())
    for name in newer:
        if name == "is_blocked":
            continue
        setattr(kept, f"{name}_minor", getattr(merged, f"{name}_minor"))
        kept.currency = merged.currency
    # Whoever blocks is named, though the other spoke later.
    if merged.is_blocked != kept.is_blocked:
        newer = newer | {"is_blocked"} if merged.is_blocked else newer - {"is_blocked"}
    kept.is_blocked = kept.is_blocked or merged.is_blocked
    kept.told = told | {name: other[name] for name in newer if name in other}
    if merged.as_of > kept.as_of:
        kept.as_of, kept.source = merged.as_of, merged.source


def _as_of(word: Mapping[str, str]) -> datetime:
    return datetime.fromisoformat(word["as_of"])


def _read_again(uow: UnitOfWork, kind: type[Any]) -> None:
    for one in list(uow.session.identity_map.values()):
        if isinstance(one, kind):
            uow.session.expire(one)

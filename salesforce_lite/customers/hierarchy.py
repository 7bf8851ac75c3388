"""Parent organisations: nobody stands above itself, whether the actor sees all of them or not."""

from collections.abc import Iterator, Mapping
from typing import cast
from uuid import UUID

from sqlalchemy import Table, select

from salesforce_lite.customers.errors import ParentLoopError
from salesforce_lite.customers.model import Customer
from salesforce_lite.kernel.turns import take_turn
from salesforce_lite.kernel.uow import UnitOfWork

# The table, not the class: a circle may lead through customers of others and through deleted ones.
_columns = cast(Table, Customer.__table__).c


def hold_hierarchy(uow: UnitOfWork) -> None:
    """Nobody else changes who stands above whom until the unit ends: two could close a circle."""
    take_turn(uow, "customer.parent")


def refuse_circles(uow: UnitOfWork, parents: Mapping[UUID, UUID | None]) -> None:
    """Raise ParentLoopError for the first customer that would stand above itself.

    `parents` is what will be: customer → its new parent, all changes of one batch together.
    """
    for customer_id in parents:
        if customer_id in _above(uow, customer_id, parents):
            name = uow.session.scalar(select(_columns.name).where(_columns.id == customer_id))
            raise ParentLoopError(name=name)


def parents_above(uow: UnitOfWork, customer_id: UUID) -> set[UUID]:
    """The customer and everything above it."""
    return {customer_id, *_above(uow, customer_id, {})}


def _above(
    uow: UnitOfWork, customer_id: UUID, parents: Mapping[UUID, UUID | None]
) -> Iterator[UUID]:
    """What stands above the customer, each once."""
    seen: set[UUID] = set()
    current: UUID | None = customer_id
    while current is not None:
        if current in parents:
            current = parents[current]
        else:
            current = uow.session.scalar(select(_columns.parent_id).where(_columns.id == current))
        if current is None or current in seen:
            return
        seen.add(current)
        yield current

"""Lets orders count: they get their numbers, and the totals of their customers grow."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from salesforce_lite.kernel.uow import UnitOfWork

from .events import OrderPlaced
from .numbers import ORDER, next_numbers
from .order_model import Order, OrderLine, State
from .telling import tell_placed
from .totals import Changes


def number_orders(uow: UnitOfWork, orders: Sequence[Order]) -> None:
    """Of customers who may buy: whoever calls has asked."""
    for order, number in zip(orders, next_numbers(uow, ORDER, len(orders)), strict=True):
        order.number, order.state, order.placed_at = number, State.PLACED, uow.now


def count_orders(
    uow: UnitOfWork, orders: Sequence[Order], lines: Mapping[UUID, Sequence[OrderLine]]
) -> None:
    """Keep the totals, and tell of it."""
    changes = Changes()
    for order in orders:
        changes.place(order)
    changes.write(uow)
    for order in orders:
        assert order.customer_id is not None  # noqa: S101 – drafts name one
        uow.record(
            OrderPlaced(
                order_id=order.id,
                number=order.number or "",
                customer_id=order.customer_id,
                opportunity_id=order.opportunity_id,
            )
        )
    tell_placed(uow, orders, lines)

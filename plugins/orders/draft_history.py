"""What the history tells of drafts of orders: who made, changed, placed or threw them away.

A placed order is never edited, and made by the thousand: nothing more is told of it there.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from salesforce_lite.audit import ToldChange, tell_changes
from salesforce_lite.kernel.uow import UnitOfWork

from .amounts import plain
from .order_model import Order, OrderLine

Told = Mapping[str, Any]


def told_of(order: Order, lines: Sequence[OrderLine]) -> Told:
    """Field → value of a draft as it stands, with its lines in words that need no language."""
    return {
        "customer_id": order.customer_id,
        "state": str(order.state),
        "currency": order.currency,
        "note": order.note,
        "lines": [_written(line) for line in lines],
        "total": str(order.total.amount),
    }


def _written(line: OrderLine) -> str:
    what = f"{line.product_code} {line.description}" if line.product_code else line.description
    less = f" – {plain(line.discount_percent)} %" if line.discount_percent else ""
    return f"{plain(line.quantity)} × {what}: {plain(line.price)}{less}"


def tell_drafts(
    uow: UnitOfWork,
    kept: Sequence[tuple[Order, Told | None]],
    lines: Mapping[UUID, Sequence[OrderLine]],
) -> None:
    """Of each what became of it; None before stands for a new one."""
    if kept:
        tell_changes(uow, [_change(order, before, lines[order.id]) for order, before in kept])


def _change(order: Order, before: Told | None, lines: Sequence[OrderLine]) -> ToldChange:
    if before is None:
        return ToldChange(record=order, changes={}, action="created")
    after = told_of(order, lines)
    return ToldChange(record=order, changes={name: (before[name], after[name]) for name in before})


def tell_removed(uow: UnitOfWork, order: Order, lines: Sequence[OrderLine]) -> None:
    """In full: no record tells it any more."""
    gone = {name: (value, None) for name, value in told_of(order, lines).items() if value}
    tell_changes(uow, [ToldChange(record=order, changes=gone, action="removed")])

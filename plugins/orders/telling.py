"""Tells everybody who follows purchases, whatever system they come from, of orders and returns."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.purchases import PurchaseLine, PurchaseMade, PurchaseReturned

from .order_model import Order, OrderLine, Return, ReturnLine

# What our own orders come from; others keep the name of their system.
OWN_SOURCE = "orders"


def tell_placed(
    uow: UnitOfWork, orders: Sequence[Order], lines: Mapping[UUID, Sequence[OrderLine]]
) -> None:
    """Of each order that counts from now on."""
    uow.record(
        *(
            PurchaseMade(
                purchase_id=order.id,
                number=order.external_number or order.number or "",
                source=order.source or OWN_SOURCE,
                customer_id=order.customer_id,
                made_at=order.ordered_at,
                net=order.net,
                tax=order.tax,
                lines=tuple(
                    _line(line, line.quantity, line.net_minor, line.tax_minor, order.currency)
                    for line in lines[order.id]
                ),
            )
            for order in orders
            if order.customer_id is not None
        )
    )


def tell_returned(
    uow: UnitOfWork,
    order: Order,
    made: Return,
    rows: Sequence[ReturnLine],
    lines: Mapping[UUID, OrderLine],
) -> None:
    """Of what came back, unless nobody knows any more from whom."""
    if order.customer_id is None:
        return
    currency = order.currency
    uow.record(
        PurchaseReturned(
            return_id=made.id,
            purchase_id=order.id,
            source=order.source or OWN_SOURCE,
            customer_id=order.customer_id,
            returned_at=made.returned_at,
            net=Money(made.net_minor, currency),
            tax=Money(made.tax_minor, currency),
            lines=tuple(
                _line(lines[row.line_id], row.quantity, row.net_minor, row.tax_minor, currency)
                for row in rows
            ),
        )
    )


def _line(line: OrderLine, quantity: Decimal, net: int, tax: int, currency: str) -> PurchaseLine:
    return PurchaseLine(
        line_id=line.id,
        product_code=line.product_code,
        category=line.category,
        quantity=quantity,
        net=Money(net, currency),
        tax=Money(tax, currency),
        is_reward=line.is_reward,
    )

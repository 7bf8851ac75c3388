"""A draft of an order as it stands, for a change of some of it."""

from salesforce_lite.kernel.uow import UnitOfWork

from .drafts import LineDraft, OrderDraft
from .order_model import Order, OrderLine
from .orders import lines_of


def draft_of_order(uow: UnitOfWork, order: Order) -> OrderDraft:
    """What would write the order as it is; prices of lists, too, stay as they were found."""
    assert order.customer_id is not None  # noqa: S101 – it is seen by its customer
    return OrderDraft(
        customer_id=order.customer_id,
        lines=tuple(_line(one) for one in lines_of(uow, [order.id])[order.id]),
        currency=order.currency,
        ordered_at=order.ordered_at,
        note=order.note,
        opportunity_id=order.opportunity_id,
        source=order.source,
        external_number=order.external_number or "",
        id=order.id,
    )


def _line(line: OrderLine) -> LineDraft:
    """What it does not say is kept of the line that it names."""
    return LineDraft(
        quantity=line.quantity,
        product_code=line.product_code,
        description=line.description,
        price=line.price,
        price_source=line.price_source,
        discount_percent=line.discount_percent,
        line_id=line.id,
    )

"""From what programs send to drafts, and from records to what they see."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from salesforce_lite.api import Amount, chosen, read_amount, told_amount
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork

from .amounts import TaxRate, plain
from .api_shapes import (
    LineView,
    LineWrite,
    OrderState,
    OrderView,
    OrderWrite,
    QuoteLineView,
    QuoteView,
    ReturnView,
    TaxView,
    TaxWrite,
)
from .base import money
from .drafts import LineDraft, OrderDraft
from .order_model import Order, OrderLine, Return
from .orders import lines_of
from .permissions import COSTS
from .quote_model import Quote, QuoteLine
from .quotes import lines_of_versions, newest_versions


def line_drafts(lines: Sequence[LineWrite]) -> tuple[LineDraft, ...]:
    return tuple(_line_draft(line, place) for place, line in enumerate(lines))


def _line_draft(line: LineWrite, place: int) -> LineDraft:
    where = f"lines.{place}"
    return LineDraft(
        quantity=Decimal(line.quantity),
        product_id=line.product_id,
        product_code=line.product_code,
        description=line.description,
        unit=line.unit,
        category=line.category,
        price=number(line.price),
        discount_percent=number(line.discount_percent),
        discount=read_amount(line.discount, f"{where}.discount"),
        taxes=None if line.taxes is None else tax_rates(line.taxes, f"{where}.taxes"),
        cost=number(line.cost),
        is_reward=line.is_reward,
    )


def tax_rates(taxes: Sequence[TaxWrite], where: str) -> tuple[TaxRate, ...]:
    made = []
    for one in taxes:
        amount = read_amount(one.amount, where)
        made.append(TaxRate(one.name, Decimal(one.rate), amount.minor if amount else None))
    return tuple(made)


def number(sent: str | None) -> Decimal | None:
    return None if sent is None else Decimal(sent)


def order_draft(body: OrderWrite) -> OrderDraft:
    return OrderDraft(
        customer_id=body.customer_id,
        lines=line_drafts(body.lines),
        currency=body.currency,
        ordered_at=body.ordered_at,
        note=body.note,
        opportunity_id=body.opportunity_id,
        source=body.source,
        external_number=body.external_number,
        is_placed=body.is_placed,
        new_id=chosen(body.id),
    )


def order_views(uow: UnitOfWork, orders: Sequence[Order]) -> list[OrderView]:
    """As programs see them, in a fixed number of queries."""
    uow.session.flush()
    lines = lines_of(uow, [one.id for one in orders])
    has_costs = uow.actor.may(COSTS)
    return [_order_view(one, lines[one.id], has_costs=has_costs) for one in orders]


def _order_view(order: Order, lines: Sequence[OrderLine], *, has_costs: bool) -> OrderView:
    if order.customer_id is None:
        raise NotFoundError
    return OrderView(
        id=order.id,
        version=order.version,
        number=order.number,
        state=cast(OrderState, order.state),
        customer_id=order.customer_id,
        opportunity_id=order.opportunity_id,
        source=order.source,
        external_number=order.external_number,
        currency=order.currency,
        ordered_at=order.ordered_at,
        placed_at=order.placed_at,
        net=amount(order.net),
        tax=amount(order.tax),
        total=amount(order.total),
        returned=amount(order.returned),
        note=order.note,
        lines=[_line_view(line, order.currency, has_costs=has_costs) for line in lines],
    )


def _line_view(line: OrderLine, currency: str, *, has_costs: bool) -> LineView:
    returned = plain(line.returned_quantity)
    return LineView(**_line_fields(line, currency, has_costs=has_costs), returned_quantity=returned)


def _line_fields(line: OrderLine | QuoteLine, currency: str, *, has_costs: bool) -> dict[str, Any]:
    return {
        "id": line.id,
        "product_id": line.product_id,
        "product_code": line.product_code,
        "description": line.description,
        "unit": line.unit,
        "category": line.category,
        "quantity": plain(line.quantity),
        "price": plain(line.price),
        "price_source": line.price_source,
        "discount": amount(Money(line.discount_minor, currency)),
        "net": amount(Money(line.net_minor, currency)),
        "taxes": [
            TaxView(
                name=one["name"], rate=one["rate"], amount=amount(Money(one["minor"], currency))
            )
            for one in line.taxes
        ],
        "tax": amount(Money(line.tax_minor, currency)),
        "cost": told_amount(money(line.cost_minor, currency)) if has_costs else None,
        "is_reward": line.is_reward,
    }


def amount(money: Money) -> Amount:
    return Amount(amount=str(money.amount), currency=money.currency)


def return_view(made: Return, currency: str) -> ReturnView:
    return ReturnView(
        id=made.id,
        number=made.number,
        order_id=made.order_id,
        returned_at=made.returned_at,
        is_cancellation=made.is_cancellation,
        reason=made.reason,
        net=amount(Money(made.net_minor, currency)),
        tax=amount(Money(made.tax_minor, currency)),
    )


def quote_views(uow: UnitOfWork, quotes: Sequence[Quote]) -> list[QuoteView]:
    """With their newest versions and the lines of these, in a fixed number of queries."""
    uow.session.flush()
    versions = newest_versions(uow, quotes)
    lines = lines_of_versions(uow, [one.id for one in versions.values()])
    has_costs = uow.actor.may(COSTS)
    return [
        QuoteView(
            id=one.id,
            version=one.version,
            number=one.number,
            title=one.title,
            state=one.state,  # type: ignore[arg-type]  # a text column
            customer_id=one.customer_id,  # type: ignore[arg-type]  # it is seen by its customer
            opportunity_id=one.opportunity_id,
            order_id=one.order_id,
            last_version=one.last_version,
            valid_until=versions[one.id].valid_until,
            net=amount(versions[one.id].net),
            tax=amount(versions[one.id].tax),
            total=amount(versions[one.id].total),
            sent_at=versions[one.id].sent_at,
            answered_at=versions[one.id].answered_at,
            answered_by=versions[one.id].answered_by,
            note=versions[one.id].note,
            lines=[
                QuoteLineView(**_line_fields(line, versions[one.id].currency, has_costs=has_costs))
                for line in lines[versions[one.id].id]
            ],
        )
        for one in quotes
    ]

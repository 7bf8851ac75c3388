"""What phones carry of purchases beside each customer, and what they send: orders as drafts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct, structs
from sqlalchemy import select

from salesforce_lite.api import Amount, Moment, told_amount
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import ApiInclude, SyncCommand

from .amounts import plain
from .api_reading import order_draft, order_views
from .api_shapes import OrderView, OrderWrite
from .base import money
from .bounds import wrong_moment
from .catalogue_model import Stock
from .customer_model import Advice, CreditFacts, CustomerTotal
from .errors import BlockedError
from .facts import stock_of
from .order_model import Order
from .orders import get_order, place_order, save_order
from .permissions import PLACE, VIEW


class UsualProduct(Struct, kw_only=True, frozen=True):
    """What a customer usually buys, how many, and every how many days."""

    product_id: UUID
    name: str
    quantity: str
    every_days: int
    # How many there are, and as of when; null where nobody says.
    stock: str | None = None
    stock_as_of: Moment | None = None


class PurchasesCard(Struct, kw_only=True, frozen=True):
    """What is known of a customer's purchases; what is null nobody says."""

    order_count: int
    last_at: Moment | None
    overdue: Amount | None
    credit_limit: Amount | None
    is_blocked: bool
    as_of: Moment | None
    source: str
    usual: list[UsualProduct]


def purchases_along() -> ApiInclude:
    """Purchases along with customers, on phones too."""
    return ApiInclude(
        about="customer",
        name="orders",
        resource="orders",
        permission=VIEW,
        shape=PurchasesCard,
        load=load_cards,
    )


def load_cards(uow: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, Sequence[PurchasesCard]]:
    """In four queries; who never bought and of whom nothing is said has none."""
    totals = _by_customer(uow, CustomerTotal, ids)
    credit = _by_customer(uow, CreditFacts, ids)
    advice = _by_customer(uow, Advice, ids)
    products = {UUID(row["product_id"]) for one in advice.values() for row in one.usual}
    stock = stock_of(uow, list(products))
    return {
        one: [_card(totals.get(one), credit.get(one), advice.get(one), stock)]
        for one in ids
        if one in totals or one in credit
    }


def _by_customer(uow: UnitOfWork, kind: type[Any], ids: Sequence[UUID]) -> dict[UUID, Any]:
    rows = uow.session.scalars(select(kind).where(kind.customer_id.in_(ids)))
    return {row.customer_id: row for row in rows}


def _card(
    total: CustomerTotal | None,
    credit: CreditFacts | None,
    advice: Advice | None,
    stock: Mapping[UUID, Stock],
) -> PurchasesCard:
    word = _last_word(credit) if credit else None
    return PurchasesCard(
        order_count=total.order_count if total else 0,
        last_at=total.last_at if total else None,
        overdue=told_amount(money(credit.overdue_minor, credit.currency)) if credit else None,
        credit_limit=(
            told_amount(money(credit.credit_limit_minor, credit.currency)) if credit else None
        ),
        is_blocked=credit.is_blocked if credit else False,
        as_of=word[0] if word else None,
        source=word[1] if word else "",
        usual=[
            _usual(one, stock.get(UUID(one["product_id"])))
            for one in (advice.usual if advice else [])
        ],
    )


def _last_word(credit: CreditFacts) -> tuple[datetime, str]:
    """Of a block the word on it: it is what a phone asks after."""
    word = credit.word_on("is_blocked") if credit.is_blocked else None
    return word or (credit.as_of, credit.source)


def _usual(one: Mapping[str, Any], stock: Stock | None) -> UsualProduct:
    return UsualProduct(
        product_id=UUID(one["product_id"]),
        name=one["name"],
        quantity=one["quantity"],
        every_days=one["every_days"],
        stock=plain(stock.quantity) if stock else None,
        stock_as_of=stock.as_of if stock else None,
    )


def sync_command() -> SyncCommand:
    return SyncCommand(
        name="orders.save_draft",
        shape=OrderWrite,
        apply=_apply,
        about="order",
        moments=("ordered_at",),
        show=_show,
    )


def _apply(uow: UnitOfWork, body: OrderWrite, _read: int | None) -> Order:
    """Kept as a draft, and placed where that was asked for and nothing stands against it.

    It counts from when the phone took it, which may have been days ago without a signal. What a
    clock says that is far wrong is not believed, and keeps no order from coming in.
    """
    if wrong_moment(body.ordered_at, uow.now):
        body = structs.replace(body, ordered_at=None)
    order = save_order(uow, order_draft(structs.replace(body, is_placed=False)))
    if body.is_placed and order.is_draft and uow.actor.may(PLACE):
        try:
            return place_order(uow, order.id, at=body.ordered_at)
        except BlockedError:
            return get_order(uow, order.id)
    return order


def _show(uow: UnitOfWork, order: Order) -> OrderView:
    return order_views(uow, [order])[0]

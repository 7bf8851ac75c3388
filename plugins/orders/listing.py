"""Lists of orders and of quotes, a page at a time, the newest first."""

from uuid import UUID

from salesforce_lite.kernel.paging import Order as By
from salesforce_lite.kernel.paging import Page, page_of
from salesforce_lite.kernel.uow import UnitOfWork

from .order_model import Order
from .orders import visible_orders
from .quote_model import Quote
from .quotes import visible_quotes

_NEWEST = (By(Order.ordered_at, descending=True), By(Order.id, descending=True))
_NEWEST_QUOTES = (By(Quote.created_at, descending=True), By(Quote.id, descending=True))


def list_orders(
    uow: UnitOfWork,
    *,
    customer_id: UUID | None = None,
    opportunity_id: UUID | None = None,
    state: str | None = None,
    source: str | None = None,
    external_number: str | None = None,
    cursor: str | None = None,
    limit: int = 25,
    name: str = "orders",
) -> Page[Order]:
    """Those that the actor sees."""
    query = visible_orders(uow)
    wanted = {
        Order.customer_id: customer_id,
        Order.opportunity_id: opportunity_id,
        Order.state: state,
        Order.source: source,
        Order.external_number: external_number,
    }
    for column, value in wanted.items():
        if value is not None:
            query = query.where(column == value)
    return page_of(uow.session, query, _NEWEST, cursor=cursor, limit=limit, name=name)


def list_quotes(
    uow: UnitOfWork,
    *,
    customer_id: UUID | None = None,
    opportunity_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = 25,
    name: str = "quotes",
) -> Page[Quote]:
    """Those to customers that the actor sees."""
    query = visible_quotes(uow)
    if customer_id is not None:
        query = query.where(Quote.customer_id == customer_id)
    if opportunity_id is not None:
        query = query.where(Quote.opportunity_id == opportunity_id)
    return page_of(uow.session, query, _NEWEST_QUOTES, cursor=cursor, limit=limit, name=name)

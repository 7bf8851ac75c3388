"""Orders, returns and quotes for programs."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from msgspec import UNSET, structs

from salesforce_lite.api import (
    Listed,
    Resource,
    Results,
    Saving,
    chosen,
    expected_version,
    list_name,
)
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.web import current_uow

from .api_reading import line_drafts, order_draft, order_views, quote_views, return_view
from .api_shapes import (
    Answering,
    Cancelling,
    OrderChange,
    OrderQuery,
    OrdersWrite,
    OrderView,
    OrderWrite,
    QuoteChange,
    QuoteQuery,
    QuoteView,
    QuoteWrite,
    ReturnView,
    ReturnWrite,
)
from .drafts import OrderDraft
from .listing import list_orders, list_quotes
from .orders import get_order, place_order, save_order, save_orders
from .permissions import EDIT, PLACE, RETURN, VIEW
from .quote_answers import accept_quote, decline_quote
from .quotes import (
    OTHER_CURRENCY,
    QuoteDraft,
    draft_of,
    get_quote,
    revise_quote,
    save_quote,
    send_quote,
)
from .returns import ReturnDraft, cancel_order, record_return, returns_of
from .rewriting import draft_of_order

orders = Resource(name="", title=N_("Orders"))
quotes = Resource(name="quotes", title=N_("Quotes"))
_saving = Saving(save_one=save_order, save_all=save_orders, show=order_views)


@orders.get("", needs=VIEW)
def index(query: OrderQuery) -> Listed[OrderView]:
    """Orders with their lines, the newest first."""
    uow = current_uow()
    page = list_orders(
        uow,
        customer_id=query.customer_id,
        state=query.state,
        source=query.source,
        external_number=query.external_number,
        cursor=query.cursor or None,
        limit=query.limit,
        name=list_name("orders", query),
    )
    return Listed(items=order_views(uow, page.items), next_cursor=page.next_cursor)


@orders.post("", needs=EDIT, status=201)
def create(body: OrderWrite) -> OrderView:
    """Save an order, and place it unless it says that it is a draft."""
    return _saving.one(current_uow(), order_draft(body))


@orders.post("/batch", needs=EDIT)
def create_many(body: OrdersWrite) -> Results[OrderView]:
    """Save up to 1,000 orders; each has a result of its own."""

    def drafts_of(items: Sequence[OrderWrite]) -> Sequence[OrderDraft]:
        return [order_draft(one) for one in items]

    return _saving.each(current_uow(), body.items, drafts_of, status=201)


@orders.get("/<uuid:order_id>", needs=VIEW)
def show(order_id: UUID) -> OrderView:
    """One order."""
    uow = current_uow()
    return order_views(uow, [get_order(uow, order_id)])[0]


@orders.patch("/<uuid:order_id>", needs=EDIT)
def change_draft(order_id: UUID, body: OrderChange) -> OrderView:
    """Change an order while it is a draft."""
    uow = current_uow()
    sent = {name: value for name, value in structs.asdict(body).items() if value is not UNSET}
    if body.lines is not UNSET:
        sent["lines"] = line_drafts(body.lines)
    order = get_order(uow, order_id, held=True)
    order.must_be_draft()
    if body.lines is UNSET and sent.get("currency", order.currency) != order.currency:
        raise InvalidInputError(fields={"lines": OTHER_CURRENCY})
    draft = replace(draft_of_order(uow, order), **sent, version=expected_version())
    return order_views(uow, [save_order(uow, draft)])[0]


@orders.post("/<uuid:order_id>/placement", needs=PLACE)
def place(order_id: UUID) -> OrderView:
    """Let a draft count from now on."""
    uow = current_uow()
    return order_views(uow, [place_order(uow, order_id, version=expected_version())])[0]


@orders.post("/<uuid:order_id>/cancellation", needs=RETURN)
def cancel(order_id: UUID, body: Cancelling) -> OrderView:
    """Take the order back as a whole; it counts as if it had never been placed."""
    uow = current_uow()
    cancel_order(uow, order_id, reason=body.reason, version=expected_version())
    return order_views(uow, [get_order(uow, order_id)])[0]


@orders.get("/<uuid:order_id>/returns", needs=VIEW)
def list_returns(order_id: UUID) -> Listed[ReturnView]:
    """What came back of the order, the oldest first."""
    uow = current_uow()
    order = get_order(uow, order_id)
    found = returns_of(uow, order.id)
    return Listed(items=[return_view(made, order.currency) for made, _lines in found])


@orders.post("/<uuid:order_id>/returns", needs=RETURN, status=201)
def give_back(order_id: UUID, body: ReturnWrite) -> ReturnView:
    """Let goods come back: never more than was bought."""
    uow = current_uow()
    quantities: dict[UUID, Decimal] | None = None
    if body.lines is not None:
        quantities = {}
        for one in body.lines:
            known = quantities.get(one.line_id, Decimal(0))
            quantities[one.line_id] = known + Decimal(one.quantity)
    draft = ReturnDraft(
        order_id=order_id,
        quantities=quantities,
        returned_at=body.returned_at,
        reason=body.reason,
        source=body.source,
        external_number=body.external_number,
        new_id=chosen(body.id),
    )
    made = record_return(uow, draft)
    return return_view(made, get_order(uow, order_id).currency)


@quotes.get("", needs=VIEW)
def list_them(query: QuoteQuery) -> Listed[QuoteView]:
    """Quotes with their newest versions, the newest quote first."""
    uow = current_uow()
    page = list_quotes(
        uow,
        customer_id=query.customer_id,
        opportunity_id=query.opportunity_id,
        cursor=query.cursor or None,
        limit=query.limit,
        name=list_name("quotes", query),
    )
    return Listed(items=quote_views(uow, page.items), next_cursor=page.next_cursor)


@quotes.post("", needs=EDIT, status=201)
def write(body: QuoteWrite) -> QuoteView:
    """Write a quote; it is a draft until it is sent."""
    uow = current_uow()
    draft = QuoteDraft(
        customer_id=body.customer_id,
        title=body.title,
        lines=line_drafts(body.lines),
        currency=body.currency,
        opportunity_id=body.opportunity_id,
        valid_until=body.valid_until,
        note=body.note,
        new_id=chosen(body.id),
    )
    return quote_views(uow, [save_quote(uow, draft)])[0]


@quotes.get("/<uuid:quote_id>", needs=VIEW)
def show_quote(quote_id: UUID) -> QuoteView:
    """One quote."""
    uow = current_uow()
    return quote_views(uow, [get_quote(uow, quote_id)])[0]


@quotes.patch("/<uuid:quote_id>", needs=EDIT)
def change(quote_id: UUID, body: QuoteChange) -> QuoteView:
    """Change a quote while its newest version is a draft."""
    uow = current_uow()
    sent = {name: value for name, value in structs.asdict(body).items() if value is not UNSET}
    if body.lines is not UNSET:
        sent["lines"] = line_drafts(body.lines)
    draft = replace(draft_of(uow, get_quote(uow, quote_id)), **sent, version=expected_version())
    return quote_views(uow, [save_quote(uow, draft)])[0]


@quotes.post("/<uuid:quote_id>/sending", needs=EDIT)
def send(quote_id: UUID) -> QuoteView:
    """Let the customer answer the newest version by its link."""
    uow = current_uow()
    send_quote(uow, quote_id, version=expected_version())
    return quote_views(uow, [get_quote(uow, quote_id)])[0]


@quotes.post("/<uuid:quote_id>/revision", needs=EDIT)
def revise(quote_id: UUID) -> QuoteView:
    """Make another version of what was sent."""
    uow = current_uow()
    revise_quote(uow, quote_id, version=expected_version())
    return quote_views(uow, [get_quote(uow, quote_id)])[0]


@quotes.post("/<uuid:quote_id>/acceptance", needs=EDIT)
def accept(quote_id: UUID, body: Answering) -> QuoteView:
    """The customer takes the version, by whatever way that was said; in time, and once."""
    uow = current_uow()
    accept_quote(uow, quote_id, number=body.version_number, by=body.by, note=body.note)
    return quote_views(uow, [get_quote(uow, quote_id)])[0]


@quotes.post("/<uuid:quote_id>/refusal", needs=EDIT)
def decline(quote_id: UUID, body: Answering) -> QuoteView:
    """The customer does not take the version."""
    uow = current_uow()
    decline_quote(uow, quote_id, number=body.version_number, by=body.by, note=body.note)
    return quote_views(uow, [get_quote(uow, quote_id)])[0]


def resources() -> list[Resource]:
    return [orders, quotes]

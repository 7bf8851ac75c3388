"""What becomes of a quote when the customer answers it: once, in time, and with a name."""

from uuid import UUID

from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity, visible_opportunities, win_opportunity
from salesforce_lite.plugin import plugin_settings

from .adding_up import add_up, date_order
from .base import LONGEST_NAME, LONGEST_NOTE
from .company_days import CompanyDays
from .counting import count_orders, number_orders
from .credit_check import blocked_among
from .errors import (
    QuoteAnsweredError,
    QuoteExpiredError,
    QuoteNotSentError,
)
from .events import QuoteAccepted, QuoteDeclined
from .numbers import ORDER, take_counter
from .order_model import Order, OrderLine, State
from .permissions import EDIT, PLACE
from .quote_model import Quote, QuoteState, QuoteVersion
from .quotes import columns_of, get_quote, newest_versions, quote_lines

_EMPTY = N_("Write your name.")
_TOO_LONG = N_("This is too long. Shorten it.")


def accept_quote(uow: UnitOfWork, quote_id: UUID, *, number: int, by: str, note: str = "") -> Quote:
    """The customer takes the version of this number; accepted twice it is accepted once.

    By the settings it wins the opportunity and becomes an order. Raises QuoteExpiredError,
    QuoteNotSentError, QuoteAnsweredError.
    """
    uow.actor.require(EDIT)
    # Whoever places an order waits here, and so does the second click.
    take_counter(uow, ORDER)
    quote = get_quote(uow, quote_id, held=True)
    version = _version(uow, quote, number)
    if version.state == QuoteState.ACCEPTED:
        return quote
    _answer(uow, version, by, note)
    if version.has_expired(CompanyDays(uow).day(uow.now)):
        raise QuoteExpiredError(date=version.valid_until.isoformat())
    version.state = quote.state = QuoteState.ACCEPTED
    settings = plugin_settings(uow, "orders")
    if settings["acceptance_orders"]:
        quote.order_id = order_quote(uow, quote, version).id
    if settings["acceptance_wins"] and quote.opportunity_id:
        # One that is deleted, or in other hands, does not keep the customer from accepting.
        query = visible_opportunities(uow).where(Opportunity.id == quote.opportunity_id)
        opportunity = uow.session.scalar(query)
        if opportunity is not None and opportunity.is_open:
            win_opportunity(uow, opportunity.id, on=uow.today)
    uow.session.flush()
    assert quote.customer_id is not None  # noqa: S101 – it is seen by its customer
    uow.record(
        QuoteAccepted(
            quote_id=quote.id,
            version=version.number,
            customer_id=quote.customer_id,
            by=version.answered_by,
            order_id=quote.order_id,
        )
    )
    return quote


def decline_quote(
    uow: UnitOfWork, quote_id: UUID, *, number: int, by: str, note: str = ""
) -> Quote:
    """The customer does not take the version of this number."""
    uow.actor.require(EDIT)
    quote = get_quote(uow, quote_id, held=True)
    version = _version(uow, quote, number)
    if version.state == QuoteState.DECLINED:
        return quote
    _answer(uow, version, by, note)
    version.state = quote.state = QuoteState.DECLINED
    uow.session.flush()
    assert quote.customer_id is not None  # noqa: S101 – it is seen by its customer
    uow.record(
        QuoteDeclined(
            quote_id=quote.id,
            version=version.number,
            customer_id=quote.customer_id,
            by=version.answered_by,
        )
    )
    return quote


def _version(uow: UnitOfWork, quote: Quote, number: int) -> QuoteVersion:
    newest = newest_versions(uow, [quote], held=True)[quote.id]
    if newest.number != number:
        raise QuoteNotSentError
    return newest


def _answer(uow: UnitOfWork, version: QuoteVersion, by: str, note: str) -> None:
    if version.state in (QuoteState.ACCEPTED, QuoteState.DECLINED):
        raise QuoteAnsweredError(name=version.answered_by)
    if version.state != QuoteState.SENT:
        raise QuoteNotSentError
    name = " ".join(by.split())
    problems = {} if name else {"by": _EMPTY}
    if len(name) > LONGEST_NAME:
        problems["by"] = _TOO_LONG
    if len(note) > LONGEST_NOTE:
        problems["note"] = _TOO_LONG
    if problems:
        raise InvalidInputError(fields=problems)
    version.answered_at, version.answered_by = uow.now, name
    version.answer_note = note.strip()


def order_quote(uow: UnitOfWork, quote: Quote, version: QuoteVersion) -> Order:
    """An order of what the version offers, to the cent; a draft where the customer is blocked."""
    uow.actor.require(PLACE)
    assert quote.customer_id is not None  # noqa: S101 – it is seen by its customer
    days = CompanyDays(uow)
    order = Order(
        id=new_id(),
        customer_id=quote.customer_id,
        opportunity_id=quote.opportunity_id,
        currency=version.currency,
        state=State.DRAFT,
        source="",
        note=version.note,
        is_sample=quote.is_sample,
        created_at=uow.now,
        created_by=uow.actor.user_id,
    )
    date_order(order, uow.now, days)
    lines = [
        OrderLine(id=new_id(), order_id=order.id, **columns_of(line))
        for line in quote_lines(uow, version.id)
    ]
    add_up(order, lines, days)
    is_placed = not blocked_among(uow, [quote.customer_id])
    if is_placed:
        number_orders(uow, [order])
    uow.session.add(order)
    uow.session.flush()
    uow.session.add_all(lines)
    uow.session.flush()
    if is_placed:
        count_orders(uow, [order], {order.id: lines})
    return order

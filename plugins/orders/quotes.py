"""Use cases of quotes: write, send, and make another version of what was sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, select

from salesforce_lite.customers import Customer, get_customer, of_visible_customer
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version
from salesforce_lite.links import CustomerLink, close_links, find_links, open_link
from salesforce_lite.opportunities import get_opportunity
from salesforce_lite.plugin import plugin_settings

from .adding_up import check_sums
from .base import LONGEST_NAME, LONGEST_NOTE
from .bounds import wrong_day
from .company_days import CompanyDays
from .drafts import LineDraft, cleaned_lines
from .errors import QuoteAnsweredError, QuoteNotSentError, QuoteSentError
from .events import QuoteSent
from .lines import LineSource
from .numbers import QUOTE, next_numbers
from .permissions import EDIT, VIEW
from .quote_model import Quote, QuoteLine, QuoteState, QuoteVersion
from .standing_lines import standing_lines, with_what_stands

LINK = "orders.quote"
_EMPTY = N_("Fill this in.")
_TOO_LONG = N_("This is too long. Shorten it.")
_PAST = N_("This day is over. Choose one that is to come.")
_OTHER_CUSTOMER = N_("A quote stays with its customer. Write another one.")
OTHER_CURRENCY = N_("In another currency its lines have other prices. Send the lines as well.")
_COPIED = (
    *("position", "product_id", "product_code", "category", "description", "unit", "quantity"),
    *("price", "price_source", "discount_percent", "discount_minor", "net_minor", "taxes"),
    *("tax_minor", "cost_minor", "is_reward"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteDraft:
    """What is to be offered; `id` is that of a quote whose newest version is still a draft, of
    which the lines stay as they are where they are None."""

    customer_id: UUID
    title: str
    lines: tuple[LineDraft, ...] | None
    currency: str = ""
    opportunity_id: UUID | None = None
    valid_until: date | None = None
    note: str = ""
    id: UUID | None = None
    new_id: UUID | None = None
    version: int | None = None
    is_sample: bool = False


def visible_quotes(uow: UnitOfWork) -> Select[Quote]:
    """The quotes to customers that the actor sees."""
    uow.actor.require(VIEW)
    return select(Quote).where(of_visible_customer(uow, Quote.customer_id))


def get_quote(uow: UnitOfWork, quote_id: UUID, *, held: bool = False) -> Quote:
    """The quote; raises NotFoundError. Held, nobody else changes it until the unit ends."""
    query = visible_quotes(uow).where(Quote.id == quote_id)
    if held:
        query = query.with_for_update().execution_options(populate_existing=True)
    quote = uow.session.scalar(query)
    if quote is None:
        raise NotFoundError
    return quote


def versions_of(uow: UnitOfWork, quote_id: UUID) -> list[QuoteVersion]:
    """The newest first; asked for a quote that the actor sees."""
    query = select(QuoteVersion).where(QuoteVersion.quote_id == quote_id)
    return list(uow.session.scalars(query.order_by(QuoteVersion.number.desc())))


def newest_versions(
    uow: UnitOfWork, quotes: Sequence[Quote], *, held: bool = False
) -> dict[UUID, QuoteVersion]:
    """Quote → its newest version; of quotes that are held, as it stands since they are."""
    wanted = {one.id: one.last_version for one in quotes}
    query = select(QuoteVersion).where(QuoteVersion.quote_id.in_(wanted))
    if held:
        query = query.execution_options(populate_existing=True)
    rows = uow.session.scalars(query)
    return {row.quote_id: row for row in rows if row.number == wanted[row.quote_id]}


def quote_lines(uow: UnitOfWork, version_id: UUID) -> list[QuoteLine]:
    return lines_of_versions(uow, [version_id])[version_id]


def lines_of_versions(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, list[QuoteLine]]:
    """Version → its lines, in their order; asked for quotes that the actor sees."""
    found: dict[UUID, list[QuoteLine]] = {one: [] for one in ids}
    query = select(QuoteLine).where(QuoteLine.version_id.in_(ids))
    for line in uow.session.scalars(query.order_by(QuoteLine.version_id, QuoteLine.position)):
        found[line.version_id].append(line)
    return found


def save_quote(uow: UnitOfWork, draft: QuoteDraft) -> Quote:
    """Write a quote, or its newest version anew while it is a draft.

    Raises QuoteSentError, and QuoteAnsweredError of one that was accepted: it has no further one.
    """
    uow.actor.require(EDIT)
    days = CompanyDays(uow)
    lines = _checked(uow, draft, days)
    customer = get_customer(uow, draft.customer_id)
    if draft.new_id and draft.id is None:
        known = uow.session.scalar(visible_quotes(uow).where(Quote.id == draft.new_id))
        if known is not None:
            return known
    quote, version = _standing(uow, draft, customer)
    if draft.opportunity_id and draft.opportunity_id != quote.opportunity_id:
        # The one that stands may be deleted by now, or in other hands.
        opportunity = get_opportunity(uow, draft.opportunity_id)
        if opportunity.customer_id != customer.id:
            raise NotFoundError
    former = version.currency if draft.id else ""
    quote.title, quote.opportunity_id = " ".join(draft.title.split()), draft.opportunity_id
    version.currency = Money.of(0, draft.currency or days.currency).currency
    version.valid_until = draft.valid_until or uow.today + timedelta(
        days=plugin_settings(uow, "orders")["quote_days"]
    )
    version.note = draft.note.strip()
    if draft.id:
        # What is offered stands in rows beside the quote, and is part of what an editor has read.
        quote.version += 1
    if lines is None:
        if version.currency != former:
            raise InvalidInputError(fields={"lines": OTHER_CURRENCY})
        uow.session.flush()
        return quote
    standing = standing_lines(quote_lines(uow, version.id), former) if draft.id else {}
    lines = with_what_stands(lines, standing, version.currency)
    source = LineSource.read(uow, lines, [customer.id], days)
    rows = source.columns(lines, customer, version.currency, days.day(uow.now))
    net, tax = (sum(row[name] for row in rows) for name in ("net_minor", "tax_minor"))
    # What is accepted becomes an order: nothing may stand against that then.
    check_sums(Money(net, version.currency), tax, days, days.day(uow.now))
    _write_lines(uow, version, rows)
    return quote


def draft_of(uow: UnitOfWork, quote: Quote) -> QuoteDraft:
    """As its newest version stands, for a change of some of it."""
    assert quote.customer_id is not None  # noqa: S101 – it is seen by its customer
    version = newest_versions(uow, [quote])[quote.id]
    return QuoteDraft(
        customer_id=quote.customer_id,
        title=quote.title,
        lines=None,
        currency=version.currency,
        opportunity_id=quote.opportunity_id,
        valid_until=version.valid_until,
        note=version.note,
        id=quote.id,
    )


def _checked(uow: UnitOfWork, draft: QuoteDraft, days: CompanyDays) -> tuple[LineDraft, ...] | None:
    problems: dict[str, str] = {}
    if not draft.title.strip():
        problems["title"] = _EMPTY
    if len(draft.title) > LONGEST_NAME:
        problems["title"] = _TOO_LONG
    if len(draft.note) > LONGEST_NOTE:
        problems["note"] = _TOO_LONG
    if draft.valid_until and draft.valid_until < days.day(uow.now):
        problems["valid_until"] = _PAST
    elif wrong := wrong_day(draft.valid_until, uow.today):
        problems["valid_until"] = wrong
    if problems:
        raise InvalidInputError(fields=problems)
    return None if draft.lines is None else cleaned_lines(draft.lines)


def _standing(uow: UnitOfWork, draft: QuoteDraft, customer: Customer) -> tuple[Quote, QuoteVersion]:
    if draft.id:
        quote = get_quote(uow, draft.id, held=True)
        check_version(quote, draft.version)
        version = newest_versions(uow, [quote], held=True)[quote.id]
        if version.state == QuoteState.ACCEPTED:
            raise QuoteAnsweredError(name=version.answered_by)
        if version.state != QuoteState.DRAFT:
            raise QuoteSentError
        if quote.customer_id != customer.id:
            raise InvalidInputError(fields={"customer_id": _OTHER_CUSTOMER})
        return quote, version
    [number] = next_numbers(uow, QUOTE, 1)
    quote = Quote(
        id=draft.new_id or new_id(),
        number=number,
        customer_id=customer.id,
        title=" ".join(draft.title.split()),
        last_version=1,
        state=QuoteState.DRAFT,
        is_sample=draft.is_sample,
        created_at=uow.now,
        created_by=uow.actor.user_id,
    )
    uow.session.add(quote)
    return quote, _new_version(uow, quote, 1)


def _new_version(uow: UnitOfWork, quote: Quote, number: int) -> QuoteVersion:
    return QuoteVersion(
        id=new_id(),
        quote_id=quote.id,
        number=number,
        state=QuoteState.DRAFT,
        created_at=uow.now,
        created_by=uow.actor.user_id,
    )


def _write_lines(uow: UnitOfWork, version: QuoteVersion, rows: Sequence[dict[str, Any]]) -> None:
    version.net_minor = sum(row["net_minor"] for row in rows)
    version.tax_minor = sum(row["tax_minor"] for row in rows)
    uow.session.flush()
    uow.session.add(version)
    uow.session.flush()
    uow.session.execute(delete(QuoteLine).where(QuoteLine.version_id == version.id))
    uow.session.add_all(QuoteLine(id=new_id(), version_id=version.id, **row) for row in rows)
    uow.session.flush()


def send_quote(uow: UnitOfWork, quote_id: UUID, *, version: int | None = None) -> CustomerLink:
    """Let the customer answer the newest version; from now on it stays as it is.

    Answers the link that it is to be sent with. Sent twice, it is sent once.
    """
    uow.actor.require(EDIT)
    quote = get_quote(uow, quote_id, held=True)
    newest = newest_versions(uow, [quote], held=True)[quote.id]
    assert quote.customer_id is not None  # noqa: S101 – it is seen by its customer
    if newest.state == QuoteState.DRAFT:
        check_version(quote, version)
        newest.state, newest.sent_at = QuoteState.SENT, uow.now
        quote.state = QuoteState.SENT
        uow.record(
            QuoteSent(quote_id=quote.id, version=newest.number, customer_id=quote.customer_id)
        )
    return open_link(uow, LINK, quote.id, customer_id=quote.customer_id)


def link_of(uow: UnitOfWork, quote: Quote) -> CustomerLink | None:
    """The link that works, where there is one."""
    return find_links(uow, LINK, [quote.id]).get(quote.id)


def close_link(uow: UnitOfWork, quote_id: UUID) -> None:
    """Nobody sees the quote by its link any more; sending it opens a new one."""
    uow.actor.require(EDIT)
    close_links(uow, LINK, get_quote(uow, quote_id).id)


def revise_quote(uow: UnitOfWork, quote_id: UUID, *, version: int | None = None) -> QuoteVersion:
    """Make another version of what was sent; it takes the place of the former one."""
    uow.actor.require(EDIT)
    quote = get_quote(uow, quote_id, held=True)
    check_version(quote, version)
    former = newest_versions(uow, [quote], held=True)[quote.id]
    if former.state not in (QuoteState.SENT, QuoteState.DECLINED):
        raise QuoteNotSentError
    made = _new_version(uow, quote, former.number + 1)
    made.currency, made.note = former.currency, former.note
    made.valid_until = uow.today + timedelta(days=plugin_settings(uow, "orders")["quote_days"])
    if former.state == QuoteState.SENT:
        former.state = QuoteState.REPLACED
    quote.last_version, quote.state = made.number, QuoteState.DRAFT
    _write_lines(uow, made, [columns_of(line) for line in quote_lines(uow, former.id)])
    return made


def columns_of(line: QuoteLine) -> dict[str, Any]:
    """What another version, or an order, takes over of a line."""
    return {name: getattr(line, name) for name in _COPIED}

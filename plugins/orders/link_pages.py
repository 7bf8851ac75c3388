"""What a customer sees behind the link of a quote, and how it is answered there."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from salesforce_lite.kernel.errors import InvalidInputError, NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.links import CustomerLink
from salesforce_lite.plugin import LinkFile, LinkPage

from .company_days import CompanyDays
from .document_pages import can_make_pdf, document_of, quote_pdf
from .quote_answers import accept_quote, decline_quote
from .quote_model import Quote, QuoteState, QuoteVersion
from .quotes import LINK, get_quote, versions_of


def load(uow: UnitOfWork, link: CustomerLink) -> Mapping[str, Any] | None:
    """The newest version that was sent; None where none was."""
    quote, version = _sent(uow, link)
    if version is None:
        return None
    return {
        **document_of(uow, quote, version),
        "has_expired": version.has_expired(CompanyDays(uow).day(uow.now)),
        "can_answer": version.state == QuoteState.SENT,
        "has_pdf": can_make_pdf(),
    }


def _sent(uow: UnitOfWork, link: CustomerLink) -> tuple[Quote, QuoteVersion | None]:
    quote = get_quote(uow, link.subject_id)
    if quote.customer_id != link.customer_id:
        raise NotFoundError
    shown = (one for one in versions_of(uow, quote.id) if one.state != QuoteState.DRAFT)
    return quote, next(shown, None)


def act(uow: UnitOfWork, link: CustomerLink, form: Mapping[str, str]) -> str | None:
    """Accept or decline the version that was looked at."""
    _sent(uow, link)
    number = form.get("number", "")
    if not (number.isascii() and number.isdigit() and len(number) < 6):
        raise InvalidInputError
    by, note, answer = form.get("by", ""), form.get("note", ""), form.get("answer")
    if answer not in ("accept", "decline"):
        raise InvalidInputError
    if answer == "accept":
        accept_quote(uow, link.subject_id, number=int(number), by=by, note=note)
        return str(gettext("Thank you. The quote is accepted."))
    decline_quote(uow, link.subject_id, number=int(number), by=by, note=note)
    return str(gettext("Thank you for the answer."))


def file(uow: UnitOfWork, link: CustomerLink, name: str) -> LinkFile | None:
    quote, version = _sent(uow, link)
    if name != "quote.pdf" or version is None:
        return None
    content = quote_pdf(uow, quote, version)
    return LinkFile(name=f"{quote.number}.pdf", media_type="application/pdf", content=content)


def link_page() -> LinkPage:
    return LinkPage(kind=LINK, template="orders/link_quote.html", load=load, act=act, file=file)

"""Pages of quotes: the list, one quote, writing, sending, revising, and the file of it."""

from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.company import get_company
from salesforce_lite.customers import get_customer
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.money import Money
from salesforce_lite.opportunities import get_opportunity
from salesforce_lite.web import (
    current_uow,
    customer_address,
    form_view,
    needs,
    render_page,
    sent_version,
)

from .document_pages import quote_pdf
from .forms import QuoteForm
from .listing import list_quotes
from .order_pages import blueprint, chosen_customer, names_of
from .page_forms import about_form, lines_of_form, order_form, priced, written
from .permissions import EDIT, VIEW
from .quote_model import Quote, QuoteState
from .quotes import (
    QuoteDraft,
    close_link,
    get_quote,
    link_of,
    newest_versions,
    quote_lines,
    revise_quote,
    save_quote,
    send_quote,
    versions_of,
)

QUOTE_STATES = {
    "draft": N_("Draft"),
    "sent": N_("Sent"),
    "replaced": N_("Replaced"),
    "accepted": N_("Accepted"),
    "declined": N_("Declined"),
}
QUOTE_LOOKS = {"draft": "neutral", "sent": "info", "accepted": "good", "declined": "warn"}


@blueprint.get("/quotes/")
@needs(VIEW)
def quotes() -> str:
    uow = current_uow()
    page = list_quotes(uow, cursor=request.args.get("cursor") or None, name="quote pages")
    return render_page(
        "orders/quotes.html",
        page=page,
        versions=newest_versions(uow, page.items),
        names=names_of([one.customer_id for one in page.items]),
        states=QUOTE_STATES,
        looks=QUOTE_LOOKS,
    )


@blueprint.get("/quotes/<uuid:quote_id>")
@needs(VIEW)
def quote(quote_id: UUID) -> str:
    uow = current_uow()
    found = get_quote(uow, quote_id)
    assert found.customer_id is not None  # noqa: S101 – it is seen by its customer
    versions = versions_of(uow, quote_id)
    link = link_of(uow, found)
    return render_page(
        "orders/quote.html",
        quote=found,
        versions=versions,
        newest=versions[0],
        lines=quote_lines(uow, versions[0].id),
        customer=get_customer(uow, found.customer_id),
        address=customer_address(link.id) if link else "",
        states=QUOTE_STATES,
        looks=QUOTE_LOOKS,
        plain=written,
        priced=priced,
        made_money=Money,
        is_draft=versions[0].state == QuoteState.DRAFT,
    )


def build_new_quote() -> tuple[QuoteForm, dict[str, Any]]:
    uow = current_uow()
    opportunity_id = request.args.get("opportunity", type=UUID)
    sale = get_opportunity(uow, opportunity_id) if opportunity_id else None
    form = order_form(
        QuoteForm,
        sale.amount.currency if sale and sale.amount else get_company(uow).currency,
        sale.customer_id if sale else request.args.get("customer", type=UUID),
        title=sale.title if sale else "",
    )
    return form, {"quote": None, **about_form(form)}


@blueprint.route("/quotes/new", methods=["GET", "POST"])
@needs(EDIT)
@form_view("orders/quote_edit.html", build_new_quote)
def new_quote(form: QuoteForm) -> ResponseReturnValue:
    return _to(save_quote(current_uow(), _draft(form)))


def build_edit_quote(quote_id: UUID) -> tuple[QuoteForm, dict[str, Any]]:
    uow = current_uow()
    found = get_quote(uow, quote_id)
    newest = newest_versions(uow, [found])[found.id]
    form = order_form(
        QuoteForm,
        newest.currency,
        found.customer_id,
        version=found.version,
        title=found.title,
        valid_until=newest.valid_until,
        note=newest.note,
        lines=lines_of_form(quote_lines(uow, newest.id)),
    )
    return form, {"quote": found, **about_form(form)}


@blueprint.route("/quotes/<uuid:quote_id>/edit", methods=["GET", "POST"])
@needs(EDIT)
@form_view("orders/quote_edit.html", build_edit_quote)
def edit_quote(form: QuoteForm, quote_id: UUID) -> ResponseReturnValue:
    return _to(save_quote(current_uow(), _draft(form, get_quote(current_uow(), quote_id))))


def _draft(form: QuoteForm, quote: Quote | None = None) -> QuoteDraft:
    named = request.args.get("opportunity", type=UUID)
    return QuoteDraft(
        customer_id=chosen_customer(form),
        title=form.title.data or "",
        lines=form.line_drafts(),
        currency=form.currency.data or "",
        opportunity_id=quote.opportunity_id if quote else named,
        valid_until=form.valid_until.data,
        note=form.note.data or "",
        id=quote.id if quote else None,
        new_id=None if quote else form.new_id.data,
        version=form.version.data if quote else None,
    )


@blueprint.post("/quotes/<uuid:quote_id>/sending")
@needs(EDIT)
def send(quote_id: UUID) -> ResponseReturnValue:
    send_quote(current_uow(), quote_id, version=sent_version())
    flash(gettext("The quote can be answered by its link now. Send the link to the customer."))
    return _to(get_quote(current_uow(), quote_id))


@blueprint.post("/quotes/<uuid:quote_id>/revision")
@needs(EDIT)
def revise(quote_id: UUID) -> ResponseReturnValue:
    revise_quote(current_uow(), quote_id, version=sent_version())
    return redirect(url_for("orders.edit_quote", quote_id=quote_id), 303)


@blueprint.post("/quotes/<uuid:quote_id>/link/closing")
@needs(EDIT)
def close(quote_id: UUID) -> ResponseReturnValue:
    close_link(current_uow(), quote_id)
    flash(gettext("The link shows nothing any more."))
    return _to(get_quote(current_uow(), quote_id))


@blueprint.get("/quotes/<uuid:quote_id>/pdf")
@needs(VIEW)
def pdf(quote_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    found = get_quote(uow, quote_id)
    content = quote_pdf(uow, found, newest_versions(uow, [found])[found.id])
    name = f"attachment; filename={found.number}.pdf"
    return Response(content, mimetype="application/pdf", headers={"Content-Disposition": name})


def _to(quote: Quote) -> ResponseReturnValue:
    return redirect(url_for("orders.quote", quote_id=quote.id), 303)

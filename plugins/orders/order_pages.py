"""Pages of orders: the list, one order, writing one, placing, returns and cancelling."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.company import get_company
from salesforce_lite.customers import Customer, get_customer, visible_customers
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.money import Money
from salesforce_lite.web import (
    amount_typed,
    current_uow,
    form_view,
    needs,
    reads_only,
    render_page,
    sent_version,
)

from .amounts import margin_of
from .credit_check import blocked_among
from .drafts import OrderDraft
from .errors import BlockedError
from .facts import find_credit, stock_of
from .forms import LinesForm, OrderForm, ReturnForm, id_or_none
from .listing import list_orders
from .order_model import STATES, Order
from .orders import (
    discard_draft,
    get_order,
    lines_of,
    place_order,
    save_order,
)
from .page_forms import about_form, lines_of_form, order_form, priced, typed, written
from .permissions import COSTS, EDIT, PLACE, RETURN, VIEW
from .price_forms import IN_DOUBT
from .returns import ReturnDraft, cancel_order, record_return, returns_of

blueprint = Blueprint("orders", __name__)
LOOKS = {"draft": "neutral", "placed": "good", "cancelled": "warn"}


@blueprint.get("/")
@needs(VIEW)
def index() -> str:
    uow = current_uow()
    state = request.args.get("state", "")
    customer_id = request.args.get("customer", type=UUID)
    page = list_orders(
        uow,
        state=state if state in STATES else None,
        customer_id=customer_id,
        cursor=request.args.get("cursor") or None,
        name=f"orders:{state}:{customer_id}",
    )
    return render_page(
        "orders/index.html",
        page=page,
        names=names_of([one.customer_id for one in page.items]),
        customer=get_customer(uow, customer_id) if customer_id else None,
        state=state,
        states=STATES,
        looks=LOOKS,
    )


def names_of(customer_ids: list[UUID | None]) -> dict[UUID, str]:
    """Customer → its name, of those that the actor sees."""
    query = visible_customers(current_uow()).with_only_columns(Customer.id, Customer.name)
    rows = current_uow().session.execute(query.where(Customer.id.in_(customer_ids)))
    return {row.id: row.name for row in rows}


@blueprint.get("/<uuid:order_id>")
@needs(VIEW)
def show(order_id: UUID) -> str:
    return render_page("orders/show.html", **_about(get_order(current_uow(), order_id)))


def _about(order: Order) -> dict[str, Any]:
    uow = current_uow()
    assert order.customer_id is not None  # noqa: S101 – it is seen by its customer
    lines = lines_of(uow, [order.id])[order.id]
    # What there is of something matters until it is placed.
    sought = [line.product_id for line in lines if line.product_id] if order.is_draft else []
    return {
        "order": order,
        "lines": lines,
        "stock": stock_of(uow, sought),
        "returns": [made for made, _lines in returns_of(uow, order.id)],
        "customer": get_customer(uow, order.customer_id),
        "credit": find_credit(uow, order.customer_id),
        "margin": margin_of(lines) if uow.actor.may(COSTS) else None,
        "states": STATES,
        "looks": LOOKS,
        "plain": written,
        "priced": priced,
        "made_money": Money,
    }


def build_new() -> tuple[OrderForm, dict[str, Any]]:
    uow = current_uow()
    form = order_form(OrderForm, get_company(uow).currency, request.args.get("customer", type=UUID))
    return form, {"order": None, **about_form(form)}


@blueprint.route("/new", methods=["GET", "POST"])
@needs(EDIT)
@form_view("orders/edit.html", build_new)
def new(form: OrderForm) -> ResponseReturnValue:
    return _written(form, save_order(current_uow(), _draft(form)))


def build_edit(order_id: UUID) -> tuple[OrderForm, dict[str, Any]]:
    uow = current_uow()
    order = get_order(uow, order_id)
    order.must_be_draft()
    form = order_form(
        OrderForm,
        order.currency,
        order.customer_id,
        version=order.version,
        note=order.note,
        lines=lines_of_form(lines_of(uow, [order.id])[order.id]),
    )
    return form, {"order": order, **about_form(form)}


@blueprint.route("/<uuid:order_id>/edit", methods=["GET", "POST"])
@needs(EDIT)
@form_view("orders/edit.html", build_edit)
def edit(form: OrderForm, order_id: UUID) -> ResponseReturnValue:
    draft = _draft(form, get_order(current_uow(), order_id))
    return _written(form, save_order(current_uow(), draft))


@blueprint.post("/reckoning")
@needs(EDIT)
@reads_only
def reckon_form() -> str:
    """Parts of the form of an order or a quote: what its lines come to, while they are typed."""
    form = LinesForm()
    return render_page("orders/_reckoned.html", form=form, **about_form(form))


def _draft(form: OrderForm, order: Order | None = None) -> OrderDraft:
    return OrderDraft(
        customer_id=chosen_customer(form),
        lines=form.line_drafts(),
        currency=form.currency.data or "",
        note=form.note.data or "",
        opportunity_id=order.opportunity_id
        if order
        else request.args.get("opportunity", type=UUID),
        is_placed=bool(form.is_placed.data),
        id=order.id if order else None,
        new_id=None if order else form.new_id.data,
        version=form.version.data if order else None,
    )


def chosen_customer(form: Any) -> UUID:
    """Raises InvalidInputError where none is chosen."""
    chosen = id_or_none(form.customer_id.data or "")
    if chosen is None:
        raise InvalidInputError(fields={"customer_id": N_("Choose a customer.")})
    return chosen


def _written(form: OrderForm, order: Order) -> ResponseReturnValue:
    """Says who keeps an order from being placed that was to be."""
    if form.is_placed.data and order.is_draft and order.customer_id:
        for source in blocked_among(current_uow(), [order.customer_id]).values():
            flash(gettext(BlockedError.sentence, source=source), "warning")
    return _saved(order)


def _saved(order: Order) -> ResponseReturnValue:
    if order.number:
        flash(gettext("Order %(number)s is placed.", number=order.number))
    return _to(order)


@blueprint.post("/<uuid:order_id>/placement")
@needs(PLACE)
def place(order_id: UUID) -> ResponseReturnValue:
    return _saved(place_order(current_uow(), order_id, version=sent_version()))


@blueprint.post("/<uuid:order_id>/removal")
@needs(EDIT)
def discard(order_id: UUID) -> ResponseReturnValue:
    discard_draft(current_uow(), order_id, version=sent_version())
    flash(gettext("The draft is gone."))
    return redirect(url_for("orders.index"), 303)


def build_return(order_id: UUID) -> tuple[ReturnForm, dict[str, Any]]:
    order = get_order(current_uow(), order_id)
    order.must_be_placed()
    # What is told there to be left is what somebody types.
    return ReturnForm(), {**_about(order), "plain": typed}


@blueprint.route("/<uuid:order_id>/return", methods=["GET", "POST"])
@needs(RETURN)
@form_view("orders/return.html", build_return)
def give_back(form: ReturnForm, order_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    made = record_return(
        uow,
        ReturnDraft(
            order_id=order_id,
            quantities=_quantities(order_id),
            reason=form.reason.data or "",
            new_id=form.new_id.data,
        ),
    )
    flash(gettext("Return %(number)s is recorded.", number=made.number))
    return _to(get_order(uow, order_id))


def _quantities(order_id: UUID) -> dict[UUID, Decimal]:
    found: dict[UUID, Decimal] = {}
    for line in lines_of(current_uow(), [order_id])[order_id]:
        try:
            number = amount_typed(request.form.get(f"line-{line.id}", ""))
        except ValueError as doubt:
            raise InvalidInputError(
                fields={"reason": IN_DOUBT}, line=line.description, doubt=str(doubt)
            ) from None
        found[line.id] = number or Decimal(0)
    return found


@blueprint.post("/<uuid:order_id>/cancellation")
@needs(RETURN)
def cancel(order_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    cancel_order(uow, order_id, version=sent_version())
    order = get_order(uow, order_id)
    flash(gettext("Order %(number)s is cancelled.", number=order.number))
    return _to(order)


def _to(order: Order) -> ResponseReturnValue:
    return redirect(url_for("orders.show", order_id=order.id), 303)

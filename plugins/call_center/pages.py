"""Pages of the desk: which calls need somebody, the form that logs one, and who is calling."""

from typing import Any, cast
from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.customers import Customer, owner_names, visible_customers
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import current_uow, form_view, locale_code, needs, render_page

from .agents import own_state
from .call_log import log_call
from .dispositions import list_dispositions
from .flagging import flag_call, unflag_call
from .forms import LogForm
from .log_forms import call_id_in, log_form, said_in
from .model import LOG, VIEW, Call
from .numbers import NumberHolder, find_holders, read_number
from .permitting import may_listen
from .recording_pauses import pauses_of, who_paused
from .screen_pop import pick_customer, ringing_call_id, who_calls
from .scripts import answers_of
from .seeing import get_call, legs_of, list_calls
from .sent import id_sent
from .words import length_words, number_words, phone_words, state_of_chip, state_words

blueprint = Blueprint("call_center", __name__)


@blueprint.get("/")
@needs(VIEW)
def index() -> str:
    uow = current_uow()
    shown = request.args.get("show", "")
    page = list_calls(
        uow,
        is_missed=shown == "missed",
        is_unlogged=shown == "unlogged",
        cursor=request.args.get("cursor") or None,
        name=f"call_center.{shown}",
    )
    return render_page(
        "call_center/index.html",
        page=page,
        shown=shown,
        own_state=own_state(uow),
        **words_of(uow, list(page.items)),
    )


@blueprint.get("/calls/<uuid:call_id>")
@needs(VIEW)
def show(call_id: UUID) -> str:
    uow = current_uow()
    call = get_call(uow, call_id)
    legs = legs_of(uow, [call.id]).get(call.id, ())
    pauses = pauses_of(uow, call.id)
    return render_page(
        "call_center/show.html",
        call=call,
        legs=legs,
        may_listen=may_listen(uow, call),
        pauses=pauses,
        answers=answers_of(uow, call.id),
        people=owner_names(uow, {who for one in pauses for who in who_paused(one)}),
        **words_of(uow, [call]),
    )


@blueprint.post("/calls/<uuid:call_id>/flag")
@needs(LOG)
def flag(call_id: UUID) -> ResponseReturnValue:
    flag_call(current_uow(), call_id, reason=request.form.get("reason", ""))
    flash(gettext("The call is flagged."), f"undo:{url_for('.unflag', call_id=call_id)}")
    return redirect(url_for(".show", call_id=call_id), 303)


@blueprint.post("/calls/<uuid:call_id>/unflagging")
@needs(LOG)
def unflag(call_id: UUID) -> ResponseReturnValue:
    unflag_call(current_uow(), call_id)
    return redirect(url_for(".show", call_id=call_id), 303)


def _build_log() -> tuple[LogForm, dict[str, Any]]:
    uow = current_uow()
    sent = request.form if request.method == "POST" else request.args
    call = _sent_call(uow, sent.get("call", ""))
    number = sent.get("number", "") or (call.number if call else "")
    read = read_number(uow, number).number if number else None
    holders = find_holders(uow, read or "")
    customer = sent_customer(uow, sent.get("customer_id", ""))
    if customer is not None and customer.id not in {one.customer_id for one in holders}:
        holders = [NumberHolder(customer.id, customer.name), *holders]
    arguments = {
        name: sent[name]
        for name in ("number", "direction", "customer_id", "contact_id", "member")
        if sent.get(name)
    }
    form = log_form(uow, call, holders, arguments=arguments)
    return form, {"call": call, "holders": holders, "locale": locale_code()}


@form_view("call_center/log.html", _build_log)
def _save_log(form: LogForm) -> ResponseReturnValue:
    uow = current_uow()
    call = log_call(
        uow,
        said_in(form, uow.actor.zone),
        call_id=call_id_in(form),
        new_id=form.new_id.data,
    )
    flash(gettext("The call is logged."), "success")
    return redirect(url_for(".show", call_id=call.id), 303)


@blueprint.route("/log", methods=("GET", "POST"))
@needs(LOG)
def log() -> ResponseReturnValue:
    return cast(ResponseReturnValue, _save_log())


@blueprint.get("/ringing")
@needs(LOG)
def ringing() -> ResponseReturnValue:
    """What the pages of somebody with a line ask again and again."""
    call_id = ringing_call_id(current_uow())
    if call_id is None:
        return jsonify(call=None)
    return jsonify(call=str(call_id), url=url_for(".pop", call_id=call_id))


@blueprint.get("/pop/<uuid:call_id>")
@needs(LOG)
def pop(call_id: UUID) -> ResponseReturnValue:
    """The customer's page where only one can be meant; else those to choose from."""
    uow = current_uow()
    call, holders = who_calls(uow, call_id)
    log_url = url_for(".log", call=call.id)
    if call.customer_id is not None:
        address = url_for("customers.show", customer_id=call.customer_id, ringing=str(call.id))
        return redirect(address, 303)
    return render_page("call_center/pop.html", call=call, holders=holders, log_url=log_url)


@blueprint.post("/pop/<uuid:call_id>/customer/<uuid:customer_id>")
@needs(LOG)
def pick(call_id: UUID, customer_id: UUID) -> ResponseReturnValue:
    contact = request.form.get("contact_id", type=UUID)
    pick_customer(current_uow(), call_id, customer_id, contact)
    return redirect(url_for("customers.show", customer_id=customer_id), 303)


def words_of(uow: UnitOfWork, calls: list[Call]) -> dict[str, Any]:
    """Names of what calls say by code or id, each read once for all of a page."""
    ids = {one.customer_id for one in calls if one.customer_id}
    seen = visible_customers(uow).with_only_columns(Customer.id, Customer.name)
    rows = uow.session.execute(seen.where(Customer.id.in_(ids))) if ids else ()
    names = {customer_id: name for customer_id, name in rows}  # noqa: C416 – typed
    dispositions = {one.code: one for one in list_dispositions(uow, retired=True)}
    agents = owner_names(uow, {one.agent_id for one in calls if one.agent_id is not None})
    return {
        "customers": names,
        "dispositions": dispositions,
        "agents": agents,
        "locale": locale_code(),
    }


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {
        "call_number": number_words,
        "call_phone": phone_words,
        "call_state": state_words,
        "call_chip": state_of_chip,
        "call_length": length_words,
    }


def _sent_call(uow: UnitOfWork, said: str) -> Call | None:
    call_id = id_sent(said)
    return get_call(uow, call_id) if call_id else None


def sent_customer(uow: UnitOfWork, said: str) -> Customer | None:
    """The customer of that id, where the actor sees one."""
    customer_id = id_sent(said)
    if customer_id is None:
        return None
    return uow.session.scalar(visible_customers(uow).where(Customer.id == customer_id))

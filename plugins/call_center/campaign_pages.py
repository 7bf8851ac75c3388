"""Pages on which agents work through the lists of campaigns, with the keyboard alone."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.customers import get_customer
from salesforce_lite.web import current_uow, form_view, needs, render_page, show_datetime

from .call_log import log_call
from .campaigns import (
    get_campaign,
    get_member,
    list_campaigns,
    progress_of,
    settle_member,
)
from .dialling_pages import refusal_words
from .errors import NothingToCallError
from .forms import LogForm
from .log_forms import log_form, said_in
from .model import LOG
from .next_calls import find_next_call, verdict_on, why_nobody
from .numbers import NumberHolder
from .pages import blueprint
from .scripts import keep_answers, script_of

_STEP = "step:"


@blueprint.get("/campaigns")
@needs(LOG)
def campaigns() -> str:
    uow = current_uow()
    found = list_campaigns(uow)
    progress = progress_of(uow, [one.id for one in found])
    return render_page("call_center/campaigns.html", campaigns=found, progress=progress)


@blueprint.post("/campaigns/<uuid:campaign_id>/next")
@needs(LOG)
def take(campaign_id: UUID) -> ResponseReturnValue:
    """Whoever asks gets the next one, and nobody else does."""
    return _on(campaign_id)


def _build_work(campaign_id: UUID, member_id: UUID) -> tuple[LogForm, dict[str, Any]]:
    uow = current_uow()
    campaign, member = get_campaign(uow, campaign_id), get_member(uow, member_id)
    customer = get_customer(uow, member.customer_id)
    script = script_of(uow, campaign_id)
    arguments = {
        "number": member.number,
        "direction": "out",
        "customer_id": str(customer.id),
        "member": str(member.id),
    }
    holder = NumberHolder(customer.id, customer.name)
    verdict = verdict_on(uow, campaign, member, customer, uow.now)
    return log_form(uow, None, [holder], arguments=arguments), {
        "campaign": campaign,
        "member": member,
        "customer": customer,
        "steps": script.steps if script else [],
        "chosen": _sent_answers(),
        "verdict": verdict,
        "refusal": refusal_words(verdict),
    }


@form_view("call_center/work.html", _build_work)
def _save_work(form: LogForm, campaign_id: UUID, member_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    member = get_member(uow, member_id)
    said = said_in(form, uow.actor.zone)
    call = log_call(uow, said, new_id=form.new_id.data)
    script = script_of(uow, campaign_id)
    if script is not None:
        keep_answers(uow, call.id, script, _sent_answers())
    settle_member(uow, member.id, call, callback_at=said.callback_at)
    return _on(campaign_id)


@blueprint.route("/campaigns/<uuid:campaign_id>/calls/<uuid:member_id>", methods=("GET", "POST"))
@needs(LOG)
def work(campaign_id: UUID, member_id: UUID) -> ResponseReturnValue:
    answer = _save_work(campaign_id=campaign_id, member_id=member_id)
    return cast(ResponseReturnValue, answer)


def _on(campaign_id: UUID) -> ResponseReturnValue:
    """To the next one; where nobody is left, to the lists."""
    following = find_next_call(current_uow(), campaign_id)
    if following is None:
        flash(nobody_words(why_nobody(current_uow(), campaign_id)))
        return redirect(url_for(".campaigns"), 303)
    address = url_for(".work", campaign_id=campaign_id, member_id=following.member.id)
    return redirect(address, 303)


def nobody_words(why: NothingToCallError) -> str:
    """With the hour by the clock of whoever reads it."""
    words = str(gettext(why.sentence))
    when = why.params.get("when")
    return words % {"when": show_datetime(when)} if isinstance(when, datetime) else words


def _sent_answers() -> dict[str, str]:
    return {
        name.removeprefix(_STEP): value
        for name, value in request.form.items()
        if name.startswith(_STEP)
    }

"""What a customer has agreed to, with its proof, and which numbers want no calls."""

from typing import Any, cast
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.customers import get_customer, owner_names
from salesforce_lite.web import current_uow, form_view, needs

from .forms import CHANNELS, CONSENTS, ConsentForm
from .model import LOG, MANAGE
from .pages import blueprint
from .permitting import (
    OWN_LIST,
    allow_number,
    exclude_number,
    give_consent,
    list_consents,
    lists_of,
    withdraw_consent,
)
from .words import phone_words


def _build_calling(customer_id: UUID) -> tuple[ConsentForm, dict[str, Any]]:
    uow = current_uow()
    customer = get_customer(uow, customer_id)
    consents = list_consents(uow, customer_id)
    numbers = [one.number for one in customer.phones if one.number]
    return ConsentForm(), {
        "customer": customer,
        "consents": consents,
        "people": owner_names(uow, {one.recorded_by for one in consents if one.recorded_by}),
        "purposes": dict(CONSENTS),
        "channels": {code: words for code, words in CHANNELS if code},
        "numbers": numbers,
        "lists": lists_of(uow, numbers),
        "own": OWN_LIST,
    }


@form_view("call_center/calling.html", _build_calling)
def _save_consent(form: ConsentForm, customer_id: UUID) -> ResponseReturnValue:
    give_consent(
        current_uow(),
        customer_id,
        form.purpose.data or "",
        proof=form.proof.data or "",
        channel=form.channel.data or "",
        reference=form.reference.data or "",
    )
    flash(gettext("The consent is kept with its proof."), "success")
    return _back(customer_id)


@blueprint.route("/customers/<uuid:customer_id>", methods=("GET", "POST"))
@needs(LOG)
def calling(customer_id: UUID) -> ResponseReturnValue:
    return cast(ResponseReturnValue, _save_consent(customer_id=customer_id))


@blueprint.post("/customers/<uuid:customer_id>/withdrawal")
@needs(LOG)
def withdraw(customer_id: UUID) -> ResponseReturnValue:
    withdraw_consent(current_uow(), customer_id, request.form.get("purpose", ""))
    flash(gettext("They agree no more. That they did stays written down."))
    return _back(customer_id)


@blueprint.post("/customers/<uuid:customer_id>/exclusion")
@needs(LOG)
def exclude(customer_id: UUID) -> ResponseReturnValue:
    number = request.form.get("number", "")
    exclude_number(current_uow(), number, customer_id=customer_id)
    flash(gettext("%(number)s is not called any more.", number=phone_words(number)))
    return _back(customer_id)


@blueprint.post("/customers/<uuid:customer_id>/permission")
@needs(MANAGE)
def allow(customer_id: UUID) -> ResponseReturnValue:
    uow = current_uow()
    get_customer(uow, customer_id)
    number = request.form.get("number", "")
    allow_number(uow, number)
    flash(gettext("%(number)s may be called again.", number=phone_words(number)))
    return _back(customer_id)


def _back(customer_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".calling", customer_id=customer_id), 303)

"""Whether a number on a page may be dialled now: asked before the telephone is."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.web import current_uow, needs, show_datetime

from .calling_rules import Purpose, Verdict
from .model import LOG
from .numbers import read_number
from .pages import blueprint, sent_customer
from .permitting import may_call
from .words import hindrance_words


@blueprint.get("/dialling")
@needs(LOG)
def dialling() -> ResponseReturnValue:
    """For the module that stands behind every number on the pages. Who is called from a page is
    called for service; what sells is called from a campaign."""
    uow = current_uow()
    customer = sent_customer(uow, request.args.get("customer_id", ""))
    number = read_number(uow, request.args.get("number", "")).number or ""
    verdict = may_call(uow, customer, number, uow.now, Purpose.SERVICE)
    return jsonify(is_allowed=verdict.is_allowed, words=refusal_words(verdict))


def refusal_words(verdict: Verdict) -> str:
    """Why not, and when it will be allowed; empty where it is."""
    words = [hindrance_words(one) for one in verdict.hindrances]
    if words and verdict.next_at is not None:
        when = show_datetime(verdict.next_at)
        words.append(str(gettext("They may be called from %(when)s on.", when=when)))
    return " ".join(words)

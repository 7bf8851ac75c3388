"""Where telephone exchanges tell what happens: signed, stored first, answered at once."""

from functools import partial
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from salesforce_lite.kernel.actor import Actor
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import plugin_settings
from salesforce_lite.web import current_actor, current_uow, for_machines, outside_address

from . import asterisk, generic, twilio
from .doors import SECRETS, Refusal, note_refusal, noting_what_cannot_be_read
from .lines import is_line
from .receiving import RECEIVE, Told, receive
from .signatures import is_new, is_of_twilio, is_signed

blueprint = Blueprint("call_center_doors", __name__)
_NOBODY = Actor(user_id=None, name="")


def _exchange(session: Session) -> Actor:
    """The exchange, which sees all numbers; nobody where the signature is not right."""
    source = (request.view_args or {})["source"]
    settings: dict[str, Any] = session.info["plugin_settings"]("call_center")
    if source == twilio.SOURCE:
        is_right = is_of_twilio(
            settings.get("twilio_token") or "",
            addresses=(request.url, outside_address(request.full_path.rstrip("?"))),
            form=request.form.to_dict(flat=False),
            given=request.headers.get("X-Twilio-Signature", ""),
        )
    else:
        is_right = is_signed(
            settings.get(SECRETS.get(source, ""), "") or "",
            event_id=request.headers.get("Webhook-Id", ""),
            timestamp=request.headers.get("Webhook-Timestamp", ""),
            body=request.get_data(),
            signatures=request.headers.get("Webhook-Signature", ""),
        )
    return (
        Actor(user_id=None, name=f"call_center:{source}", everything=True, scope=None)
        if is_right
        else _NOBODY
    )


@blueprint.post("/events/<source>")
@for_machines(_exchange)
def tell(source: str) -> Response:
    """Whoever signs wrongly learns nothing more. What is told again changes nothing, so that a
    callback of Twilio, which has no time in its signature, may be replayed."""
    uow = current_uow()
    stamp = request.headers.get("Webhook-Timestamp", "")
    if not current_actor().may(RECEIVE):
        note_refusal(uow, source, Refusal.FORGED)
        return Response("", 401)
    if not (source == twilio.SOURCE or is_new(stamp, uow.now)):
        note_refusal(uow, source, Refusal.LATE)
        return Response("", 401)
    with noting_what_cannot_be_read(uow, source):
        told = _read(uow, source)
    receive(uow, source, told)
    return Response("", 204)


def _read(uow: UnitOfWork, source: str) -> list[Told]:
    is_one = partial(is_line, uow)
    if source == twilio.SOURCE:
        return twilio.read_twilio(request.form, now=uow.now, is_line=is_one)
    body = request.get_data(as_text=True)
    if source == asterisk.SOURCE:
        return asterisk.read_asterisk(body, now=uow.now, is_line=is_one)
    settings = plugin_settings(uow, "call_center")
    mapping = generic.FieldMapping.of(settings["generic_mapping"])
    return generic.read_generic(body, mapping, now=uow.now, is_line=is_one)

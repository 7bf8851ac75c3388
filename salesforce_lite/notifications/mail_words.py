"""The mail about what a person was told: one for all that waited, in their language."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext, ngettext

from salesforce_lite.access import get_user
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.mail import send_mail
from salesforce_lite.notifications.service import find_notifications
from salesforce_lite.notifications.words import Shown, shown
from salesforce_lite.web import outside_page, show_datetime


def write_mail(uow: UnitOfWork, payload: Mapping[str, Any]) -> None:
    """The job of one mail, in the name of its reader: what they may not see is not in it, and
    where nothing is left there is no mail."""
    rows = find_notifications(uow, [UUID(one) for one in payload["ids"]])
    told = [one for one in shown(uow, rows) if one.is_seen]
    if not told or uow.actor.user_id is None:
        return
    more = int(payload.get("more", 0))
    send_mail(
        uow,
        to=get_user(uow, uow.actor.user_id).email,
        subject=_subject(told, more),
        text=_text(told, more),
    )


def _subject(told: Sequence[Shown], more: int) -> str:
    if len(told) + more == 1:
        return told[0].title
    count = len(told) + more
    return str(ngettext("%(num)d notification", "%(num)d notifications", count))


def _text(told: Sequence[Shown], more: int) -> str:
    parts = [_lines(one) for one in told]
    if more:
        parts.append(str(ngettext("… and %(num)d more.", "… and %(num)d more.", more)))
    if address := _address(told, more):
        parts.append(address)
    choices = outside_page("notifications.choose")
    if choices:
        words = gettext("Choose what comes by mail, and when: %(address)s", address=choices)
    else:
        words = gettext("In your profile you choose what comes by mail, and when.")
    return "\n\n".join([*parts, f"--\n{words}"])


def _lines(one: Shown) -> str:
    head = f"{one.title} ({show_datetime(one.at)})"
    return f"{head}\n{one.detail}" if one.detail else head


def _address(told: Sequence[Shown], more: int) -> str:
    """One link: to the only thing that it is about, else to all of them."""
    if len(told) + more == 1 and told[0].endpoint:
        return outside_page(told[0].endpoint, **told[0].values)
    return outside_page("notifications.index")

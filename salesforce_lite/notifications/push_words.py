"""What a browser shows of what a person was told, in their language."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import current_app
from flask_babel import ngettext

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.notifications.service import find_notifications
from salesforce_lite.notifications.words import Shown, shown

_LONGEST = 200


def push_message(uow: UnitOfWork, payload: Mapping[str, Any]) -> dict[str, Any] | None:
    """The only thing that was told, or how many there are; None where it is not open to them any
    more, or was read on the bell."""
    rows = find_notifications(uow, [UUID(one) for one in payload["ids"]])
    told = [one for one in shown(uow, rows) if one.is_seen]
    if not told:
        return None
    more = int(payload["count"]) - 1
    body = told[0].detail
    if more:
        body = ngettext("… and %(num)d more.", "… and %(num)d more.", more)
    return {
        "title": told[0].title[:_LONGEST],
        "body": body[:_LONGEST],
        "lang": uow.actor.locale,
        "tag": str(told[0].id),
        "url": _path(told[0], more),
    }


def _path(one: Shown, more: int) -> str:
    """Within the site; the browser knows the rest."""
    pages = current_app.url_map.bind("localhost")
    if more or not one.endpoint:
        return pages.build("notifications.index")
    return pages.build(one.endpoint, one.values)

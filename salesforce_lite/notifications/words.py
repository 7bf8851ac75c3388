"""What people are told, in the words of who reads it now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app
from flask_babel import gettext, ngettext

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.notifications.model import Notification
from salesforce_lite.notifications.service import MOST_COUNTED
from salesforce_lite.plugin import NotificationKind, NotificationWords, Told
from salesforce_lite.web import current_contributions


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One notification as a page or a mail shows it; `endpoint` is empty where nothing is open to
    the reader."""

    id: UUID
    title: str
    detail: str
    icon: str
    at: datetime
    is_read: bool
    is_seen: bool
    endpoint: str = ""
    values: Mapping[str, Any]


def kinds() -> tuple[NotificationKind, ...]:
    """What people are told about, of the core and of the plugins that are on, in their order."""
    return current_contributions().notification_kinds


def shown(uow: UnitOfWork, notifications: Sequence[Notification]) -> list[Shown]:
    """In the order given; each kind is asked once for all of its own."""
    known = {kind.code: kind for kind in kinds()}
    words = dict(_words(uow, known, notifications))
    return [_shown(one, known.get(one.kind), words.get(one.id)) for one in notifications]


def _words(
    uow: UnitOfWork, known: Mapping[str, NotificationKind], notifications: Iterable[Notification]
) -> Iterator[tuple[UUID, NotificationWords]]:
    of_kind: dict[str, list[Told]] = defaultdict(list)
    for one in notifications:
        told = Told(id=one.id, about=one.about, params=one.params, at=one.created_at)
        of_kind[one.kind].append(told)
    for code, all_told in of_kind.items():
        if code in known:
            yield from known[code].words(uow, all_told).items()


def _shown(
    one: Notification, kind: NotificationKind | None, words: NotificationWords | None
) -> Shown:
    endpoint, values = _leads_to(one, kind, words) if kind and words else ("", {})
    return Shown(
        id=one.id,
        title=words.title if words else _unseen(kind),
        detail=words.detail if words else "",
        icon=kind.icon if kind else "puzzle",
        at=one.created_at,
        is_read=one.read_at is not None,
        is_seen=words is not None,
        endpoint=endpoint,
        values=values,
    )


def _unseen(kind: NotificationKind | None) -> str:
    if kind is None:
        return str(gettext("This came from a plugin that is switched off."))
    return str(gettext("This was about something that you can no longer see."))


def _leads_to(
    one: Notification, kind: NotificationKind, words: NotificationWords
) -> tuple[str, Mapping[str, Any]]:
    """Nowhere, where the page is that of a record and there is none, or where no such page is."""
    if words.endpoint:
        endpoint, values = words.endpoint, words.values
    elif kind.argument:
        endpoint, values = (kind.endpoint, {kind.argument: one.about}) if one.about else ("", {})
    else:
        endpoint, values = kind.endpoint, {}
    return (endpoint, values) if endpoint in current_app.view_functions else ("", {})


def number_words(unread: int) -> str:
    """What stands on the bell; nothing where all is read."""
    if unread >= MOST_COUNTED:
        return f"{MOST_COUNTED - 1}+"
    return str(unread or "")


def bell_words(unread: int) -> str:
    """What the bell says to who hears the page."""
    if unread == 0:
        return str(gettext("Notifications, all read"))
    return str(ngettext("Notifications, %(num)d unread", "Notifications, %(num)d unread", unread))

"""Tells mail that a person wrote from what machines send: bounces, automatic answers, lists."""

import re
from email.message import Message
from enum import StrEnum

from salesforce_lite.mailbox.headers import correspondents, inside, people, text, value, values

_MACHINES = frozenset({"mailer-daemon", "postmaster", "mail-daemon", "maildaemon"})
_AUTOMATIC = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-mail-autoreply")
_STATUS = "message/delivery-status"
_BULK = frozenset({"bulk", "list", "junk"})
# Weak: a person may write so too.
_AWAY = re.compile(
    r"(out of( the)? office|automatic reply|auto(matic)?[ -]?(reply|response)|"
    r"respuesta autom[áa]tica|fuera de( la)? oficina|ausente)\b",
    re.IGNORECASE,
)


class Sort(StrEnum):
    """What a mail is, by its headers (RFC 3834, RFC 3464, RFC 2919)."""

    PERSON = "person"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    LIST = "list"


def sort_of(message: Message) -> Sort:
    """A bounce comes before all else: it is automatic too."""
    if _is_bounce(message):
        return Sort.BOUNCE
    if _is_automatic(message):
        return Sort.AUTOMATIC
    if value(message, "list-id") or _word(message, "precedence") in _BULK:
        return Sort.LIST
    return Sort.PERSON


def undelivered(message: Message) -> tuple[str, ...]:
    """The addresses that a bounce names as failed; of a mere delay there are none."""
    reports = [part for part in message.walk() if part.get_content_type() == _STATUS]
    named = [
        value(block, name).partition(";")[2]
        for report in reports
        for block in inside(report)
        if value(block, "action").strip().lower() not in ("delayed", "delivered", "relayed")
        for name in ("original-recipient", "final-recipient")
        if value(block, name)
    ]
    if not reports:
        named = values(message, "x-failed-recipients")
    return tuple(one.address for one in correspondents(", ".join(named)))


def _is_bounce(message: Message) -> bool:
    if message.get_content_type() == "multipart/report":
        return "disposition-notification" not in value(message, "content-type").lower()
    senders = {one.address.partition("@")[0] for one in people(message, "from")}
    return bool(senders & _MACHINES or value(message, "x-failed-recipients"))


def _is_automatic(message: Message) -> bool:
    if _word(message, "auto-submitted") not in ("", "no"):
        return True
    if any(value(message, name) for name in _AUTOMATIC) or _is_a_receipt(message):
        return True
    if _word(message, "precedence") in ("auto_reply", "auto-reply"):
        return True
    if value(message, "return-path").strip() == "<>":
        return True
    answers = any(value(message, name) for name in ("in-reply-to", "x-auto-response-suppress"))
    return answers and bool(_AWAY.match(text(message, "subject")))


def _is_a_receipt(message: Message) -> bool:
    return message.get_content_type() == "multipart/report"


def _word(message: Message, name: str) -> str:
    """“auto-replied (vacation)” is “auto-replied”."""
    words = re.split(r"[\s;(]", value(message, name).strip().lower(), maxsplit=1)
    return words[0]

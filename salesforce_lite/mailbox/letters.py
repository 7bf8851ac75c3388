"""Reads a raw mail, whatever it is: who wrote to whom, when, what, and in whose private box.

Nothing that people or machines send raises here; what cannot be read is left out.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from email.message import Message
from email.utils import collapse_rfc2231_value
from hashlib import sha256
from uuid import UUID

from msgspec import Struct

from salesforce_lite.mailbox import headers
from salesforce_lite.mailbox.addresses import PrivateAddresses
from salesforce_lite.mailbox.headers import Correspondent
from salesforce_lite.mailbox.parsing import parsed
from salesforce_lite.mailbox.sorts import Sort, sort_of, undelivered
from salesforce_lite.mailbox.texts import LONGEST_HTML, clean, part, plain_of
from salesforce_lite.tabular import is_charset

_MOST_ATTACHMENTS = 20
_LONGEST_SUBJECT = 200
_LONGEST_NAME = 120
# Where servers say for whom a mail is, beside what its writer said.
_FOR = (
    *("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to"),
    *("x-forwarded-to", "x-rcpt-to", "resent-to", "resent-cc", "to", "cc", "bcc", "received"),
)


class Forwarded(Struct, frozen=True):
    """The mail inside of one that was forwarded."""

    sender: Correspondent | None
    recipients: tuple[Correspondent, ...]
    subject: str
    text: str
    sent_at: datetime | None
    sort: Sort = Sort.PERSON
    attachments: tuple[str, ...] = ()
    undelivered: tuple[str, ...] = ()


class Letter(Struct, frozen=True):
    """A mail. `private` are the ids of private addresses in it; `is_doubtful`: our mail server
    found that its sender is not who they say; `is_cut`: it was too large to be read to its end."""

    key: str
    sort: Sort
    sender: Correspondent | None
    recipients: tuple[Correspondent, ...]
    subject: str
    text: str
    sent_at: datetime | None
    private: tuple[UUID, ...]
    attachments: tuple[str, ...] = ()
    forwarded: Forwarded | None = None
    undelivered: tuple[str, ...] = ()
    is_doubtful: bool = False
    is_cut: bool = False


def read_letter(raw: bytes, addresses: PrivateAddresses) -> Letter:
    """The mail, without private addresses in what it says: others are to read that."""
    message, is_cut = parsed(raw)
    sort = sort_of(message)
    text, names, attached = _content(message)
    parted = part(addresses.without(text))
    forwarded = None
    if sort is Sort.PERSON:
        inner = None if attached is None else _attached(attached, addresses)
        forwarded = inner or _inline(parted.head, parted.inside)
    return Letter(
        key=_key(message, raw),
        sort=sort,
        sender=_first(headers.people(message, "from") or headers.people(message, "sender")),
        recipients=_others(headers.people(message, "to", "cc"), addresses),
        subject=_subject(message, addresses),
        text=parted.written or ("" if forwarded else text),
        sent_at=headers.moment(headers.value(message, "date")),
        private=tuple(sorted(_private(message, addresses))),
        attachments=names,
        forwarded=forwarded,
        undelivered=undelivered(message) if sort is Sort.BOUNCE else (),
        is_doubtful=_is_doubtful(message),
        is_cut=is_cut,
    )


def _key(message: Message, raw: bytes) -> str:
    """A digest of the Message-ID; of all of it where there is none."""
    named = headers.value(message, "message-id").strip()
    return sha256(named.encode("utf-8", "surrogateescape") if named else raw).hexdigest()


def _private(message: Message, addresses: PrivateAddresses) -> set[UUID]:
    found: set[UUID] = set()
    for name in _FOR:
        for value in headers.values(message, name):
            found |= addresses.ids_in(value)
    return found


def _is_doubtful(message: Message) -> bool:
    checks = headers.values(message, "authentication-results")
    return any("dmarc=fail" in check.lower() for check in checks)


def _subject(message: Message, addresses: PrivateAddresses) -> str:
    return addresses.without(headers.text(message, "subject"))[:_LONGEST_SUBJECT]


def _first(people: tuple[Correspondent, ...]) -> Correspondent | None:
    return people[0] if people else None


def _others(
    people: tuple[Correspondent, ...], addresses: PrivateAddresses
) -> tuple[Correspondent, ...]:
    return tuple(one for one in people if not addresses.is_ours(one.address))


def _attached(message: Message, addresses: PrivateAddresses) -> Forwarded:
    """A mail that was forwarded as an attachment."""
    sort = sort_of(message)
    text, names, _ = _content(message)
    return Forwarded(
        sender=_first(headers.people(message, "from")),
        recipients=_others(headers.people(message, "to", "cc"), addresses),
        subject=_subject(message, addresses),
        text=addresses.without(part(text).written or text),
        sent_at=headers.moment(headers.value(message, "date")),
        sort=sort,
        attachments=names,
        undelivered=undelivered(message) if sort is Sort.BOUNCE else (),
    )


def _inline(head: Mapping[str, str], inside: str) -> Forwarded | None:
    """A mail that was forwarded in the text, below lines that say from whom it was."""
    if not head:
        return None
    sender = _first(headers.correspondents(head.get("from", "")))
    recipients = headers.correspondents(f"{head.get('to', '')}, {head.get('cc', '')}")
    return Forwarded(
        sender=sender,
        recipients=recipients,
        subject=headers.decoded(head.get("subject", ""))[:_LONGEST_SUBJECT],
        text=part(inside).written or inside,
        sent_at=headers.moment(head.get("date", "")),
    )


def _content(message: Message) -> tuple[str, tuple[str, ...], Message | None]:
    """The text, the names of the attachments, and a mail among these."""
    plain: list[str] = []
    html: list[str] = []
    names: list[str] = []
    attached: Message | None = None
    for one in _parts(message):
        kind = one.get_content_type()
        name = _name(one)
        if kind == "message/rfc822":
            if attached is None:
                attached = next(iter(headers.inside(one)), None)
        elif name or _is_attachment(one):
            names.append(name or kind)
        elif kind == "text/plain":
            plain.append(_text(one))
        elif kind == "text/html":
            html.append(_text(one))
    text = "\n".join(plain)
    if not text.strip():
        text = "\n".join(plain_of(page) for page in _within(html, LONGEST_HTML))
    return clean(text), tuple(names[:_MOST_ATTACHMENTS]), attached


def _within(pages: Iterable[str], longest: int) -> Iterator[str]:
    """Those with words, together of that length at most."""
    for page in pages:
        if page.strip() and longest > 0:
            yield page[:longest]
            longest -= len(page)


def _parts(message: Message) -> Iterator[Message]:
    """Every part that holds something, in order; attached mails are not looked into."""
    waiting = [message]
    while waiting:
        one = waiting.pop()
        inner = headers.inside(one)
        if inner and one.get_content_maintype() == "multipart":
            waiting.extend(reversed(inner))
        else:
            yield one


def _is_attachment(one: Message) -> bool:
    return headers.value(one, "content-disposition").strip().lower().startswith("attachment")


def _name(one: Message) -> str:
    """What the attachment is called; empty where it has no name."""
    try:
        told = one.get_param("filename", None, "content-disposition")
        told = told or one.get_param("name", None, "content-type")
        name = collapse_rfc2231_value(told) if told else ""
    except (LookupError, ValueError, TypeError, AttributeError):
        return ""
    return headers.decoded(name)[:_LONGEST_NAME]


def _text(one: Message) -> str:
    """The words of a part, in the character set it names, else in one that reads everything."""
    try:
        data = one.get_payload(decode=True)
        named = str(one.get_param("charset", "utf-8")).strip("'\"").lower()
    except (LookupError, ValueError, TypeError, AttributeError):
        return ""
    if not isinstance(data, bytes):
        return ""
    for charset in (named, "utf-8"):
        with suppress(LookupError, ValueError):
            if is_charset(charset):
                return headers.as_text(data.decode(charset))
    return data.decode("latin-1")

"""Says between whom and our company a mail went: from its headers, and whose address is whose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from salesforce_lite.access import User
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.mailbox.headers import Correspondent
from salesforce_lite.mailbox.letters import Forwarded, Letter

SENT, RECEIVED = "sent", "received"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealings:
    """What is to be filed. `outside` are those it is with, who do not work here; `colleagues` those
    who do, by address. What is not sure is filed by a person only."""

    direction: str
    sender: Correspondent | None
    recipients: tuple[Correspondent, ...]
    outside: tuple[Correspondent, ...]
    colleagues: Mapping[str, User]
    subject: str
    text: str
    at: datetime
    attachments: tuple[str, ...] = ()
    # What the owner wrote above a mail that they forwarded.
    remark: str = ""
    is_cut: bool = False
    is_sure: bool = True


def dealings_of(uow: UnitOfWork, letter: Letter, received_at: datetime) -> Dealings:
    """Of a letter to the actor's private address.

    Their own mail is with those they wrote to; where they wrote to the mailbox alone, they have
    forwarded what somebody wrote to them, or they to somebody. All other mail is of its sender.
    """
    colleagues = _colleagues(uow, letter)
    writer = colleagues.get(letter.sender.address) if letter.sender else None
    if writer is None:
        outside = _one(letter.sender)
        return _as_it_is(letter, received_at, colleagues, RECEIVED, outside, is_sure=True)
    is_own = writer.id == uow.actor.user_id
    outside = _outside(letter.recipients, colleagues)
    if letter.forwarded is not None and not outside:
        return _forwarded(letter, letter.forwarded, received_at, colleagues, is_sure=is_own)
    return _as_it_is(letter, received_at, colleagues, SENT, outside, is_sure=is_own)


def _as_it_is(
    letter: Letter,
    received_at: datetime,
    colleagues: Mapping[str, User],
    direction: str,
    outside: tuple[Correspondent, ...],
    *,
    is_sure: bool,
) -> Dealings:
    return Dealings(
        direction=direction,
        sender=letter.sender,
        recipients=letter.recipients,
        outside=outside,
        colleagues=colleagues,
        subject=letter.subject,
        text=letter.text or (letter.forwarded.text if letter.forwarded else ""),
        at=_bounded(letter.sent_at, received_at),
        attachments=letter.attachments,
        is_cut=letter.is_cut,
        is_sure=is_sure and not letter.is_doubtful,
    )


def _forwarded(
    letter: Letter,
    inner: Forwarded,
    received_at: datetime,
    colleagues: Mapping[str, User],
    *,
    is_sure: bool,
) -> Dealings:
    is_ours = inner.sender is not None and inner.sender.address in colleagues
    written = _outside(inner.recipients, colleagues)
    return Dealings(
        direction=SENT if is_ours else RECEIVED,
        sender=inner.sender,
        recipients=inner.recipients,
        outside=written if is_ours else _one(inner.sender),
        colleagues=colleagues,
        subject=inner.subject or letter.subject,
        text=inner.text,
        # Many programs write the day of what they forward in words; then it is that of forwarding.
        at=_bounded(inner.sent_at or letter.sent_at, received_at),
        attachments=inner.attachments or letter.attachments,
        remark=letter.text,
        is_cut=letter.is_cut,
        is_sure=is_sure and not letter.is_doubtful,
    )


def _bounded(sent_at: datetime | None, received_at: datetime) -> datetime:
    """Nobody writes later than the mail arrives, whatever their clock says."""
    return received_at if sent_at is None else min(sent_at, received_at)


def _colleagues(uow: UnitOfWork, letter: Letter) -> Mapping[str, User]:
    """Address → who works here, or did, of all who are named."""
    named = [letter.sender, *letter.recipients]
    if letter.forwarded is not None:
        named += [letter.forwarded.sender, *letter.forwarded.recipients]
    addresses = sorted({one.address for one in named if one is not None})
    people = uow.session.scalars(select(User).where(User.email.in_(addresses)))
    return {person.email.lower(): person for person in people}


def _outside(
    people: Iterable[Correspondent], colleagues: Mapping[str, User]
) -> tuple[Correspondent, ...]:
    return tuple(one for one in people if one.address not in colleagues)


def _one(person: Correspondent | None) -> tuple[Correspondent, ...]:
    return () if person is None else (person,)

"""What the bell says of mail to a private address, in the reader's words."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from flask_babel import gettext
from sqlalchemy import select

from salesforce_lite.customers import EmailHolder, find_by_emails
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.mailbox.dealings import Dealings, dealings_of
from salesforce_lite.mailbox.model import MailState, ReceivedMail
from salesforce_lite.mailbox.service import MOST_A_DAY, letter_of
from salesforce_lite.plugin import NotificationWords, Told

_PAGE = "mailbox.index"


def mail_words(uow: UnitOfWork, told: Sequence[Told]) -> Mapping[UUID, NotificationWords]:
    """For mail that is still known; what was filed since says so no more."""
    ids = {one.about for one in told if one.about}
    own = select(ReceivedMail).where(
        ReceivedMail.id.in_(ids), ReceivedMail.user_id == uow.actor.user_id
    )
    mails = {mail.id: mail for mail in uow.session.scalars(own)}
    bounced = {address for mail in mails.values() for address in _undelivered(mail)}
    sees = bounced and uow.actor.may("customers.view")
    return dict(_words(uow, told, mails, find_by_emails(uow, bounced) if sees else {}))


def _words(
    uow: UnitOfWork,
    told: Sequence[Told],
    mails: Mapping[UUID, ReceivedMail],
    holders: Mapping[str, EmailHolder],
) -> Iterator[tuple[UUID, NotificationWords]]:
    for one in told:
        mail = mails.get(one.about) if one.about else None
        what = one.params.get("what")
        if what == "many":
            yield one.id, _many()
        elif what == "too_much":
            yield one.id, _too_much()
        elif mail is not None and _undelivered(mail):
            yield one.id, _bounced(_undelivered(mail), holders)
        elif mail is not None and mail.state == MailState.UNFILED:
            yield one.id, _unfiled(dealings_of(uow, letter_of(mail), mail.received_at))
        elif mail is not None and what == "unfiled":
            yield one.id, NotificationWords(title=gettext("Mail that waited has been looked at"))


def _unfiled(dealings: Dealings) -> NotificationWords:
    """By the first of those it is with; where it is with nobody, by its sender."""
    people = (*dealings.outside, dealings.sender)
    name = people[0].shown if people[0] else gettext("Somebody")
    return NotificationWords(
        title=gettext("Mail with %(name)s waits: whose is it?", name=name),
        detail=dealings.subject,
        endpoint=_PAGE,
    )


def _many() -> NotificationWords:
    return NotificationWords(title=gettext("More mail waits to be filed"), endpoint=_PAGE)


def _too_much() -> NotificationWords:
    return NotificationWords(
        title=gettext("Too much mail comes to the private address"),
        detail=gettext(
            "More than %(most)s in a day: the rest is not filed. If others know the address, make "
            "a new one.",
            most=MOST_A_DAY,
        ),
        endpoint="profile.profile",
    )


def _bounced(addresses: Sequence[str], holders: Mapping[str, EmailHolder]) -> NotificationWords:
    """It leads to the first customer who is known."""
    title = gettext("Mail to %(address)s could not be delivered", address=addresses[0])
    detail = ", ".join(addresses[1:])
    known = [holders[address] for address in addresses if address in holders]
    if not known:
        return NotificationWords(title=title, detail=detail)
    return NotificationWords(
        title=title,
        detail=detail,
        endpoint="customers.show",
        values={"customer_id": known[0].customer_id},
    )


def _undelivered(mail: ReceivedMail) -> Sequence[str]:
    """Of a bounce; of all other mail the letter is whole, or gone."""
    return () if "key" in mail.letter else mail.letter.get("undelivered", ())

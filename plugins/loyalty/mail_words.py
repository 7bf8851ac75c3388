"""Statements by mail: to members who agreed, in their language, one in a month at most."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import Any
from uuid import UUID

from flask_babel import force_locale, gettext
from sqlalchemy import select

from salesforce_lite.company import get_company
from salesforce_lite.customers import Customer, contacts_of, visible_customers
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.links import open_link
from salesforce_lite.mail import NoAddressError, send_mail
from salesforce_lite.plugin import GoOn
from salesforce_lite.web import LOCALES, customer_address

from .errors import NotMailedError, NotOpenError
from .ledger import lock_accounts
from .members import get_member
from .model import ACTIVE, ENROL, Account, Program
from .point_words import MemberCard, cards_of, points_words
from .statement import STATEMENT
from .versions import program_of

MAILS = "loyalty.statements"
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class StatementMail:
    """What a member would be sent, and where to."""

    to: str
    subject: str
    text: str


def agree_to_mail(uow: UnitOfWork, account_id: UUID, *, agrees: bool) -> Account:
    """Note that a member agrees to statements by mail, or does not any more.

    Said again it changes nothing: since when stays. Raises NotFoundError.
    """
    uow.actor.require(ENROL)
    account = get_member(uow, account_id)
    if agrees != (account.mail_agreed_at is not None):
        account.mail_agreed_at = uow.now if agrees else None
        uow.session.flush()
    return account


def preview_statement(uow: UnitOfWork, account_id: UUID) -> StatementMail | None:
    """What would be sent now, without its link; None for who cannot be sent one. Sends nothing."""
    uow.actor.require(ENROL)
    account = get_member(uow, account_id)
    customer = _reached(uow, account)
    return None if customer is None else _written(uow, account, customer, address="")


def send_statement(uow: UnitOfWork, account_id: UUID) -> StatementMail:
    """Send a member the statement of this month.

    Raises NotFoundError, NotOpenError, NotMailedError, and NoAddressError for an address to which
    no mail goes.
    """
    uow.actor.require(ENROL)
    program = program_of(uow, get_member(uow, account_id).program_id)
    if not program.is_open:
        raise NotOpenError(program=program.name)
    account = lock_accounts(uow, [account_id])[account_id]
    sent = _send(uow, account) if account.mailed < _month(uow) else None
    if sent is None:
        raise NotMailedError
    return sent


def mail_statements(uow: UnitOfWork, payload: Mapping[str, Any]) -> GoOn | None:
    """A job: the statements of this month, some in each transaction.

    Whoever was sent one is marked in the transaction of the mail, so that it can be stopped and
    repeated at any time without a second mail. Who cannot be sent one keeps nobody from theirs.
    """
    query = select(Account.id).where(
        Account.mail_agreed_at.is_not(None),
        Account.mailed < _month(uow),
        Account.state == ACTIVE,
        Account.program_id.in_(select(Program.id).where(Program.is_open)),
    )
    if after := payload.get("after"):
        query = query.where(Account.id > UUID(after))
    ids = uow.session.scalars(query.order_by(Account.id).limit(_AT_ONCE)).all()
    for account in lock_accounts(uow, ids).values():
        # Somebody may have sent it in between.
        if account.mail_agreed_at is not None and account.mailed < _month(uow):
            with suppress(NoAddressError):
                _send(uow, account)
    return GoOn({"after": str(ids[-1])}) if ids else None


def _month(uow: UnitOfWork) -> int:
    return uow.today.year * 100 + uow.today.month


def _send(uow: UnitOfWork, account: Account) -> StatementMail | None:
    customer = _reached(uow, account)
    if customer is None:
        return None
    link = open_link(uow, STATEMENT, account.id, customer_id=customer.id)
    address = customer_address(link.id)
    # In the background the site is known by its setting alone: without it no link works.
    made = _written(uow, account, customer, address=address if "://" in address else "")
    if made is None:
        return None
    send_mail(uow, to=made.to, subject=made.subject, text=made.text)
    account.mailed = _month(uow)
    uow.session.flush()
    return made


def _reached(uow: UnitOfWork, account: Account) -> Customer | None:
    if account.mail_agreed_at is None or account.state != ACTIVE or account.customer_id is None:
        return None
    if not program_of(uow, account.program_id).is_open:
        return None
    # One who was deleted or merged while the plugin was off is not there, which is no fault.
    query = visible_customers(uow).where(Customer.id == account.customer_id, Customer.email != "")
    return uow.session.scalar(query)


def _written(
    uow: UnitOfWork, account: Account, customer: Customer, *, address: str
) -> StatementMail | None:
    with force_locale(_locale_of(uow, customer).replace("-", "_")):
        # What a card says is in the language of whoever reads it.
        cards = cards_of(uow, [account])
        if not cards:
            return None
        card = cards[0]
        subject = gettext(
            "%(program)s: %(points)s",
            program=card.program.name,
            points=points_words(card.standing.available),
        )
        return StatementMail(customer.email, str(subject), _text(card, customer.name, address))


def _text(card: MemberCard, name: str, address: str) -> str:
    points = points_words(card.standing.available)
    lines = [
        gettext("For %(name)s", name=name),
        "",
        gettext("%(points)s can be redeemed now.", points=points),
    ]
    if card.standing.pending:
        lines.append(gettext("Waiting: %(points)s", points=points_words(card.standing.pending)))
    if card.expiry:
        lines.append(gettext("Expires: %(points)s", points=card.expiry))
    if card.tier:
        lines.append(gettext("Tier: %(tier)s", tier=card.tier))
    if card.next_tier:
        lines.append(gettext("Next tier: %(missing)s", missing=card.next_tier))
    lines.append(gettext("Member number: %(number)s", number=card.account.number))
    if address:
        lines += ["", gettext("Points, rewards and movements: %(address)s", address=address)]
    lines += ["", gettext("Whoever wants no statements any more says so in an answer to us.")]
    return "\n".join(str(line) for line in lines)


def _locale_of(uow: UnitOfWork, customer: Customer) -> str:
    """That of the contact who has the address or stands first, else the company's.

    The language of a contact is free text: what the product does not speak counts as none.
    """
    ours = get_company(uow).locale
    contacts = [place.contact for place in contacts_of(uow, customer.id)]
    own = [one for one in contacts if one.email == customer.email]
    spoken = (_spoken(one.language, ours) for one in [*own, *contacts])
    return next((one for one in spoken if one), ours)


def _spoken(typed: str, ours: str) -> str:
    """The one of our locales that comes nearest to a tag, or nothing; among regions ours first."""
    tag = typed.strip().replace("_", "-").lower()
    language = tag.partition("-")[0]
    known = (ours, *LOCALES)
    whole = (one for one in known if one.lower() == tag)
    near = (one for one in known if one.lower().partition("-")[0] == language)
    return next(chain(whole, near), "")

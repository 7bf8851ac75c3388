"""Use cases of the mailbox: private addresses, taking in what came, looking through what waits."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

import msgspec
from sqlalchemy import Select, Table, and_, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from salesforce_lite.access import User
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.kernel.paging import Order, Page, page_of
from salesforce_lite.kernel.turns import take_turn
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.mailbox.errors import NoSuchAddressError
from salesforce_lite.mailbox.letters import Letter
from salesforce_lite.mailbox.model import MailboxAddress, MailState, ReceivedMail
from salesforce_lite.notifications import notify
from salesforce_lite.plugin import GoOn
from salesforce_lite.team import load_actor

USE = "activities.edit"
FILE = "mailbox.file"
TOLD = "private_mail"
MOST_A_DAY = 500
KEPT = timedelta(days=30)
_DAY = timedelta(days=1)
_PATIENCE = timedelta(hours=1)
_BATCH = 500
_rows = cast(Table, ReceivedMail.__table__)


class Reception(StrEnum):
    """What became of a mail for one person: TAKEN, known from BEFORE, or TOO_MUCH in a day."""

    TAKEN = "taken"
    BEFORE = "before"
    TOO_MUCH = "too_much"


def own_address(uow: UnitOfWork) -> MailboxAddress | None:
    """The actor's, where they have one. Raises NotFoundError where nobody is behind the actor."""
    uow.actor.require(USE)
    owned = select(MailboxAddress).where(MailboxAddress.user_id == _oneself(uow))
    return uow.session.scalar(owned)


def open_address(uow: UnitOfWork) -> MailboxAddress:
    """Give the actor an address, or a new one: the old one is worth nothing from now on."""
    close_address(uow)
    address = MailboxAddress(user_id=_oneself(uow))
    uow.session.add(address)
    uow.session.flush()
    return address


def close_address(uow: UnitOfWork) -> None:
    """Nothing comes to the actor any more; closing what is closed changes nothing."""
    # Of two at the same moment the second renews what the first has made.
    take_turn(uow, f"mailbox address {uow.actor.user_id}")
    address = own_address(uow)
    if address is not None:
        uow.session.delete(address)
        uow.session.flush()


def receive_mail(uow: UnitOfWork, letter: Letter, *, to: Iterable[UUID] = ()) -> list[Reception]:
    """Take in a mail for each person whose private address it names; its job files it, in their
    name. `to` are ids of addresses beside those in the letter, such as that of the envelope.

    It comes twice without harm. Raises NoSuchAddressError where it is for nobody.
    """
    people = _people(uow.session, {*letter.private, *to})
    if not people:
        raise NoSuchAddressError
    return [_receive(uow, letter, person) for person in people]


def list_unfiled(uow: UnitOfWork, *, cursor: str | None = None) -> Page[ReceivedMail]:
    """What waits for the actor to say whose it is, the newest first, one page."""
    order = (Order(ReceivedMail.id, descending=True),)
    return page_of(uow.session, unfiled_mail(uow), order, cursor=cursor, name="unfiled mail")


def count_unfiled(uow: UnitOfWork) -> int:
    """How many that are."""
    counted = select(func.count()).select_from(unfiled_mail(uow).subquery())
    return uow.session.scalar(counted) or 0


def get_unfiled(uow: UnitOfWork, mail_id: UUID) -> ReceivedMail:
    """One of them, held until the unit ends. Raises NotFoundError for what is filed, and for that
    of others."""
    query = unfiled_mail(uow).where(ReceivedMail.id == mail_id).with_for_update()
    mail = uow.session.scalar(query)
    if mail is None:
        raise NotFoundError
    return mail


def dismiss_mail(uow: UnitOfWork, mail_id: UUID) -> None:
    """The actor does not want it; what it said is forgotten."""
    get_unfiled(uow, mail_id).be_done()


def unfiled_mail(uow: UnitOfWork) -> Select[ReceivedMail]:
    """The actor's own: whoever else may see everything does not see this. What its job could not
    file for an hour is theirs as well."""
    uow.actor.require(USE)
    is_stuck = and_(
        ReceivedMail.state == MailState.WAITING, ReceivedMail.received_at < uow.now - _PATIENCE
    )
    return select(ReceivedMail).where(
        ReceivedMail.user_id == _oneself(uow),
        or_(ReceivedMail.state == MailState.UNFILED, is_stuck),
    )


def letter_of(mail: ReceivedMail) -> Letter:
    """What it says, as long as that is kept."""
    return msgspec.convert(mail.letter, Letter)


def forget_mail(uow: UnitOfWork, _payload: Mapping[str, Any]) -> GoOn | None:
    """What mail of thirty days ago said, whether or not it was filed, and then that it came."""
    since = uow.now - KEPT
    old = update(ReceivedMail).where(
        ReceivedMail.received_at < since, ReceivedMail.state != MailState.DONE
    )
    uow.session.execute(old.values(state=MailState.DONE, letter={}))
    told = update(ReceivedMail).where(ReceivedMail.received_at < since)
    uow.session.execute(told.values(letter={}))
    gone = select(ReceivedMail.id).where(ReceivedMail.seen_at < since).limit(_BATCH)
    ids = list(uow.session.scalars(gone))
    uow.session.execute(delete(ReceivedMail).where(ReceivedMail.id.in_(ids)))
    return GoOn({}) if len(ids) == _BATCH else None


def _people(session: Session, ids: set[UUID]) -> Sequence[User]:
    """Who work here, and may log what they do."""
    owners = (
        select(User)
        .join(MailboxAddress, MailboxAddress.user_id == User.id)
        .where(MailboxAddress.id.in_(ids), User.active)
        .order_by(User.id)
    )
    return [one for one in session.scalars(owners).all() if load_actor(session, one).may(USE)]


def _receive(uow: UnitOfWork, letter: Letter, person: User) -> Reception:
    # So that of many at the same moment no more than a day's are taken.
    take_turn(uow, f"mail of {person.id}")
    if _knows(uow, letter, person):
        return Reception.BEFORE
    if _came_today(uow, person) >= MOST_A_DAY:
        key = f"too much/{uow.now:%Y%m%d}"
        notify(uow, person.id, TOLD, params={"what": "too_much"}, key=key)
        return Reception.TOO_MUCH
    mail_id = new_id()
    made = {
        "id": mail_id,
        "user_id": person.id,
        "key": letter.key,
        "state": MailState.WAITING,
        "letter": msgspec.to_builtins(letter),
        "received_at": uow.now,
        "seen_at": uow.now,
    }
    is_postgresql = uow.session.get_bind().dialect.name == "postgresql"
    insert = postgresql_insert if is_postgresql else sqlite_insert
    uow.session.execute(insert(_rows).values(**made).on_conflict_do_nothing())
    job = enqueue_job(uow, FILE, {"mail_id": mail_id}, key=f"{FILE}/{mail_id}")
    # With what its owner may see and do then, in their language.
    job.actor_id, job.is_system = person.id, False
    return Reception.TAKEN


def _knows(uow: UnitOfWork, letter: Letter, person: User) -> bool:
    """Whether it came before; then it is known to have come again."""
    again = update(ReceivedMail).where(
        ReceivedMail.user_id == person.id, ReceivedMail.key == letter.key
    )
    seen = again.values(seen_at=uow.now).returning(ReceivedMail.id)
    return uow.session.execute(seen).first() is not None


def _came_today(uow: UnitOfWork, person: User) -> int:
    came = select(func.count()).where(
        ReceivedMail.user_id == person.id, ReceivedMail.received_at > uow.now - _DAY
    )
    return uow.session.scalar(came) or 0


def _oneself(uow: UnitOfWork) -> UUID:
    if uow.actor.user_id is None:
        raise NotFoundError
    return uow.actor.user_id

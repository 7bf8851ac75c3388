"""What waits for people is handed over when they work: one mail and one push about all of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update

from salesforce_lite.access import User
from salesforce_lite.company import get_company
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.notifications.choices import usual_choices
from salesforce_lite.notifications.model import Notification, NotificationChoice
from salesforce_lite.notifications.pushing import leave_push
from salesforce_lite.plugin import GoOn

MAIL = "notifications.mail"
_PEOPLE = 100
# Of more than these a mail tells how many more there are.
MOST_IN_A_MAIL = 50


def hand_over(
    uow: UnitOfWork, payload: Mapping[str, Any], *, mailed: Mapping[str, bool]
) -> GoOn | None:
    """For each person for whom something waits and who works now, leave a job that writes the mail,
    and one for each browser that is to tell it.

    What waits is taken away in the transaction that leaves the job, so that it is told once.
    `mailed` is kind → whether it is mailed to who has not chosen.
    """
    after = UUID(payload["after"]) if payload.get("after") else None
    people = _people_waiting(uow, after)
    hours = get_company(uow).hours
    choices = _choices(uow, [person.id for person in people])
    for person in people:
        choice = choices.get(person.id) or usual_choices(person.id)
        own = choice.hours or hours
        if not person.active:
            _take(uow, person.id)
        elif own.hold_at(uow.now, person.zone):
            _leave(uow, person.id, mailed={**mailed, **choice.mails}, pushed=choice.pushes)
    return GoOn({"after": str(people[-1].id)}) if len(people) == _PEOPLE else None


def _people_waiting(uow: UnitOfWork, after: UUID | None) -> Sequence[Row[UUID, str, bool]]:
    waiting = select(Notification.user_id).where(Notification.waits_since.is_not(None))
    query = select(User.id, User.zone, User.active).where(User.id.in_(waiting))
    if after is not None:
        query = query.where(User.id > after)
    return uow.session.execute(query.order_by(User.id).limit(_PEOPLE)).all()


def _choices(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, NotificationChoice]:
    query = select(NotificationChoice).where(NotificationChoice.user_id.in_(ids))
    return {choice.user_id: choice for choice in uow.session.scalars(query)}


def _leave(
    uow: UnitOfWork, user_id: UUID, *, mailed: Mapping[str, bool], pushed: Mapping[str, bool]
) -> None:
    """Of what was read on the bell meanwhile nobody is written. Who lets a browser tell them wants
    that for all kinds of which they have not said otherwise."""
    rows = sorted((row for row in _take(uow, user_id) if row.read_at is None), key=itemgetter(0))
    _leave_mail(uow, user_id, [row.id for row in rows if mailed.get(row.kind)])
    if to_push := [row.id for row in rows if pushed.get(row.kind, True)]:
        leave_push(uow, user_id, to_push)


def _leave_mail(uow: UnitOfWork, user_id: UUID, told: Sequence[UUID]) -> None:
    if told:
        more = max(0, len(told) - MOST_IN_A_MAIL)
        payload = {"ids": told[:MOST_IN_A_MAIL], "more": more}
        job = enqueue_job(uow, MAIL, payload, key=f"{MAIL}/{told[-1]}")
        # It is written in the name and the language of who reads it, with what they may see.
        job.actor_id, job.is_system = user_id, False


def _take(uow: UnitOfWork, user_id: UUID) -> Sequence[Row[UUID, str, datetime | None]]:
    """What waited for the person does not any more: what comes meanwhile waits for the next."""
    waiting = update(Notification).where(
        Notification.user_id == user_id, Notification.waits_since.is_not(None)
    )
    taken = waiting.values(waits_since=None).returning(
        Notification.id, Notification.kind, Notification.read_at
    )
    return uow.session.execute(taken).all()

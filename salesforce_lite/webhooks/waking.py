"""Wakes who looks through events, and who sends: jobs, of which there are as many as are needed."""

from datetime import datetime
from functools import partial
from typing import cast

from sqlalchemy import ColumnElement, Table, func, or_, select
from sqlalchemy.orm import Session

from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.events import Event
from salesforce_lite.kernel.job_rows import Job, JobState, Urgency
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.kernel.session import GuardedSession
from salesforce_lite.kernel.uow import UnitOfWork, reading_unit, unit_of_work
from salesforce_lite.webhooks.model import DeliveryState, Webhook, WebhookDelivery

MATCH = "webhooks.match"
SEND = "webhooks.send"
# So many send at the same time, each from a worker of its own; on SQLite there is one.
_MOST_SENDERS = 4
_FOR_EACH = 100
_ACTOR = "webhooks"
_webhooks = cast(Table, Webhook.__table__)


def wake(uow: UnitOfWork, _fact: Event) -> None:
    """Something happened: after the commit somebody looks at it, if anybody wants to know.

    What is told in between is found by the schedule a minute later: the events themselves are what
    counts. So no row is written for each of them in the transaction that tells them.
    """
    asked = uow.session.info
    if "listening" not in asked:
        asked["listening"] = _is_anybody_listening(uow.session)
    if asked["listening"]:
        uow.afterwards(_ACTOR, partial(_call_reader, uow.session))


def _is_anybody_listening(session: Session) -> bool:
    """Whoever acts: the table is asked, for those of others are not seen."""
    listening = select(_webhooks.c.id).where(_webhooks.c.is_on, _webhooks.c.deleted_at.is_(None))
    return session.execute(listening.limit(1)).first() is not None


def _call_reader(before: Session) -> None:
    """Ask for a look, if none is asked for already. One that runs may have looked too early."""
    make = partial(_further_session, before)
    with reading_unit(make, system_actor(_ACTOR), surface=_ACTOR) as look:
        if _is_called(look, MATCH):
            return
    with unit_of_work(make, system_actor(_ACTOR), surface=_ACTOR) as uow:
        enqueue_job(uow, MATCH, {}, priority=Urgency.INTERACTIVE)


def call_senders(uow: UnitOfWork) -> None:
    """Ask for as many senders as what is due needs, those that are asked for already counted."""
    due = (
        select(WebhookDelivery.id)
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
        .where(*is_due(uow.now))
        .limit(_MOST_SENDERS * _FOR_EACH)
    )
    count = uow.session.scalar(select(func.count()).select_from(due.subquery())) or 0
    most = _MOST_SENDERS if uow.session.get_bind().dialect.name == "postgresql" else 1
    wanted = min(most, -(-count // _FOR_EACH))
    # A sender that runs goes on by itself as long as there is something to send.
    for _ in range(wanted - _count(uow, SEND)):
        enqueue_job(uow, SEND, {})


def call_sender_at(uow: UnitOfWork, moment: datetime) -> None:
    """Ask for one that begins then, if none begins before."""
    if not _is_called(uow, SEND, by=moment):
        enqueue_job(uow, SEND, {}, run_after=max(moment, uow.now))


def is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Conditions of what may be sent now as far as its webhook and its own pauses go."""
    return (
        Webhook.is_on.is_(True),
        Webhook.deleted_at.is_(None),
        or_(Webhook.rests_until.is_(None), Webhook.rests_until <= now),
        *is_free(now),
    )


def is_free(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Of a delivery alone: it waits, its pause is over, and nobody holds it."""
    return (
        WebhookDelivery.state == DeliveryState.WAITING,
        WebhookDelivery.next_at <= now,
        or_(WebhookDelivery.held_until.is_(None), WebhookDelivery.held_until <= now),
    )


def _is_called(uow: UnitOfWork, kind: str, *, by: datetime | None = None) -> bool:
    queued = select(Job.id).where(
        Job.state == JobState.QUEUED, Job.kind == kind, Job.run_after <= (by or uow.now)
    )
    return uow.session.scalar(queued.limit(1)) is not None


def _count(uow: UnitOfWork, kind: str) -> int:
    """Those that run or are due."""
    begun = or_(Job.state == JobState.RUNNING, Job.run_after <= uow.now)
    is_open = Job.state.in_((JobState.QUEUED, JobState.RUNNING))
    query = select(func.count()).where(is_open, Job.kind == kind, begun)
    return uow.session.scalar(query.select_from(Job)) or 0


def _further_session(before: Session) -> Session:
    """Another session on the same database, which tells the workers as that one does."""
    session = GuardedSession(bind=before.get_bind(), expire_on_commit=False)
    session.info["carry"] = before.info.get("carry")
    return session

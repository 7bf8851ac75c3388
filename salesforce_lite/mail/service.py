"""Use cases of mail: ask for one, look through the outbox, try again, take back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import ColumnElement, and_, delete, or_, select

from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.ids import new_id, smallest_id_of
from salesforce_lite.kernel.job_rows import Job, JobState, Urgency
from salesforce_lite.kernel.jobs import cancel_job, enqueue_job, retry_job
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.mail.errors import NoAddressError, TooLateError
from salesforce_lite.mail.model import LONGEST_SUBJECT, Mail
from salesforce_lite.mail.post import Post
from salesforce_lite.plugin import GoOn, Reach

MANAGE = "mail.manage"
SEND = "mail.send"
# With pauses that double this is most of a day: mail servers are away for an afternoon.
_MOST_ATTEMPTS = 14
_KEPT = timedelta(days=90)
_BATCH = 500


class MailState(StrEnum):
    WAITING = "waiting"
    FAILED = "failed"
    SENT = "sent"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Sending:
    """A mail and how far it is; `again_at` is when it is tried again after a failure."""

    mail: Mail
    state: MailState
    error: str = ""
    again_at: datetime | None = None


def send_mail(uow: UnitOfWork, *, to: str, subject: str, text: str) -> Mail:
    """Ask for a mail; it is sent after the unit commits, and not at all if it does not.

    Raises NoAddressError; a subject longer than 200 letters is shortened. It is sent at least once:
    a server that dies between handing it in and noting so hands it in again, under the same
    Message-ID.
    """
    # Whoever goes on without this mail leaves no job behind.
    recipient = _address(to)
    mail_id = new_id()
    job = enqueue_job(
        uow,
        SEND,
        {"mail_id": str(mail_id)},
        priority=Urgency.INTERACTIVE,
        max_attempts=_MOST_ATTEMPTS,
        key=f"mail/{mail_id}",
    )
    mail = Mail(
        id=mail_id,
        recipient=recipient,
        subject=" ".join(subject.split())[:LONGEST_SUBJECT],
        text=text.replace("\0", ""),
        created_at=uow.now,
        job_id=job.id,
    )
    uow.session.add(mail)
    return mail


def hand_in(uow: UnitOfWork, payload: Mapping[str, Any], post: Post) -> Reach | None:
    """The job of one mail: hand it in outside of any transaction, then note that it is sent."""
    mail = uow.session.get(Mail, UUID(payload["mail_id"]))
    if mail is None or mail.sent_at is not None:
        return None
    if "answer" not in payload:
        letter = post.letter(mail.id, mail.recipient, mail.subject, mail.text, mail.created_at)
        return Reach(partial(post.hand_in, letter), payload)
    mail.sent_at = uow.now
    return None


def list_mails(
    uow: UnitOfWork, *, state: MailState | None = None, before: UUID | None = None, most: int = 50
) -> Sequence[Sending]:
    """The newest mails; `before` is the last id of a page."""
    uow.actor.require(MANAGE)
    query = _sendings().order_by(Mail.id.desc()).limit(most)
    if state is not None:
        query = query.where(_is_in(state))
    if before is not None:
        query = query.where(Mail.id < before)
    return [_sending(mail, job) for mail, job in uow.session.execute(query)]


def get_mail(uow: UnitOfWork, mail_id: UUID) -> Sending:
    """Raises NotFoundError."""
    uow.actor.require(MANAGE)
    found = uow.session.execute(_sendings().where(Mail.id == mail_id)).first()
    if found is None:
        raise NotFoundError
    return _sending(*found)


def try_again(uow: UnitOfWork, mail_id: UUID) -> None:
    """Give a mail that failed all its attempts again. Raises NotFoundError for any other."""
    retry_job(uow, get_mail(uow, mail_id).mail.job_id)


def take_back(uow: UnitOfWork, mail_id: UUID) -> None:
    """A mail that waits is not sent. Raises NotFoundError for any other, and TooLateError while it
    is in the hands of a worker: it may have been taken already."""
    job_id = get_mail(uow, mail_id).mail.job_id
    held = select(Job.state).where(Job.id == job_id).with_for_update()
    if uow.session.scalar(held) == JobState.RUNNING:
        raise TooLateError
    cancel_job(uow, job_id)


def forget_old_mail(uow: UnitOfWork, _payload: Mapping[str, Any]) -> GoOn | None:
    """Mail of 90 days ago, whatever became of it: what it says about people is not kept longer."""
    old = select(Mail.id).where(Mail.id < smallest_id_of(uow.now - _KEPT)).limit(_BATCH)
    ids = list(uow.session.scalars(old))
    uow.session.execute(delete(Mail).where(Mail.id.in_(ids)))
    return GoOn({}) if len(ids) == _BATCH else None


def _address(typed: str) -> str:
    try:
        return validate_email(typed.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise NoAddressError(address=typed[:254]) from None


def _sendings() -> Any:
    return select(Mail, Job).outerjoin(Job, Job.id == Mail.job_id)


def _is_in(state: MailState) -> ColumnElement[bool]:
    unsent = Mail.sent_at.is_(None)
    match state:
        case MailState.SENT:
            return Mail.sent_at.is_not(None)
        case MailState.WAITING:
            return and_(unsent, Job.state.in_((JobState.QUEUED, JobState.RUNNING)))
        case MailState.FAILED:
            return and_(unsent, Job.state == JobState.DEAD)
    return and_(unsent, or_(Job.id.is_(None), Job.state.in_((JobState.CANCELLED, JobState.DONE))))


def _sending(mail: Mail, job: Job | None) -> Sending:
    if mail.sent_at is not None:
        return Sending(mail, MailState.SENT)
    if job is not None and job.state == JobState.DEAD:
        return Sending(mail, MailState.FAILED, job.error)
    if job is not None and job.state in (JobState.QUEUED, JobState.RUNNING):
        return Sending(mail, MailState.WAITING, job.error, job.run_after if job.error else None)
    return Sending(mail, MailState.TAKEN_BACK)

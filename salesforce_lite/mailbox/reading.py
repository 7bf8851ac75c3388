"""Takes what came to the company's mailbox, one message in each transaction."""

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import InterfaceError, OperationalError

from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.kernel.job_rows import Job, JobState
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.mailbox.addresses import PrivateAddresses
from salesforce_lite.mailbox.inbox import FILED, NOT_FILED, Fetched, Visit, remove_before
from salesforce_lite.mailbox.service import KEPT, Reception, forget_mail, receive_mail
from salesforce_lite.plugin import GoOn, Reach

_log = logging.getLogger(__name__)
READ = "mailbox.read"


def read_inbox(
    uow: UnitOfWork, payload: Mapping[str, Any], *, url: str, addresses: PrivateAddresses
) -> Reach | None:
    """The job: a message leaves the inbox when the transaction that took it in has committed. Where
    the process dies between the two, it is known when it comes again; where it dies reading, the
    message is set aside the next time, and keeps no other from its turn."""
    visit: Visit | None = payload.get("answer")
    if visit is None:
        return Reach(partial(Visit.begin, url, addresses, payload.get("reading", "")), {})
    try:
        return _step(uow, visit, is_noted="is_noted" in payload)
    except BaseException:
        visit.close()
        raise


def tidy(uow: UnitOfWork, payload: Mapping[str, Any], *, url: str) -> GoOn | Reach | None:
    """The job that forgets mail of thirty days ago, in the mailbox too, as far as it was filed."""
    if "answer" in payload or not url:
        return forget_mail(uow, payload)
    day = (uow.now - KEPT).date()
    return Reach(partial(remove_before, url, day), {})


def _step(uow: UnitOfWork, visit: Visit, *, is_noted: bool) -> Reach | None:
    if visit.message is None:
        return None
    if not visit.message.is_read:
        _note(uow, visit.message.uid)
        return Reach(visit.read, {"is_noted": True})
    if is_noted:
        # In a transaction of its own: whatever fails after it is no fault of the message.
        _note(uow, "")
        return Reach(lambda: visit, {})
    return Reach(partial(visit.go_on, _take(uow, visit.message)), {})


def _note(uow: UnitOfWork, uid: str) -> None:
    """Which message is being read. It stands in the payload of the job, so that whoever has it next
    knows at which one a worker has ended; jobs of a schedule run one at a time."""
    held = update(Job).where(Job.kind == READ, Job.state == JobState.RUNNING)
    uow.session.execute(held.values(payload={"reading": uid}))


def _take(uow: UnitOfWork, message: Fetched) -> str:
    """Into which folder the message goes. What is wrong with one keeps no other from its turn."""
    if message.letter is None:
        return NOT_FILED
    try:
        with uow.session.begin_nested():
            became = receive_mail(uow, message.letter)
            uow.session.flush()
    except (OperationalError, InterfaceError):
        # The database is away, and nothing is known about the message.
        raise
    except DomainError as refusal:
        _log.info("a mail was not taken: %s", refusal.code)
        return NOT_FILED
    except Exception:
        _log.exception("a mail could not be taken")
        return NOT_FILED
    return NOT_FILED if set(became) == {Reception.TOO_MUCH} else FILED

"""Keeps the scores up to date: passes over all customers, and what has changed since.

Every record says when it was changed, and an index leads there; so nothing has to be written down
when customers, activities and opportunities are saved, and a file of a hundred thousand costs
nothing more. What changes is followed a minute later, in batches.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, func, or_, select

from salesforce_lite.kernel.job_rows import Urgency
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import GoOn

from .facts import activities, customers, opportunities
from .model import ScoringProgress
from .scores import Holding, score_customers
from .versions import find_progress

RECOMPUTE, FOLLOW = "scoring.recompute", "scoring.follow"
# Others wait for SQLite's write lock meanwhile; a step is to stay below 200 ms on slow machines.
_STEP_SECONDS, BATCH = 0.1, 100
# Whoever saved before this moment has committed by now, so nothing is passed over.
OVERLAP = timedelta(seconds=90)
# A pass that stands still for so long has lost its job.
_STANDS_STILL = timedelta(minutes=2)
# Where changes are looked for, and the column that says of which customer.
_SOURCES: tuple[tuple[Table, ColumnElement[Any]], ...] = (
    (customers, customers.c.id),
    (activities, activities.c.customer_id),
    (opportunities, opportunities.c.customer_id),
)


def begin_pass(uow: UnitOfWork, progress: ScoringProgress) -> bool:
    """Score everybody anew; a pass that is under way begins again. Whether a job has to be asked
    for: where there is one, it goes on with this."""
    was_over = progress.pass_ended_at is not None
    progress.pass_begun_at = progress.pass_step_at = uow.now
    progress.pass_ended_at, progress.pass_after, progress.pass_done = None, None, 0
    progress.pass_total = uow.session.scalar(_count()) or 0
    return was_over


def ask_for_pass(uow: UnitOfWork) -> None:
    """Let a worker do what a pass has left."""
    enqueue_job(uow, RECOMPUTE, {"goes_on": True}, priority=Urgency.BULK)


def recompute(uow: UnitOfWork, payload: Mapping[str, Any]) -> GoOn | None:
    """A step of the pass that is under way; when it is asked for by the clock, a new one begins."""
    progress = find_progress(uow, held=True)
    if progress is None:
        return None
    if not payload.get("goes_on") and progress.pass_ended_at is not None:
        begin_pass(uow, progress)
    if not _go_on(uow, progress):
        return None
    done = min(99, progress.pass_done * 100 // max(1, progress.pass_total))
    return GoOn({"goes_on": True}, progress=done)


def _go_on(uow: UnitOfWork, progress: ScoringProgress) -> bool:
    """As much of the pass as a step has time for; whether something is left of it."""
    if progress.pass_ended_at is not None:
        return False
    holding, ends = Holding.now(uow), perf_counter() + _STEP_SECONDS
    progress.pass_step_at = uow.now
    after, done = progress.pass_after, 0
    is_left = True
    while is_left and (not done or perf_counter() < ends):
        query = select(customers.c.id).order_by(customers.c.id).limit(BATCH)
        ids = list(
            uow.session.scalars(query if after is None else query.where(customers.c.id > after))
        )
        score_customers(uow, ids, holding)
        after, done, is_left = ids[-1] if ids else after, done + len(ids), len(ids) == BATCH
    progress.pass_after, progress.pass_done = after, progress.pass_done + done
    if not is_left:
        progress.pass_ended_at = uow.now
    return is_left


def follow(uow: UnitOfWork, payload: Mapping[str, Any]) -> GoOn | None:
    """Score those customers anew of whom something was changed since the last look."""
    progress = find_progress(uow, held=True)
    if progress is None:
        return None
    if _stands_still(uow, progress) and _go_on(uow, progress):
        return GoOn(payload)
    until = datetime.fromisoformat(payload["until"]) if "until" in payload else uow.now
    place, after = payload.get("place", 0), payload.get("after")
    since = min(progress.followed_until, until) - OVERLAP
    holding, ends, is_first = Holding.now(uow), perf_counter() + _STEP_SECONDS, True
    while place < len(_SOURCES) and (is_first or perf_counter() < ends):
        is_first = False
        changes = _changes(uow, place, since, until, after)
        touched = sorted({one.customer_id for one in changes if one.customer_id is not None})
        if touched:
            score_customers(uow, touched, holding, tells_of_new=True)
        if len(changes) < BATCH:
            place, after = place + 1, None
        else:
            after = [changes[-1].updated_at.isoformat(), str(changes[-1].id)]
    if place < len(_SOURCES):
        return GoOn({"until": until.isoformat(), "place": place, "after": after})
    progress.followed_until = until
    return None


def _stands_still(uow: UnitOfWork, progress: ScoringProgress) -> bool:
    return progress.pass_ended_at is None and progress.pass_step_at < uow.now - _STANDS_STILL


def _changes(
    uow: UnitOfWork, place: int, since: datetime, until: datetime, after: list[str] | None
) -> list[Any]:
    """The next changed records of one kind, in the order of their changes."""
    table, owner = _SOURCES[place]
    at, key = table.c.updated_at, table.c.id
    query = select(key, at, owner.label("customer_id")).where(at >= since, at <= until)
    if after is not None:
        last, last_id = datetime.fromisoformat(after[0]), UUID(after[1])
        query = query.where(at >= last, or_(at > last, and_(at == last, key > last_id)))
    return list(uow.session.execute(query.order_by(at, key).limit(BATCH)))


def _count() -> Any:
    return select(func.count()).select_from(customers)

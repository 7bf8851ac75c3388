"""Reminders: how long before something planned its owner is told, and telling them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, select, update

from salesforce_lite.activities.model import Activity
from salesforce_lite.activities.own_kinds import APPOINTMENTS, works_like
from salesforce_lite.kernel.events import as_json
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.notifications import NO_REMINDER, choices_of, notify
from salesforce_lite.plugin import GoOn

REMINDER = "reminder"
# What comes later than this was held up: nobody worked, or the server was away.
_LATE = timedelta(minutes=30)
# So many late ones are told one by one; of more, one line says how many.
_FEW = 3
_BATCH = 200
_Due = Row[UUID, UUID | None, datetime | None, datetime | None, datetime | None]


def usual_reminder(
    uow: UnitOfWork, kind: str, owner_id: UUID | None, *, is_all_day: bool
) -> int | None:
    """How long before somebody wants to be reminded of something new, in minutes; none for not."""
    choice = choices_of(uow, owner_id)
    if is_all_day:
        minutes = choice.remind_days
    elif works_like(uow, kind) in APPOINTMENTS:
        minutes = choice.remind_appointments
    else:
        minutes = choice.remind_others
    return None if minutes == NO_REMINDER else minutes


def remind(uow: UnitOfWork, _payload: Mapping[str, Any]) -> GoOn | None:
    """Tell the owners of what is due to be told, each once: the moment is taken away in the
    transaction that tells it. What was done, moved or deleted meanwhile has no such moment.

    After a pause a person is not told of everything that passed one by one.
    """
    due = _due(uow)
    _take(uow, Activity.id.in_([row.id for row in due]))
    late: dict[UUID, list[_Due]] = defaultdict(list)
    for row in due:
        if row.owner_id is None or row.deleted_at is not None:
            continue
        if row.remind_at < uow.now - _LATE:
            late[row.owner_id].append(row)
        else:
            _tell(uow, row)
    for owner_id, rows in late.items():
        _tell_late(uow, owner_id, rows)
    return GoOn({}) if len(due) == _BATCH else None


def _due(uow: UnitOfWork) -> Sequence[_Due]:
    """The longest due first; what somebody is changing now waits for the next time."""
    shown = select(
        Activity.id, Activity.owner_id, Activity.remind_at, Activity.due_at, Activity.deleted_at
    )
    passed = shown.where(Activity.remind_at <= uow.now)
    first = passed.order_by(Activity.remind_at, Activity.id).limit(_BATCH)
    return uow.session.execute(first.with_for_update(skip_locked=True)).all()


def _take(uow: UnitOfWork, which: ColumnElement[bool]) -> int:
    """No moment is left; how many that were. No version counts up and nobody's form is behind: the
    activities have not changed."""
    taken = update(Activity).where(which).values(remind_at=None).returning(Activity.id)
    return len(uow.session.execute(taken).all())


def _tell(uow: UnitOfWork, row: _Due) -> None:
    params = {"due_at": as_json(row.due_at)}
    key = f"{row.id}/{_stamp(row.remind_at)}"
    notify(uow, row.owner_id, REMINDER, about=row.id, params=params, key=key)


def _tell_late(uow: UnitOfWork, owner_id: UUID, rows: Sequence[_Due]) -> None:
    """One by one where they are few; else the person's others that are late go along."""
    if len(rows) <= _FEW:
        for row in rows:
            _tell(uow, row)
        return
    others = _take(
        uow,
        and_(
            Activity.owner_id == owner_id,
            Activity.remind_at < uow.now - _LATE,
            Activity.deleted_at.is_(None),
        ),
    )
    notify(uow, owner_id, REMINDER, params={"count": len(rows) + others}, key=_stamp(uow.now))


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y%m%dT%H%M%S")

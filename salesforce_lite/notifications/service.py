"""Use cases of notifications: tell somebody, look through what one was told, read, forget."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.events import as_json
from salesforce_lite.kernel.ids import new_id, smallest_id_of
from salesforce_lite.kernel.paging import Order, Page, page_of
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.notifications.model import LONGEST_KEY, Notification
from salesforce_lite.plugin import GoOn

# The bell says “99+” beyond: nobody reads a larger number, and counting costs no more.
MOST_COUNTED = 100
_KEPT = timedelta(days=90)
_BATCH = 500
_rows = cast(Table, Notification.__table__)


def notify(
    uow: UnitOfWork,
    user_id: UUID,
    kind: str,
    *,
    about: UUID | None = None,
    params: Mapping[str, Any] | None = None,
    key: str = "",
) -> bool:
    """Tell a person something; it is there exactly if the unit commits. Whether it is new to them.

    `kind` is a code of the hook `notification_kinds`, which makes the words when they are read, of
    the record `about` and the `params` (ids and numbers: JSON). With a `key` (at most 100 letters)
    the person is told of that kind once, however often this is called.
    """
    notification_id = new_id()
    made = {
        "id": notification_id,
        "user_id": user_id,
        "kind": kind,
        "key": f"{kind}/{key or notification_id}"[:LONGEST_KEY],
        "about": about,
        "params": as_json(dict(params or {})),
        "created_at": uow.now,
        "read_at": None,
        "waits_since": uow.now,
    }
    is_postgresql = uow.session.get_bind().dialect.name == "postgresql"
    insert = postgresql_insert if is_postgresql else sqlite_insert
    kept = insert(_rows).values(**made).on_conflict_do_nothing().returning(_rows.c.id)
    return uow.session.execute(kept).first() is not None


def list_notifications(uow: UnitOfWork, *, cursor: str | None = None) -> Page[Notification]:
    """What the actor was told, the newest first, one page."""
    query = select(Notification).where(Notification.user_id == _oneself(uow))
    order = (Order(Notification.id, descending=True),)
    return page_of(uow.session, query, order, cursor=cursor, name="notifications")


def find_notifications(uow: UnitOfWork, ids: Sequence[UUID]) -> Sequence[Notification]:
    """Those of the actor that are not read yet, the oldest first."""
    query = select(Notification).where(
        Notification.id.in_(ids),
        Notification.user_id == _oneself(uow),
        Notification.read_at.is_(None),
    )
    return uow.session.scalars(query.order_by(Notification.id)).all()


def count_unread(uow: UnitOfWork) -> int:
    """How much the actor has not read; `MOST_COUNTED` at most, whatever there is."""
    some = (
        select(Notification.id)
        .where(Notification.user_id == _oneself(uow), Notification.read_at.is_(None))
        .limit(MOST_COUNTED)
        .subquery()
    )
    return uow.session.scalar(select(func.count()).select_from(some)) or 0


def read_notification(uow: UnitOfWork, notification_id: UUID) -> None:
    """The actor has read it; read again it stays so. Raises NotFoundError for those of others."""
    query = select(Notification).where(
        Notification.id == notification_id, Notification.user_id == _oneself(uow)
    )
    notification = uow.session.scalar(query)
    if notification is None:
        raise NotFoundError
    if notification.read_at is None:
        notification.read_at = uow.now


def read_all(uow: UnitOfWork, *, until: UUID | None = None) -> None:
    """The actor has read everything, up to the newest one that they had seen."""
    unread = update(Notification).where(
        Notification.user_id == _oneself(uow), Notification.read_at.is_(None)
    )
    if until is not None:
        unread = unread.where(Notification.id <= until)
    uow.session.execute(unread.values(read_at=uow.now))


def settle_notification(uow: UnitOfWork, user_id: UUID, kind: str, *, about: UUID) -> None:
    """There is nothing left to do about the record: what the person was told of it with this kind
    counts as read, whoever has settled it, and no mail is written about it any more. Read before,
    and settled again, it stays as it is; another kind, or about another record, is not touched.
    """
    uow.session.execute(
        update(Notification)
        .where(
            Notification.user_id == user_id,
            Notification.kind == kind,
            Notification.about == about,
            Notification.read_at.is_(None),
        )
        .values(read_at=uow.now)
    )


def forget_notifications(uow: UnitOfWork, _payload: Mapping[str, Any]) -> GoOn | None:
    """What was told 90 days ago, read or not."""
    old = select(Notification.id).where(Notification.id < smallest_id_of(uow.now - _KEPT))
    ids = list(uow.session.scalars(old.limit(_BATCH)))
    uow.session.execute(delete(Notification).where(Notification.id.in_(ids)))
    return GoOn({}) if len(ids) == _BATCH else None


def _oneself(uow: UnitOfWork) -> UUID:
    """Raises NotFoundError where nobody is behind the actor: nobody is told anything there."""
    if uow.actor.user_id is None:
        raise NotFoundError
    return uow.actor.user_id

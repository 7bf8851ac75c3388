"""Calendar feeds: opened, renewed and closed by their owner, read by a program in their name."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine, or_, select, update
from sqlalchemy.orm import Session

from salesforce_lite.access import User
from salesforce_lite.activities.calendar_model import CalendarFeed
from salesforce_lite.activities.model import NOTE, Activity
from salesforce_lite.activities.own_kinds import APPOINTMENTS, likes_of
from salesforce_lite.activities.service import visible_activities
from salesforce_lite.kernel.db import write_unless_busy
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.turns import take_turn
from salesforce_lite.kernel.uow import UnitOfWork

BACK = timedelta(days=90)
AHEAD = timedelta(days=400)
MOST = 1000
_NOTED_EVERY = timedelta(minutes=15)


def own_feed(uow: UnitOfWork) -> CalendarFeed | None:
    """The actor's, where they have one. Raises NotFoundError where nobody is behind the actor."""
    uow.actor.require("activities.view")
    if uow.actor.user_id is None:
        raise NotFoundError
    return uow.session.scalar(select(CalendarFeed).where(CalendarFeed.user_id == uow.actor.user_id))


def open_feed(uow: UnitOfWork) -> CalendarFeed:
    """Give the actor a feed, or a new one: the old address is worth nothing from now on."""
    close_feed(uow)
    assert uow.actor.user_id is not None  # noqa: S101 – `close_feed` has looked
    feed = CalendarFeed(user_id=uow.actor.user_id)
    uow.session.add(feed)
    uow.session.flush()
    return feed


def close_feed(uow: UnitOfWork) -> None:
    """Nobody reads the actor's calendar any more; closing what is closed changes nothing."""
    # Of two at the same moment the second renews what the first has made.
    take_turn(uow, f"calendar feed {uow.actor.user_id}")
    feed = own_feed(uow)
    if feed is not None:
        uow.session.delete(feed)
        uow.session.flush()


def owner_of_feed(session: Session, feed_id: UUID) -> User | None:
    """Whose calendar it is; None when it was closed or they do not work here any more."""
    return session.scalar(
        select(User)
        .join(CalendarFeed, CalendarFeed.user_id == User.id)
        .where(CalendarFeed.id == feed_id, User.active)
    )


def appointments(uow: UnitOfWork) -> list[Activity]:
    """What the actor has planned, and the visits and meetings they had: at most `MOST` of each,
    from `BACK` ago until `AHEAD`, in order of time."""
    since = uow.now - BACK
    own = visible_activities(uow).where(Activity.owner_id == uow.actor.user_id)
    planned = own.where(
        Activity.completed_at.is_(None),
        Activity.kind != NOTE,
        Activity.due_at >= since,
        Activity.due_at < uow.now + AHEAD,
    ).order_by(Activity.due_at, Activity.id)
    kinds = [code for code, like in likes_of(uow).items() if like in APPOINTMENTS]
    done = own.where(
        Activity.completed_at.is_not(None),
        Activity.kind.in_((*APPOINTMENTS, *kinds)),
        Activity.at >= since,
        Activity.at <= uow.now,
    ).order_by(Activity.at.desc(), Activity.id.desc())
    had = list(uow.session.scalars(done.limit(MOST)))
    return [*reversed(had), *uow.session.scalars(planned.limit(MOST))]


def note_reading(engine: Engine, user_id: UUID, now: datetime, by: str) -> None:
    """Remember when a program read the feed, now and then, and never waiting for a writer."""
    write_unless_busy(
        engine,
        update(CalendarFeed)
        .where(
            CalendarFeed.user_id == user_id,
            or_(CalendarFeed.read_at.is_(None), CalendarFeed.read_at < now - _NOTED_EVERY),
        )
        .values(read_at=now, read_by=by[:200]),
    )

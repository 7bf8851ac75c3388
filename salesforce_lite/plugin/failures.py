"""What plugins have failed at, newest first, for whoever looks after them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import func, select

from salesforce_lite.kernel.notes import Note
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin.containing import FAILURE

_RECENT = timedelta(days=1)


def recent_failures(uow: UnitOfWork, plugin_id: str, *, most: int = 20) -> Sequence[Note]:
    """The newest notes: place, error, message and traceback in their `details`."""
    query = select(Note).where(Note.kind == FAILURE, Note.subject == plugin_id)
    return uow.session.scalars(query.order_by(Note.at.desc(), Note.id.desc()).limit(most)).all()


def failures_of_a_day(uow: UnitOfWork) -> Mapping[str, int]:
    """Plugin → how often it failed within the last 24 hours."""
    query = (
        select(Note.subject, func.count())
        .where(Note.kind == FAILURE, Note.at >= uow.now - _RECENT)
        .group_by(Note.subject)
    )
    return dict(uow.session.execute(query).all())

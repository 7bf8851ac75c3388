"""Reads the versions of the rules, and the row that says which holds."""

from sqlalchemy import select

from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork

from .model import ScoringProgress, ScoringVersion


def find_progress(uow: UnitOfWork, *, held: bool = False) -> ScoringProgress | None:
    """The one row; with `held` nobody else goes on until the unit ends. None before enabling."""
    query = select(ScoringProgress).order_by(ScoringProgress.id).limit(1)
    if held:
        query = query.with_for_update().execution_options(populate_existing=True)
    return uow.session.scalar(query)


def find_active_version(uow: UnitOfWork) -> ScoringVersion | None:
    """The version that holds; None before the plugin was switched on for the first time."""
    return uow.session.scalar(
        select(ScoringVersion).join(
            ScoringProgress, ScoringProgress.version == ScoringVersion.number
        )
    )


def active_version(uow: UnitOfWork) -> ScoringVersion:
    """The same; raises NotFoundError."""
    version = find_active_version(uow)
    if version is None:
        raise NotFoundError
    return version

"""Imports that were made, by whatever way they came."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select

from salesforce_lite.imports.model import ImportRun, ImportUpload
from salesforce_lite.imports.uploads import MANAGE, visible_uploads
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork


def visible_runs(uow: UnitOfWork) -> Select[ImportRun]:
    """Imports, by whatever way they came: the actor's, or all for who sees everybody's records."""
    uow.actor.require(MANAGE)
    query = select(ImportRun).order_by(ImportRun.id.desc())
    if uow.actor.sees_everybody():
        return query
    return query.where(ImportRun.actor_id == uow.actor.user_id)


def get_run(uow: UnitOfWork, run_id: UUID) -> ImportRun:
    """One of them; raises NotFoundError."""
    run = uow.session.scalar(visible_runs(uow).where(ImportRun.id == run_id))
    if run is None:
        raise NotFoundError
    return run


def upload_of_run(uow: UnitOfWork, run_id: UUID) -> ImportUpload | None:
    """The file that the import brought in, where it came by the browser and is known still."""
    return uow.session.scalar(visible_uploads(uow).where(ImportUpload.run_id == run_id).limit(1))


def list_runs(
    uow: UnitOfWork, *, before: UUID | None = None, most: int = 50
) -> Sequence[ImportRun]:
    """The newest first; `before` is the last id of a page."""
    query = visible_runs(uow).limit(most)
    if before is not None:
        query = query.where(ImportRun.id < before)
    return uow.session.scalars(query).all()

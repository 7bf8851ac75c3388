"""Forgets files that nobody brought in, and what is left of those that were."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from salesforce_lite.imports.model import ImportUpload, UploadState
from salesforce_lite.imports.upload_files import UploadFiles
from salesforce_lite.kernel.uow import UnitOfWork

DAYS_OPEN, DAYS_FINISHED = 7, 30
_DAYS_UNKNOWN = 1
_MOST = 500


def forget_uploads(uow: UnitOfWork, _payload: Mapping[str, Any], *, files: UploadFiles) -> None:
    """Files wait a week to be brought in; their rejected rows are kept for a month. The runs of
    imports stay."""
    is_over = ImportUpload.state == UploadState.FINISHED
    # Those that are being worked on too: after a week their job has died.
    for is_such, days in ((~is_over, DAYS_OPEN), (is_over, DAYS_FINISHED)):
        is_old = ImportUpload.changed_at < uow.now - timedelta(days=days)
        for upload in uow.session.scalars(select(ImportUpload).where(is_such, is_old).limit(_MOST)):
            uow.session.delete(upload)
    uow.session.flush()
    known = set(uow.session.scalars(select(ImportUpload.id)))
    lost = [
        upload_id
        for upload_id, at in files.kept()
        if upload_id not in known and at < uow.now - timedelta(days=_DAYS_UNKNOWN)
    ]
    for upload_id in lost:
        uow.afterwards(upload_id, partial(files.remove, upload_id))

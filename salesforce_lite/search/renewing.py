"""Renews the search of one kind of records by a job, after what they are found by has changed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from salesforce_lite.kernel.job_rows import Urgency
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import GoOn
from salesforce_lite.search.rebuilding import renew_batch
from salesforce_lite.search.source import SearchSource

RENEW = "search.renew"


def renew_later(uow: UnitOfWork, kind: str) -> None:
    """Ask for it; a worker does it soon after the unit has committed."""
    enqueue_job(uow, RENEW, {"kind": kind}, priority=Urgency.BULK)


def renew_some(uow: UnitOfWork, source: SearchSource, payload: Mapping[str, Any]) -> GoOn | None:
    """Some hundred records, and where it goes on."""
    after = payload.get("after")
    last, _count = renew_batch(uow, source, UUID(after) if after else None)
    return GoOn({**payload, "after": str(last)}) if last else None

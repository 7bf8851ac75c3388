"""What people do about jobs, as facts."""

from dataclasses import dataclass
from uuid import UUID

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class JobRetried(Event):
    """A dead job has all its attempts again."""

    words = N_("A background job is tried again")

    job_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class JobCancelled(Event):
    """An administrator took a job back before it was done."""

    words = N_("A background job was cancelled")

    job_id: UUID
    kind: str

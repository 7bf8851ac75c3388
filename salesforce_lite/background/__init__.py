"""Background work: the worker that runs jobs and delivers events, schedules, what people do.

Reading order: `kinds`, `acting`, `worker`, `keeping`; `schedules` with `lead`; `service`.
"""

from salesforce_lite.background.errors import NoSuchJobError
from salesforce_lite.background.events import JobCancelled, JobRetried
from salesforce_lite.background.kinds import runnables
from salesforce_lite.background.service import Overview, cancel, list_jobs, overview, retry
from salesforce_lite.background.worker import Site, Worker

__all__ = [
    "JobCancelled",
    "JobRetried",
    "NoSuchJobError",
    "Overview",
    "Site",
    "Worker",
    "cancel",
    "list_jobs",
    "overview",
    "retry",
    "runnables",
]

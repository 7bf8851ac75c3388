"""Background work: the worker that runs jobs and delivers events, schedules, what people do.

Reading order: `kinds`, `acting`, `worker`, `keeping`; `schedules` with `lead`; `service`;
`broker` and `waking`, with `carrying` to them and `receiving` from the first.
"""

from salesforce_lite.background.broker import Broker
from salesforce_lite.background.carrying import BrokerLine, Carrier
from salesforce_lite.background.errors import (
    BrokerAwayError,
    BrokerPackageMissingError,
    NoSuchJobError,
)
from salesforce_lite.background.events import JobCancelled, JobRetried
from salesforce_lite.background.kinds import runnables
from salesforce_lite.background.receiving import Call, Receiver
from salesforce_lite.background.service import Overview, cancel, list_jobs, overview, retry
from salesforce_lite.background.waking import Listener, Waking, WakingLine
from salesforce_lite.background.worker import Site, Worker

__all__ = [
    "Broker",
    "BrokerAwayError",
    "BrokerLine",
    "BrokerPackageMissingError",
    "Call",
    "Carrier",
    "JobCancelled",
    "JobRetried",
    "Listener",
    "NoSuchJobError",
    "Overview",
    "Receiver",
    "Site",
    "Waking",
    "WakingLine",
    "Worker",
    "cancel",
    "list_jobs",
    "overview",
    "retry",
    "runnables",
]

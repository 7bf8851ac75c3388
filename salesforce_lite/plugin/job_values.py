"""What a job says of itself: when it comes due, and what is left when it is not done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from salesforce_lite.kernel.cron import Cron
from salesforce_lite.kernel.events import as_json
from salesforce_lite.kernel.job_rows import Urgency


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a job comes due by itself: five fields of cron, in the company's time zone or another.

    Of the times that pass while nothing works, the last one is made up for.
    """

    cron: str
    """Minute, hour, day, month, day of the week."""
    zone: str = ""
    """An IANA time zone; empty for the company's."""
    urgency: Urgency = Urgency.USUAL
    """How urgent it is when it comes due: BULK for what takes many steps."""

    def __post_init__(self) -> None:
        self.times("UTC")

    def times(self, company_zone: str) -> Cron:
        """Raises WrongScheduleError."""
        return _cron(self.cron, self.zone or company_zone)


@cache
def _cron(expression: str, zone: str) -> Cron:
    """Workers ask every few seconds."""
    return Cron(expression, zone)


@dataclass(frozen=True, slots=True)
class GoOn:
    """The answer of a job that is not done: it is called again, in another short transaction.

    `payload` is what it is called with then; `progress` is in percent.
    """

    payload: Mapping[str, Any]
    """What it is called with then: JSON."""
    progress: int | None = None
    """In percent."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "payload", as_json(dict(self.payload)))
        if self.progress is not None:
            object.__setattr__(self, "progress", int(self.progress))


@dataclass(frozen=True, slots=True)
class Reach:
    """The answer of a job of the core that needs the world outside, such as a mail server.

    Its transaction ends, so that nobody waits for the world; `act` is called without one, and the
    job again with `payload`, in which "answer" is what `act` answered. A process that dies between
    the two leaves the job as it was, so that `act` is done at least once.
    """

    act: Callable[[], Any]
    """What is called outside of any transaction; what it raises fails the job."""
    payload: Mapping[str, Any]
    """What the job is called with then: JSON."""
